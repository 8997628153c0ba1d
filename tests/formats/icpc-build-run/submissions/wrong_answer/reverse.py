# The middle of an odd number stays.
n = int(input())
print(*range(n, 0, -1))
