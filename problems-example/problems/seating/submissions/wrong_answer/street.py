# Everybody sits beside the neighbour.
print(*range(1, int(input()) + 1))
