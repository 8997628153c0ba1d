from distance import distance

print(distance(*map(int, input().split())))
