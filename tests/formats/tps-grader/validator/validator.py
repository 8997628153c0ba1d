import sys

first, second = sys.stdin.read().splitlines()
sys.exit(0 if int(first) == len(second.split()) and 3 <= int(first) <= 1000 else 3)
