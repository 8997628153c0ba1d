"""Exits with 42 where the input is as the statement promises, with 43 where it is not."""
import re
import sys

text = sys.stdin.read()
is_valid = re.fullmatch("[1-9][0-9]*\n", text) and int(text) <= 100_000
sys.exit(42 if is_valid else 43)
