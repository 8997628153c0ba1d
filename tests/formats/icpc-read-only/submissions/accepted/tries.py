import os
import sys
import tempfile


def fails(action):
    try:
        action()
    except OSError:
        return True
    return False


# Temporary files are not in the folder.
def fill():
    with open(os.path.join(tempfile.gettempdir(), "scratch"), "w") as scratch:
        scratch.write("x")


name = sys.argv[1]
assert fails(lambda: open("copy.txt", "w"))
assert fails(lambda: open(name, "a"))
assert fails(lambda: os.truncate(name, 0))
assert fails(lambda: os.remove(name))
assert fails(lambda: os.rename(name, "moved.txt"))
assert fails(lambda: os.mkdir("folder"))
fill()
print(sum(map(int, open(name))))
