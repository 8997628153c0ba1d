# Proves: output in single bytes arrives whole and in order.
import os

for byte in str(2 * int(input())).encode():
    os.write(1, bytes([byte]))
