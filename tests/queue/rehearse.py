"""The jury's submissions on every machine: what differs is seen, and nobody else sees anything of it."""
import sqlite3

from machines import *

# Right, unless the machine's compiler is told otherwise.
JURY = """#include <stdio.h>
int main(void)
{
    long n;
    scanf("%ld", &n);
#ifdef ODD
    n++;
#endif
    printf("%ld\\n", 2 * n);
}
"""
LANGUAGES = """languages:
  c:
    name: C
    extensions: [.c]
    entry: binary
    compile: [gcc, -O2, {flag}-o, "{{binary}}", "{{files}}", -lm]
    run: ["{{binary}}"]
    version: [gcc, --version]
"""


def languages(name, flag=""):
    path = SCRATCH / name
    path.write_text(LANGUAGES.format(flag=flag))
    return str(path)


def write_jury():
    folder = write_problem() / "submissions"
    for place, name, source in (("accepted", "right.c", JURY), ("wrong_answer", "wrong.c", WRONG)):
        (folder / place).mkdir(parents=True)
        (folder / place / name).write_text(source)


def join(service, redis, name, langs):
    worker = Worker(redis, name, "--langs", langs)
    true(f"{name} joins", wait_for(lambda: workers(service).get(name, {}).get("state") == "up"), worker.log_text()[-300:])
    return worker


def rehearse(service, *words):
    """Speed is the machine's own affair here: no tolerance is exceeded."""
    return run("queue", "rehearse", "--problems", str(SCRATCH / "problems"), "--speed-tolerance", "10000", *words,
               EVALX_SERVER=f"http://127.0.0.1:{service.port}")


def cells(answer):
    """submission -> {worker: verdict}"""
    return {row["submission"].split("/")[-1]: {cell["worker"]: cell["verdict"] for cell in row["results"]}
            for row in answer["submissions"]}


def alike(service):
    first = rehearse(service)
    is_("machines that are alike are fine", (first.returncode, first.stderr), (0, ""))
    true("a table tells it", all(word in first.stdout for word in ("right.c", "wrong.c", "lab1", "lab2", "AC", "WA")), first.stdout)
    again = rehearse(service, "--format", "json")
    is_("and again", again.returncode, 0)
    is_("as JSON", cells(json.loads(again.stdout)), {"right.c": {"lab1": "AC", "lab2": "AC"}, "wrong.c": {"lab1": "WA", "lab2": "WA"}})
    made = service.get("/v1/submissions?api=rehearsal&limit=100").json["submissions"]
    is_("each worker had each submission each time", sorted(row["worker"][:4] for row in made), ["lab1"] * 4 + ["lab2"] * 4)
    is_("behind everything else", {row["priority"] for row in made}, {-100})
    details = [service.get(f"/v1/submissions/{row['id']}").json for row in made]
    is_("nothing that was known is told instead", {row["cached"] for row in details}, {False})


def one_differs(service, redis):
    worker = join(service, redis, "odd", languages("odd.yaml", "-DODD, "))
    got = rehearse(service, "--format", "json")
    answer = json.loads(got.stdout)
    is_("a machine that judges otherwise is found", got.returncode, 1)
    is_("by what it says", cells(answer)["right.c"], {"lab1": "AC", "lab2": "AC", "odd": "WA"})
    rows = {row["submission"].split("/")[-1]: (row["differs"], row["unexpected"], row["missing"]) for row in answer["submissions"]}
    is_("where it differs", rows, {"right.c": (True, True, False), "wrong.c": (False, False, False)})
    table = rehearse(service, "double")
    true("the table tells it too", table.returncode == 1 and "verdicts differ" in table.stdout, table.stdout)
    return worker


def gone(service, redis, worker):
    """What was meant for a machine that is gone ends, and nobody else judges it."""
    name = workers(service)["odd"]["id"]
    worker.kill()
    made = [service.submit(RIGHT + f"/* gone {i} */\n", wait=0, worker=name).json["id"] for i in range(3)]
    own = lambda: redis.ask("zrange", "evx:{evalx}:only", "0", "-1").split()  # noqa: E731
    wait_for(lambda: len(own()) == 3)
    redis.ask("del", "evx:{evalx}:worker:" + name)  # as when its time is over
    for job in own():
        redis.ask("zincrby", "evx:{evalx}:only", "-1000000", job)
    answers = service.wait_all(made)
    is_("what is for a machine that is gone is dead", {answer["state"] for answer in answers.values()}, {"dead"})
    true("with the reason", all("which is gone" in answer["reason"] for answer in answers.values()), answers)
    listed_by_pages(service, made)
    service.post("/v1/queue/dead/drop", {"ids": made})


def listed_by_pages(service, made):
    first = service.get("/v1/queue/dead?limit=2").json
    second = service.get(f"/v1/queue/dead?limit=2&{first['next']}").json
    ids = lambda page: [row["id"] for row in page["submissions"]]  # noqa: E731
    is_("the dead are listed newest first, by pages", (ids(first), ids(second), second["next"]), (made[:0:-1], made[:1], None))
    back = service.get("/v1/queue/dead?limit=2&after=1").json
    is_("and the other way", (ids(back)[-1:], back["next"] is not None), (made[1:2], True))


def apart(service):
    """Neither in the history nor in the metrics."""
    database = sqlite3.connect(f"file:{SCRATCH}/service/service.db?mode=ro", uri=True)
    rows = lambda: database.execute("SELECT count(*) FROM submission").fetchone()[0]  # noqa: E731
    verdicts = lambda: "evalx_verdicts_total{" in service.get("/metrics").body.decode()  # noqa: E731
    is_("a rehearsal is not in the history", (rows(), verdicts()), (0, False))
    service.submit()
    is_("what contestants hand in is", (rows(), verdicts()), (1, True))
    again = service.post("/v1/queue/requeue", {"all": True}).json
    is_("it is not judged again with all others", (len(again["done"]), again["refused"]), (1, []))


def rights(service):
    body = {"source": RIGHT, "language": "c", "problem": "double", "worker": "lab1"}
    is_("a worker that is not there is refused", service.post("/v1/submissions", {**body, "worker": "nobody"}).status, 422)
    is_("so are tests of one's own", service.post("/v1/submissions", {
        "source": RIGHT, "language": "c", "tests": [{"input": "1"}], "worker": "lab1"}).status, 422)
    token = {role: service.post("/v1/tokens", {"role": role, "user": user}).json["token"]
             for role, user in (("read", None), ("submit", "ada"), ("admin", None))}
    is_("only an admin chooses who judges", service.post("/v1/submissions", body, token=token["submit"]).status, 403)
    listed = lambda role: service.get("/v1/submissions?api=rehearsal", token=token[role]).json["submissions"]  # noqa: E731
    is_("nobody else sees rehearsals", (listed("read"), listed("submit")), ([], []))
    rehearsed = listed("admin")
    true("an admin does", rehearsed)
    one = f"/v1/submissions/{rehearsed[0]['id']}"
    is_("not even by name", [service.get(one + end, token=token["submit"]).status for end in ("", "/source")], [404, 404])
    is_("without a token nothing is rehearsed", rehearse(service).returncode, 3)


def test():
    write_jury()
    redis = Redis()
    service = Service("--redis", redis.url)
    same = languages("same.yaml")
    first, second = join(service, redis, "lab1", same), join(service, redis, "lab2", same)
    alike(service)
    worker = one_differs(service, redis)
    gone(service, redis, worker)
    apart(service)
    rights(service)
    first.stop()
    second.stop()
    is_("the service ends", service.stop(), 0)


go(test)
finish()
