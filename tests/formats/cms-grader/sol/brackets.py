def depth(text):
    now = most = 0
    for bracket in text:
        now += 1 if bracket == "(" else -1
        most = max(most, now)
    return most
