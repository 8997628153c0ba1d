#!/usr/bin/env python3
# timeout: 280
"""/v1 as clients see it: handing in, results, lists, events, verbs; every answer is as its description says."""
import hashlib
import json
import re

from service import (BROKEN, RIGHT, SLOW, SCRATCH, TOP, WRONG, Events, Service, code, finish, is_, true, write_problem)

write_problem()
service = Service()

# ---- health ----
answer = service.get("/health")
is_("a fresh service is ready", (answer.status, answer.json["ready"]), (200, True))
is_("it is alive", service.get("/health/live").json["live"], True)
is_("the description is of OpenAPI 3.1", service.get("/v1/openapi.json").json["openapi"], "3.1.0")

# ---- what there is ----
problems = service.get("/v1/problems").json["problems"]
is_("the problem is listed", [problem["name"] for problem in problems], ["double"])
is_("a problem has its own address", service.get("/v1/problems/double").json["samples"], 1)
is_("an unknown problem is not found", service.get("/v1/problems/half").status, 404)
true("C is among the languages", any(row["id"] == "c" for row in service.get("/v1/languages").json["languages"]))

# ---- one submission ----
answer = service.submit(RIGHT, wait=0, user="ann", labels={"team": "7"})
is_("a submission is created", answer.status, 201)
first = answer.json["id"]
is_("its place is told", answer.headers["Location"], f"/v1/submissions/{first}")
done = service.get(f"/v1/submissions/{first}?wait=60").json
is_("it is accepted", (done["state"], done["verdict"]), ("done", "AC"))
is_("an admin sees every test", [test["name"] for test in done["tests"]], ["sample/1", "secret/1", "secret/2"])
is_("labels come back", done["labels"], {"team": "7"})
answer = service.submit(WRONG, user="bob")
is_("with wait the answer has the result", (answer.status, answer.json["verdict"]), (201, "WA"))
wrong = answer.json["id"]
answer = service.submit(BROKEN, user="bob")
is_("what does not compile is told", answer.json["verdict"], "CE")
true("and what the compiler said", "undeclared" in answer.json["compile"]["messages"])
answer = service.post("/v1/submissions?wait=60", {
    "files": [{"name": "main.c", "base64": code('#include "n.h"\n' + RIGHT.replace("2 *", "N *"))}, {"name": "n.h", "text": "#define N 2\n"}],
    "problem": "double"})
is_("several files are one program, its language detected", answer.json["verdict"], "AC")

answer = service.post("/v1/submissions", {"files": [{"name": "a.xyz", "text": "x"}], "problem": "double"})
is_("what no language claims is refused at once", answer.status, 422)
answer = service.post("/v1/submissions", {"files": [{"name": "b.c", "text": RIGHT}], "problem": "double"})
is_("the language is told at once", answer.json["language"], "c")

# ---- tests of one's own ----
answer = service.post("/v1/submissions?wait=60", {
    "source": RIGHT, "language": "c", "compile_options": "-O1", "limits": {"cpu_ms": 1000},
    "tests": [{"name": "small", "input": "1\n", "output": "2"}, {"input_base64": code("4"), "output": "9"}, {"input": "7"}]})
tests = answer.json["tests"]
is_("each has its verdict", [(test["name"], test["verdict"]) for test in tests], [("small", "AC"), ("2", "WA"), ("3", "AC")])
is_("and its output", [test["stdout"] for test in tests], ["2\n", "8\n", "14\n"])
answer = service.post("/v1/submissions?wait=60", {"source": SLOW, "language": "c", "limits": {"cpu_ms": 200}, "tests": [{}]})
is_("a limit of one's own holds", answer.json["verdict"], "TLE")

# ---- again ----
tag = service.get(f"/v1/submissions/{first}").headers["ETag"]
answer = service.get(f"/v1/submissions/{first}", headers={"If-None-Match": tag})
is_("what has not changed is not sent again", (answer.status, answer.body), (304, b""))
name, answers, state = service.submit(RIGHT.replace("printf(", "while (n > 2) { } printf("), wait=0).json["id"], {}, ""
while state not in ("done", "cancelled", "dead"):
    answer = service.get(f"/v1/submissions/{name}")
    state = answer.json["state"]
    answers.setdefault(answer.headers["ETag"], set()).add(answer.body)
is_("what has changed has another tag, also while it is judged", [tag for tag, bodies in answers.items() if len(bodies) > 1], [])
key = {"Idempotency-Key": "once"}
body = {"source": RIGHT, "language": "c", "problem": "double"}
one, two = service.post("/v1/submissions", body, headers=key), service.post("/v1/submissions", body, headers=key)
is_("the same key is the same submission", (one.status, two.status, two.json["id"]), (201, 200, one.json["id"]))
answer = service.post("/v1/submissions", {**body, "source": WRONG}, headers=key)
is_("a key stands for one submission only", answer.status, 409)

