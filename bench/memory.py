"""Memory that evalx takes while it runs: the proportional set size (PSS, proc_pid_smaps(5)) of all its processes, and what tmpfs and
memory files hold beyond what they held before (Shmem of proc_meminfo(5)). Compilers and judged programs are not counted: their memory
has limits of its own; what they write to their tmpfs is."""
import os
import threading

PAUSE_S = 0.02
NAMES = ("evalx", "evalx-box")


def field_kib(path, name):
    with open(path, encoding="ascii") as file:
        for line in file:
            if line.startswith(name):
                return int(line.split()[1])
    return 0


def is_ours(process):
    return os.path.basename(os.readlink(f"/proc/{process}/exe")) in NAMES


def sum_kib():
    total = 0
    for process in os.listdir("/proc"):
        try:
            if process.isdigit() and is_ours(process):
                total += field_kib(f"/proc/{process}/smaps_rollup", "Pss:")
        except (OSError, ValueError):
            pass  # it has ended, or it is the kernel's
    return total


class Watch:
    """The peak while the block runs, in peak_mib; 0.0 where it was over too soon to look."""

    def __enter__(self):
        self.peak_mib = 0.0
        self.shmem_before = field_kib("/proc/meminfo", "Shmem:")
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def look(self):
        shmem = field_kib("/proc/meminfo", "Shmem:") - self.shmem_before
        self.peak_mib = max(self.peak_mib, (sum_kib() + max(0, shmem)) / 1024)

    def watch(self):
        while not self.is_over.wait(PAUSE_S):
            self.look()

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
