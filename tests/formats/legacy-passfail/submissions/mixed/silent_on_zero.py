# @EXPECTED_RESULTS@: NO-OUTPUT, WRONG-ANSWER
a, b = map(int, input().split())
if a or b:
    print((a + b) / 2)
