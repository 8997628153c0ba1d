"""--most N: the largest number that the group may have."""
import re
import sys

most = int(sys.argv[sys.argv.index('--most') + 1]) if '--most' in sys.argv else 10**12
text = sys.stdin.read()
sys.exit(42 if re.fullmatch(r'[1-9][0-9]*\n', text) and int(text) <= most else 1)
