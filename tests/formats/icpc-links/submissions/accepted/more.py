print(max(map(int, input().split())) + 1)
