"""A judging service of the bench's own: redis-server, `evalx serve-queue` and workers, each a process that is started here, on ports of
its own and in a folder of its own, and ended by its id. Nothing of the machine is changed. What they say goes to log files in the folder.

Two workers stand for two machines: each has one slot on a CPU of its own where there are two, and its own folder for problem sets. They
share the cache of programs, as the users of one machine do.
"""
import datetime
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from rows import NULL

END_S = 60  # for a process that was told to end
START_S = 60


class Refused(Exception):
    """An answer that is none of 2xx."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true, what, seconds=START_S, pause=0.05):
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(pause)


class Api:
    """One connection that is kept. For one thread."""

    def __init__(self, port):
        self.port, self.connection = port, None

    def ask(self, method, path, body=None):
        text = None if body is None else json.dumps(body).encode()
        status, answer = self.send(method, path, text, "application/json")
        if status // 100 != 2:
            raise Refused(f"{method} {path}: {status}: {answer[:300].decode(errors='replace')}")
        return json.loads(answer) if answer else None

    def send(self, method, path, body=None, kind="application/json"):
        for is_last in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.close()  # closed because it was idle: once more
                if is_last:
                    raise
        return None

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Redis:
    """What the bench itself asks of Redis; words in, answers as Python values out."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rb")

    def ask(self, *words):
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            data = str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.socket.sendall(b"".join(parts))
        return self.read()

    def read(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2].decode(errors="replace")
        if kind == b"*":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        raise Refused(line.decode(errors="replace").strip() or "redis is gone")

    def close(self):
        self.file.close()
        self.socket.close()


class Service:
    """Use as a context: all processes have ended after it."""

    def __init__(self, evalx, problems, has_redis=True, options=()):
        self.evalx, self.problems, self.has_redis, self.options = evalx, problems, has_redis, list(options)
        self.folder = tempfile.mkdtemp(prefix="evalx-bench-service.")
        self.children = {}
        self.port = free_port()
        self.redis_port = free_port()
        self.redis_url = f"redis://127.0.0.1:{self.redis_port}"

    def __enter__(self):
        try:
            if self.has_redis:
                self.start_redis()
            self.start_server()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, name, words, cpus=None):
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("EVALX_") or key in ("EVALX_BOX", "EVALX_CACHE_DIR")}
        with open(os.path.join(self.folder, f"{name}.log"), "ab") as log:
            child = subprocess.Popen(words, stdin=NULL, stdout=log, stderr=log, cwd=self.folder, env=environment)
        if cpus is not None:
            os.sched_setaffinity(child.pid, cpus)
        self.children[name] = child
        return child

    def start_redis(self):
        folder = os.path.join(self.folder, "redis")
        os.makedirs(folder, exist_ok=True)
        self.start("redis", ["redis-server", "--bind", "127.0.0.1", "--port", str(self.redis_port), "--dir", folder, "--save", "",
                             "--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no",
                             "--maxmemory-policy", "noeviction"])
        wait_until(self.has_redis_answered, "redis-server does not answer")

    def has_redis_answered(self):
        try:
            redis = self.redis()
        except OSError:
            return False
        try:
            return redis.ask("PING") == "PONG"
        except Refused:
            return False
        finally:
            redis.close()

    def start_server(self):
        words = [self.evalx, "serve-queue", "--listen", f"127.0.0.1:{self.port}", "--problems", self.problems,
                 "--state", os.path.join(self.folder, "state"), *self.options]
        self.start("server", words + (["--redis", self.redis_url] if self.has_redis else []))
        wait_until(self.has_answered, "evalx serve-queue does not answer")

    def has_answered(self):
        if self.children["server"].poll() is not None:
            raise Refused("evalx serve-queue has ended: " + self.last_words("server"))
        api = self.api()
        try:
            return api.ask("GET", "/v1/problems") is not None
        except (OSError, Refused):
            return False
        finally:
            api.close()

    def start_worker(self, number, slots=1):
        """The first slot's CPU is the worker's number, where there are as many."""
        cpus = sorted(os.sched_getaffinity(0))
        own = {cpus[number % len(cpus)]} if slots == 1 else None
        return self.start(f"worker{number}", [self.evalx, "worker", "--redis", self.redis_url, "--slots", str(slots), "--name",
                                              f"bench{number}", "--cache", os.path.join(self.folder, f"cache{number}")], own)

    def start_workers(self, count=2):
        for number in range(count):
            self.start_worker(number)
        api = self.api()
        wait_until(lambda: len(api.ask("GET", "/v1/workers")["workers"]) >= count, "workers do not join")
        api.close()

    def api(self):
        return Api(self.port)

    def redis(self):
        return Redis(self.redis_port)

    def process(self, name):
        return self.children[name].pid

    def last_words(self, name):
        with open(os.path.join(self.folder, f"{name}.log"), encoding="utf-8", errors="replace") as log:
            return " / ".join(log.read().splitlines()[-3:])

    def end(self, name, how=signal.SIGTERM):
        child = self.children.pop(name)
        if child.poll() is None:
            child.send_signal(how)
        try:
            return child.wait(timeout=END_S)
        except subprocess.TimeoutExpired:
            print(f"# {name} does not end: killed", file=sys.stderr)
            child.kill()
            return child.wait()

    def close(self):
        for name in sorted(self.children, key=("redis", "server").count):  # workers first, they ask the others
            self.end(name, signal.SIGKILL if name == "redis" else signal.SIGTERM)
        if os.environ.get("BENCH_KEEP"):
            print(f"# kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def moment(text):
    """Seconds since 1970 of a time that the API tells."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def count_open(api):
    """Submissions that have not ended."""
    queue = api.ask("GET", "/v1/queue")
    return queue["queued"] + queue["delayed"] + queue["judging"]


def wait_for_all(api, seconds):
    wait_until(lambda: count_open(api) == 0, f"not all submissions end in {seconds} s", seconds, 0.05)


def body_of(source, problem):
    with open(source.path, encoding="utf-8") as file:
        return {"source": file.read(), "language": source.language, "problem": problem}


def submit_all(api, bodies, at_once=100):
    """In batches; returns the ids, in order."""
    ids = []
    for first in range(0, len(bodies), at_once):
        answers = api.ask("POST", "/v1/submissions/batch", {"submissions": bodies[first:first + at_once]})["submissions"]
        ids.extend(answer["id"] for answer in answers)
    return ids


def results_of(api, ids):
    for name in ids:
        yield api.ask("GET", f"/v1/submissions/{name}")
