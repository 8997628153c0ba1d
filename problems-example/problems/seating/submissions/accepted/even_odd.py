# Even houses first, then the odd ones: the seam joins the largest even number with 1.
n = int(input())
if n in (2, 3):
    print("impossible")
else:
    print(*range(2, n + 1, 2), *range(1, n + 1, 2))
