what, text = input().split()
if what == 'write':
    print(''.join('abcdefghij'[int(digit)] for digit in text))
else:
    print(''.join(str('abcdefghij'.index(letter)) for letter in text))
