This solution was never finished.
