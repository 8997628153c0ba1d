"""Faults of the whole service, with a real Redis and real workers; see service_faults.sh. Each has a lab of its own, and in its end
every submission that was taken must have its right verdict, once: I1 to I7 as far as they can be seen from outside.

Environment: EVALX_FAULT_SEED; EVALX_FAULT: a name's part; EVALX_FAULT_LONG: more rounds, and leases as in earnest.
"""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

from service_lab import (EVALX, SHIM, SOURCES, Lab, Receiver, end_all, run_script, script_digest, submit_some, wait_for)

IS_LONG = bool(os.environ.get("EVALX_FAULT_LONG"))
QUICK = ["WA", "RTE", "CE"]
HOLD = SOURCES["AC"].replace("t={0,300000000}", "t={1,500000000}")  # one and a half seconds a test


class Violation(Exception):
    pass


class Impossible(Exception):
    pass


def need(is_true, why):
    if not is_true:
        raise Violation(why)


def need_root():
    if os.geteuid() != 0:
        raise Impossible("needs root, for namespaces of its own")


def shorten_leases(lab):
    """Workers beat as ever; who is silent is found out sooner."""
    if not IS_LONG:
        lab.redis("HSET", "evx:{evalx}:meta", "lease_ms", 2000)


def conclude(lab, submitted, wrong_is_fine=()):
    left = end_all(lab, submitted)
    need(not left, f"I1, I6: {len(left)} of {len(submitted)} have not ended: {[lab.state(t) for t in left][:3]}")
    wrong = [lab.state(t) for t, v in submitted.items() if t not in wrong_is_fine and lab.state(t) != ("done", v)]
    need(not wrong, f"I2: wrong verdicts: {wrong[:3]}")
    rows = lab.rows("SELECT job, judging, attempts, crashes, nacks, releases FROM job_judging")
    need(len(rows) == len(submitted), f"I1: {len(rows)} judgings of {len(submitted)} submissions")
    often = [row for row in rows if row[2] > row[3] + row[4] + row[5] + 1]
    need(not often, f"I5: judged too often: {often[:3]}")
    indexes = ("ready", "delayed", "lease", "out")

    def count_left():
        return sum(lab.redis("ZCARD", f"evx:{{evalx}}:{name}") for name in indexes)

    need(wait_for(lambda: count_left() == 0), f"I3, I7: {count_left()} entries of indexes when all was done")


def begin(lab, workers=2, **environment):
    lab.start_redis(**environment)
    need(lab.start_server(**environment), "the service does not start")
    shorten_leases(lab)
    for number in range(1, workers + 1):
        lab.start_worker(number, **environment)


# ---- the service killed at a point ----

def kill_points():
    digest = {name: script_digest(name) for name in ("submit", "out", "settle")}
    return [("before a write to the log", "wal-before", ""), ("after a write to the log", "wal-after", ""),
            ("before a commit is on the disk", "sync-before", ""), ("after a commit", "sync-after", ""),
            ("before submitting to Redis", "send-before", digest["submit"]),
            ("after submitting to Redis", "send-after", digest["submit"]),
            ("before 201", "send-before", "HTTP/1.1 201"), ("after 201", "send-after", "HTTP/1.1 201"),
            ("after asking for results", "send-after", digest["out"]),
            ("before settling", "send-before", digest["settle"]), ("after settling", "send-after", digest["settle"]),
            ("before a webhook", "send-before", "POST /hook"), ("after a webhook", "send-after", "POST /hook")]


def submit_surely(lab, submitted, verdict):
    """As clients do: again with the same key, until there is an answer. False: the service is not there."""
    number = len(submitted)
    token = lab.submit(verdict, number, key=f"key-{number}")
    if token:
        need(token not in submitted, "two keys have the same submission")
        submitted[token] = verdict
    return token is not None


