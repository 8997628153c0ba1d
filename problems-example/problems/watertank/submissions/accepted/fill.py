import math

n, litres = input().split()
litres = float(litres)
level = 0.0
for _ in range(int(n)):
    radius, height = map(float, input().split())
    room = math.pi * radius**2 * height
    if litres <= room:
        print(f"{level + height * litres / room:.9e}")
        break
    litres -= room
    level += height
