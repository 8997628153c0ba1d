# Compares neighbours only: a slow rise is taken for calm.
n, k = map(int, input().split())
heights = list(map(int, input().split()))
best, best_start, start = 1, 0, 0
for i in range(1, n):
    if abs(heights[i] - heights[i - 1]) > k:
        start = i
    if i - start + 1 > best:
        best, best_start = i - start + 1, start
print(best, best_start + 1)
