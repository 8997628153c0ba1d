number = int(input())
print({{bound}} // number * number)
