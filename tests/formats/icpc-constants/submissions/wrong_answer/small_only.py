number = int(input())
print(number * (({{bound}} // 2) // number + 1) if number <= {{small}} else number)
