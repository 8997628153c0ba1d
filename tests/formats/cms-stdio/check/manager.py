# manager.py FROM TO: lines "? N" are answered by "yes" (it is smaller than N) or "no", a line "! N" ends. The test is input.txt.
import sys

number = int(open("input.txt").read())
outcome, words = "0.0", "it was %d" % number
asked = 0
with open(sys.argv[2], "w") as said, open(sys.argv[1]) as heard:
    for line in heard:
        kind, value = line.split()
        if kind == "!":
            if int(value) == number:
                outcome, words = ("1.0", "found") if asked <= 12 else ("0.4", "found after %d questions" % asked)
            break
        asked += 1
        if asked > 1000:
            words = "too many questions"
            break
        print("yes" if number < int(value) else "no", file=said, flush=True)
print(outcome)
print(words, file=sys.stderr)
