"""Memory that evalx takes while it runs: the proportional set size (PSS, proc_pid_smaps(5)) of all its processes, and the pages of their
memory files and of the tmpfs in their boxes. Compilers and judged programs are not counted: their memory has limits of its own; what
they write to their tmpfs is."""
import os
import statistics
import threading

PAUSES_S = (0.01, 0.25)  # the first one, and the longest: each is twice the one before
NAMES = ("evalx", "evalx-service", "evalx-box")


def pss_bytes(process):
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def add_memory_files(process, found):
    folder = f"/proc/{process}/fd"
    for fd in os.listdir(folder):
        path = f"{folder}/{fd}"
        if os.readlink(path).startswith("/memfd:"):
            info = os.stat(path)
            found[info.st_dev, info.st_ino] = info.st_blocks * 512


def add_tmpfs(process, found):
    """Of those mounts alone that are not the host's."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        ours = {line.split()[2] for line in file}
    with open(f"/proc/{process}/mountinfo", encoding="utf-8") as file:
        for line in file:
            device, place, kind = line.split()[2], line.split()[4], line.partition(" - ")[2].split()[0]
            if kind == "tmpfs" and device not in ours and device not in found:
                info = os.statvfs(f"/proc/{process}/root{place}")
                found[device] = (info.f_blocks - info.f_bfree) * info.f_frsize


def sum_mib(root):
    """Of the processes below `root`, itself too."""
    total, files = 0, {}
    for process in descendants(root):
        try:
            name = os.path.basename(os.readlink(f"/proc/{process}/exe"))
            if name not in NAMES:
                continue
            total += pss_bytes(process)
            add_memory_files(process, files)
            if name == "evalx-box":
                add_tmpfs(process, files)
        except (OSError, ValueError):
            pass  # it has ended
    return (total + sum(files.values())) / (1 << 20)


def descendants(root):
    found = [root]
    for process in found:
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/children", encoding="ascii") as file:
                    found.extend(int(word) for word in file.read().split())
        except OSError:
            pass  # it has ended
    return found


class Watch:
    """Of a process and those below it while the block runs: the most, and the median of all looks; 0.0 where it was over too soon."""

    def __init__(self, root):
        self.root, self.looks = root, []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def watch(self):
        pause, longest = PAUSES_S
        while not self.is_over.wait(pause):
            self.looks.append(sum_mib(self.root))
            pause = min(2 * pause, longest)

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        self.peak_mib = max(self.looks, default=0.0)
        self.typical_mib = statistics.median(self.looks or [0.0])
