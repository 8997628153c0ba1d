"""Exits with 42 where the input is as the statement promises, with 43 where it is not."""
import re
import sys

NUMBER = "(?:0|[1-9][0-9]*)"
text = sys.stdin.read()
if not re.fullmatch(f"{NUMBER} {NUMBER}\n{NUMBER}(?: {NUMBER})*\n", text):
    sys.exit(43)
n, k, *heights = map(int, text.split())
is_valid = (
    1 <= n <= 100_000
    and 0 <= k <= 1000
    and len(heights) == n
    and all(0 <= height <= 1000 for height in heights)
)
sys.exit(42 if is_valid else 43)
