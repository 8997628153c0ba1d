"""Row P11: wrong verdicts near the time limit with all slots busy. Programs of fixed work that takes 0.95 and 1.05 of the limit when it
runs alone, by measurement, are judged many times at once; the first must be accepted, the second must not.

usage: verdicts.py EVALX RUNS
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile

from rows import NULL, row, say, write

EVALX, RUNS = sys.argv[1], int(sys.argv[2])
LIMIT_MS = 100
TESTS = 10  # of a submission: as many as are judged again alone
SHARES = (0.95, 1.05)
BARE_RUNS = 10  # of each share
HERE = os.path.dirname(os.path.abspath(__file__))


def cpu_ms(program, kind, count):
    """Of one bare run on one CPU."""
    pid = os.fork()
    if pid == 0:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        os.dup2(NULL.fileno(), 1)
        os.execv(program, [program, kind, str(count)])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"bench: {program}: status {status}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def calibrate(program, kind, wanted_ms):
    """Steps that take so long: from the rate between two amounts below and about it, as the start takes time too."""
    many = 1 << 16
    while cpu_ms(program, kind, many) < wanted_ms:
        many *= 2
    few = many // 2
    low, high = (statistics.median(cpu_ms(program, kind, count) for _ in range(11)) for count in (few, many))
    return int(few + (wanted_ms - low) * (many - few) / (high - low))


def bare_wrong(program, kind, counts):
    """Of bare runs that have a CPU to themselves: how far the truth can be told at all."""
    return sum((cpu_ms(program, kind, count) > LIMIT_MS) != (share > 1)
               for count, share in zip(counts, SHARES) for _ in range(BARE_RUNS))


def make_problem(folder, kind, counts):
    path = os.path.join(folder, kind)
    os.mkdir(path)
    for i in range(TESTS):
        # spaces: no two tests are the same
        write(os.path.join(path, f"{i}.in"), f"{kind} {counts[i % len(counts)]}{' ' * i}\n")
        write(os.path.join(path, f"{i}.ans"), "done\n")
    return path


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        source, program = os.path.join(HERE, "programs", "burn.c"), os.path.join(folder, "burn")
        subprocess.run([EVALX, "compile", "--quiet", source, "-o", program], stdin=NULL, check=True)
        for kind, runs, target in (("cpu", RUNS, 0), ("memory", RUNS // 5, None)):
            counts = [calibrate(program, kind, share * LIMIT_MS) for share in SHARES]
            problem = make_problem(folder, kind, counts)
            lines = write(os.path.join(folder, f"{kind}.ndjson"),
                          "".join(json.dumps({"id": i, "source": source}) + "\n" for i in range(runs // TESTS)))
            done = subprocess.run([EVALX, "judge", "--batch", lines, "--problem", problem, "--repeat", "1", "--quiet",
                                   "--time", f"{LIMIT_MS}ms"], stdin=NULL, stdout=subprocess.PIPE, check=False)
            tests = [test for line in done.stdout.splitlines() for test in json.loads(line)["tests"]]
            expected = ["AC" if i % 2 == 0 else "TLE" for i in range(TESTS)] * (runs // TESTS)
            wrong = [(test, verdict) for test, verdict in zip(tests, expected) if test["verdict"] != verdict]
            for test, verdict in wrong[:5]:
                say(f"P11 {kind}: {verdict} expected, {test['verdict']} at {test['cpu_ms']:.1f} of {LIMIT_MS} ms")
            if len(tests) != len(expected):
                sys.exit(f"bench: {len(tests)} tests were judged, not {len(expected)}")
            row("P11", f"{kind}-bound at 0.95 and 1.05 of the limit, all slots busy: wrong of {len(tests)}", len(wrong),
                "verdicts", target, digits=0)
            row("P11", f"{kind}-bound, the same bare, one at a time: beyond the limit or not, wrong of {len(SHARES) * BARE_RUNS}",
                bare_wrong(program, kind, counts), "runs", None, digits=0)


main()
