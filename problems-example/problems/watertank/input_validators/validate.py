"""Exits with 42 where the input is as the statement promises, with 43 where it is not."""
import math
import re
import sys

NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,3})?"
text = sys.stdin.read()
if not re.fullmatch(rf"[1-9][0-9]* {NUMBER}\n(?:{NUMBER} {NUMBER}\n)+", text):
    sys.exit(43)
lines = [line.split() for line in text.splitlines()]
n, litres = int(lines[0][0]), float(lines[0][1])
cylinders = [(float(r), float(h)) for r, h in lines[1:]]
room = sum(math.pi * r * r * h for r, h in cylinders)
is_valid = (
    1 <= n <= 1000
    and len(cylinders) == n
    and 0 <= litres <= min(room, 1e9)
    and all(0.1 <= r <= 100 and 0.1 <= h <= 100 for r, h in cylinders)
)
sys.exit(42 if is_valid else 43)
