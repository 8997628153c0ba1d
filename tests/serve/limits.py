#!/usr/bin/env python3
# timeout: 280
"""What is too much, too slow or not understood is refused, and the service goes on: alive, and no larger."""
import http.client
import json
import resource
import socket
import threading

from service import Events, RIGHT, Service, finish, is_, true, write_problem

FILES_MOST = 1024  # the service takes half as many connections
resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_MOST, FILES_MOST))
write_problem()
service = Service("--rate", "5", "--queue-max", "20")
token = service.post("/v1/tokens", {"role": "submit", "user": "ann"}).json["token"]
service.post("/v1/queue/pause")

# ---- slow ones, beside all the rest: they never bring a whole request ----
slow = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(20)]
slow_ended = []


def dribble():
    """A byte of a header now and then, until the service has had enough of each."""
    alive = list(slow)
    for connection in alive:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        connection.settimeout(1)
    while alive:
        for connection in list(alive):
            try:
                connection.sendall(b"x")
                if connection.recv(1) == b"":
                    raise ConnectionError
            except TimeoutError:
                continue
            except OSError:
                alive.remove(connection)
                slow_ended.append(connection)


for connection in slow[10:]:
    connection.close()
del slow[10:]
dribbler = threading.Thread(target=dribble, daemon=True)
dribbler.start()

# ---- not understood ----
deep = b'{"labels":' + b"[" * 100000 + b"]" * 100000 + b"}"
for name, raw, statuses in (
        ("no JSON", b"{", (400,)), ("nothing", b"", (400,)), ("a list", b"[]", (422,)), ("half a text", b'{"source": "', (400,)),
        ("bytes that are no UTF-8", b'{"source": "\xff\xfe"}', (400,)), ("a NUL", b'{"source": "\\u0000"}', (400,)),
        ("half a pair", b'{"source": "\\ud800"}', (400,)), ("the same key twice", b'{"source": "a", "source": "b"}', (400,)),
        ("a hundred thousand brackets", deep, (400,)), ("a number beyond all", b'{"priority": 1e999}', (400, 422)),
        ("an unknown key", b'{"sauce": "a"}', (422,)), ("a text for a number", b'{"priority": "1"}', (422,)),
        ("no bytes in base64", b'{"files": [{"name": "a.c", "base64": "*"}], "problem": "double"}', (422,)),
        ("a path upwards", b'{"files": [{"name": "../a.c", "text": ""}], "problem": "double"}', (422,)),
        ("an absolute path", b'{"files": [{"name": "/a.c", "text": ""}], "problem": "double"}', (422,)),
        ("a file twice", b'{"files": [{"name": "a.c", "text": ""}, {"name": "a.c", "text": ""}], "problem": "double"}', (422,)),
        ("neither problem nor tests", b'{"source": "", "language": "c"}', (422,)),
        ("a problem by its path", b'{"source": "", "language": "c", "problem": "../problems/double"}', (422,)),
        ("a webhook into a file", b'{"source": "", "language": "c", "problem": "double", "webhook": "file:///etc"}', (422,))):
    answer = service.ask("POST", "/v1/submissions", raw=raw)
    true(f"{name} is refused", answer.status in statuses, answer.status)
    is_(f"{name}: the problem says so", answer.json["status"], answer.status)
large = "/" * (13 << 20)
answer = service.submit(large, wait=0)
is_("what is larger than can be judged is refused", (answer.status, "larger" in answer.json["detail"]), (422, True))
answer = service.ask("POST", "/submissions", {"source_code": large, "language_id": 50})
is_("by the other API too", answer.status, 422)
is_("an unknown address is not found", service.get("/v2").status, 404)
answer = service.ask("DELETE", "/v1/submissions")
is_("an unknown method is not allowed", (answer.status, answer.headers["Allow"]), (405, "GET, POST, OPTIONS"))
# Those that never become a request are closed when the time to arrive is over: all of them wait for that together.
strangers = []
for request in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET /%00%ff HTTP/1.1\r\n\r\n",
                b"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                b"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"):
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=120)
    connection.sendall(request)
    connection.shutdown(socket.SHUT_WR)
    strangers.append(connection)
for connection in strangers:
    with connection:
        while connection.recv(65536):
            pass
