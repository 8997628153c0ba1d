"""The load: many different submissions in C, C++ and Python, a tenth of which fails, each with 20 tests, through HTTP, Redis and two
workers on this machine, all handed in at once. No two are the same, so that no result is known to any cache; the rows say how many were.

  lost          what was answered 201 and has not exactly one recorded verdict
  unlike local  verdicts, of submissions and of tests, that are not those of local judging: up to ALL_LOCAL_MOST submissions each one is
                judged locally too (LOAD_LOCAL=all: any number), beyond that some of each class: a class is a language and what is wrong
                in it, and its tests are all the same
  flat          p95 from the lease to the verdict, of those that ended in the second half against the first

Rows on standard output; a table of ten windows, each with as many submissions, as Markdown in the file.

usage: load.py EVALX SUBMISSIONS TABLE.md
"""
import collections
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from memory import sum_mib
from rows import NULL, cache_folder, not_run, quantile, row, say, write
from service import Service, body_of, count_open, moment, results_of
from workload import make_package, make_sources

EVALX, SUBMISSIONS, TABLE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
PROBLEM = "sum"
TESTS = 20
SEED = 20260703
SHARES = {"c": 13, "cpp": 2, "python3": 5}  # what a machine with two cores can do in half an hour
SENDERS = 4
WINDOWS = 10
ALL_LOCAL_MOST = 1000
LOCAL_OF_CLASS = 5
LOOK_EACH_S = 1
PATIENCE_S = 7200
FLAT_MOST = 1.1


class Looks(threading.Thread):
    """While the load is on: memory, and how long the service takes to answer."""

    def __init__(self, service):
        super().__init__()
        self.service, self.is_over, self.rows = service, threading.Event(), []

    def run(self):
        api, redis = self.service.api(), self.service.redis()
        workers = [name for name in self.service.children if name.startswith("worker")]
        while not self.is_over.wait(LOOK_EACH_S):
            begin = time.monotonic()
            left = count_open(api)
            answer_ms = (time.monotonic() - begin) * 1000
            memory = redis.ask("INFO", "memory")
            used = next(int(line.split(":")[1]) for line in memory.splitlines() if line.startswith("used_memory:"))
            self.rows.append({"time": time.time(), "left": left, "answer_ms": answer_ms, "redis": used / (1 << 20),
                              "server": sum_mib(self.service.process("server")),
                              "workers": sum(sum_mib(self.service.process(name)) for name in workers)})
        api.close()
        redis.close()


# ---- handing in ----

def send_share(service, bodies, share, ids, waits):
    api = service.api()
    for i in range(share, len(bodies), SENDERS):
        begin = time.monotonic()
        ids[i] = api.ask("POST", "/v1/submissions", bodies[i])["id"]
        waits.append((time.monotonic() - begin) * 1000)
    api.close()


