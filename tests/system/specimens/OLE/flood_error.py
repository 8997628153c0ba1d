# Proves: standard error counts too.
import sys

while True:
    sys.stderr.write("flood\n" * 1000)
