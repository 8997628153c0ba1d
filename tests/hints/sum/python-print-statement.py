n = 6
print n