def die_at(lab, submitted, what, point, needle):
    most = {"wal": 40, "sync": 40}.get(point.split("-")[0], 2) if point != "wal-armed" else 1
    for _ in range(6):
        lab.start_server(LD_PRELOAD=SHIM, EVALX_SHIM_KILL=f"{point}:{random.randint(1, most)}", EVALX_SHIM_NEEDLE=needle,
                         EVALX_SHIM_WAIT_MS="500" if point == "wal-armed" else "0")
        child, end = lab.children["server"], time.monotonic() + 15
        while child.poll() is None and time.monotonic() < end:
            submit_surely(lab, submitted, random.choice(QUICK))
            wait_for(lambda: child.poll() is not None, 1)
        if child.poll() is not None:
            need(child.returncode == -signal.SIGKILL, f"{what}: it ended by itself with {child.returncode}")
            del lab.children["server"]
            return
        lab.kill("server", signal.SIGTERM)
    raise Violation(f"{what}: the service never came there")


def kill_server(lab, submitted):
    receiver, points = Receiver(), kill_points()
    lab.more_server_words = ("--webhook", receiver.url, "--webhook-allow-cidr", "127.0.0.0/8")
    try:
        begin(lab)
        lab.kill("server")
        rounds = 5 if IS_LONG else 1
        for what, point, needle in points * rounds:
            die_at(lab, submitted, what, point, needle)
        need(lab.start_server(), "the service does not start again")
        while not submit_surely(lab, submitted, "AC"):
            pass
        conclude(lab, submitted)
        need(wait_for(lambda: len(receiver.came) >= len(submitted), 60),
             f"webhooks of {len(receiver.came)} of {len(submitted)} submissions came")
        need(len(receiver.came) == len(submitted), "more webhooks than submissions")
        changed = [name for name, bodies in receiver.came.items() if len(bodies) > 1]
        need(not changed, f"webhooks told two things: {changed[:3]}")
        return f"killed {len(points) * rounds} times at {len(points)} points, {len(receiver.came)} webhooks"
    finally:
        receiver.close()


def kill_recording(lab, submitted):
    """What is told to Redis before it is on the disk is lost here."""
    begin(lab, workers=1)
    lab.kill("server")
    for _ in range(3):
        die_at(lab, submitted, "while it records a result", "wal-armed", '"worker":"lab')
    need(lab.start_server(), "the service does not start again")
    submit_surely(lab, submitted, "WA")
    conclude(lab, submitted)
    return "three times"


def count_in(lab, *indexes):
    return sum(lab.redis("ZCARD", f"evx:{{evalx}}:{name}") for name in indexes)


def drain_collecting(lab, submitted):
    """Told to end while results lie in Redis and others wait for workers: what it leaves there is the next one's."""
    begin(lab, workers=1)
    submit_surely(lab, submitted, "WA")
    need(not end_all(lab, submitted), "nothing is judged")  # and the worker has the problem
    left, rounds = 0, 5 if IS_LONG else 2
    for _ in range(rounds):
        lab.ask("POST", "/v1/queue/pause")
        need(wait_for(lambda: lab.redis("HGET", "evx:{evalx}:meta", "paused") == b"1"), "Redis is not told of the pause")
        for _ in range(6):
            submit_surely(lab, submitted, random.choice(QUICK))
        need(wait_for(lambda: count_in(lab, "ready") == 6), "not all were sent to Redis")
        lab.children["server"].send_signal(signal.SIGSTOP)
        lab.redis("HSET", "evx:{evalx}:meta", "paused", "0")
        need(wait_for(lambda: count_in(lab, "out") >= 2), "no results came")
        lab.children["server"].send_signal(signal.SIGTERM)
        time.sleep(random.random() / 10)
        lab.children["server"].send_signal(signal.SIGCONT)
        status = lab.children["server"].wait(timeout=60)
        del lab.children["server"]
        need(status == 0, f"it ended with {status}")
        left += count_in(lab, "out")
        need(lab.start_server(), "the service does not start again")
        lab.ask("POST", "/v1/queue/resume")
    conclude(lab, submitted)
    return f"{rounds} times, {left} results were left to the next one"


def share_database(lab, submitted):
    begin(lab, workers=1)
    submit_some(lab, submitted, 2)
    for more in ((), ("--redis-name", "other")):
        other = subprocess.run([*lab.server_words(port=0), *more], capture_output=True, text=True, timeout=60)
        need(other.returncode == 3, f"a second service on the database: {other.returncode}: {other.stderr[-200:]}")
    submit_some(lab, submitted, 2)
    conclude(lab, submitted)
    return "refused with another and with the same queue"


