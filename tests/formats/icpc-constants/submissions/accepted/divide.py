number = int(input())
print(1000 // number * number)
