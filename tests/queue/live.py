"""What is seen of a judging by a worker while it lasts: its state and worker, its tests, the verdict so far."""
import re

from machines import *

SLEEPY = ('#include <stdio.h>\n#include <time.h>\nint main(void) { long n; struct timespec t = {1, 500000000}; scanf("%ld", &n); '
          'nanosleep(&t, 0); printf("%ld\\n", n < 1000 ? 2 * n : n); }\n')


def follow(service, source):
    """All events of one submission, and what was answered about it after its first test."""
    name = service.submit(source, wait=0).json["id"]
    events, shown = Events(service, f"/v1/submissions/{name}/events"), None
    told = events.until(lambda kind, data: kind == "test")
    if told and told[-1][0] == "test":
        shown = service.get(f"/v1/submissions/{name}").json
    told += events.until(lambda kind, data: False)
    events.close()
    return name, told, shown


def states_of(told):
    return [data["state"] for kind, data in told if kind == "state"]


def seen(service, redis):
    worker = Worker(redis, "lab1")
    name, told, shown = follow(service, SLEEPY)
    is_("the states are told as they come", [s for i, s in enumerate(states_of(told)) if s not in states_of(told)[:i]],
        ["queued", "judging", "done"])
    tests = [data for kind, data in told if kind == "test"]
    is_("each test is told", sorted(t["index"] for t in tests), [0, 1, 2])
    is_("with its verdict", sorted(t["test"]["verdict"] for t in tests), ["AC", "AC", "WA"])
    true("that it is compiled is told", any(kind == "compiled" for kind, data in told), told)
    is_("while it is judged its state says so", shown["state"], "judging")
    true("and by whom", shown["worker"].startswith("lab1-"), shown)
    is_("how many tests there are", shown["progress"]["total"], 3)
    true("how many are done", 1 <= shown["progress"]["tests"] <= 3, shown)
    is_("and the verdict so far", shown["progress"]["verdict"], "AC")
    true("it has begun", shown["started_at"] is not None, shown)
    after = service.get(f"/v1/submissions/{name}").json
    is_("nothing of that is left afterwards", (after["state"], after["verdict"], "progress" in after), ("done", "WA", False))
    return worker


def told_to_the_end(service):
    """The last test and the result come together; the stream ends with the result, and has told of the test."""
    counts = []
    for number in range(8):
        name, told, _ = follow(service, RIGHT + f"/* {number} */\n")
        counts.append(sum(kind == "test" for kind, data in told))
    is_("quick ones are told to the end", counts, [3] * 8)


def seen_by_judge0(service):
    made = service.post("/submissions", {"source_code": SLEEPY, "language_id": 50, "stdin": "21"}).json

    def processing():
        return service.get(f"/submissions/{made['token']}?fields=status").json["status"]["description"] == "Processing"

    true("Judge0's clients see that it is processed", wait_for(processing, 20))
    wait_for(lambda: service.get(f"/submissions/{made['token']}?fields=status").json["status"]["id"] > 2)


def counted(service, redis):
    """What workers fetch is counted once, by Redis."""
    def told():
        return int(re.search(r"evalx_claims_total (\d+)", service.get("/metrics").body.decode()).group(1))

    fetched = int(redis.ask("hget", "evx:{evalx}:stats", "fetched"))
    true("each claim is counted once", fetched > 0 and wait_for(lambda: told() == fetched, 20), (told(), fetched))


def forgotten(service, redis):
    """A Redis that is emptied while something is judged: it is sent again."""
    name = service.submit(SLEEPY + "/* forgotten */\n", wait=0).json["id"]
    state = lambda: service.get(f"/v1/submissions/{name}").json  # noqa: E731
    true("it is being judged", wait_for(lambda: state()["state"] == "judging"))
    redis.ask("flushall")
    true("what Redis forgot meanwhile is judged all the same", wait_for(lambda: state()["verdict"] == "WA"), state())


