print(int(input()) - 4)
