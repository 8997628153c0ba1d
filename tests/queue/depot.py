"""Workers share what they have compiled and judged in a second Redis, which may forget, lie, hang and die."""
import signal

from machines import *

VALUES = 3  # of one submission: its program and its results; and the reference program that each worker runs first


class Cache(Redis):
    """The second Redis; ask() in bytes."""

    def __init__(self, name="cache-redis", *options):
        super().__init__(name, "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru", *options, is_queue=False)

    def say(self, *words):
        """One command, its reply: bytes, or None."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.socket))
        line.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        with line.makefile("rb") as reply:
            head = reply.readline()
            return reply.read(int(head[1:])) if head[:1] == b"$" else head[1:].strip()

    def names(self):
        return sorted(self.ask("keys", "*").split())

    def values(self):
        return {self.say(b"GET", name.encode()) for name in self.names()}


def lab(redis, name, cache):
    """A worker that has seen nothing yet."""
    return Worker(redis, name, "--cache-redis", cache.url, EVALX_CACHE_DIR=str(SCRATCH / f"own-{name}"))


def figures(service, name):
    return workers(service).get(name, {}).get("shared_cache", {})


def has_figure(service, name, figure):
    """Workers tell theirs every few seconds."""
    return wait_for(lambda: figures(service, name).get(figure, 0) > 0, 60)


def judge(service, source, problem="double"):
    """(verdict, was it compiled before?, tests that were run before)"""
    ended = service.submit(source, problem=problem).json
    return ended["verdict"], ended["compile"]["cached"], sum(test["cached"] for test in ended["tests"])


def refused(redis):
    def start(place):
        return run("worker", "--redis", redis.url, "--cache-redis", place, "--cache", str(SCRATCH / "cache-none"))

    ended = start(redis.url)
    is_("the queue's own Redis is refused", (ended.returncode, "is the queue's" in ended.stderr), (3, True))
    full = Redis("full", is_queue=False)
    ended = start(full.url)
    is_("one that forgets nothing is refused, with what mends it",
        (ended.returncode, "config set maxmemory-policy allkeys-lru" in ended.stderr), (3, True))
    full.ask("config", "set", "maxmemory-policy", "allkeys-lru")
    ended = start(full.url)
    is_("so is one without a limit", (ended.returncode, "config set maxmemory 1gb" in ended.stderr), (3, True))
    full.kill()


def shared(service, redis, cache):
    worker = lab(redis, "lab1", cache)
    is_("the first worker finds nothing", judge(service, RIGHT), ("AC", False, 0))
    true("it stores programs and results", wait_for(lambda: len(cache.names()) == VALUES, 20), cache.names())
    true("values do not stay for ever", all(int(cache.ask("ttl", name)) > 0 for name in cache.names()))
    worker.stop()
    worker = lab(redis, "lab2", cache)
    is_("the second one takes what it judged", judge(service, RIGHT), ("AC", True, 3))
    is_("and what it compiled, for another problem", judge(service, RIGHT, "twice"), ("AC", True, 0))
    true("it tells so", has_figure(service, "lab2", "hits"), figures(service, "lab2"))
    text = service.get("/metrics").body.decode()
    true("so do the metrics", any(line.startswith("evalx_shared_cache_requests_total{") and 'result="hit"' in line and
                                  not line.endswith(" 0") for line in text.splitlines()), text[-300:])
    worker.stop()


def forged(service, redis, cache):
    ways = [lambda value: value[:-1] + bytes([value[-1] ^ 1]), lambda value: value[:-1], lambda value: b"nonsense"]
    cache.ask("flushall")
    worker = lab(redis, "lab3", cache)
    judge(service, RIGHT)
    is_("there is something to forge", wait_for(lambda: len(cache.names()) == VALUES, 20), True)
    worker.stop()
    for name, change in zip(cache.names(), ways):
        cache.say(b"SET", name.encode(), change(cache.say(b"GET", name.encode())))
    forgeries = cache.values()
    worker = lab(redis, "lab4", cache)
    is_("values that were changed or cut are not there", judge(service, RIGHT), ("AC", False, 0))
    true("they are counted", wait_for(lambda: figures(service, "lab4").get("refused", 0) >= VALUES, 60), figures(service, "lab4"))
    true("what is made anew takes their place",
         wait_for(lambda: len(cache.values()) == VALUES and not cache.values() & forgeries, 20), cache.names())
    worker.stop()


def judge_all(service, word, count=3):
    """Verdicts of submissions that are all handed in before the first one is judged."""
    sources = [f"{WRONG if i % 2 else RIGHT}/* {word} {i} */\n" for i in range(count)]
    names = [service.submit(source, wait=0).json["id"] for source in sources]
    service.post("/v1/queue/resume")
    ended = service.wait_all(names)
    return [ended[name]["verdict"] for name in names]


def lost(service, redis, cache):
    worker = lab(redis, "lab9", cache)
    is_("a worker is at work", judge(service, RIGHT + "/* before */\n")[0], "AC")
    for word, disturb in (("hangs", lambda: cache.process.send_signal(signal.SIGSTOP)), ("dies", cache.kill)):
        service.post("/v1/queue/pause")
        disturb()
        is_(f"nothing is lost when the cache {word}", judge_all(service, word), ["AC", "WA", "AC"])
    true("it tells of its trouble", has_figure(service, "lab9", "errors"), figures(service, "lab9"))
    is_("it ends when asked to", worker.stop(), 0)


def absent(service, redis):
    worker = Worker(redis, "lab10", "--cache-redis", f"unix://{SCRATCH}/nowhere")
    is_("a cache that is not there holds up nobody", judge(service, RIGHT + "/* alone */\n")[0], "AC")
    worker.stop()


def test():
    write_problem()
    # With no file like the other's: workers have like files once, and linking to one looks like a change.
    other = write_problem("twice", secret="2000", time_limit=3) / "data"
    for case, given, wanted in (("sample/1", 5, 10), ("secret/1", 22, 44)):
        (other / f"{case}.in").write_text(f"{given}\n")
        (other / f"{case}.ans").write_text(f"{wanted}\n")
    redis, cache = Redis(), Cache()
    refused(redis)
    service = Service("--redis", redis.url)
    shared(service, redis, cache)
    forged(service, redis, cache)
    lost(service, redis, cache)
    absent(service, redis)
    is_("the service ends", service.stop(), 0)


go(test)
finish()
