# Sums of 31 bits.
n = int(input())
print(n * (n + 1) // 2 % 2**31)
