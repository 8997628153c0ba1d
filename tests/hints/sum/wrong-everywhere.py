print(77)
