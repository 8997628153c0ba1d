# Proves: output after the right answer is wrong.
print(2 * int(input()))
print("done")
