# Keeps the length only.
what, text = input().split()
print('a' * len(text) if what == 'write' else len(text))
