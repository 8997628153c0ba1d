"""serve-queue, a redis-server and two workers; see service.sh. Speaks "ok NAME" and "not ok NAME - why"."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

EVALX = os.path.abspath(os.environ.get("EVALX", "build/evalx"))
PATIENCE_S = 150

SOURCES = {
    "AC": "int main(void){int a,b;if(scanf(\"%d%d\",&a,&b)!=2)return 1;struct timespec t={0,300000000};"
          "nanosleep(&t,0);printf(\"%d\\n\",a+b);return 0;}",
    "WA": "int main(void){puts(\"none\");return 0;}",
    "RTE": "int main(void){return 3;}",
    "CE": "int main(void){return undeclared;}",
}


class Lab:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="evalx-service-")
        self.redis_url = f"unix://{self.folder}/redis/socket"
        self.children = {}
        self.port = 20000 + random.randrange(20000)
        self.url = f"http://127.0.0.1:{self.port}"
        os.makedirs(f"{self.folder}/redis")
        problem = f"{self.folder}/problems/sum"
        os.makedirs(problem)
        for i in range(3):
            with open(f"{problem}/{i}.in", "w") as f:
                f.write(f"{i} {i + 1}\n")
            with open(f"{problem}/{i}.ans", "w") as f:
                f.write(f"{2 * i + 1}\n")

    def start(self, name, *words):
        log = open(f"{self.folder}/{name}.log", "a")
        self.children[name] = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                               cwd=self.folder)

    def start_redis(self, *more):
        self.start("redis", "redis-server", "--port", "0", "--unixsocket", f"{self.folder}/redis/socket",
                   "--dir", f"{self.folder}/redis", "--appendonly", "yes", "--appendfsync", "always",
                   "--save", "", *more)
        wait_for(lambda: os.path.exists(f"{self.folder}/redis/socket"))
        time.sleep(0.3)

    def server_words(self, state="state", port=None):
        return [EVALX, "serve-queue", "--redis", self.redis_url, "--problems", f"{self.folder}/problems",
                "--state", f"{self.folder}/{state}", "--listen", f"127.0.0.1:{self.port if port is None else port}"]

    def start_server(self):
        self.start("server", *self.server_words())
        wait_for(lambda: self.ask("GET", "/v1/problems"))

    def start_worker(self, number):
        self.start(f"worker{number}", EVALX, "worker", "--redis", self.redis_url, "--slots", "1", "--name",
                   f"lab{number}", "--cache", f"{self.folder}/cache{number}")

    def kill(self, name, how=signal.SIGKILL):
        child = self.children.pop(name)
        child.send_signal(how)
        return child.wait(timeout=60)

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=json.dumps(body).encode() if body else None,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def submit(self, verdict, number):
        source = f"#include <stdio.h>\n#include <time.h>\n/* {number} */\n{SOURCES[verdict]}\n"
        answer = self.ask("POST", "/v1/submissions", {"source": source, "language": "c", "problem": "sum"})
        return answer["id"] if answer else None

    def state(self, token):
        answer = self.ask("GET", f"/v1/submissions/{token}")
        return (answer["state"], answer.get("verdict")) if answer else (None, None)

    def close(self):
        for child in self.children.values():
            child.kill()
            child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for(is_true, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.1)
    return False


def tell(name, is_fine, why=""):
    print(f"ok {name}" if is_fine else f"not ok {name} - {why}", flush=True)


def end_all(lab, submitted):
    left = dict(submitted)

    def look():
        for token in list(left):
            if lab.state(token)[0] in ("done", "dead", "cancelled"):
                del left[token]
        return not left

    wait_for(look, PATIENCE_S)
    return left


def submit_some(lab, submitted, count):
    for _ in range(count):
        verdict = random.choice(list(SOURCES))
        token = lab.submit(verdict, len(submitted))
        if token:
            submitted[token] = verdict


def refuse(lab):
    other = subprocess.run(lab.server_words("other-state", 0), capture_output=True, text=True, timeout=60)
    tell("a second service on the same queue is refused", other.returncode == 3 and "belongs to another" in other.stderr,
         f"status {other.returncode}: {other.stderr[-300:]}")
    subprocess.run(["redis-cli", "-s", f"{lab.folder}/redis/socket", "config", "set", "appendfsync", "everysec"],
                   stdout=subprocess.DEVNULL, check=True)
    unsafe = subprocess.run(lab.server_words("other-state", 0), capture_output=True, text=True, timeout=60)
    tell("an unsafe Redis is refused with the command that mends it",
         unsafe.returncode == 3 and "config set appendfsync always" in unsafe.stderr,
         f"status {unsafe.returncode}: {unsafe.stderr[-300:]}")
    subprocess.run(["redis-cli", "-s", f"{lab.folder}/redis/socket", "config", "set", "appendfsync", "always"],
                   stdout=subprocess.DEVNULL, check=True)


def go_through(lab, seed):
    submitted = {}
    lab.start_redis()
    lab.start_server()
    refuse(lab)
    lab.start_worker(1)
    lab.start_worker(2)
    submit_some(lab, submitted, 8)
    time.sleep(1.5)
    lab.kill("worker1")
    lab.start_worker(1)
    submit_some(lab, submitted, 4)
    lab.kill("server")
    time.sleep(1)
    lab.start_server()
    submit_some(lab, submitted, 4)
    lab.kill("redis")
    time.sleep(1)
    submit_some(lab, submitted, 4)
    lab.start_redis()
    left = end_all(lab, submitted)
    tell("every submission that was taken has ended", len(submitted) == 20 and not left,
         f"seed {seed}: {len(submitted)} taken, {len(left)} left: {[lab.state(t) for t in left][:3]}")
    wrong = {t: lab.state(t) for t, v in submitted.items() if lab.state(t) != ("done", v)}
    tell("each has its right verdict", not wrong, f"seed {seed}: {list(wrong.values())[:3]}")
    tell("a worker that is told to end finishes and ends with 0", lab.kill("worker2", signal.SIGTERM) == 0)
    tell("so does the service", lab.kill("server", signal.SIGTERM) == 0)
    database = sqlite3.connect(f"{lab.folder}/state/service.db")
    rows = database.execute("SELECT COUNT(*), SUM(state = 'done') FROM job_judging").fetchone()
    tell("each was judged once in the record", rows == (20, 20), f"seed {seed}: rows {rows}")


def main():
    seed = int(os.environ.get("EVALX_FAULT_SEED") or random.randrange(1 << 30))
    random.seed(seed)
    lab = Lab()
    try:
        go_through(lab, seed)
    except Exception as error:  # what is not told is not known
        tell("the test goes to its end", False, f"seed {seed}: {type(error).__name__}: {error}")
    finally:
        if os.environ.get("EVALX_KEEP"):
            print(lab.folder, file=sys.stderr)
        else:
            lab.close()


main()
