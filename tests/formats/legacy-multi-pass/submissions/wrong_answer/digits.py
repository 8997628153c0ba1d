# Prints the number itself in the first pass.
print(input().split()[1])
