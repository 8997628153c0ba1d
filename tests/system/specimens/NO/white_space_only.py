# Proves: white space alone is no output.
print(" \n\n\t ")
