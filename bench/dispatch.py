"""Rows P9, and P10 of the service: what it costs that submissions come over HTTP, are recorded, go through Redis to two workers and come
back, against the same judged by one `evalx judge --batch`.

  overhead     C programs with 20 tests of a millisecond, compiled before, no result known: local, service, local; all accepted
  wake         one submission after the other to idle workers: from its record to its lease (times of the record, whole milliseconds),
               from the request to the answer with the verdict
  submits      answers 201, which say that it is on the disk, to many connections, while nothing is judged
  retake       a worker and everything below it is killed (-9) while it judges; until another one has each of its submissions
  memory       PSS of serve-queue with 10000 submissions that wait

usage: dispatch.py EVALX QUEUE_COST SUBMISSIONS KILLS
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import wrk
from memory import descendants, sum_mib
from rows import NULL, cache_folder, forget, quantile, row, say, write
from service import Service, body_of, count_open, moment, results_of, submit_all, wait_for_all, wait_until
from workload import make_package, make_sources

EVALX, QUEUE_COST, SUBMISSIONS, KILLS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
PROBLEM = "sum"
TESTS = 20
SEED = 20260702
WAKES = 200
QUEUED = 10000
CONNECTIONS = 32
SUBMIT_SECONDS = 5
ASLEEP = """#include <unistd.h>
int main(void) { for (;;) pause(); /* %d */ }
"""


# ---- submits, and memory with many of them ----

def measure_submits(service, name):
    told = wrk.run(f"http://127.0.0.1:{service.port}", CONNECTIONS, SUBMIT_SECONDS, "v1", PROBLEM)
    row("P9", f"{name}: durable submits, {CONNECTIONS} connections", (told["requests"] - told["refused"]) / told["seconds"], "1/s",
        1000, is_least=True, digits=0)
    row("P9", f"{name}: p99 of an answer 201 meanwhile", told["p99_ms"], "ms")
    if told["refused"] + told["errors"] > 0:
        sys.exit(f"bench: {told['refused']:.0f} submissions refused, {told['errors']:.0f} connections failed")


def measure_memory(service, api, name):
    before = sum_mib(service.process("server"))
    while count_open(api) < QUEUED:
        submit_all(api, [{"source": f"/* {i} {'x' * 2900} */ int main(void) {{ return 0; }}", "language": "c", "problem": PROBLEM}
                         for i in range(min(100, QUEUED - count_open(api)))])
    if service.has_redis:
        redis = service.redis()
        wait_until(lambda: redis.ask("ZCARD", "evx:{evalx}:ready") >= QUEUED, "not all are in Redis")
        redis.close()
    row("P10", f"serve-queue ({name}) with {count_open(api)} queued", sum_mib(service.process("server")), "MiB", 100, digits=1)
    row("P10", f"serve-queue ({name}), the same before", before, "MiB", digits=1)


def measure_queueing(problems, has_redis):
    name = "Redis" if has_redis else "embedded"
    with Service(EVALX, problems, has_redis) as service:
        api = service.api()
        api.ask("POST", "/v1/queue/pause")
        if has_redis:
            subprocess.run([QUEUE_COST, service.redis_url, "3000"], stdin=NULL, check=True)
        measure_submits(service, name)
        measure_memory(service, api, name)
        api.close()


# ---- from the submit to the worker ----

def measure_wake(api, bodies, name):
    starts, ends = [], []
    for body in bodies:
        begin = time.monotonic()
        answer = api.ask("POST", "/v1/submissions?wait=60", body)
        ends.append((time.monotonic() - begin) * 1000)
        starts.append((moment(answer["started_at"]) - moment(answer["received_at"])) * 1000)
        if answer["verdict"] != "AC":
            sys.exit(f"bench: {answer['verdict']} instead of AC")
    row("P9", f"{name}: submit to worker start, p50 of {len(starts)}", quantile(starts, 0.5), "ms")
    row("P9", f"{name}: submit to worker start, p99", quantile(starts, 0.99), "ms", 20)
    row("P9", f"{name}: submit to verdict ({TESTS} tests), p50", quantile(ends, 0.5), "ms")
    row("P9", f"{name}: submit to verdict ({TESTS} tests), p99", quantile(ends, 0.99), "ms")


# ---- the same judged here ----

def judge_locally(lines, package):
    begin = time.monotonic()
    done = subprocess.run([EVALX, "judge", "--batch", lines, "--problem", package, "--repeat", "1", "--no-progress", "--quiet"],
                          stdin=NULL, stdout=subprocess.PIPE, check=False)
    seconds = time.monotonic() - begin
    if done.returncode != 0:
        sys.exit(f"bench: evalx judge --batch: exit status {done.returncode}")
    return seconds


def judge_remotely(api, bodies):
    begin = time.monotonic()
    ids = submit_all(api, bodies)
    wait_for_all(api, 3600)
    seconds = time.monotonic() - begin
    wrong = sum(result["verdict"] != "AC" or any(test.get("cached") for test in result["tests"]) for result in results_of(api, ids))
    if wrong:
        sys.exit(f"bench: {wrong} of {len(ids)} submissions are not accepted, or were known")
    return seconds


def count_compiled(api):
    """Programs that were not known: none, or the two sides are not alike."""
    text = api.send("GET", "/metrics")[1].decode()
    found = re.search(r'evalx_cache_requests_total\{cache="compile",result="miss"\} (\d+)', text)
    return int(found[1]) if found else 0


def cpu_seconds(service):
    """User and system time of the processes that were started here, without those below them."""
    used = {}
    for name, child in service.children.items():
        with open(f"/proc/{child.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        used[name.rstrip("0123456789")] = used.get(name.rstrip("0123456789"), 0) + \
            (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def measure_overhead(service, api, folder, package):
    sources = make_sources(os.path.join(folder, "sources"), SUBMISSIONS, SEED, ("c",), has_failing=False)
    lines = write(os.path.join(folder, "all.ndjson"), "".join(
        f'{{"id": {i}, "source": "{source.path}", "language": "c"}}\n' for i, source in enumerate(sources)))
    bodies = [body_of(source, PROBLEM) for source in sources]
    judge_locally(lines, package)  # compiles
    before = judge_locally(lines, package)
    forget("result")
    compiled = count_compiled(api)
    used = cpu_seconds(service)
    remote = judge_remotely(api, bodies)
    for process, seconds in cpu_seconds(service).items():
        row("P9", f"CPU of a submission: {process}", (seconds - used[process]) / SUBMISSIONS * 1000, "ms")
    if count_compiled(api) > compiled:
        say(f"P9: the workers compiled {count_compiled(api) - compiled} programs anew")
    local = (before + judge_locally(lines, package)) / 2
    name = f"{SUBMISSIONS} x {TESTS} through HTTP, Redis and two workers"
    row("P9", f"{name}: over judging them locally", (remote / local - 1) * 100, "%", 5, digits=1)
    row("P9", f"{name}: submissions a second", SUBMISSIONS / remote, "1/s", digits=1)
    row("P9", f"{SUBMISSIONS} x {TESTS} locally: submissions a second", SUBMISSIONS / local, "1/s", digits=1)


# ---- a machine that goes away ----

def kill_tree(service, name):
    """As if the machine had lost its power."""
    for process in descendants(service.process(name)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
    service.end(name, signal.SIGKILL)


def leases_of(redis, worker):
    """Ids of the jobs that a worker of this name has."""
    held = []
    for job in redis.ask("ZRANGE", "evx:{evalx}:lease", 0, -1):
        state, owner = redis.ask("HMGET", f"evx:{{evalx}}:job:{job}", "state", "wid")
        if state == "leased" and owner.startswith(worker):
            held.append(job)
    return held


def retake_seconds(service, api, redis, number):
    """Of each lease that the killed worker had."""
    service.start_worker(10, slots=4)
    submit_all(api, [{"source": ASLEEP % (100 * number + i), "language": "c", "problem": PROBLEM} for i in range(4)])
    wait_until(lambda: len(leases_of(redis, "bench10")) == 4, "the worker does not take four")
    service.start_worker(11, slots=4)
    time.sleep(1 + number % 5)  # at another moment between two beats
    begin = time.monotonic()
    kill_tree(service, "worker10")
    taken = {}
    end = begin + 180
    while len(taken) < 4 and time.monotonic() < end:
        for job in leases_of(redis, "bench11"):
            taken.setdefault(job, time.monotonic() - begin)
        time.sleep(0.02)
    kill_tree(service, "worker11")
    for entry in api.ask("GET", "/v1/submissions?state=queued")["submissions"]:
        api.ask("POST", f"/v1/submissions/{entry['id']}/cancel")
    if len(taken) < 4:
        sys.exit("bench: what a killed worker had is not taken by another one within 180 s")
    return list(taken.values())


def measure_retake(problems):
    with Service(EVALX, problems) as service:
        api, redis = service.api(), service.redis()
        taken = [seconds for number in range(KILLS) for seconds in retake_seconds(service, api, redis, number)]
        row("P9", f"kill -9 of a worker to another's lease, p50 of {len(taken)}", quantile(taken, 0.5), "s", digits=1)
        row("P9", "kill -9 of a worker to another's lease, p99", quantile(taken, 0.99), "s", digits=1)
        api.close()
        redis.close()


def measure_judging(folder, problems, package):
    warm = make_sources(os.path.join(folder, "wake"), WAKES, SEED + 1, ("c",), has_failing=False)
    bodies = [body_of(source, PROBLEM) for source in warm]
    judge_locally(write(os.path.join(folder, "wake.ndjson"), "".join(
        f'{{"id": {i}, "source": "{source.path}", "language": "c"}}\n' for i, source in enumerate(warm))), package)
    forget("result")
    with Service(EVALX, problems) as service:
        service.start_workers()
        api = service.api()
        for body in bodies[:4]:  # the judging processes are up
            api.ask("POST", "/v1/submissions?wait=60", body)
        measure_wake(api, bodies[4:], "Redis")
        measure_overhead(service, api, folder, package)
        api.close()
    forget("result")
    with Service(EVALX, problems, has_redis=False) as service:
        api = service.api()
        for body in bodies[:4]:
            api.ask("POST", "/v1/submissions?wait=60", body)
        measure_wake(api, bodies[4:], "embedded")
        api.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        assert cache_folder().startswith(folder)
        problems = os.path.join(folder, "problems")
        package = make_package(problems, PROBLEM, TESTS, SEED)
        measure_queueing(problems, has_redis=True)
        measure_queueing(problems, has_redis=False)
        measure_judging(folder, problems, package)
        if KILLS > 0:
            measure_retake(problems)


main()
