import pathlib
import sys

feedback = pathlib.Path(sys.argv[3])
first, last = map(int, pathlib.Path(sys.argv[2]).read_text().split())
state = feedback / 'state.txt'
number = int(state.read_text()) if state.exists() else first
try:
    half = int(sys.stdin.read())
except ValueError:
    sys.exit(43)
if half * 2 != number:
    sys.exit(43)
if half == last:
    sys.exit(42)
state.write_text(str(half))
(feedback / 'nextpass.in').write_text(f'{half}\n')
sys.exit(42)