# ---- many ----
answer = service.post("/v1/submissions/batch", {"submissions": [body, {**body, "source": WRONG}, {"problem": "double"}]})
is_("of a batch each has its own status", (answer.status, [row["status"] for row in answer.json["submissions"]]),
    (207, [201, 201, 422]))
ids = [row["id"] for row in answer.json["submissions"] if "id" in row]
ended = service.wait_all(ids)
is_("and its own verdict", [ended[name]["verdict"] for name in ids], ["AC", "WA"])
answer = service.get("/v1/submissions/batch?ids=" + ",".join([ids[1], "nobody", ids[0]]))
is_("a batch is asked for in its order", [row and row["id"] for row in answer.json["submissions"]], [ids[1], None, ids[0]])
for many, status in ((1000, 200), (1001, 400)):
    answer = service.get("/v1/submissions/batch?ids=" + "x," * many)
    is_(f"asking for {many} at once", (answer.status, len(answer.json.get("submissions", []))), (status, many if status == 200 else 0))
is_("a batch of nothing is refused", service.post("/v1/submissions/batch", {"submissions": []}).status, 422)
is_("a batch of 1001 is refused", service.post("/v1/submissions/batch", {"submissions": [body] * 1001}).status, 422)

# ---- lists ----
seen, query, pages = [], "limit=2", 0
while query:
    page = service.get("/v1/submissions?" + query).json
    seen += [row["id"] for row in page["submissions"]]
    pages += 1
    query = page["next"] and "limit=2&" + page["next"]
total = len(service.get("/v1/submissions").json["submissions"])
is_("pages have every submission once", (len(seen), len(set(seen))), (total, total))
true("there were several pages", pages > 3)
for query, expected in (("label=team:7", [first]), ("user=ann", [first]), ("user=bob&verdict=WA", [wrong]), ("problem=half", [])):
    is_(f"the list can be asked by {query}",
        [row["id"] for row in service.get("/v1/submissions?" + query).json["submissions"]], expected)
for query in ("limit=0", "limit=x", "state=lost", "label=team"):
    is_(f"{query} is refused", service.get("/v1/submissions?" + query).status, 400)

# ---- what goes with one ----
files = service.get(f"/v1/submissions/{first}/source").json["files"]
is_("its sources are kept", files, [{"name": "main.c", "base64": code(RIGHT)}])
is_("hints have an address", service.get(f"/v1/submissions/{wrong}/hints").status, 200)
is_("an unknown submission is not found", service.get("/v1/submissions/nobody").status, 404)

# ---- live ----
watcher = Events(service, "/v1/events")
watcher.until(lambda name, data: name == "queue")
answer = service.submit(RIGHT, wait=0)
events = watcher.until(lambda name, data: name == "state" and data["state"] == "done")
states = [data["state"] for name, data in events if name == "state" and data["id"] == answer.json["id"]]
is_("states come as they change", states, ["queued", "judging", "done"])
is_("so do tests", [data["index"] for name, data in events if name == "test"].__len__(), 3)
watcher.close()
watcher = Events(service, f"/v1/submissions/{first}/events")
events = watcher.until(lambda name, data: False)
is_("of one that has ended the stream ends", [data["state"] for name, data in events], ["done"])

