# Proves: Python's multiprocessing works: semaphores in /dev/shm, pipes, forked workers.
import multiprocessing


def twice(n):
    return 2 * n


if __name__ == "__main__":
    with multiprocessing.Pool(4) as pool:
        print(pool.map(twice, [int(input())])[0])
