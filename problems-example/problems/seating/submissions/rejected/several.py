# Fails in several ways: wrong for 2, an error for 3, and far too slow for many.
n = int(input())
if n == 3:
    print([][n])
order = [n]
while len(order) < n:
    free = [house for house in range(1, n + 1) if house not in order and abs(house - order[-1]) != 1]
    order.append(free[-1] if free else 1)
print(*order)
