"""generator PAIRS SEED flat|nested: a line of brackets that match."""
import random
import sys

pairs, seed, shape = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
source = random.Random(seed)
line, depth, left = "", 0, pairs
while left or depth:
    opens = left > 0 and (depth == 0 or (shape == "nested" and source.random() < 0.5))
    line += "(" if opens else ")"
    left -= opens
    depth += 1 if opens else -1
print(line)
