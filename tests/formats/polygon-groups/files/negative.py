"""Generator: negative COUNT: that many numbers below zero."""
import sys

count = int(sys.argv[1])
print(count)
print(*[-3 * i for i in range(count, 0, -1)])
