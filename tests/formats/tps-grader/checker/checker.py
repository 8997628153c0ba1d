# checker.py INPUT ANSWER OUTPUT: the highest peak, or half of the points for another one.
import sys

numbers = [0] + list(map(int, open(sys.argv[1]).read().split()[1:])) + [0]
peaks = [b for a, b, c in zip(numbers, numbers[1:], numbers[2:]) if a <= b >= c]
said = open(sys.argv[3]).read().split()
good = len(said) == 1 and said[0].isdigit() and int(said[0]) in peaks
print(1.0 if good and int(said[0]) == max(peaks) else 0.5 if good else 0.0)
print("translate:success" if good else "translate:wrong", file=sys.stderr)
