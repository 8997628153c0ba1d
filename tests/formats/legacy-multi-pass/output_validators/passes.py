"""Which pass it is, the feedback folder knows: after the first one there are letters in it."""
import pathlib
import re
import sys

ACCEPTED, WRONG = 42, 43


def wrong(feedback, why):
    with open(feedback / 'judgemessage.txt', 'a') as message:
        message.write(why + '\n')
    sys.exit(WRONG)


def main():
    number = pathlib.Path(sys.argv[2]).read_text().strip()
    feedback = pathlib.Path(sys.argv[3])
    output = sys.stdin.read().strip()
    letters = feedback / 'letters.txt'
    if letters.exists():
        if output != number:
            wrong(feedback, f'pass 2: {output[:20]!r} is not {number}')
        sys.exit(ACCEPTED)
    if not re.fullmatch('[a-j]{1,20}', output):
        wrong(feedback, 'pass 1: not letters a to j')
    letters.write_text(output)
    (feedback / 'nextpass.in').write_text(f'read {output}\n')
    sys.exit(ACCEPTED)


main()
