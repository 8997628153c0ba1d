print(total)
