a, b = map(int, input().split()); print(a + b, 0, 0, sep="\r\n")
