#!/usr/bin/env python3
# timeout: 580
"""Readers that are slow, with large answers: the service stays small, and serves those who read."""
import http.client
import socket
import time

from service import Service, finish, is_, true, write_problem

ANSWER = 9 << 20     # bytes of one answer
READERS = 40         # 360 MiB, if all were kept
MOST_KIB = 340 << 10  # 128 MiB of answers; and what it takes to make one
BUSY_S = 60

write_problem()
service = Service()
service.post("/v1/queue/pause")
name = service.ask("POST", "/submissions", {"source_code": "// " + "/" * ANSWER, "language_id": 50}).json["token"]
path = f"/submissions/{name}?fields=source_code"
before = service.memory_kib()


def ask_slowly(path):
    """A connection that has asked, and reads as good as nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(60)
    connection.connect(("127.0.0.1", service.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def status_of(connection):
    head = b""
    while len(head) < 12:
        piece = connection.recv(12 - len(head))
        if not piece:
            return None
        head += piece
    return int(head[9:12])


def read_rest(connection):
    """How much comes, when it is read at last."""
    count = 0
    try:
        while piece := connection.recv(1 << 20):
            count += len(piece)
    except ConnectionResetError:
        pass
    return count


readers, statuses, largest = [], [], 0
for _ in range(READERS):
    readers.append(ask_slowly(path))
    statuses.append(status_of(readers[-1]))
    largest = max(largest, service.memory_kib())
is_("large answers wait for slow readers, or are refused for now", set(statuses) <= {200, 503, None}, True)
true("many are served at once", statuses.count(200) >= 10, statuses)
print(f"# {before} KiB before, {largest} KiB at most, {statuses.count(503)} refused")
true("the service does not grow with them", largest < MOST_KIB, f"{before} KiB before, {largest} KiB at most")
is_("small answers go out as ever", service.get("/health/live").status, 200)

began = time.monotonic()
while (answer := service.get(path)).status == 503 and time.monotonic() - began < BUSY_S:
    is_("who is refused is told when to come again", answer.headers["Retry-After"], "5")
    time.sleep(1)
is_("who reads is served, and the slowest lose theirs", (answer.status, len(answer.body) > ANSWER), (200, True))
whole = [read_rest(connection) > ANSWER for connection, status in zip(readers, statuses) if status == 200]
true("of the slow ones one at least was cut off", not all(whole), whole)
true("and one at least had its answer, late", any(whole), whole)
for connection in readers:
    connection.close()

# ---- many who wait for the same thing are answered in one round ----
waiting = []
for _ in range(READERS):
    connection = ask_slowly(f"/v1/submissions/{name}?wait=60")
    waiting.append(connection)
created = [http.client.HTTPConnection("127.0.0.1", service.port, timeout=60) for _ in range(4)]
for connection in created:  # each has 9 MiB of its own to get back, and to wait for
    connection.request("POST", "/submissions?wait=true&fields=source_code", '{"language_id": 50, "source_code": "' + "/" * ANSWER + '"}',
                       {"Content-Type": "application/json"})
is_("bodies of those who wait are not kept", service.get("/health/live").status, 200)
before = service.memory_kib()
true("so that it stays small", before < MOST_KIB, before)
service.post("/v1/queue/resume")
is_("each is answered", {connection.getresponse().status for connection in created} <= {201, 503}, True)
is_("those who asked for it too", {status_of(connection) for connection in waiting}, {200})
true("and it is small still", service.memory_kib() < MOST_KIB, service.memory_kib())
is_("it ends well", service.stop(), 0)
finish()
