# Proves: a list without end is an MLE.
blocks = []
while True:
    blocks.append(bytearray(1 << 20))
