import sys

with open("copy.txt", "w") as copy:
    copy.write(open(sys.argv[1]).read())
print(sum(map(int, open("copy.txt"))))
