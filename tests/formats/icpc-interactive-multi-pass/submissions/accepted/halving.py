least, most = map(int, input().split())
while True:
    guess = (least + most) // 2
    print(guess, flush=True)
    answer = input()
    if answer == 'correct':
        break
    if answer == 'higher':
        least = guess + 1
    else:
        most = guess - 1
