# Proves: the current folder, /tmp and /dev/shm can be written, and are empty at the start of every test.
import os

n = int(input())
for folder in (".", "/tmp", "/dev/shm"):
    assert os.listdir(folder) == [], folder
    path = os.path.join(folder, "note")
    with open(path, "w") as note:
        note.write(str(n))
    with open(path) as note:
        assert int(note.read()) == n
print(2 * n)
