# Wrong in the third pass of secret/3-three only.
number = int(input())
print(number // 2 if number > 2 else number)
