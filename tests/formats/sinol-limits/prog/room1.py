input()
rooms = input().split()
house = bytearray(b"\1" * (100 << 20))
print(rooms[-1] if house[-1] == 1 else 0)
