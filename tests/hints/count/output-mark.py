n = int(input())
print("\ufeff", end="")
for i in range(n):
    print(i + 1)
