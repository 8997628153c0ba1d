"""The least divisor above one: worth half."""
from divlib import is_divisor

number = int(input())
divisor = 2
while not is_divisor(divisor, number):
    divisor += 1
print(divisor if divisor * divisor != number else 1)
