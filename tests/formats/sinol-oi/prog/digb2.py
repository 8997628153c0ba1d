"""Bad: it looks at no more than a hundred digits."""
print(sum(map(int, input().strip()[:100])))
