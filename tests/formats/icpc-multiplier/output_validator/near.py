"""exact: only the right root will do, and gives no multiplier (groups of pass-fail)."""
import pathlib
import sys

root = int(pathlib.Path(sys.argv[2]).read_text())
feedback = pathlib.Path(sys.argv[3])
is_exact = 'exact' in sys.argv[4:]
try:
    off = abs(int(sys.stdin.read()) - root)
except ValueError:
    off = 2
if off > (0 if is_exact else 1):
    sys.exit(43)
if not is_exact:
    (feedback / 'score_multiplier.txt').write_text('1\n' if off == 0 else '0.5\n')
sys.exit(42)
