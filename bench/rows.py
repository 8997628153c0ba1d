"""What the bench programs in Python share: rows on standard output, and processes timed in interleaved rounds."""
import math
import os
import shutil
import statistics
import subprocess
import sys
import time

NULL = open(os.devnull, "r+b")


def row(name, variant, value, unit, target=None, is_least=False, digits=3):
    """A target of None: none is set, the figure stands beside one that has."""
    if target is None:
        bound, result = "-", "-"
    else:
        bound = f"{'>=' if is_least else '<='}{target:.{digits}f}"
        result = "PASS" if (value >= target if is_least else value <= target) else "MISS"
    print(f"{name}\t{variant}\t{value:.{digits}f}\t{unit}\t{bound}\t{result}", flush=True)


def not_run(name, variant, unit, bound, why):
    """The reason goes to standard error: "# NAME VARIANT: WHY"."""
    print(f"{name}\t{variant}\t-\t{unit}\t{bound}\tNOTRUN", flush=True)
    print(f"# {name} {variant}: {why}", file=sys.stderr, flush=True)


def say(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def cache_folder():
    return os.environ.get("EVALX_CACHE_DIR") or os.path.join(os.environ["XDG_CACHE_HOME"], "evalx")


def forget(kind=""):
    """Empties the cache, or one kind of what it holds: "result", "artifact"."""
    shutil.rmtree(os.path.join(cache_folder(), kind), ignore_errors=True)


def seconds(command, **options):
    start = time.monotonic()
    subprocess.run(command, stdin=NULL, stdout=NULL, stderr=NULL, check=False, **options)
    return time.monotonic() - start


def interleave(*commands, rounds, before=lambda: None):
    """Median seconds of each over the rounds. A command is a list of words, or a function of the round that gives one;
    `before` is called ahead of each, outside its time."""
    taken = [[] for _ in commands]
    for number in range(-1, rounds):
        for i, command in enumerate(commands):
            words = command(number) if callable(command) else command
            before()
            spent = seconds(words)
            if number >= 0:  # the first round warms
                taken[i].append(spent)
    return [statistics.median(each) for each in taken]


def quantile(values, share):
    """By the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
