import sys

given = [int(word) for word in open(sys.argv[1]).read().split()]
words = sys.stdin.read().split()
try:
    accepted = len(words) == 1 and int(words[0]) >= max(given)
except ValueError:
    accepted = False
sys.exit(42 if accepted else 43)
