"""What the tests of the service share: a service of their own on a free port, requests whose every answer is checked
against the API's description (/v1/openapi.json), and facts told as lines.

A test is a program that calls ok(), is_(), has() and the like, and ends with finish(). Each fact has a name.
"""
import atexit
import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import jsonschema

TOP = pathlib.Path(__file__).resolve().parents[2]
EVALX = os.environ.get("EVALX", str(TOP / "build/evalx"))
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="evalx-test."))
SECRET = "48151623"  # in secret test data and nowhere else: no contestant may ever see it

for name, folder in (("HOME", "home"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state"),
                     ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")):
    os.environ[name] = str(SCRATCH / folder)
    (SCRATCH / folder).mkdir()
os.environ.pop("EVALX_SERVER", None)
os.environ.pop("EVALX_TOKEN", None)

failures = 0


# ---- facts ----

def ok(name):
    print("ok", name, flush=True)


def not_ok(name, why):
    global failures
    failures += 1
    print("not ok", name, "-", str(why).replace("\n", " \\ ")[:500], flush=True)


def is_(name, got, expected):
    if got == expected:
        ok(name)
    else:
        not_ok(name, f"got {got!r}, expected {expected!r}")


def true(name, value, why="it is not so"):
    if value:
        ok(name)
    else:
        not_ok(name, why)


def finish():
    sys.exit(1 if failures else 0)


# ---- a problem ----

def write_problem(name="double", secret=SECRET, time_limit=2):
    """n in, twice n out; one sample, two secret tests."""
    folder = SCRATCH / "problems" / name
    for place, cases in (("sample", [("1", "2", "4")]), ("secret", [("1", "21", "42"), ("2", secret, str(2 * int(secret)))])):
        (folder / "data" / place).mkdir(parents=True, exist_ok=True)
        for case, given, wanted in cases:
            (folder / "data" / place / f"{case}.in").write_text(given + "\n")
            (folder / "data" / place / f"{case}.ans").write_text(wanted + "\n")
    (folder / "problem.yaml").write_text(f"name: Twice as much\nlimits:\n  time_limit: {time_limit}\n")
    (folder / ".timelimit").write_text(f"{time_limit}\n")
    return folder


RIGHT = '#include <stdio.h>\nint main(void) { long n; scanf("%ld", &n); printf("%ld\\n", 2 * n); }\n'
WRONG = '#include <stdio.h>\nint main(void) { long n; scanf("%ld", &n); printf("%ld\\n", n < 1000 ? 2 * n : n); }\n'
BROKEN = "int main(void) { return undeclared; }\n"
SLOW = '#include <stdio.h>\nint main(void) { for (volatile long i = 0;; i++) { } }\n'


# ---- the API's description ----

class Description:
    def __init__(self, document):
        self.document = document
        self.resolver = jsonschema.RefResolver("", document)
        self.patterns = [(re.compile("^" + re.sub(r"\{[^}]*\}", "[^/]+", path) + "$"), "{" in path, operations)
                         for path, operations in document["paths"].items()]
        self.patterns.sort(key=lambda row: row[1])  # those without {..} first

    def operation(self, method, path):
        for pattern, _, operations in self.patterns:
            if pattern.match(path) and method.lower() in operations:
                return operations[method.lower()]
        return None

    def complaint(self, method, path, status, content_type, body):
        """Why an answer is not as described; None where it is."""
        operation = self.operation(method, path)
        if operation is None:
            is_page = not path.startswith(("/v1", "/health", "/blob"))
            return None if is_page or status in (401, 404, 405, 204) else "an operation that is not described"
        described = operation["responses"].get(str(status))
        if described is None:
            return f"status {status} is not described"
        if "content" not in described:
            return None if body == b"" else "a body that is not described"
        kind = content_type.split(";")[0]
        if kind not in described["content"]:
            return f"content type {kind} is not described"
        schema = described["content"][kind].get("schema")
        if schema is None or not kind.endswith("json"):
            return None
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        for error in validator.iter_errors(json.loads(body)):
            return f"{method} {path} {status}: {'/'.join(map(str, error.path))}: {error.message[:200]}"
        return None


# ---- the service ----

class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Service:
    undescribed = []
    checked = 0

    def __init__(self, *options, state="service", **environment):
        self.options, self.state, self.environment = options, SCRATCH / state, environment
        self.process = self.description = None
        self.start()
        atexit.register(self.kill)

    def start(self):
        self.log = open(SCRATCH / f"{self.state.name}.log", "ab+")
        begin = self.log.tell()
        self.process = subprocess.Popen(
            [EVALX, "serve-queue", "--listen", "127.0.0.1:0", "--state", str(self.state), "--problems",
             str(SCRATCH / "problems"), *self.options],
            stderr=self.log, stdin=subprocess.DEVNULL, env={**os.environ, **self.environment},
            restore_signals=False)  # SIGXFSZ stays ignored: a full disk is played by a limit
        while True:
            self.log.seek(begin)
            found = re.search(rb'listening"? ?.*http://127.0.0.1:(\d+)', self.log.read())
            if found:
                break
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}: {self.log_text()}")
            time.sleep(0.05)
        self.port = int(found.group(1))
        self.description = Description(self.ask("GET", "/v1/openapi.json").json)

    def log_text(self):
        return (SCRATCH / f"{self.state.name}.log").read_text(errors="replace")

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        return self.process.wait(timeout=120)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def ask(self, method, path, body=None, token=None, headers=None, raw=None):
        """One request on a connection of its own; its answer is checked against the description."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = dict(headers or {})
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            given.setdefault("Content-Type", "application/json")
        if token is not None:
            given["Authorization"] = "Bearer " + token
        connection.request(method, path, raw, given)
        got = connection.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        connection.close()
        if self.description is not None:
            Service.checked += 1
            why = self.description.complaint(method, path.split("?")[0], answer.status,
                                             answer.headers.get("Content-Type", ""), answer.body)
            if why is not None:
                Service.undescribed.append(f"{method} {path}: {answer.status}: {why}")
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.ask("POST", path, body, **more)

    def submit(self, source=RIGHT, wait=60, token=None, **more):
        body = {"source": source, "language": "c", "problem": "double", **more}
        return self.post(f"/v1/submissions?wait={wait}" if wait else "/v1/submissions", body, token=token)

    def wait_all(self, ids, token=None):
        """id -> the submission, when all have ended."""
        ended = {}
        for name in ids:
            while True:
                answer = self.get(f"/v1/submissions/{name}?wait=30", token=token).json
                if answer["state"] in ("done", "cancelled", "dead"):
                    break
            ended[name] = answer
        return ended

    def memory_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))


class Events:
    """A stream of server-sent events, read as it comes."""

    def __init__(self, service, path, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        self.connection.request("GET", path, headers={"Authorization": "Bearer " + token} if token else {})
        self.answer = self.connection.getresponse()
        self.text = ""

    def until(self, found):
        """All of them up to the first of which found(name, data) is true, or to the end."""
        events, name = [], None
        for line in self.answer:
            line = line.decode().rstrip("\n")
            self.text += line + "\n"
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                events.append((name, json.loads(line[6:])))
                if found(*events[-1]):
                    break
        return events

    def close(self):
        self.connection.sock and self.connection.sock.close()
        self.connection.close()


def code(text):
    return base64.b64encode(text.encode()).decode()


@atexit.register
def clean():
    shutil.rmtree(SCRATCH, ignore_errors=True)
