# Prints a unit behind the number.
import math

n, litres = input().split()
litres = float(litres)
level = 0.0
for _ in range(int(n)):
    radius, height = map(float, input().split())
    room = math.pi * radius**2 * height
    if litres <= room:
        print(level + height * litres / room, "dm")
        break
    litres -= room
    level += height
