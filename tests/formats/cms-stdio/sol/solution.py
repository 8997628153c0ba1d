low, high = 0, 1024
while high - low > 1:
    middle = (low + high) // 2
    print("?", middle, flush=True)
    if input() == "yes":
        high = middle
    else:
        low = middle
print("!", low, flush=True)