def send_all(service, bodies):
    ids, waits = [None] * len(bodies), []
    senders = [threading.Thread(target=send_share, args=(service, bodies, share, ids, waits)) for share in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if None in ids:
        sys.exit(f"bench: {ids.count(None)} submissions were not taken")
    return ids, waits


def wait_for_end(api):
    end = time.monotonic() + PATIENCE_S
    while (left := count_open(api)) > 0 and time.monotonic() < end:
        time.sleep(0.2)
    return left


# ---- what is right ----

def verdicts_of(result):
    return [result["verdict"], *(test["verdict"] for test in result["tests"])]


def judge_locally(folder, package, chosen):
    """Verdicts of each, by its place in `chosen`; and seconds. With a cache of its own, in which nothing is."""
    lines = write(os.path.join(folder, "local.ndjson"), "".join(
        json.dumps({"id": i, "source": source.path, "language": source.language}) + "\n" for i, source in enumerate(chosen)))
    environment = dict(os.environ, EVALX_CACHE_DIR=os.path.join(folder, "cache-local"))
    begin = time.monotonic()
    done = subprocess.run([EVALX, "judge", "--batch", lines, "--problem", package, "--repeat", "1", "--no-progress", "--quiet"],
                          stdin=NULL, stdout=subprocess.PIPE, check=False, env=environment)
    seconds = time.monotonic() - begin
    results = {int(result["id"]): verdicts_of(result) for result in map(json.loads, done.stdout.splitlines())}
    if len(results) != len(chosen):
        sys.exit(f"bench: evalx judge --batch: {len(results)} results of {len(chosen)}, exit status {done.returncode}")
    return [results[i] for i in range(len(chosen))], seconds


def choose(sources):
    """Places of those that are judged locally."""
    if len(sources) <= ALL_LOCAL_MOST or os.environ.get("LOAD_LOCAL") == "all":
        return range(len(sources))
    seen = collections.Counter()
    places = []
    for i, source in enumerate(sources):
        seen[source.language, source.verdict] += 1
        if seen[source.language, source.verdict] <= LOCAL_OF_CLASS:
            places.append(i)
    return places


def expect(folder, package, sources):
    """What local judging says of each; and its seconds where it judged them all, else None."""
    places = choose(sources)
    verdicts, seconds = judge_locally(folder, package, [sources[i] for i in places])
    by_class, known = {}, dict(zip(places, verdicts))
    for i, verdict in known.items():
        source = sources[i]
        if by_class.setdefault((source.language, source.verdict), verdict) != verdict or verdict[0] != source.verdict:
            say(f"LOAD: {os.path.basename(source.path)}, made for {source.verdict}, is {verdict[0]} locally, unlike others of its class")
    row("LOAD", "judged locally too", len(places), "submissions", digits=0)
    row("LOAD", "classes (language, fault)", len(by_class), "classes", digits=0)
    return [known.get(i) or by_class[source.language, source.verdict] for i, source in enumerate(sources)], \
        seconds if len(places) == len(sources) else None


# ---- the table ----

def look_in(looks, begin, end):
    return [look for look in looks if begin <= look["time"] < end] or looks[-1:]


def judged(results):
    """Those with a verdict, by its time."""
    return sorted((result for result in results if result["state"] == "done"), key=lambda result: result["ended"])


def write_table(results, looks, begin):
    """Ten windows by the time of the verdict."""
    ended = judged(results)
    lines = ["| until | verdicts | a second | lease to verdict, p50 | p95 | GET /v1/queue, p95 | serve-queue | both workers | Redis |",
             "|---|---|---|---|---|---|---|---|---|"]
    since = begin
    for window in range(WINDOWS):
        part = ended[len(ended) * window // WINDOWS:len(ended) * (window + 1) // WINDOWS]
        if not part:
            continue
        until = part[-1]["ended"]
        seen = look_in(looks, since, until)
        times = [result["took_ms"] for result in part]
        lines.append(f"| {until - begin:.0f} s | {len(part)} | {len(part) / max(until - since, 0.001):.1f} | {quantile(times, 0.5):.0f} ms "
                     f"| {quantile(times, 0.95):.0f} ms | {quantile([look['answer_ms'] for look in seen], 0.95):.1f} ms "
                     f"| {max(look['server'] for look in seen):.1f} MiB | {max(look['workers'] for look in seen):.1f} MiB "
                     f"| {max(look['redis'] for look in seen):.1f} MiB |")
        since = until
    write(TABLE, "\n".join(lines) + "\n")
    for line in lines:
        say(line)


def tell_flatness(results):
    ended = judged(results)
    if len(ended) < WINDOWS:
        not_run("LOAD", "p95 of the second half against the first", "x", f"<={FLAT_MOST:.3f}", f"{len(ended)} verdicts are too few")
        return
    halves = ended[:len(ended) // 2], ended[len(ended) // 2:]
    first, second = (quantile([result["took_ms"] for result in half], 0.95) for half in halves)
    row("LOAD", "p95 from lease to verdict, first half", first, "ms", digits=0)
    row("LOAD", "p95 from lease to verdict, second half", second, "ms", digits=0)
    row("LOAD", "p95 of the second half against the first", second / first, "x", FLAT_MOST)


def tell_verdicts(results, expected, sources):
    unlike = 0
    for result, wanted, source in zip(results, expected, sources):
        if result["verdicts"] != wanted:
            unlike += 1
            if unlike <= 10:
                say(f"LOAD: {os.path.basename(source.path)}: {result['verdicts'][0]} through the service, {wanted[0]} locally, "
                    f"made for {source.verdict}")
    failing = sum(result["verdicts"][0] != "AC" for result in results)
    row("LOAD", f"failing verdicts of {len(results)}", failing, "submissions", digits=0)
    row("LOAD", "verdicts of submissions and tests unlike local ones", unlike, "submissions", 0, digits=0)
    row("LOAD", "known results that were used", sum(result["cached"] for result in results), "tests", 0, digits=0)


def short_of(result):
    """What is needed of a result: ten thousand whole ones are much."""
    tests = result.get("tests") or []
    ended = moment(result["finished_at"]) if result["finished_at"] else 0
    return {"state": result["state"], "verdicts": [result["verdict"], *(test["verdict"] for test in tests)],
            "cached": sum(bool(test.get("cached")) for test in tests), "attempts": result.get("attempts", 0), "ended": ended,
            "took_ms": (ended - moment(result["started_at"])) * 1000 if ended and result["started_at"] else 0}


def count_recorded(state):
    """Rows of the record, after the service has ended: submissions with exactly one verdict."""
    database = sqlite3.connect(f"file:{os.path.join(state, 'service.db')}?mode=ro", uri=True)
    found = database.execute("SELECT count(*) FROM (SELECT job FROM job_judging GROUP BY job HAVING count(*) = 1 AND"
                             " sum(state = 'done') = 1)").fetchone()[0]
    database.close()
    return found


def go_through(problems, bodies):
    """-> results in order, looks, seconds, when it began, waits for 201, rows of the record"""
    with Service(EVALX, problems) as service:
        service.start_workers()
        api, looks = service.api(), Looks(service)
        looks.start()
        begin, begin_time = time.monotonic(), time.time()
        ids, waits = send_all(service, bodies)
        row("LOAD", f"handed in, {SENDERS} connections", len(ids) / (time.monotonic() - begin), "1/s", digits=0)
        left = wait_for_end(api)
        seconds = time.monotonic() - begin
        looks.is_over.set()
        looks.join()
        if left:
            say(f"LOAD: {left} have not ended after {PATIENCE_S} s")
        results = [short_of(result) for result in results_of(api, ids)]
        api.close()
        statuses = [service.end(name) for name in [*(name for name in service.children if name.startswith("worker")), "server"]]
        if any(statuses):
            say(f"LOAD: exit statuses {statuses}")
        return results, looks.rows, seconds, begin_time, waits, count_recorded(os.path.join(service.folder, "state"))


def measure(folder):
    problems = os.path.join(folder, "problems")
    package = make_package(problems, PROBLEM, TESTS, SEED)
    sources = make_sources(os.path.join(folder, "sources"), SUBMISSIONS, SEED, tuple(SHARES), list(SHARES.values()))
    count = collections.Counter(source.language for source in sources)
    say(f"LOAD: {SUBMISSIONS} different submissions x {TESTS} tests: {dict(count)}, seed {SEED}")
    results, looks, seconds, begin, waits, recorded = go_through(problems, [body_of(source, PROBLEM) for source in sources])
    row("LOAD", f"{SUBMISSIONS} x {TESTS} through HTTP, Redis and two workers", seconds, "s", digits=1)
    row("LOAD", "submissions a second", SUBMISSIONS / seconds, "1/s", digits=1)
    row("LOAD", "p95 of an answer 201", quantile(waits, 0.95), "ms", digits=1)
    row("LOAD", "lost: no verdict, or not exactly one", SUBMISSIONS - recorded, "submissions", 0, digits=0)
    row("LOAD", "judged more than once", sum(result["attempts"] > 1 for result in results), "submissions", digits=0)
    row("LOAD", "serve-queue, most memory", max(look["server"] for look in looks), "MiB", 100, digits=1)
    tell_flatness(results)
    write_table(results, looks, begin)
    expected, local_seconds = expect(folder, package, sources)
    tell_verdicts(results, expected, sources)
    if local_seconds is not None:
        row("LOAD", "over judging them locally, cold too", (seconds / local_seconds - 1) * 100, "%", digits=1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        assert cache_folder().startswith(folder)
        measure(folder)


main()
