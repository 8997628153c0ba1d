from collections import deque

n, k = map(int, input().split())
heights = list(map(int, input().split()))
high, low = deque(), deque()
start = best = best_start = 0
for i, height in enumerate(heights):
    while high and heights[high[-1]] <= height:
        high.pop()
    while low and heights[low[-1]] >= height:
        low.pop()
    high.append(i)
    low.append(i)
    while heights[high[0]] - heights[low[0]] > k:
        start += 1
        if high[0] < start:
            high.popleft()
        if low[0] < start:
            low.popleft()
    if i - start + 1 > best:
        best, best_start = i - start + 1, start
print(best, best_start + 1)
