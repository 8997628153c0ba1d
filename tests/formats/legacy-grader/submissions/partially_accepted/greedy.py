# The largest coin first. Only 15 and 29 suffer, and the worse of them is left out.
# @EXPECTED_SCORE@: 29.166666666666664
amount = int(input())
print(amount % 12 % 5, amount % 12 // 5, amount // 12)
