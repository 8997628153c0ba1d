what, text = input().split()
if what == 'read':
    raise SystemExit(3)
print('a')
