a, b = map(int, input().split()); print(0, 0, a ** b, sep="\n")
