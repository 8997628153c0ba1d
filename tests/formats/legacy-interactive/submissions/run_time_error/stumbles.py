# Ends with status 3 once it is told to go lower.
most = int(input())
least = 1
while True:
    guess = (least + most) // 2
    print(guess, flush=True)
    answer = input()
    if answer == 'correct':
        break
    if answer == 'lower':
        raise SystemExit(3)
    least = guess + 1
