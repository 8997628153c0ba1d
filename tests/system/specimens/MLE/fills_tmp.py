# Proves: what is in /tmp is memory.
block = bytes(1 << 20)
with open("/tmp/block", "wb") as file:
    for _ in range(200):
        file.write(block)
    file.flush()
    kept = bytearray(100 << 20)
print(len(kept))
