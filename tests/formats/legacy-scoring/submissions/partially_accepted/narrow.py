# Sums of 31 bits.
# @EXPECTED_SCORE@: 20
# @EXPECTED_GRADES@ AC WA WA
n = int(input())
print(n * (n + 1) // 2 % 2**31)