# ---- disks ----

def mount_small(path, size):
    need_root()
    os.makedirs(path, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "evalx-test", path], check=True)


def fill(path):
    """Every byte, whatever else takes what is given back meanwhile."""
    with open(path, "ab", buffering=0) as f:
        for size in (65536, 4096, 1):
            try:
                while f.write(b"." * size):
                    pass
            except OSError:
                pass


def fill_database(lab, submitted):
    mount_small(f"{lab.folder}/state", "6m")
    begin(lab)
    submit_some(lab, submitted, 6)
    filler, refused = f"{lab.folder}/state/filler", 0
    for _ in range(3):
        fill(filler)
        for _ in range(10):
            before = len(submitted)
            submit_some(lab, submitted, 1)
            refused += len(submitted) == before
            fill(filler)
        time.sleep(2)  # results come back to a full disk
        need(lab.children["server"].poll() is None, "the service has ended")
        os.unlink(filler)
        need(wait_for(lambda: submit_some(lab, submitted, 1) or lab.state(list(submitted)[-1])[0], 30), "no room again")
    need(refused > 0, "a full disk was not noticed")
    conclude(lab, submitted)
    return f"{refused} refused"


def fill_cache(lab, submitted):
    mount_small(f"{lab.folder}/cache1", "1m")
    begin(lab)
    submit_some(lab, submitted, 12)
    conclude(lab, submitted)
    nacks = lab.rows("SELECT SUM(nacks) FROM job_judging")[0][0]
    need("too little room" in lab.log("worker1"), "the worker with the full disk had nothing to do")
    return f"{nacks} handed back"


# ---- data ----

def flip(path):
    mode = os.stat(path).st_mode
    os.chmod(path, 0o600)
    with open(path, "r+b") as f:
        text = f.read()
        f.seek(0)
        f.write(bytes((text[0] ^ 1,)) + text[1:])
    os.chmod(path, mode)


