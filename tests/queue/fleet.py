"""Machines that differ from the others: seen in `evalx queue workers` and the metrics, and refused where that is wanted."""
from machines import *

SMALL = """languages:
  c:
    name: C
    extensions: [.c]
    entry: binary
    compile: [gcc, -g, -O2, -static, -o, "{binary}", "{files}", -lm]
    run: %s
    version: [gcc, --version]
  %s:
    name: Python
    extensions: [.py]
    entry: mainfile
    run: [/usr/bin/python3, "{mainfile}"]
    version: [/usr/bin/python3, --version]
"""


def languages(name, run='["{binary}"]', python="python3"):
    path = SCRATCH / name
    path.write_text(SMALL % (run, python))
    return str(path)


def known(service, name):
    """Has it told its tools and its speed?"""
    worker = workers(service).get(name, {})
    tools = worker.get("languages", {}).get("c", {})
    return worker if "reference_ms" in worker and tools.get("fingerprint") else None


def join(service, redis, name, langs):
    worker = Worker(redis, name, "--langs", langs)
    seen = wait_for(lambda: known(service, name))
    true(f"{name} tells its tools and its speed", seen, worker.log_text()[-300:])
    return worker


def told(service, name, word):
    return wait_for(lambda: any(word in text for text in workers(service).get(name, {}).get("warnings", [])), 30)


def uneven(service, redis):
    same, slow = languages("same.yaml"), languages("slow.yaml", '[bash, -c, \'"$0" </dev/null >/dev/null; "$0" </dev/null >/dev/null; exec "$0"\', "{binary}"]')
    first = join(service, redis, "lab1", same)
    second = join(service, redis, "lab2", same)
    is_("machines that are alike are not told of", [w["warnings"] for w in workers(service).values()], [[], []])
    third = join(service, redis, "lab3", slow)
    true("one with other commands for a language is", told(service, "lab3", "c: "), workers(service))
    true("one that is slower is", told(service, "lab3", "slower than the other workers"), workers(service))
    is_("the others are not", [workers(service)[name]["warnings"] for name in ("lab1", "lab2")], [[], []])
    is_("it judges all the same", workers(service)["lab3"]["state"], "up")
    listed = run("queue", "workers", EVALX_SERVER=f"http://127.0.0.1:{service.port}")
    true("evalx queue workers tells it", "of another build" in listed.stdout, listed.stdout + listed.stderr)
    text = service.get("/metrics").body.decode()
    true("so do the metrics", "evalx_workers_uneven 1\n" in text, text[-500:])
    is_("and how fast each is", text.count("evalx_worker_reference_seconds{worker="), 3)
    return first, second, third


def claims(service):
    return int(re.search(r"evalx_claims_total (\d+)", service.get("/metrics").body.decode()).group(1))


def refused(redis, first, second, third):
    service = Service("--redis", redis.url, "--uneven", "refuse")
    true("where it is wanted, it is refused", wait_for(lambda: workers(service).get("lab3", {}).get("state") == "refused"),
         workers(service))
    true("it is told why", wait_for(lambda: "gives this machine nothing" in third.log_text(), 20), third.log_text()[-300:])
    judged = service.submit(RIGHT + "/* compared */\n").json
    is_("the others judge as soon as they were compared", (judged["verdict"], judged["worker"][:5] in ("lab1-", "lab2-")), ("AC", True))
    first.stop()
    second.stop()
    wait_for(lambda: claims(service) > 0, 20)
    before = claims(service)
    name = service.submit(RIGHT, wait=0).json["id"]
    other = Worker(redis, "lab6", "--langs", languages("run.yaml", '["{binary}", "1"]'))
    true("one that joins and differs is refused too", wait_for(lambda: workers(service).get("lab6", {}).get("state") == "refused"),
         other.log_text()[-300:])
    other.stop()
    is_("it gets nothing to judge, nor did the other before it was compared", (service.get(f"/v1/submissions/{name}").json["state"], claims(service)), ("queued", before))
    # Its peers are forgotten after four leases; an operator who wants it sooner says that it is fine.
    service.stop()
    service = Service("--redis", redis.url)
    true("taken again, it judges", service.wait_all([name])[name]["verdict"] == "AC")
    true("handed out jobs are counted", wait_for(lambda: claims(service) > before, 15), before)
    return service


def by_language(service, redis, third):
    """What only one machine has goes there."""
    other = join(service, redis, "lab4", languages("other.yaml", python="python_other"))
    made = [service.submit("import sys\nprint(2 * int(sys.stdin.read()))\n# %d\n" % i, wait=0, language="python3").json["id"]
            for i in range(4)]
    ended = service.wait_all(made)
    is_("what a machine has no language for goes to one that has", {(e["verdict"], e["worker"][:5]) for e in ended.values()},
        {("AC", "lab3-")})
    third.stop()
    other.stop()


def hard_limits(service, redis):
    """How long a judging may take follows from its limits."""
    service.post("/v1/queue/pause")
    service.submit(RIGHT, wait=0)
    service.post("/v1/submissions", {"source": RIGHT, "language": "c", "limits": {"cpu_ms": 1000, "wall_ms": 3000},
                                     "tests": [{"input": "1"}] * 5})

    def hard_ms():
        ids = redis.ask("zrange", "evx:{evalx}:ready", "0", "-1").split()
        return sorted(int(redis.ask("hget", f"evx:{{evalx}}:job:{i}", "hard_ms")) for i in ids)

    wait_for(lambda: len(hard_ms()) == 2, 20)
    is_("how long a judging may take follows from its limits", hard_ms(),
        [2 * (120000 + 3 * (2 * 5000 + 10000)) + 600000, 2 * (120000 + 5 * (2 * 3000 + 10000)) + 600000])
    service.post("/v1/queue/resume")


def boxes(service, redis):
    """Released when there was nothing to do, and back with the next submission."""
    worker = Worker(redis, "lab5", "--idle", "10s", "--langs", languages("boxes.yaml"), slots=2)
    state = lambda: workers(service).get("lab5", {}).get("boxes", {})  # noqa: E731
    true("boxes without work are released", wait_for(lambda: state().get("released") == 4), workers(service))
    text = service.get("/metrics").body.decode()
    true("the metrics tell it", 'evalx_boxes{state="released"} 4\n' in text, [x for x in text.split("\n") if "boxes" in x])
    is_("they come back with a submission", service.submit(RIGHT + "/* boxes */\n").json["verdict"], "AC")
    true("which is seen", wait_for(lambda: 0 < state().get("idle", 0) + state().get("busy", 0), 10), state())
    true("and are released again", wait_for(lambda: state().get("released") == 4), state())
    worker.stop()


def embedded():
    service = Service("--idle", "1s", "--slots", "1", state="embedded")
    state = lambda: workers(service)["local"]["boxes"]  # noqa: E731
    is_("on one machine nothing is held before the first submission", state(), {"busy": 0, "idle": 0, "released": 2})
    service.submit(RIGHT)
    true("then boxes are", state()["released"] == 1, state())
    true("and released when there is nothing to do", wait_for(lambda: state()["released"] == 2), state())
    service.stop()


def test():
    write_problem()
    redis = Redis()
    service = Service("--redis", redis.url)
    machines = uneven(service, redis)
    service.stop()
    service = refused(redis, *machines)
    by_language(service, redis, machines[2])
    boxes(service, redis)
    hard_limits(service, redis)
    is_("the service ends", service.stop(), 0)
    embedded()


go(test)
finish()
