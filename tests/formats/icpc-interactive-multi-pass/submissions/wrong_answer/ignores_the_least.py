# Right in the first pass, out of guesses in the second.
least, most = map(int, input().split())
least = 1
answer = ''
while answer != 'correct':
    guess = (least + most) // 2
    try:
        print(guess, flush=True)
        answer = input()
    except (EOFError, BrokenPipeError):
        break
    if answer == 'higher':
        least = guess + 1
    else:
        most = guess - 1
