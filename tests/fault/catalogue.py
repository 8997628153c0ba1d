"""The catalogue of faults that must be survived, told from the logs of the programs that inject them.

usage: catalogue.py LOG...; lines of test_redis, service_faults.sh, test_model, test_together and the mutants. Each line of the
catalogue is PASS (seeds, times), IMPOSSIBLE (reason), or FAIL; then the figures. Status 1 when any is not PASS or IMPOSSIBLE.
"""
import re
import sys

# What must be survived: parts of the names of those that show it, all of which must have been run.
CATALOGUE = [
    ("a worker killed with -9 in every phase", ["workers killed with -9 in every phase", "judging processes killed"]),
    ("all workers of a host", ["all workers killed with -9", "all workers of a host"]),
    ("a worker stopped for 2 to 5 leases", ["workers stopped for two to five leases", "worker stopped past its lease"]),
    ("Redis killed with -9 and started again", ["Redis killed with -9 and started", "Redis of the service killed"]),
    ("Redis paused for three leases", ["Redis stopped for three leases"]),
    ("a torn tail of its file, then two restarts", ["append-only file torn"]),
    ("Redis wiped", ["Redis emptied", "started again without its files", "started again with older files"]),
    ("disk of its file full", ["disk of the append-only file full"]),
    ("Redis out of memory", ["Redis out of memory"]),
    ("wrong policy at the start", ["unsafe configuration"]),
    ("a job's hash evicted", ["hashes of jobs evicted"]),
    ("SCRIPT FLUSH", ["scripts flushed"]),
    ("silent partition, each way",
     ["silence in both directions", "interface down", "interfaces deleted", "what workers send is lost", "what Redis sends is lost",
      "worker parted from Redis"]),
    ("reset, slow, sliced, replies dropped after execution",
     ["connections reset", "connections slow", "single bytes", "replies dropped"]),
    ("clocks +-1 h", ["jumped forwards", "jumped backwards", "clock of Redis itself", "clocks of service, Redis and workers"]),
    ("poison submission", ["poison that kills who judges it", "poison submissions"]),
    ("poison result", ["poison results of a worker", "results with stale tokens"]),
    ("serve-queue killed with -9 between commit, enqueue, 201, settle and webhook",
     ["serve-queue killed with -9 at every point", "serve-queue killed with -9 while it records"]),
    ("told to end while results are under way", ["told to end while it collects", "told to end while Redis is silent"]),
    ("two serve-queues", ["two servers", "two serve-queues"]),
    ("disk of the database full", ["disk of the database full"]),
    ("corrupt blob", ["blob served that is corrupt", "cache that is corrupt"]),
    ("disk of a worker's cache full", ["disk of a worker's cache full"]),
    ("races of cancel, finish, reap and requeue against a model", ["random transitions agree"]),
    ("mixed versions", ["workers of another protocol"]),
    ("the mutants: state, token, judging, heartbeat, known, second strike, auditor, settle before commit",
     [f"without the check of {name}" for name in ("state", "token", "judging", "heartbeat", "known", "strike", "auditor")] +
     ["settles before its commit is noticed"]),
]
FIGURES = [("reaped", r"(\d+) reaped"), ("forged finishes refused", r"(\d+) forged"),
           ("workers restarted", r"(\d+) workers restarted"), ("serve-queue killed", r"killed (\d+) times")]


def tell(what, parts, lines):
    found = [[line for line in lines if part in line] for part in parts]
    bad = [line for group in found for line in group if line.startswith("not ok")]
    missing = [part for part, group in zip(parts, found) if not group]
    if bad or missing:
        print(f"FAIL {what}: {bad[0][7:] if bad else 'not run: ' + missing[0]}")
        return False
    flat = [line for group in found for line in group]
    impossible = [line for line in flat if "IMPOSSIBLE" in line]
    passed = len(flat) - len(impossible)
    seeds = sorted({int(seed) for line in flat for seed in re.findall(r"seed (\d+)", line)})
    if passed:
        print(f"PASS {what} ({passed} times, seeds {' '.join(map(str, seeds)) or 'none'})")
    for line in sorted({re.sub(r"^ok (.*): IMPOSSIBLE", r"\1: IMPOSSIBLE", line) for line in impossible}):
        print(f"IMPOSSIBLE {what}: {line}")
    return True


def tell_figures(lines):
    jobs = sum(int(n) for line in lines for n in re.findall(r"(\d+) (?:jobs|submissions)", line))
    injected = sum(": PASS (" in line for line in lines)
    violations = sum(line.startswith("not ok") for line in lines)
    print(f"submissions pushed through: {jobs}; faults injected: {injected}; violations: {violations}")
    print("; ".join(f"{name}: {sum(int(n) for line in lines for n in re.findall(pattern, line))}" for name, pattern in FIGURES))
    for line in lines:
        times = re.search(r"((?:kill to retake|wake) p50 .*? of \d+)", line)
        if times and ("in earnest" in line or "wake-up" in line):
            name = line[3:].split(":")[0]
            print(f"{name}: {times.group(1)}")


def main():
    lines = [line.strip() for path in sys.argv[1:] for line in open(path, errors="replace")
             if line.startswith(("ok ", "not ok "))]
    is_fine = [tell(what, parts, lines) for what, parts in CATALOGUE]
    tell_figures(lines)
    sys.exit(not all(is_fine) or any(line.startswith("not ok") for line in lines))


main()
