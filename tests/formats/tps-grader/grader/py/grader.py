import peaks

input()
print(peaks.highest(list(map(int, input().split()))))
