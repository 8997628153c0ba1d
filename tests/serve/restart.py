#!/usr/bin/env python3
# timeout: 280
"""Nothing is lost: the service is killed at any moment, drained, started twice; every 201 gets one verdict."""
import json
import os
import random
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

from service import EVALX, RIGHT, SCRATCH, SLOW, WRONG, Service, finish, is_, true, write_problem



def until(holds):
    while not holds():
        time.sleep(0.05)


write_problem()
seed = int(os.environ.get("SEED", random.randrange(1 << 31)))
print(f"# seed {seed}", file=sys.stderr)
chance = random.Random(seed)
service = Service()

# ---- killed while others submit ----
taken = {}
expected = {RIGHT: "AC", WRONG: "WA"}


def submit(number):
    source = chance.choice((RIGHT, WRONG))
    body = {"source": source + f"// {number}\n", "language": "c", "problem": "double"}
    try:
        answer = service.post("/v1/submissions", body)
    except (OSError, Exception) as error:
        return
    if answer.status == 201:
        taken[answer.json["id"]] = expected[source]


ROUNDS, EACH = 4, 12
for round_number in range(ROUNDS):
    threads = [threading.Thread(target=submit, args=(f"{round_number} {i}",)) for i in range(EACH)]
    for thread in threads:
        thread.start()
    for thread in threads[:chance.randrange(1, EACH)]:
        thread.join()
    service.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    service.start()
true("some were taken", len(taken) >= ROUNDS, len(taken))
ended = service.wait_all(taken)
is_("each that was taken has its verdict", {name: row["verdict"] for name, row in ended.items()}, taken)
is_("none is dead", service.get("/v1/queue/dead").json["submissions"], [])

# ---- a full disk: no file may grow ----
service.post("/v1/queue/pause")
before = {row["id"] for row in service.get("/v1/submissions?limit=1000").json["submissions"]}
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
answers = [service.submit(RIGHT + f"// full {i}\n", wait=0) for i in range(3)]
is_("what cannot be recorded is refused", {answer.status for answer in answers} <= {500, 503}, True)
is_("the service lives on", service.get("/health/live").status, 200)
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
answer = service.submit(RIGHT + "// room again\n", wait=0)
is_("with room again it is taken", answer.status, 201)
after = {row["id"] for row in service.get("/v1/submissions?limit=1000").json["submissions"]}
is_("and nothing was recorded that was refused", after - before, {answer.json["id"]})
service.post("/v1/queue/resume")
is_("it has its verdict", service.wait_all([answer.json["id"]])[answer.json["id"]]["verdict"], "AC")

# ---- a disk that is full just when a judging ends ----
name = service.submit(SLOW + "// ends unrecorded\n", wait=0).json["id"]
until(lambda: service.get(f"/v1/submissions/{name}").json["state"] == "judging")
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
until(lambda: service.get("/v1/workers").json["workers"][0]["busy"] == 0)
is_("its end is not in the record", service.get(f"/v1/submissions/{name}").json["state"], "judging")
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
row = service.wait_all([name])[name]
is_("it is judged again without a restart", row["verdict"], "TLE")
true("as one that was given back", row["attempts"] > 1, row)

# ---- cancelled while it waits for an agent ----
service.stop()
service.start()
names = [service.submit(RIGHT + f"// cancelled {i}\n", wait=0).json["id"] for i in range(4)]
states = [service.post(f"/v1/submissions/{name}/cancel").json["state"] for name in names]
true("those that had not ended are cancelled", "cancelled" in states, states)
is_("the service lives after it", service.get("/health/live").status, 200)

# ---- a disk that is full while one waits for the verdict, and while tokens are used ----
admin = service.post("/v1/tokens", {"role": "admin"}).json["token"]
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
is_("whoever has a token may look", service.get("/v1/queue", token=admin).status, 200)
true("who waits for what cannot be recorded is told so", service.submit(RIGHT + "// unheard\n", wait=60, token=admin).status in (500, 503))
resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
token_rows = [row["id"] for row in service.get("/v1/tokens", token=admin).json["tokens"]]
is_("with room again the token goes", service.ask("DELETE", f"/v1/tokens/{token_rows[0]}", token=admin).status, 204)

# ---- a second one ----
result = subprocess.run([EVALX, "serve-queue", "--listen", "127.0.0.1:0", "--state", str(service.state)],
                        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60, check=False)
true("a second service on the same state is refused", result.returncode in (3, 5) and result.stderr != b"", result)
result = subprocess.run([EVALX, "serve-queue", "--listen", f"127.0.0.1:{service.port}", "--state", str(SCRATCH / "other")],
                        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60, check=False)
is_("an address that is taken is an unavailable service", result.returncode, 5)

# ---- an agent that is killed costs a retry, not the service ----
names = [service.submit(RIGHT + f"// agent {i}\n", wait=0).json["id"] for i in range(6)]
children = subprocess.run(["pgrep", "-P", str(service.process.pid)], stdout=subprocess.PIPE, check=False).stdout.split()
for child in children:
    os.kill(int(child), signal.SIGKILL)
true("there was an agent", len(children) > 0)
is_("what it judged is judged again", {row["verdict"] for row in service.wait_all(names).values()}, {"AC"})
is_("and the service lives", service.get("/health/live").status, 200)

# ---- drained ----
names = [service.submit(RIGHT + f"// drain {i}\n", wait=0).json["id"] for i in range(10)]
is_("SIGTERM ends it well", service.stop(signal.SIGTERM), 0)
with sqlite3.connect(service.state / "service.db") as database:
    states = {row[0] for row in database.execute("SELECT state FROM job_judging")}
true("nothing is left under way", "judging" not in states, states)
service.start()
is_("the rest is judged after the next start", {row["verdict"] for row in service.wait_all(names).values()}, {"AC"})
again = {name: service.get(f"/v1/submissions/{name}").json["verdict"] for name in taken}
is_("no verdict has changed", again, taken)
service.stop()
with sqlite3.connect(service.state / "service.db") as database:
    rows = database.execute("SELECT count(*), count(DISTINCT job) FROM job_judging").fetchone()
is_("each has one judging", rows[0], rows[1])
stats = subprocess.run([EVALX, "stats", "--db", str(service.state / "service.db"), "--format", "json"],
                       stdout=subprocess.PIPE, check=False)
is_("the history has them too", stats.returncode, 0)
# ---- told to who started it ----
place = str(SCRATCH / "notify")
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(place)
listener.settimeout(60)
told = Service("--log", "json", state="told", NOTIFY_SOCKET=place)
is_("a supervisor is told when it is ready", listener.recv(100), b"READY=1")
name = told.submit(RIGHT).json["id"]
told.process.send_signal(signal.SIGTERM)
is_("and when it stops", listener.recv(100), b"STOPPING=1")
is_("then it ends", told.process.wait(timeout=60), 0)
lines = [json.loads(line) for line in told.log_text().splitlines()]
is_("every line of the log is JSON with its time", [line for line in lines if not {"time", "level", "message"} <= line.keys()], [])
is_("with the submission's id", [line["message"] for line in lines if line.get("submission") == name], ["taken", "judged"])

is_("every answer was as described", Service.undescribed, [])
finish()
