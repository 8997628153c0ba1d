# Accepted, though the interpreter warns and the program talks on standard error.
import sys
import warnings

count = int(input())
numbers = []
for i in range(count):
    numbers.append(int(input()))
    print(f"debug: index {i}, name number, value {numbers[i]}, type int", file=sys.stderr)
if count is 1:
    print("one number only", file=sys.stderr)
warnings.warn("recursion would be slower")
print(sum(numbers))