# ---- verbs ----
service.post("/v1/queue/pause")
is_("the queue is paused", service.get("/v1/queue").json["paused"], True)
waiting = service.submit(RIGHT, wait=0).json["id"]
answer = service.get(f"/v1/submissions/{waiting}").json
is_("then submissions wait, at their place", (answer["state"], answer["position"]), ("queued", 0))
answer = service.post(f"/v1/submissions/{waiting}/cancel")
is_("one that waits is cancelled", answer.json["state"], "cancelled")
is_("cancelling again changes nothing", service.post(f"/v1/submissions/{waiting}/cancel").status, 200)
is_("what has ended cannot be cancelled", service.post(f"/v1/submissions/{first}/cancel").status, 409)
is_("the queue goes on", service.post("/v1/queue/resume").json["paused"], False)
slow = service.submit(SLOW.replace("for (", "getchar(); for ("), wait=0).json["id"]
Events(service, f"/v1/submissions/{slow}/events").until(lambda name, data: data.get("state") == "judging")
answer = service.post(f"/v1/submissions/{slow}/cancel")
is_("one that is judged is cancelled too", answer.json["state"], "cancelled")
answer = service.submit(RIGHT)
is_("and the next one is judged", answer.json["verdict"], "AC")
is_("it stays cancelled", service.get(f"/v1/submissions/{slow}").json["state"], "cancelled")
answer = service.post(f"/v1/submissions/{wrong}/rejudge")
is_("judging again is a second judging", answer.json["judging"], 2)
again = service.wait_all([wrong])[wrong]
is_("with a verdict of its own", (again["judging"], again["verdict"]), (2, "WA"))
history = service.get(f"/v1/submissions/{wrong}/judgings").json["judgings"]
is_("the first one is still there", [(row["judging"], row["verdict"]) for row in history], [(1, "WA"), (2, "WA")])
answer = service.post("/v1/queue/requeue", {"all": True, "verdict": "CE"})
is_("many are judged again by what they have", (len(answer.json["done"]), answer.json["refused"]), (1, []))
is_("nothing is dead", service.get("/v1/queue/dead").json["submissions"], [])
is_("retrying none does nothing", service.post("/v1/queue/dead/retry", {"all": True}).json["done"], [])
is_("ids or all", service.post("/v1/queue/dead/drop", {}).status, 422)
is_("the one worker is this machine", [row["name"] for row in service.get("/v1/workers").json["workers"]], ["local"])
is_("an unknown worker cannot be drained", service.post("/v1/workers/nobody/drain").status, 404)
service.post("/v1/queue/drain")
is_("a draining service takes nothing", service.submit(RIGHT, wait=0).status, 503)
is_("and says so", service.get("/health").json["reasons"], ["the queue is draining"])
service.post("/v1/queue/resume")

# ---- problems as blobs ----
revision = service.get("/v1/problems/double").json["revision"]
manifest = service.get(f"/blob/sha256/{revision}")
is_("a revision is its manifest's digest", hashlib.sha256(manifest.body).hexdigest(), revision)
rows = dict(reversed(line.split(" ")[2:]) for line in manifest.body.decode().splitlines()[2:])
name = rows["double/data/secret/2.in"]
is_("files are there by their digest", hashlib.sha256(service.get(f"/blob/sha256/{name}").body).hexdigest(), name)
for given, status, part in (("bytes=0-2", 206, b"481"), ("bytes=-3", 206, b"23\n"), ("bytes=5-", 206, b"623\n"),
                            ("bytes=90-", 416, None), ("lines=1", 200, b"48151623\n"), ("bytes=3-1", 200, b"48151623\n")):
    answer = service.get(f"/blob/sha256/{name}", headers={"Range": given})
    is_(f"{given} is answered by {status}", (answer.status, answer.body if part else None), (status, part))
is_("an unknown blob is not found", service.get("/blob/sha256/" + "0" * 64).status, 404)
is_("nor is a path", service.get("/blob/sha256/..%2Fservice.db").status, 404)

# ---- the problem changes ----
service.post("/v1/queue/pause")
before = service.submit(RIGHT, wait=0).json["id"]
(SCRATCH / "problems/double/data/secret/2.ans").write_text("0\n")
service.process.send_signal(1)
while service.get("/v1/problems/double").json["revision"] == revision:
    pass
after = service.submit(RIGHT, wait=0).json["id"]
service.post("/v1/queue/resume")
ended = service.wait_all([before, after])
is_("each is judged by the data of its time", (ended[before]["verdict"], ended[after]["verdict"]), ("AC", "WA"))

# ---- the description is whole ----
told = {(method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
        for path, operations in service.description.document["paths"].items() for method in operations}
rows = set()
for source in (TOP / "src/serve").glob("*.c"):
    for method, path in re.findall(r'\{METHOD_(\w+), "((?:/v1|/health|/blob|/metrics)[^"]*)"', source.read_text()):
        rows.add((method, re.sub(r"\{[^}]*\}", "{}", path)))
is_("every address is described, and no other", sorted(told ^ rows), [])
schemas = service.description.document["components"]["schemas"]
render = (TOP / "src/render/report_json.c").read_text()
for part, name in (("submission", "Submission"), ("test", "Test")):
    body = re.search(r"struct json \*render_" + part + r"_json\(.*?\n\}", render, re.S).group()
    keys = set(re.findall(r'\(object, "(\w+)"', body))
    is_(f"every member of a {part}'s report is described", (sorted(keys - set(schemas[name]["properties"])), len(keys) > 9), ([], True))
is_("figures are there", service.get("/metrics").status, 200)
is_("webhooks are listed", service.get("/v1/webhooks").json["webhooks"], [])

is_("it ends well", service.stop(), 0)
is_("every answer was as described", Service.undescribed, [])
true("many were checked", Service.checked > 80, Service.checked)
finish()
