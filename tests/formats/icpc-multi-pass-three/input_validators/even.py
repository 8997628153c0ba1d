import sys

text = sys.stdin.read()
sys.exit(42 if text.strip().isdigit() and int(text) % 2 == 0 and text.endswith('\n') else 1)
