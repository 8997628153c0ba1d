"""Three numbers of coins, of 1, 5 and 12: they must pay the amount. Score: 10 * fewest / used."""
import pathlib
import sys

amount = int(pathlib.Path(sys.argv[1]).read_text())
fewest = int(pathlib.Path(sys.argv[2]).read_text())
feedback = pathlib.Path(sys.argv[3])
try:
    ones, fives, twelves = map(int, sys.stdin.read().split())
except ValueError:
    sys.exit(43)
if min(ones, fives, twelves) < 0 or ones + 5 * fives + 12 * twelves != amount:
    sys.exit(43)
(feedback / 'score.txt').write_text(f'{10 * fewest / (ones + fives + twelves)}\n')
sys.exit(42)
