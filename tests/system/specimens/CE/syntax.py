# Proves: a syntax error in Python is a compile error.
print("unclosed"
