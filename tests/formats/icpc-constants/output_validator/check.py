import sys

bound = {{bound.value}}
text = '{{unknown}} is no constant, and stays'


def words():
    return sys.stdin.read().split()


number = int(open(sys.argv[1]).read())
said = words()
good = len(said) == 1 and said[0].isdigit() and int(said[0]) % number == 0 and bound // 2 < int(said[0]) <= bound
sys.exit(42 if good else 43)
