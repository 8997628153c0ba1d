"""serve-queue, a redis-server and two workers; see service.sh. Speaks "ok NAME" and "not ok NAME - why"."""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from service_lab import EVALX, LANGS, Lab, end_all, submit_some, tell, wait_for


def refuse(lab):
    other = subprocess.run(lab.server_words("other-state", 0), capture_output=True, text=True, timeout=60)
    tell("a second service on the same queue is refused", other.returncode == 3 and "belongs to another" in other.stderr,
         f"status {other.returncode}: {other.stderr[-300:]}")
    subprocess.run(["redis-cli", "-s", f"{lab.folder}/redis/socket", "config", "set", "appendfsync", "everysec"],
                   stdout=subprocess.DEVNULL, check=True)
    unsafe = subprocess.run(lab.server_words("other-state", 0), capture_output=True, text=True, timeout=60)
    tell("an unsafe Redis is refused with the command that mends it",
         unsafe.returncode == 3 and "config set appendfsync always" in unsafe.stderr,
         f"status {unsafe.returncode}: {unsafe.stderr[-300:]}")
    subprocess.run(["redis-cli", "-s", f"{lab.folder}/redis/socket", "config", "set", "appendfsync", "always"],
                   stdout=subprocess.DEVNULL, check=True)


def claims(lab, name, *more):
    """Does a service with these options take the queue of that name?"""
    redis_cli = ["redis-cli", "-s", f"{lab.folder}/redis/socket"]
    lab.start("other", *lab.server_words("other-state", 0), "--redis-name", name, *more)

    def is_claimed():
        asked = subprocess.run([*redis_cli, "exists", f"evx:{{{name}}}:meta"], capture_output=True, text=True)
        return asked.stdout.strip() == "1" or lab.children["other"].poll() is not None

    wait_for(is_claimed)
    return lab.kill("other", signal.SIGTERM) == 0


def choose(lab):
    redis_cli = ["redis-cli", "-s", f"{lab.folder}/redis/socket"]
    tell("a second service on a queue of another name is taken", claims(lab, "second"))
    subprocess.run([*redis_cli, "acl", "setuser", "default", "-config"], stdout=subprocess.DEVNULL, check=True)
    tell("a Redis that hides its configuration is refused", not claims(lab, "third"))
    tell("unless that is said to be fine", claims(lab, "fourth", "--redis-unchecked"))
    subprocess.run([*redis_cli, "acl", "setuser", "default", "+config"], stdout=subprocess.DEVNULL, check=True)


def leave_early(lab, submitted):
    """A worker whose judging process does not come up, told twice to end: its job has no process yet."""
    folder = f"{lab.folder}/stuck"
    os.makedirs(folder)
    shutil.copy(os.path.join(os.path.dirname(EVALX), "evalx-service"), folder)
    with open(f"{folder}/evalx", "w") as f:
        f.write("#!/bin/sh\nexec sleep 600\n")
    os.chmod(f"{folder}/evalx", 0o755)
    submit_some(lab, submitted, 1)
    lab.start("stuck", f"{folder}/evalx-service", "worker", "--redis", lab.redis_url, "--slots", "1", "--name", "stuck",
              "--cache", f"{lab.folder}/cache-stuck", "--langs", LANGS)
    wait_for(lambda: any(w["busy"] for w in (lab.ask("GET", "/v1/workers") or {"workers": []})["workers"]))
    lab.children["stuck"].send_signal(signal.SIGTERM)
    time.sleep(0.5)
    try:
        status = lab.kill("stuck", signal.SIGTERM)
    except subprocess.TimeoutExpired:
        status = "none in a minute"
    tell("a worker that is told twice hands back what no process has yet", status == 0, f"status {status}")


def pause_and_resume(lab):
    """Resumed while Redis is away, by a service that ends before it is back."""

    def is_paused():
        asked = subprocess.run(["redis-cli", "-s", f"{lab.folder}/redis/socket", "hget", "evx:{evalx}:meta", "paused"],
                               capture_output=True, text=True)
        return asked.stdout.strip() == "1"

    lab.ask("POST", "/v1/queue/pause")
    tell("Redis is told of a pause", wait_for(is_paused))
    lab.kill("redis")
    lab.ask("POST", "/v1/queue/resume")
    lab.kill("server")
    lab.start_redis()
    lab.start_server()
    tell("and of its end, though both were away meanwhile", wait_for(lambda: not is_paused()))


def drain_worker(lab, name):
    tell("a worker can be told to end", lab.ask("POST", f"/v1/workers/{name}/drain") is not None)
    tell("one that is not there cannot", lab.ask("POST", "/v1/workers/nobody/drain") is None)
    child = lab.children["worker1"]
    tell("and ends", wait_for(lambda: child.poll() is not None) and child.returncode == 0, f"status {child.poll()}")


def go_through(lab, seed):
    submitted = {}
    lab.start_redis()
    lab.start_server()
    refuse(lab)
    choose(lab)
    leave_early(lab, submitted)
    pause_and_resume(lab)
    lab.start_worker(1)
    lab.start_worker(2)
    submit_some(lab, submitted, 8)
    time.sleep(1.5)
    lab.kill("worker1")
    lab.start_worker(1)
    submit_some(lab, submitted, 4)
    lab.kill("server")
    time.sleep(1)
    lab.start_server()
    submit_some(lab, submitted, 4)
    lab.kill("redis")
    time.sleep(1)
    submit_some(lab, submitted, 4)
    lab.start_redis()
    left = end_all(lab, submitted)
    tell("every submission that was taken has ended", len(submitted) == 21 and not left,
         f"seed {seed}: {len(submitted)} taken, {len(left)} left: {[lab.state(t) for t in left][:3]}")
    wrong = {t: lab.state(t) for t, v in submitted.items() if lab.state(t) != ("done", v)}
    tell("each has its right verdict", not wrong, f"seed {seed}: {list(wrong.values())[:3]}")
    drain_worker(lab, "lab1")
    tell("a worker that is told to end finishes and ends with 0", lab.kill("worker2", signal.SIGTERM) == 0)
    tell("so does the service", lab.kill("server", signal.SIGTERM) == 0)
    database = sqlite3.connect(f"{lab.folder}/state/service.db")
    rows = database.execute("SELECT COUNT(*), SUM(state = 'done') FROM job_judging").fetchone()
    tell("each was judged once in the record", rows == (21, 21), f"seed {seed}: rows {rows}")


def main():
    seed = int(os.environ.get("EVALX_FAULT_SEED") or random.randrange(1 << 30))
    random.seed(seed)
    lab = Lab()
    try:
        go_through(lab, seed)
    except Exception as error:  # what is not told is not known
        tell("the test goes to its end", False, f"seed {seed}: {type(error).__name__}: {error}")
    finally:
        if os.environ.get("EVALX_KEEP"):
            print(lab.folder, file=sys.stderr)
        else:
            lab.close()


main()
