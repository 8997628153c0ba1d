"""What the tests of the service with workers share: a redis-server, serve-queue in front of it (tests/serve/service.py) and
workers, which are processes of their own."""
import atexit
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))
from service import *  # noqa: E402,F401,F403
from service import EVALX, SCRATCH, Service, not_ok  # noqa: E402

PATIENCE_S = 90


def wait_for(is_true, seconds=PATIENCE_S):
    """What is_true answers, as soon as it is something; else its last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = is_true()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


class Redis:
    def __init__(self, name="redis", *options, is_queue=True):
        self.folder = SCRATCH / name
        self.folder.mkdir()
        self.socket = self.folder / "socket"
        self.url = f"unix://{self.socket}"
        words = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", ""]
        if is_queue:
            words += ["--appendonly", "yes", "--appendfsync", "always"]
        self.log = open(self.folder / "log", "w")
        self.process = subprocess.Popen([*words, *options], stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        atexit.register(self.kill)
        wait_for(lambda: self.ask("ping") == "PONG")

    def ask(self, *words):
        return subprocess.run(["redis-cli", "-s", str(self.socket), *words], capture_output=True, text=True).stdout.strip()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Worker:
    def __init__(self, redis, name, *options, slots=1, **environment):
        self.name = name
        self.log_path = SCRATCH / f"{name}.log"
        self.log = open(self.log_path, "w")
        self.process = subprocess.Popen(
            [EVALX, "worker", "--redis", redis.url, "--slots", str(slots), "--name", name, "--cache",
             str(SCRATCH / f"cache-{name}"), *options],
            stderr=self.log, stdin=subprocess.DEVNULL, env={**os.environ, **environment})
        atexit.register(self.kill)

    def log_text(self):
        return self.log_path.read_text(errors="replace")

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def workers(service):
    """name -> what /v1/workers tells of it."""
    return {worker["name"]: worker for worker in service.get("/v1/workers").json["workers"]}


def run(*words, **environment):
    return subprocess.run([EVALX, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
                          env={**os.environ, **environment})


def go(test):
    """What is not told is not known."""
    try:
        test()
    except Exception as error:
        not_ok("the test goes to its end", f"{type(error).__name__}: {error}")
    if Service.undescribed:
        not_ok("every answer is as described", Service.undescribed[0])
