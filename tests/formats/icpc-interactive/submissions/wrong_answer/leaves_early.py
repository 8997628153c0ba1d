# Ends after one guess, whatever the answer.
most = int(input())
print((1 + most) // 2, flush=True)
