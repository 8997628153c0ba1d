# Proves: standard error is not the answer.
import sys

n = int(input())
print("17 " * 1000, file=sys.stderr)
print(2 * n)
print("18 " * 1000, file=sys.stderr)