is_("no HTTP at all harms nothing", service.get("/health/live").status, 200)
with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
    refused = b""
    try:
        for i in range(2000):
            connection.sendall(b"X-%d: %s\r\n" % (i, b"x" * 100))
        refused = connection.recv(100)
    except OSError:
        refused = b"closed"
true("endless headers are refused", b"431" in refused or b"413" in refused or refused == b"closed", refused)

# ---- too much ----
def send_body(length, headers, chunk=b"x" * 65536):
    """The status of an answer to a body that is longer than it may be; None where the connection was closed."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    try:
        connection.putrequest("POST", "/v1/submissions")
        for name, value in {"Content-Type": "application/json", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        is_chunked = "Transfer-Encoding" in headers
        for _ in range(length // len(chunk)):
            connection.send(b"%x\r\n%s\r\n" % (len(chunk), chunk) if is_chunked else chunk)
        if is_chunked:
            connection.send(b"0\r\n\r\n")
        return connection.getresponse().status
    except OSError:
        try:
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
    finally:
        connection.close()


true("a body of 100 MB is refused", send_body(100 << 20, {"Content-Length": str(100 << 20)}) in (413, None))
true("also in pieces without a length", send_body(100 << 20, {"Transfer-Encoding": "chunked"}) in (413, None))
is_("one a little too large is told so", send_body(17 << 20, {"Transfer-Encoding": "chunked"}), 413)
true("nothing of it stays in memory", service.memory_kib() < 200 << 10, service.memory_kib())

def is_open(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


half = b"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
for name, begun in (("idle connections", b""), ("bodies of one byte", half + b"x")):
    idle = []
    try:
        while len(idle) < FILES_MOST - 200:
            idle.append(socket.create_connection(("127.0.0.1", service.port), timeout=30))
            idle[-1].sendall(begun)
    except OSError:
        pass
    is_(f"many {name} do not keep others out", service.get("/health/live").status, 200)
    true(f"{name}: nobody waited until they were too late", is_open(idle[len(idle) // 2]))
    for connection in idle:
        connection.close()
    true(f"{name} do not make it larger", service.memory_kib() < 200 << 10, service.memory_kib())

# ---- too often, too many ----
statuses = [service.submit(RIGHT, wait=0, token=token) for _ in range(8)]
is_("more than the rate is refused for now", [answer.status for answer in statuses], [201] * 5 + [429] * 3)
true("and when to come again is told", int(statuses[-1].headers["Retry-After"]) >= 1)
statuses = [service.submit(RIGHT, wait=0).status for _ in range(20)]
is_("more than the queue holds is refused for now", statuses, [201] * 15 + [429] * 5)
is_("a batch too", service.post("/v1/submissions/batch", {"submissions": [{"source": RIGHT, "language": "c", "problem": "double"}]}).status, 429)
service.post("/v1/queue/resume")
ids = [row["id"] for row in service.get("/v1/submissions").json["submissions"]]
is_("what was taken is judged", {row["verdict"] for row in service.wait_all(ids).values()}, {"AC"})

# ---- and the slow ones ----
dribbler.join(timeout=120)
is_("those that never end a request are cut off", len(slow_ended), len(slow))
is_("it ends well", service.stop(), 0)
# ---- large answers, streams ----
service = Service(state="streams")
name = service.ask("POST", "/submissions", {"source_code": "// " + large[:9 << 20], "language_id": 50}).json["token"]
tokens = f"/submissions/batch?fields=source_code&tokens={name}"
is_("one that is large can be looked at", service.get(tokens).status, 200)
is_("but not many in one answer", service.get(f"{tokens},{name}").status, 413)
admin = service.post("/v1/tokens", {"role": "admin"}).json["token"]
read = service.post("/v1/tokens", {"role": "submit", "user": "ann"}, token=admin).json["token"]
streams = [Events(service, "/v1/events", token=read) for _ in range(65)]
is_("a user has so many streams and no more", [stream.answer.status for stream in streams], [200] * 64 + [503])
is_("others have theirs", Events(service, "/v1/events", token=admin).answer.status, 200)
for stream in streams:
    stream.close()
service.stop()

is_("every answer was as described", Service.undescribed, [])
finish()
