# Thinks forever after the first answer.
most = int(input())
print(most, flush=True)
if input() != 'correct':
    while True:
        pass
