# Right, but a call for each seat is more than Python's stack of calls allows.
def seats(house, n):
    if house > n:
        return [] if house % 2 else seats(1, n)
    return [house] + seats(house + 2, n)


n = int(input())
if n in (2, 3):
    print("impossible")
else:
    order = [house for house in seats(2, n) if house % 2 == 0]
    print(*order, *seats(1, n))
