# Proves: an exception in Python is a run-time error.
print(2 * int(input()))
raise ValueError("nobody catches this")
