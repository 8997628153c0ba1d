# Proves: a long sleep in Python ends at the wall-clock limit.
import time

time.sleep(1000)
