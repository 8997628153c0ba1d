# Proves: a violation from Python is one as well.
import ctypes

n = int(input())
ctypes.CDLL(None).mount(b"none", b"/tmp", b"tmpfs", 0, None)
print(2 * n)
