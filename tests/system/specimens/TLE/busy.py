# Proves: a loop without end in Python hits the CPU limit.
while True:
    pass
