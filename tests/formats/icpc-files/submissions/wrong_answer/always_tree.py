print(open(input()).read().split().count('tree'))
