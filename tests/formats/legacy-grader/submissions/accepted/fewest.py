# @EXPECTED_SCORE@: 30
amount = int(input())
ways = [(amount - 12 * t - 5 * f, f, t)
        for t in range(amount // 12 + 1) for f in range((amount - 12 * t) // 5 + 1)]
print(*min(ways, key=sum))
