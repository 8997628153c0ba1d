print(int(input()
print(6)
