#!/usr/bin/env python3
"""SIGHUP: problems are read while requests are answered; old revisions that nothing wants go, with their files."""
import fcntl

from service import *


def wait_for(is_true, seconds=90):
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def published(service):
    return service.get("/v1/problems").json["problems"][0]["revision"]


def change(service, secret):
    """A new revision, published."""
    before = published(service)
    write_problem(secret=str(secret))
    service.process.send_signal(signal.SIGHUP)
    true(f"the problem is changed to {secret}", wait_for(lambda: published(service) != before))
    return published(service)


def revisions(service):
    return {path.name for path in (service.state / "revisions").iterdir()}


def blobs(service):
    return {path.name for path in (service.state / "blobs").iterdir()}


def named(service, names):
    """Blobs of these revisions: what their manifests name, and these."""
    found = set(names)
    for name in names:
        for line in (service.state / "blobs" / name).read_text().splitlines()[2:]:
            found.add(line.split(" ")[2])
    return found


def answered_meanwhile(service):
    """A lease holds up whoever opens the file, and tells us of it: fcntl(2)."""
    told = []
    signal.signal(signal.SIGIO, lambda *_: told.append(True))
    old = published(service)
    held = write_problem(secret="3000") / "data" / "secret" / "2.in"
    with open(held, "r+") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        service.process.send_signal(signal.SIGHUP)
        true("the service reads the problem", wait_for(lambda: told))
        is_("meanwhile it answers, by what it had read before", published(service), old)
        service.process.send_signal(signal.SIGHUP)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    true("then it has the new one", wait_for(lambda: published(service) != old))
    is_("and judges by it", (lambda ended: (ended["verdict"], ended["revision"]))(service.submit().json), ("AC", published(service)))


def swept(service):
    service.post("/v1/queue/pause")
    waiting = service.submit(wait=0).json["id"]
    wanted = published(service)
    newest = [change(service, 4000 + i) for i in range(5)][-3:]
    true("the newest revisions stay, and one that a submission waits for",
         wait_for(lambda: revisions(service) == {wanted, *newest}), revisions(service))
    true("with their files, and no others", wait_for(lambda: blobs(service) == named(service, [wanted, *newest])))
    service.post("/v1/queue/resume")
    ended = service.wait_all([waiting])[waiting]
    is_("it is judged by the revision it was handed in for", (ended["verdict"], ended["revision"]), ("AC", wanted))
    newest = [*newest[1:], change(service, 5000)]
    true("then that goes too", wait_for(lambda: revisions(service) == set(newest)), revisions(service))
    is_("an old one that comes again is there again", change(service, 4000) in revisions(service), True)
    is_("and judges", service.submit(RIGHT + "/* again */\n").json["verdict"], "AC")


def restarted(service):
    before = published(service)
    is_("the service ends", service.stop(), 0)
    leftover = service.state / "revisions" / ("old-" + "0" * 64)
    leftover.mkdir()
    stray = service.state / "blobs" / ("f" * 64)
    stray.write_text("nobody's")
    service.start()
    true("what was not removed before goes after the next start", wait_for(lambda: not leftover.exists() and not stray.exists()))
    is_("the problem is as it was", published(service), before)
    is_("the service ends again", service.stop(), 0)


write_problem(secret="2000")
service = Service()
answered_meanwhile(service)
swept(service)
restarted(service)
if Service.undescribed:
    not_ok("every answer is as described", Service.undescribed[0])
finish()
