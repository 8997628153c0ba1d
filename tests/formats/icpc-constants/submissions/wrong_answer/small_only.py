number = int(input())
print(number * (500 // number + 1) if number <= 50 else number)
