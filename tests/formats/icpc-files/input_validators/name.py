import re
import sys

longest = int(sys.argv[sys.argv.index('--longest') + 1]) if '--longest' in sys.argv else 20
text = sys.stdin.read()
sys.exit(42 if re.fullmatch(r'[a-z]+\.txt\n', text) and len(text) <= longest else 1)
