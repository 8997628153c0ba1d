import pathlib
import sys

ACCEPTED, WRONG = 42, 43


def talk(number, least, most, guesses):
    print(least, most, flush=True)
    for _ in range(guesses):
        try:
            guess = int(sys.stdin.readline())
        except ValueError:
            return False
        if guess == number:
            print('correct', flush=True)
            return sys.stdin.read().strip() == ''
        print('higher' if guess < number else 'lower', flush=True)
    return False


def main():
    number, most = map(int, pathlib.Path(sys.argv[2]).read_text().split())
    feedback = pathlib.Path(sys.argv[3])
    seen = feedback / 'seen.txt'
    is_second = seen.exists()
    bounds = (number - 1, number + 1, 2) if is_second else (1, most, 24)
    if not talk(number, *bounds):
        sys.exit(WRONG)
    if not is_second:
        seen.write_text('once\n')
        (feedback / 'nextpass.in').write_text('again\n')
    sys.exit(ACCEPTED)


main()
