# Proves: waiting within the wall limit costs no CPU time and no verdict.
import time

n = int(input())
time.sleep(0.3)
print(2 * n)