def find_files(folder, text):
    """Those that have exactly this in them."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as f:
                if f.read(len(text) + 1) == text:
                    found.append(path)
    return found


def corrupt_blob(lab, submitted):
    begin(lab, workers=0)
    submit_some(lab, submitted, 1)
    blobs = find_files(f"{lab.folder}/state/blobs", b"3\n")
    need(blobs, "the answer's blob is not there")
    inode = os.stat(blobs[0]).st_ino
    flip(blobs[0])
    lab.start_worker(1)
    need(wait_for(lambda: "not what was asked for" in lab.log("worker1")), "a wrong blob was not noticed")
    need(not find_files(f"{lab.folder}/cache1/revisions", b"2\n"), "a wrong blob was kept")
    flip(blobs[0])
    need(os.stat(blobs[0]).st_ino == inode, "the blob was replaced")
    conclude(lab, submitted)
    return "noticed, handed back, judged when it was mended"


def corrupt_cache(lab, submitted):
    begin(lab, workers=1)
    submitted[lab.submit("AC", 0)] = "AC"
    conclude(lab, submitted)
    lab.kill("worker1")
    paths = find_files(f"{lab.folder}/cache1", b"3\n")
    need(paths, "the answer is not in the cache")
    flip(paths[0])  # its links are the same file
    lab.start_worker(1)
    submitted[lab.submit("AC", 1)] = "AC"
    conclude(lab, submitted)
    return "noticed and fetched again"


# ---- results ----

def poison_results():
    deep = b'{"report": ' + b"[" * 100000 + b"]" * 100000 + b"}"
    return [("no JSON", b"verdict: AC"), ("nothing", b""), ("bad UTF-8", b'{"refused": "\xff\xfe"}'),
            ("NaN", b'{"report": {"score": NaN}}'), ("too large a number", b'{"report": {"score": 1e999}}'),
            ("no report", b'{"report": 7}'), ("an empty report", b'{"report": {}}'), ("an empty run", b'{"ran": {}}'),
            ("nothing known", b'{"verdict": "AC"}'), ("a list", b"[]"), ("deep", deep),
            ("a NUL", b'{"refused": "a\x00b"}'), ("17 MB", b'{"refused": "' + b"x" * (17 << 20) + b'"}'),
            ("64 MB", b"x" * (64 << 20))]


def fetch_as(lab, worker, request):
    answer = run_script(lab, "fetch", 1, worker, request, f"{random.getrandbits(128):032x}", "")
    return answer[1:4] if answer[0] == b"OK" else None


def poison_worker(lab, submitted):
    """A worker of evil, beside good ones: what it has a lease of is lost to it, and nothing else."""
    begin(lab, workers=0)
    poisoned = {}
    results = poison_results()
    for number, (what, result) in enumerate(results):
        token = lab.submit("AC", number)
        need(token, f"{what}: not taken")
        need(wait_for(lambda: lab.redis("ZCARD", "evx:{evalx}:ready") == 1), f"{what}: not sent")
        job, judging, lease = fetch_as(lab, "evil", f"r{number}")
        for wrong in ((job, judging, "0" * 32), (job, int(judging) + 1, lease), (b"999999", judging, lease),
                      (b"../x", judging, lease)):
            refused = run_script(lab, "finish", *wrong, '{"refused": "forged"}')
            need(refused[0] == b"STALE", f"I4: a forged finish was answered {refused[0]}")
        need(run_script(lab, "finish", job, judging, lease, result)[0] == b"OK", f"{what}: not taken by Redis")
        poisoned[token] = what
        need(wait_for(lambda: lab.state(token)[0] in ("dead", "done")), f"{what}: not recorded")
    need(lab.children["server"].poll() is None, "the service has ended")
    wrong = {what: lab.state(token) for token, what in poisoned.items() if lab.state(token) != ("dead", "JE")}
    need(not wrong, f"recorded as: {wrong}")
    again = run_script(lab, "finish", job, judging, lease, '{"refused": "changed"}')
    need(again[0] == b"OK" and lab.state(token) == ("dead", "JE"), "I2: a verdict has changed")
    lab.start_worker(1)
    submit_some(lab, submitted, 4)
    submitted.update(dict.fromkeys(poisoned, "JE"))
    conclude(lab, submitted, wrong_is_fine=poisoned)
    size = int(next(line.split()[1] for line in open(f"/proc/{lab.children['server'].pid}/status")
                    if line.startswith("VmHWM"))) >> 10
    return f"{len(results)} kinds, {4 * len(results)} forged, at most {size} MB"


def be_large(lab, submitted):
    """Requests that do not go to Redis in one letter, and a result that does not come back at all."""
    lab.start_redis()
    need(lab.start_server(), "the service does not start")
    lab.kill("redis")
    for number in range(4):
        comment = "/*" + "x" * (6 << 20) + "*/"
        body = {"source": comment + SOURCES["WA"].replace("int main", "#include <stdio.h>\nint main"), "language": "c",
                "tests": [{"input": "", "output": "other\n"}]}
        answer = lab.ask("POST", "/v1/submissions", body)
        need(answer, "a large submission was not taken")
        submitted[answer["id"]] = "WA"
    lab.start_redis()
    lab.start_worker(1)
    print_much = "#include <stdio.h>\nint main(void){for(int i=0;i<65536;i++)putchar('a');return 0;}"
    answer = lab.ask("POST", "/v1/submissions", {"source": print_much, "language": "c", "tests": [{"input": f"{i}"} for i in range(300)]})
    need(answer, "many tests were not taken")
    token = answer["id"]
    need(wait_for(lambda: lab.state(token)[0] in ("done", "dead"), 120), "many outputs were not judged")
    error = lab.ask("GET", f"/v1/submissions/{token}")
    need(lab.state(token)[1] == "JE" and "larger than" in json.dumps(error), f"20 MB of outputs: {json.dumps(error)[:300]}")
    submitted[token] = "JE"
    conclude(lab, submitted)
    return "4 of 6 MB each, and 20 MB of outputs"


# ---- what is submitted ----

POISON = {
    "fork bomb": ("TLE RTE ILE SV MLE WA", "#include <unistd.h>\nint main(void){for(;;)fork();}"),
    "1 GB of output": ("OLE", "int main(void){static char b[65536];for(int i=0;i<16384;i++)fwrite(b,1,65536,stdout);return 0;}"),
    "hang": ("ILE TLE", "#include <unistd.h>\nint main(void){for(;;)pause();}"),
    "all memory": ("MLE RTE", "#include <stdlib.h>\n#include <string.h>\n"
                              "int main(void){for(;;){char *p=malloc(1<<26);if(!p)return 1;memset(p,1,1<<26);}}"),
}


def poison_submissions(lab, submitted):
    begin(lab)
    lab_tokens = {}
    for number, (what, (_, source)) in enumerate(POISON.items()):
        lab_tokens[lab.submit(what, number, source)] = what
    submit_some(lab, submitted, 4)
    need(wait_for(lambda: all(lab.state(t)[0] == "done" for t in lab_tokens), 120),
         f"not judged: {[(w, lab.state(t)) for t, w in lab_tokens.items()]}")
    wrong = {what: lab.state(token) for token, what in lab_tokens.items()
             if lab.state(token)[1] not in POISON[what][0].split()}
    need(not wrong, f"wrong verdicts: {wrong}")
    for name in ("worker1", "worker2"):
        need(lab.children[name].poll() is None, f"{name} has ended")
    verdicts = {what: lab.state(token)[1] for token, what in lab_tokens.items()}
    submitted.update({token: lab.state(token)[1] for token in lab_tokens})
    conclude(lab, submitted)
    return ", ".join(f"{what}: {verdict}" for what, verdict in verdicts.items())


def children_of(pid):
    """Of all its threads."""
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path) as f:
                found += [int(word) for word in f.read().split()]
        except OSError:
            pass  # a thread that has ended
    return found


def kill_agents(lab, submitted):
    """The process that judges is killed whenever it has begun: three times, and that is it."""
    begin(lab, workers=1)
    token = lab.submit("AC", 0, HOLD)
    killed = set()

    def kill_next():
        if has_lease(lab):
            time.sleep(1)
            for pid in set(children_of(lab.children["worker1"].pid)) - killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
        return lab.state(token)[0] in ("dead", "done")

    need(wait_for(kill_next, 120), f"it is {lab.state(token)}")
    need(lab.state(token)[0] == "dead", f"it is {lab.state(token)} after {len(killed)} kills")
    crashes = lab.rows("SELECT crashes FROM job_judging")[0][0]
    need(crashes == 3, f"{crashes} crashes")
    submitted[token] = "JE"
    submit_some(lab, submitted, 3)
    conclude(lab, submitted, wrong_is_fine=(token,))
    return f"{len(killed)} processes killed"


# ---- workers ----

def has_lease(lab):
    return lab.redis("ZCARD", "evx:{evalx}:lease") > 0


def revive_worker(lab, submitted):
    begin(lab, workers=1)
    token = lab.submit("AC", 0, HOLD)
    submitted[token] = "AC"
    need(wait_for(lambda: has_lease(lab)), "no worker took it")
    time.sleep(1)
    lab.children["worker1"].send_signal(signal.SIGSTOP)
    began = time.monotonic()
    lab.start_worker(2)
    need(wait_for(lambda: lab.state(token)[0] == "done", 120), "nobody took it from the worker that sleeps")
    took = time.monotonic() - began
    before = lab.rows("SELECT * FROM job_judging")
    lab.children["worker1"].send_signal(signal.SIGCONT)
    submit_some(lab, submitted, 3)
    need(wait_for(lambda: "too late" in lab.log("worker1") or "lost" in lab.log("worker1") or
                  int(lab.redis("HGET", "evx:{evalx}:stats", "stale") or 0) > 0 or
                  b"lab1" in repr(lab.redis("ZRANGE", "evx:{evalx}:workers", 0, -1)).encode(), 30), "it did not return")
    conclude(lab, submitted)
    need(before[0] in lab.rows("SELECT * FROM job_judging"), "I2: a row has changed")
    return f"judged by another after {took:.0f} s"


def drain_without_redis(lab, submitted):
    """Told to end while Redis says nothing: what was judged is kept until it can be told."""
    begin(lab, workers=1)
    submitted[lab.submit("AC", 0)] = "AC"
    need(wait_for(lambda: has_lease(lab)), "no worker took it")
    lab.children["redis"].send_signal(signal.SIGSTOP)
    lab.children["worker1"].send_signal(signal.SIGTERM)
    has_ended = wait_for(lambda: lab.children["worker1"].poll() is not None, 15)
    lab.children["redis"].send_signal(signal.SIGCONT)
    need(not has_ended, "the worker ended with a result in hand")
    need(wait_for(lambda: lab.children["worker1"].poll() is not None, 60), "the worker does not end")
    need(lab.children["worker1"].returncode == 0, f"it ended with {lab.children['worker1'].returncode}")
    conclude(lab, submitted)
    crashes = lab.rows("SELECT SUM(crashes) FROM job_judging")[0][0]
    need(crashes == 0, f"I5: judged again after {crashes} crashes")
    return "kept and told"


def kill_all_workers(lab, submitted):
    begin(lab)
    rounds = 4 if IS_LONG else 2
    for _ in range(rounds):
        submit_some(lab, submitted, 4)
        wait_for(lambda: has_lease(lab), 10)
        time.sleep(random.random())
        for number in (1, 2):
            lab.kill(f"worker{number}")
            lab.start_worker(number)
    conclude(lab, submitted)
    crashes = lab.rows("SELECT SUM(crashes) FROM job_judging")[0][0]
    return f"{2 * rounds} killed, {crashes} judged again"


# ---- Redis and clocks ----

def lose_redis(lab, submitted):
    begin(lab)
    folder = f"{lab.folder}/redis"

    def restart(change):
        submit_some(lab, submitted, 4)
        time.sleep(random.random())
        lab.kill("redis")
        change()
        lab.start_redis()

    restart(lambda: None)
    shutil.copytree(f"{folder}/appendonlydir", f"{folder}/older")
    restart(lambda: shutil.rmtree(f"{folder}/appendonlydir"))

    def take_older():
        shutil.rmtree(f"{folder}/appendonlydir")
        os.rename(f"{folder}/older", f"{folder}/appendonlydir")

    restart(take_older)
    left = end_all(lab, submitted)
    need(not left, f"I1, I6: {len(left)} of {len(submitted)} have not ended")
    wrong = [lab.state(t) for t, v in submitted.items() if lab.state(t) != ("done", v)]
    need(not wrong, f"I2: {wrong[:3]}")
    return "killed, emptied, with older files"


def jump_clocks(lab, submitted):
    path = f"{lab.folder}/clock"
    with open(path, "wb") as f:
        f.write(bytes(8))
    begin(lab, LD_PRELOAD=SHIM, EVALX_SHIM_CLOCK=path)
    hour = 3600000
    for by in (hour, -hour, 0):
        submit_some(lab, submitted, 3)
        with open(path, "r+b") as f:
            f.write(by.to_bytes(8, "little", signed=True))
        told = int(lab.redis("TIME")[0]) - time.time()
        need(abs(told - by / 1000) < 60, f"the clock of Redis is wrong by {told:.0f} s")
        submit_some(lab, submitted, 3)
        time.sleep(6)
    conclude(lab, submitted)
    return "service, Redis and workers together"


# ---- the network ----

class Network:
    """Workers stand in a namespace of their own, behind a pair of interfaces."""

    def __init__(self, lab):
        need_root()
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "1000"])
        if not wait_for(self.is_apart):
            raise Impossible("needs network namespaces")
        self.run("ip link set lo up")
        self.join()
        lab.redis_url = "redis://10.77.0.1:6379"
        self.inside = ["nsenter", "-t", str(self.holder.pid), "-n"]

    def is_apart(self):
        try:
            return os.readlink(f"/proc/{self.holder.pid}/ns/net") != os.readlink("/proc/self/ns/net")
        except OSError:  # it has ended
            return False

    def run(self, line):
        subprocess.run(["sh", "-c", line.replace("$peer", str(self.holder.pid))], check=True)

    def join(self):
        try:
            self.run("ip link add evx0 type veth peer name evx1 netns $peer && ip address add 10.77.0.1/24 dev evx0 && "
                     "ip link set evx0 up && nsenter -t $peer -n sh -c "
                     "'ip link set lo up; ip address add 10.77.0.2/24 dev evx1 && ip link set evx1 up'")
        except subprocess.CalledProcessError:
            raise Impossible("needs ip (iproute2) and interfaces of kind veth") from None

    def close(self):
        self.holder.kill()
        self.holder.wait()


def part_network(lab, submitted):
    network = Network(lab)
    wrong = "lladdr 02:00:00:00:00:99 nud permanent"
    cuts = [("ip link set evx0 down", "ip link set evx0 up"), ("ip link delete evx0", None),
            (f"nsenter -t $peer -n ip neighbour replace 10.77.0.1 {wrong} dev evx1",
             "nsenter -t $peer -n ip neighbour delete 10.77.0.1 dev evx1"),
            (f"ip neighbour replace 10.77.0.2 {wrong} dev evx0", "ip neighbour delete 10.77.0.2 dev evx0")]
    try:
        lab.more_server_words = ("--listen", f"0.0.0.0:{lab.port}")
        lab.start_redis("--port", "6379", "--bind", "10.77.0.1", "--protected-mode", "no")
        need(lab.start_server(), "the service does not start")
        token = lab.ask("POST", "/v1/tokens", {"role": "worker", "name": "lab"})
        need(token, "no token for workers")
        public = f"http://10.77.0.1:{lab.port}"
        shorten_leases(lab)
        lab.start("worker1", *network.inside, os.path.join(os.path.dirname(EVALX), "evalx-service"), "worker", "--redis",
                  lab.redis_url, "--slots", "1", "--name", "far", "--cache", f"{lab.folder}/cache1", "--server", public,
                  EVALX_TOKEN=token["token"])
        for cut, heal in cuts if IS_LONG else random.sample(cuts, 2):
            submitted[lab.submit("AC", len(submitted), HOLD)] = "AC"
            submit_some(lab, submitted, 2)
            need(wait_for(lambda: has_lease(lab)), "the worker takes nothing")
            time.sleep(1)
            network.run(cut)
            time.sleep(60 if IS_LONG else 15)
            need(len(end_all_now(lab, submitted)) > 0, "all was judged through a network that was cut")
            network.run(heal) if heal else network.join()
        conclude(lab, submitted)
        return "cut and healed"
    finally:
        network.close()


def end_all_now(lab, submitted):
    return [token for token in submitted if lab.state(token)[0] in ("queued", "judging")]


# ---- all of them ----

FAULTS = [
    ("serve-queue killed with -9 at every point of a submission", kill_server),
    ("serve-queue killed with -9 while it records a result", kill_recording),
    ("serve-queue told to end while it collects results", drain_collecting),
    ("two serve-queues on one database", share_database),
    ("disk of the database full", fill_database),
    ("disk of a worker's cache full", fill_cache),
    ("blob served that is corrupt", corrupt_blob),
    ("blob in a worker's cache that is corrupt", corrupt_cache),
    ("poison results of a worker, and forged ones", poison_worker),
    ("large submissions and results", be_large),
    ("poison submissions", poison_submissions),
    ("judging processes killed with -9", kill_agents),
    ("worker stopped past its lease, which then returns", revive_worker),
    ("worker told to end while Redis is silent", drain_without_redis),
    ("all workers of a host killed with -9 while they judge", kill_all_workers),
    ("Redis of the service killed, emptied and with older files", lose_redis),
    ("clocks of service, Redis and workers +-1 h", jump_clocks),
    ("worker parted from Redis and service by its network", part_network),
]


def attempt(name, inject, seed):
    random.seed(f"{seed} {name}")
    lab, submitted = Lab(), {}
    try:
        told = inject(lab, submitted)
        print(f"ok {name}: PASS (seed {seed}, {len(submitted)} submissions, {told})", flush=True)
    except Impossible as reason:
        print(f"ok {name}: IMPOSSIBLE ({reason})", flush=True)
    except Exception as why:  # what is not told is not known
        said = str(why).replace("\n", " ")[:400]
        print(f"not ok {name} - {type(why).__name__}: {said} (seed {seed}, {len(submitted)} submissions)", flush=True)
        if os.environ.get("EVALX_KEEP"):
            print(lab.folder, file=sys.stderr)
            lab.folder = "/nonexistent"
    finally:
        lab.close()


def main():
    seed = int(os.environ.get("EVALX_FAULT_SEED") or random.randrange(1 << 30))
    wanted = os.environ.get("EVALX_FAULT", "")
    for name, inject in FAULTS:
        if wanted in name:
            attempt(name, inject, seed)


main()
