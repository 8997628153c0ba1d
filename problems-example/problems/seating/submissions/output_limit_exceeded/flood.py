# Asks itself for ever.
while True:
    print("who sits beside whom? " * 1000)
