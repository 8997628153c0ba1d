import sys

words, most, braces, given, answer, output = sys.argv[1:]
if words != 'at most' or braces != '{}' or not given.startswith('--given='):
    sys.exit('called in another way')
with open(given[len('--given='):]) as given, open(answer) as answer, open(output) as output:
    limit, best, word = int(given.read()), int(answer.read()), output.read().strip()
if not word.isdigit() or int(word) > limit or best - int(word) > int(most):
    print('too far')
    sys.exit(1)
