what, text = input().split()
while what == 'read':
    pass
print('a')
