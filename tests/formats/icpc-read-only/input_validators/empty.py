import sys

lines = open(sys.argv[1]).read().splitlines()
assert sys.stdin.read() == "" and lines
assert all(str(int(line)) == line for line in lines)
sys.exit(42)
