"""Rows FLOOD: the service under more requests, connections and patience than it is meant for. Nothing is judged meanwhile.

  wrk          requests a second of /v1 and of the Judge0 API, as many as one client can send
  idle         connections that say nothing, from several addresses of this machine
  slow         connections that send a byte of a header, or of a body, now and then, and never end
During the last two somebody else asks, each time on a new connection: whether all are answered, and how soon. After each part: memory of
serve-queue (PSS).

usage: flood.py EVALX SECONDS IDLE-CONNECTIONS SLOW-CONNECTIONS
"""
import http.client
import os
import resource
import socket
import sys
import tempfile
import threading
import time

import wrk
from memory import sum_mib
from rows import cache_folder, quantile, row, say
from service import Service
from workload import make_package

EVALX, SECONDS, IDLE, SLOW = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
PROBLEM = "sum"
CONNECTIONS = 64
KNOWN = 1000
ADDRESSES = 8
ASK_EACH_S = 0.2
ANSWER_WITHIN_S = 10
SLOW_SECONDS = 45  # a request has 30 to arrive in
MEMORY_MOST_MIB = 100


# ---- wrk ----

def flood(service, name, path, *arguments):
    """-> requests that were not answered as they should be"""
    told = wrk.run(f"http://127.0.0.1:{service.port}{path}", CONNECTIONS, SECONDS, *arguments)
    row("FLOOD", name, told["requests"] / told["seconds"], "1/s", digits=0)
    row("FLOOD", f"{name}: p99", told["p99_ms"], "ms")
    return told["refused"] + told["errors"]


def flood_all(service, api):
    answers = api.ask("POST", "/v1/submissions/batch", {"submissions": [
        {"source": f"int main(void) {{ return {i % 2}; }} /* {i} */", "language": "c", "problem": PROBLEM} for i in range(KNOWN)]})
    one = answers["submissions"][0]["id"]
    other = api.ask("POST", "/submissions", {"source_code": "int main(void) { return 0; }", "language_id": 50})["token"]
    failed = 0
    for path in ("/v1/problems", "/v1/languages", "/v1/submissions?limit=100", f"/v1/submissions/{one}", "/v1/queue", "/metrics",
                 "/about", "/languages", "/statuses", "/submissions?per_page=100", f"/submissions/{other}"):
        name = path.replace(one, "ID").replace(other, "TOKEN")
        failed += flood(service, f"GET {name}", path, "get")
    failed += flood(service, "POST /v1/submissions", "", "v1", PROBLEM)
    failed += flood(service, "POST /submissions (Judge0)", "", "judge0")
    row("FLOOD", "requests that were refused or lost", failed, "requests", 0, digits=0)


# ---- connections that are no use ----

class Asker(threading.Thread):
    """Somebody who wants an answer."""

    def __init__(self, port):
        super().__init__()
        self.port, self.is_over, self.times_ms, self.failures = port, threading.Event(), [], 0

    def run(self):
        while not self.is_over.wait(ASK_EACH_S):
            begin = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_S)
            try:
                connection.request("GET", "/v1/problems")
                connection.getresponse().read()
                self.times_ms.append((time.monotonic() - begin) * 1000)
            except (OSError, http.client.HTTPException):
                self.failures += 1
            finally:
                connection.close()


def connect(port, count):
    """Connections, as many of `count` as the machine gives."""
    made = []
    for i in range(count):
        connection = socket.socket()
        connection.setblocking(False)
        try:
            connection.bind((f"127.0.0.{2 + i % ADDRESSES}", 0))
            connection.connect(("127.0.0.1", port))
        except BlockingIOError:
            pass
        except OSError as error:
            say(f"FLOOD: only {len(made)} connections: {error}")
            connection.close()
            break
        made.append(connection)
        if i % 100 == 99:
            time.sleep(0.01)
    return made


def is_ended(connection):
    try:
        return connection.recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def send_one(connection):
    try:
        connection.send(b"x")
    except OSError:
        pass  # cut off; is_ended tells


def while_they_last(service, name, connections, seconds, each_second):
    """Somebody asks meanwhile; the rows tell."""
    asker = Asker(service.port)
    asker.start()
    end = time.monotonic() + seconds
    most_mib = 0.0
    while time.monotonic() < end:
        for connection in connections:
            each_second(connection)
        most_mib = max(most_mib, sum_mib(service.process("server")))
        time.sleep(1)
    asker.is_over.set()
    asker.join()
    ended = sum(is_ended(connection) for connection in connections)
    for connection in connections:
        connection.close()
    row("FLOOD", f"{name}: others not answered within {ANSWER_WITHIN_S} s, of {len(asker.times_ms) + asker.failures}", asker.failures,
        "requests", 0, digits=0)
    row("FLOOD", f"{name}: others answered, p99", quantile(asker.times_ms, 0.99) if asker.times_ms else float("nan"), "ms")
    row("FLOOD", f"{name}: of {len(connections)}, ended by the service in {seconds} s", ended, "connections", digits=0)
    row("FLOOD", f"{name}: memory of serve-queue", most_mib, "MiB", MEMORY_MOST_MIB, digits=1)


def idle(service):
    while_they_last(service, f"{IDLE} idle connections", connect(service.port, IDLE), 20, lambda connection: None)


def slow(service):
    for name, head in (("slow headers", b"GET /v1/problems HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
                       ("slow bodies", b"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                       b"Content-Length: 1000000\r\n\r\n")):
        connections = connect(service.port, SLOW)
        time.sleep(1)
        for connection in connections:
            try:
                connection.send(head)
            except OSError:
                pass
        while_they_last(service, f"{SLOW} {name}", connections, SLOW_SECONDS, send_one)


def raise_limit():
    wanted = IDLE + 1024
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted, hard))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        assert cache_folder().startswith(folder)
        problems = os.path.join(folder, "problems")
        make_package(problems, PROBLEM, 2, 1)
        raise_limit()
        with Service(EVALX, problems, has_redis=False, options=["--queue-max", "10000000"]) as service:
            api = service.api()
            api.ask("POST", "/v1/queue/pause")
            before = sum_mib(service.process("server"))
            row("FLOOD", "serve-queue before", before, "MiB", digits=1)
            flood_all(service, api)
            row("FLOOD", "serve-queue after", sum_mib(service.process("server")), "MiB", MEMORY_MOST_MIB, digits=1)
            idle(service)
            slow(service)
            api.close()


main()
