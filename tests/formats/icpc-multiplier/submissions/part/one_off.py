# One too many above 500: half of a test of the sum, half of the minimum.
import math

n = int(input())
print(math.isqrt(n) + (1 if n > 500 else 0))