def given_back(service, redis, worker):
    """Killed while it judges: the state is "queued" again, then another's."""
    name = service.submit(SLEEPY + "/* again */\n", wait=0).json["id"]
    state = lambda: service.get(f"/v1/submissions/{name}").json  # noqa: E731
    true("it is judged", wait_for(lambda: state()["state"] == "judging"))
    worker.kill()
    other = Worker(redis, "lab2")
    true("another worker has it in the end", wait_for(lambda: (state()["worker"] or "").startswith("lab2-")), state())
    ended = service.wait_all([name])[name]
    is_("and gives the verdict", (ended["verdict"], ended["worker"][:5]), ("WA", "lab2-"))
    return other


def forged(service, redis):
    """Texts on the channel change nothing that is over, and nothing at all where they make no sense."""
    name = service.submit(RIGHT).json["id"]
    for text in ("", "1", "1 1 x", "1 1 x {", "1 1 x []", "x 1 x {}", "-1 1 x {}", "1 99 evil {}",
                 '1 1 evil {"over":false,"events":[{"event":"test","test":{"verdict":"RTE"},"done":1e300}]}'):
        redis.ask("publish", "evx:{evalx}:news", text)
    time.sleep(0.5)
    ended = service.get(f"/v1/submissions/{name}").json
    is_("what is over stays as it was", (ended["state"], ended["verdict"]), ("done", "AC"))
    first = service.get("/v1/submissions?limit=100").json["submissions"][-1]
    true("also of others", not (first["worker"] or "").startswith("evil"), first)


def documented_rights():
    """The words of `acl setuser lab on ">PASSWORD"`, as evalx-worker(1) has them."""
    page = (TOP / "man/evalx-worker.1").read_text()
    text = page.split('setuser lab on ">PASSWORD"', 1)[1].split(".Ed", 1)[0]
    return text.replace("\\(ti", "~").replace("\\e\n", " ").replace('"', "").split()


def without_channel(service, redis, worker):
    """A Redis user with the rights that are documented, but one that may not publish, judges all the same."""
    worker.stop()
    words = [word for word in documented_rights() if not word.startswith("&")]
    is_("the documented rights are understood", redis.ask("acl", "setuser", "quiet", "on", ">pass", *words), "OK")
    for command in (["flushall"], ["keys", "*"], ["config", "get", "*"], ["set", "evx:{evalx}:meta", "1"], ["hset", "others", "a", "b"]):
        told = redis.ask("--user", "quiet", "--pass", "pass", "--no-auth-warning", *command)
        true(f"{command[0]} is none of them", "NOPERM" in told, told)
    quiet = Redis.__new__(Redis)
    quiet.url = f"unix://quiet@{redis.socket}"
    other = Worker(quiet, "lab4", EVALX_REDIS_PASSWORD="pass")
    ended = service.submit(SLEEPY + "/* quiet */\n").json
    is_("a worker that may not publish judges all the same", ended["verdict"], "WA")
    true("and says so once", other.log_text().count("nobody can watch") == 1, other.log_text()[-300:])
    other.stop()
    redis.ask("acl", "setuser", "quiet", *documented_rights())
    other = Worker(quiet, "lab5", EVALX_REDIS_PASSWORD="pass")
    is_("with all of these rights it judges", service.submit(SLEEPY + "/* told */\n").json["verdict"], "WA")
    true("and can be watched", "nobody can watch" not in other.log_text(), other.log_text()[-300:])
    other.stop()


def test():
    write_problem()
    redis = Redis()
    service = Service("--redis", redis.url)
    worker = seen(service, redis)
    told_to_the_end(service)
    seen_by_judge0(service)
    counted(service, redis)
    worker = given_back(service, redis, worker)
    forgotten(service, redis)
    forged(service, redis)
    without_channel(service, redis, worker)
    is_("the service ends", service.stop(), 0)


go(test)
finish()
