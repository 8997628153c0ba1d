# Proves: a right Python program is accepted.
print(2 * int(input()))
