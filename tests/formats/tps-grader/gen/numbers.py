import random
import sys

count, seed = map(int, sys.argv[1:])
random.seed(seed)
numbers = [random.randint(2, 1000) for _ in range(count)]
numbers[0], numbers[1], numbers[2], numbers[-1] = 1, 2000, 1, 3000  # the first peak is not the highest
print(count)
print(*numbers)
