#!/usr/bin/env python3
# timeout: 280
"""Who may do what, and who sees what: tokens, this machine, proxies and strangers' pages; secret data is for admins."""
import json

from service import (BROKEN, RIGHT, SECRET, SLOW, WRONG, Events, Service, finish, is_, true, write_problem)

write_problem()
LEVELS = ("verdict", "samples", "groups", "full")

service = Service()

# ---- this machine ----
is_("this machine is the operator's without a token", service.get("/v1/tokens").status, 200)
for name, headers in (("through a proxy", {"X-Forwarded-For": "192.0.2.7"}), ("through another proxy", {"Via": "1.1 front"}),
                      ("from a page of another site", {"Origin": "https://example.org"}),
                      ("by a name that was made to point here", {"Host": "example.org"})):
    is_(f"{name} nobody is trusted", service.get("/v1/queue", headers=headers).status, 401)
    is_(f"{name} nobody submits", service.ask("POST", "/v1/submissions", {}, headers=headers).status, 401)
is_("a form cannot submit", service.ask("POST", "/v1/submissions", raw=b"{}", headers={"Content-Type": "text/plain"}).status, 415)
answer = service.get("/v1/queue", headers={"Origin": "https://example.org"})
is_("no page of another site may read", answer.headers.get("Access-Control-Allow-Origin"), None)
true("the page has a strict policy", "default-src 'none'" in service.get("/").headers["Content-Security-Policy"])

# ---- tokens ----
def add(role, user=None):
    return service.post("/v1/tokens", {"role": role, **({"user": user} if user else {})}).json

ann, bob = add("submit", "ann"), add("submit", "bob")
read, worker = add("read"), add("worker")
is_("a token that submits has a user", service.post("/v1/tokens", {"role": "submit"}).status, 422)
is_("an unknown role is refused", service.post("/v1/tokens", {"role": "king"}).status, 422)
admin = add("admin")["token"]
listed = service.get("/v1/tokens", token=admin)
is_("tokens are listed", [row["role"] for row in listed.json["tokens"]].count("submit"), 2)
true("but never their text", ann["token"] not in listed.body.decode())
is_("with an admin's token there is no trust in this machine any more", service.get("/v1/tokens").status, 403)
is_("but it may submit", service.submit(RIGHT, wait=0).status, 201)
is_("an unknown token is nobody's", service.get("/v1/queue", token="evx_nothing").status, 401)
ann, bob, read, worker = (row["token"] for row in (ann, bob, read, worker))
for token, name, expected in ((read, "read", 403), (worker, "worker", 403), (ann, "submit", 201), (admin, "admin", 201)):
    is_(f"submitting with a {name} token", service.submit(RIGHT, wait=0, token=token).status, expected)
for path in ("/v1/queue/pause", "/v1/queue/resume", "/v1/queue/drain", "/v1/queue/requeue", "/v1/tokens"):
    is_(f"{path} is for admins", [service.ask("POST", path, {}, token=token).status for token in (read, worker, ann)], [403] * 3)
revision = service.get("/v1/problems/double", token=read).json["revision"]
is_("blobs are for workers and admins", [service.get(f"/blob/sha256/{revision}", token=token).status
                                         for token in (worker, admin, read, ann, None)], [200, 200, 403, 403, 403])
is_("a worker sees nothing else", service.get("/v1/submissions", token=worker).status, 403)

# ---- of others ----
mine = service.submit(WRONG, token=ann).json["id"]
own = service.submit(BROKEN, token=ann).json["id"]
is_("a user's submission is the user's", service.get(f"/v1/submissions/{mine}", token=ann).json["user"], "ann")
for part in ("", "/hints", "/source", "/judgings", "/events"):
    is_(f"others find nothing at {part or 'it'}", service.get(f"/v1/submissions/{mine}{part}", token=bob).status, 404)
is_("others cannot cancel it", service.post(f"/v1/submissions/{mine}/cancel", token=bob).status, 404)
is_("others list none of it", service.get("/v1/submissions", token=bob).json["submissions"], [])
is_("nor when they ask for it", service.get("/v1/submissions?user=ann", token=bob).json["submissions"], [])
is_("nor in a batch", service.get(f"/v1/submissions/batch?ids={mine}", token=bob).json["submissions"], [None])
is_("nobody submits for others", service.submit(RIGHT, wait=0, token=bob, user="ann").status, 403)
is_("nobody goes ahead of others", service.submit(RIGHT, wait=0, token=bob, priority=1).status, 403)
is_("sources are their user's", [service.get(f"/v1/submissions/{mine}/source", token=token).status
                                 for token in (ann, admin, read, None)], [200, 200, 403, 403])
answer = service.get(f"/v1/submissions/{own}", token=read).json
true("what a compiler quotes is nobody else's", "compile" not in answer and "undeclared" not in json.dumps(answer), answer)
true("but the user's", "undeclared" in service.get(f"/v1/submissions/{own}", token=ann).json["compile"]["messages"])
judge0 = {"source_code": "#define " + SECRET + "\nint main(void) { return 0; }", "language_id": 50}
name = service.ask("POST", "/submissions?wait=true", judge0, token=ann).json["token"]
is_("sources are their user's by the other API too", [
    SECRET in service.get(f"/submissions/{name}?fields=*", token=token).body.decode() for token in (ann, admin, bob, read, None)],
    [True, True, False, False, False])
