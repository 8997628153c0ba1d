"""--without-worst N: the sum of all scores but the N least. Accepted where anything is."""
import sys

results = [line.split() for line in sys.stdin]
left_out = int(sys.argv[sys.argv.index('--without-worst') + 1])
scores = sorted(float(score) if verdict == 'AC' else 0.0 for verdict, score in results)
first_error = next((verdict for verdict, _ in results if verdict != 'AC'), 'AC')
verdict = 'AC' if any(verdict == 'AC' for verdict, _ in results) else first_error
print(verdict, sum(scores[left_out:]))
