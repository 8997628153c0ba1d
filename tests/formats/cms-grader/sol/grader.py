import brackets

print(brackets.depth(input().strip()))
