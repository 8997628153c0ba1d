"""What the tests of the whole service share: serve-queue, a redis-server and workers on folders of their own, all of which may
be killed, and a way to speak to Redis past evalx. Facts are told as "ok NAME" and "not ok NAME - why"."""
import hashlib
import http.server
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.request

EVALX = os.path.abspath(os.environ.get("EVALX", "build/evalx"))
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
LANGS = os.path.join(TOP, "langs.yaml")
SHIM = os.path.join(os.path.abspath(os.environ.get("BUILD", "build")), os.environ.get("VARIANT", "release"),
                    "tests/fault/shim.so")
PATIENCE_S = int(os.environ.get("EVALX_FAULT_PATIENCE", "150"))

SOURCES = {
    "AC": "int main(void){int a,b;if(scanf(\"%d%d\",&a,&b)!=2)return 1;struct timespec t={0,300000000};"
          "nanosleep(&t,0);printf(\"%d\\n\",a+b);return 0;}",
    "WA": "int main(void){puts(\"none\");return 0;}",
    "RTE": "int main(void){return 3;}",
    "CE": "int main(void){return undeclared;}",
}


def free_port():
    """Below those that outgoing connections are given: it stays free while the service is away."""
    while True:
        port = 20000 + random.randrange(12000)
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
                return port
            except OSError:
                pass


class Lab:
    has_network = False  # workers in a network namespace of their own
    more_server_words = ()

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="evalx-service-")
        self.redis_url = f"unix://{self.folder}/redis/socket"
        self.children = {}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        os.makedirs(f"{self.folder}/redis")
        problem = f"{self.folder}/problems/sum"
        os.makedirs(problem)
        for i in range(3):
            with open(f"{problem}/{i}.in", "w") as f:
                f.write(f"{i} {i + 1}\n")
            with open(f"{problem}/{i}.ans", "w") as f:
                f.write(f"{2 * i + 1}\n")

    def start(self, name, *words, **environment):
        log = open(f"{self.folder}/{name}.log", "a")
        self.children[name] = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                               cwd=self.folder, env={**os.environ, "EVALX_CACHE_DIR": f"{self.folder}/results", **environment})

    def log(self, name):
        with open(f"{self.folder}/{name}.log", errors="replace") as f:
            return f.read()

    def start_redis(self, *more, **environment):
        if os.path.exists(f"{self.folder}/redis/socket"):
            os.unlink(f"{self.folder}/redis/socket")
        self.start("redis", "redis-server", "--port", "0", "--unixsocket", f"{self.folder}/redis/socket",
                   "--dir", f"{self.folder}/redis", "--appendonly", "yes", "--appendfsync", "always",
                   "--save", "", *more, **environment)
        wait_for(self.redis_answers)

    def redis_answers(self):
        try:
            return self.redis("PING") == b"PONG"
        except OSError:
            return False

    def redis(self, *words):
        """A command past evalx; a Redis error is an OSError."""
        with Redis(f"{self.folder}/redis/socket") as redis:
            return redis.command(*words)

    def server_words(self, state="state", port=None):
        return [EVALX, "serve-queue", "--redis", self.redis_url, "--problems", f"{self.folder}/problems",
                "--state", f"{self.folder}/{state}", "--listen", f"127.0.0.1:{self.port if port is None else port}"]

    def start_server(self, **environment):
        """Without a launcher in between, so that what is preloaded comes there. False: it has ended."""
        words = self.server_words()
        self.start("server", os.path.join(os.path.dirname(EVALX), "evalx-service"), *words[1:], *self.more_server_words,
                   **environment)
        wait_for(lambda: self.ask("GET", "/v1/problems") or self.children["server"].poll() is not None)
        return self.children["server"].poll() is None

    def start_worker(self, number, **environment):
        self.start(f"worker{number}", os.path.join(os.path.dirname(EVALX), "evalx-service"), "worker", "--redis",
                   self.redis_url, "--slots", "1", "--name", f"lab{number}", "--cache", f"{self.folder}/cache{number}",
                   **environment)

    def kill(self, name, how=signal.SIGKILL):
        self.children[name].send_signal(how)
        status = self.children[name].wait(timeout=60)
        del self.children[name]
        return status

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=json.dumps(body).encode() if body else None,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def submit(self, verdict, number, source=None, key=None):
        source = f"#include <stdio.h>\n#include <time.h>\n/* {number} */\n{source or SOURCES[verdict]}\n"
        body = {"source": source, "language": "c", "problem": "sum"}
        if key:
            body["idempotency_key"] = key
        answer = self.ask("POST", "/v1/submissions", body)
        return answer["id"] if answer else None

    def rows(self, query):
        database = sqlite3.connect(f"file:{self.folder}/state/service.db?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def state(self, token):
        answer = self.ask("GET", f"/v1/submissions/{token}")
        return (answer["state"], answer.get("verdict")) if answer else (None, None)

    def close(self):
        for child in self.children.values():
            child.kill()
            child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """What is needed of the protocol, without a library."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def command(self, *words):
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.read()

    def read(self):
        line = self.file.readline()
        kind, text = line[:1], line[1:-2]
        if kind == b"+":
            return text
        if kind == b":":
            return int(text)
        if kind == b"$":
            return self.file.read(int(text) + 2)[:-2] if int(text) >= 0 else None
        if kind == b"*":
            return [self.read() for _ in range(int(text))]
        raise OSError(text.decode() or "Redis is away")


def script_text(name):
    """As evalx sends it: the common part stands behind the first line."""
    with open(f"{TOP}/src/queue/lua/{name}.lua") as f:
        first, rest = f.read().split("\n", 1)
    with open(f"{TOP}/src/queue/lua/common.lua") as f:
        return first + "\n" + f.read() + rest


def script_digest(name):
    return hashlib.sha1(script_text(name).encode()).hexdigest()


def run_script(lab, name, *words):
    schema = lab.redis("HGET", "evx:{evalx}:meta", "schema")
    return lab.redis("EVAL", script_text(name), 1, "evx:{evalx}:meta", schema, *words)


class Receiver:
    """Of webhooks: what came, by the id of the webhook."""

    def __init__(self):
        receiver, self.came = self, {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.setdefault(self.headers["webhook-id"], set()).add(body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def wait_for(is_true, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.1)
    return False


def tell(name, is_fine, why=""):
    print(f"ok {name}" if is_fine else f"not ok {name} - {why}", flush=True)


def end_all(lab, submitted):
    left = dict(submitted)

    def look():
        for token in list(left):
            if lab.state(token)[0] in ("done", "dead", "cancelled"):
                del left[token]
        return not left

    wait_for(look, PATIENCE_S)
    return left


def submit_some(lab, submitted, count):
    for _ in range(count):
        verdict = random.choice(list(SOURCES))
        token = lab.submit(verdict, len(submitted))
        if token:
            submitted[token] = verdict
