# Proves: the right answer on standard error is no output.
import sys

print(2 * int(input()), file=sys.stderr)
