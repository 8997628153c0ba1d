"""Workers fetch what is published while there is nothing to judge; what is published no more goes after a while."""
import signal

from machines import *


def cached(name):
    """Revisions that a worker has."""
    folder = SCRATCH / f"cache-{name}" / "revisions"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def published(service):
    return sorted(problem["revision"] for problem in service.get("/v1/problems").json["problems"])


def has_all(service, name):
    return wait_for(lambda: set(published(service)) <= set(cached(name)), 60)


def blob_count(name):
    """Files of problems and manifests: those of a revision that changes are as many as before."""
    return len(list((SCRATCH / f"cache-{name}" / "blobs").iterdir()))


def taken_in_advance(service, redis):
    service.post("/v1/queue/pause")
    worker = Worker(redis, "lab1", "--cache-age", "1s")
    true("problems come before the first submission, also while the queue is paused", has_all(service, "lab1"),
         worker.log_text()[-300:])
    is_("those that are published, and no others", cached("lab1"), published(service))
    is_("nothing was judged for it", "evalx_claims_total 0\n" in service.get("/metrics").body.decode(), True)
    service.post("/v1/queue/resume")
    is_("they are judged on", service.submit(RIGHT).json["verdict"], "AC")
    return worker


def changed(service, worker):
    before, blobs = published(service), blob_count("lab1")
    write_problem(secret="4000")
    service.process.send_signal(signal.SIGHUP)
    true("a problem is changed", wait_for(lambda: published(service) != before, 20))
    true("the new revision comes by itself", has_all(service, "lab1"), worker.log_text()[-300:])
    true("the old one goes", wait_for(lambda: cached("lab1") == published(service), 60), (cached("lab1"), published(service)))
    is_("with the files that nothing has any more, and no others", wait_for(lambda: blob_count("lab1") == blobs, 20), True)
    is_("the new one judges", service.submit(RIGHT + "/* again */\n").json["verdict"], "AC")


def kept(service, redis):
    """One that waits for its judging is not gone: it comes again."""
    other = Worker(redis, "lab2", "--cache-age", "1s")
    true("another worker has them too", has_all(service, "lab2"), other.log_text()[-300:])
    service.post("/v1/queue/pause")
    name = service.submit(RIGHT + "/* old */\n", wait=0).json["id"]
    old = published(service)
    write_problem(secret="5000")
    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: published(service) != old, 20)
    true("old revisions have gone", wait_for(lambda: not (set(old) - set(published(service))) & set(cached("lab2")), 60), cached("lab2"))
    service.post("/v1/queue/resume")
    ended = service.wait_all([name])[name]
    is_("what was handed in before is judged by the old one", (ended["verdict"], ended["revision"] in old), ("AC", True))
    other.stop()


def silent(service, redis):
    """A server that says nothing holds up nobody."""
    worker = Worker(redis, "lab3", "--server", "http://127.0.0.1:1")
    true("a server that is not there is told once",
         wait_for(lambda: worker.log_text().count("cannot be fetched in advance") == 1, 60), worker.log_text()[-300:])
    is_("it ends when asked to", worker.stop(), 0)


def test():
    write_problem(secret="3000")
    write_problem("twice")
    redis = Redis()
    service = Service("--redis", redis.url)
    worker = taken_in_advance(service, redis)
    changed(service, worker)
    worker.stop()
    kept(service, redis)
    silent(service, redis)
    is_("the service ends", service.stop(), 0)


go(test)
finish()
