# Tries every start: up to n * n / 2 steps.
n, k = map(int, input().split())
heights = list(map(int, input().split()))
best = best_start = 0
for start in range(n):
    high = low = heights[start]
    end = start
    while end < n:
        high = max(high, heights[end])
        low = min(low, heights[end])
        if high - low > k:
            break
        end += 1
    if end - start > best:
        best, best_start = end - start, start
print(best, best_start + 1)