add_id = next(row for row in service.get("/v1/tokens", token=admin).json["tokens"] if row["user"] == "bob")["id"]
said = f"/v1/submissions/{name}"
broken = service.ask("POST", "/submissions?wait=true", {"source_code": BROKEN, "language_id": 50}, token=ann).json["token"]
texts = [service.get(f"/v1/submissions/{broken}", token=token).json.get("compile_output") is not None for token in (ann, admin, read)]
is_("and what a compiler says of them", texts, [True, True, False])
is_("a report is of what has ended", service.get(f"{said}/report", token=ann).status, 200)
is_("and nobody else's finds", service.get(f"{said}/report", token=bob).status, 404)
is_("a token is revoked", service.ask("DELETE", f"/v1/tokens/{add_id}", token=admin).status, 204)
is_("and then nobody's", service.get("/v1/submissions", token=bob).status, 401)
is_("revoking it again finds none", service.ask("DELETE", f"/v1/tokens/{add_id}", token=admin).status, 404)
true("an admin sees what was expected", str(2 * int(SECRET)) in service.get(f"/v1/submissions/{mine}", token=admin).body.decode())
is_("it ends well", service.stop(), 0)

# ---- secrets ----
def leaks(text):
    return [word for word in (SECRET, str(2 * int(SECRET)), "judge_message") if word in text]

# What helps against a crash may be told where the crash itself is: the samples, or every test's figures.
CRASHING = {place: RIGHT.replace("printf(", f"if (n {which} 2) *(volatile int *)8 = 1; printf(")
            for place, which in (("sample", "=="), ("secret", ">"))}
HINTED = {"sample": ("samples", "groups", "full"), "secret": ("full",)}
for level in LEVELS:
    service = Service("--feedback", level)
    watchers = [Events(service, "/v1/events", token=token) for token in (ann, read)]
    for watcher in watchers:
        watcher.until(lambda name, data: name == "queue")
    name = service.submit(WRONG, wait=0, token=ann).json["id"]
    told = []
    for watcher in watchers:
        told.append(watcher.until(lambda name, data: name == "state" and data["state"] == "done"))
        watcher.close()
    texts = [watcher.text for watcher in watchers]
    for token in (ann, read):
        for path in (f"/v1/submissions/{name}", f"/v1/submissions/{name}/hints", f"/v1/submissions/{name}/report", "/v1/submissions",
                     f"/v1/submissions/{name}/report?part=section", "/v1/problems",
                     f"/v1/submissions/batch?ids={name}", f"/v1/submissions/{name}/judgings"):
            texts.append(service.get(path, token=token).body.decode())
    is_(f"{level}: nothing secret is told", [leaks(text) for text in texts if leaks(text)], [])
    seen = service.get(f"/v1/submissions/{name}", token=ann).json
    is_(f"{level}: the verdict is", seen["verdict"], "WA")
    expected = {"verdict": [], "samples": ["sample/1"], "groups": ["sample/1"], "full": ["sample/1", "secret/1", "secret/2"]}
    is_(f"{level}: these tests are shown", [test["name"] for test in seen["tests"]], expected[level])
    for who, events, tests in (("the user", told[0], expected[level]), ("others", told[1], [])):
        got = sorted(data.get("test", {}).get("name", "") for name, data in events if name == "test")
        is_(f"{level}: of no other test is told to {who} while it is judged", got, tests)
        is_(f"{level}: nor how many there are", any("total" in data for _, data in events), level == "full" and tests != [])
    groups = [(group["name"], group["verdict"]) for group in seen.get("groups", [])]
    is_(f"{level}: these groups are shown", groups, [("sample", "AC"), ("secret", "WA")] if level in ("groups", "full") else [])
    for place, source in CRASHING.items():
        crashed = service.submit(source, token=ann).json["id"]
        for who, token, expected in (("the user", ann, level in HINTED[place]), ("others", read, False), ("an admin", admin, True)):
            hints = [service.get(f"/v1/submissions/{crashed}/hints", token=token).json["hints"],
                     service.get(f"/v1/submissions/{crashed}", token=token).json["hints"]]
            is_(f"{level}: is {who} told what helps against a crash on a {place} test", [any("memory" in line for line in part) for part in hints],
                [expected] * 2)
        texts = [service.get(f"/v1/submissions/{crashed}", token=token).body.decode() for token in (ann, read, admin)]
        is_(f"{level}: how hints were found is nobody's", any("seen_hints" in text for text in texts), False)
    for token, is_own in ((ann, True), (read, False)):
        page = service.get(f"/v1/submissions/{name}/report", token=token)
        is_(f"{level}: a report is a page without scripts", (page.status, page.headers["Content-Type"],
                                                             "default-src 'none'" in page.headers["Content-Security-Policy"],
                                                             b"<script" in page.body), (200, "text/html; charset=utf-8", True, False))
        is_(f"{level}: the source in it is the user's own", b"scanf" in page.body, is_own)
    true(f"{level}: an admin sees all", SECRET in service.get(f"/v1/submissions/{name}", token=admin).body.decode() or
         str(2 * int(SECRET)) in service.get(f"/v1/submissions/{name}", token=admin).body.decode())
    service.stop()

# ---- origins ----
service = Service("--cors", "https://contest.example")
answer = service.get("/v1/queue", token=admin, headers={"Origin": "https://contest.example"})
is_("a page that may ask reads the answer", (answer.status, answer.headers["Access-Control-Allow-Origin"]),
    (200, "https://contest.example"))
true("with the headers that it needs", "Retry-After" in answer.headers.get("Access-Control-Expose-Headers", ""))
answer = service.get("/v1/queue", token=admin, headers={"Origin": "https://other.example"})
is_("another does not", answer.headers.get("Access-Control-Allow-Origin"), None)
answer = service.ask("OPTIONS", "/v1/submissions", headers={"Origin": "https://contest.example"})
true("a browser's question before is answered", "Authorization" in answer.headers.get("Access-Control-Allow-Headers", ""))
service.stop()

is_("every answer was as described", Service.undescribed, [])
finish()
