n, litres = input().split()
print(float(litres
