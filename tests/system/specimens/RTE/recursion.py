# Proves: too deep a recursion in Python is a run-time error.
def descend(n):
    return descend(n + 1)


print(descend(0))
