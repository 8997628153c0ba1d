# Proves: white space around a right answer is forgiven.
print()
print("  ", 2 * int(input()), "\t\n\n", end="")
