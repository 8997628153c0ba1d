"""evalx doctor --worker: a machine is looked at before it joins; each thing that is missing is told, with what mends it."""
import http.server
import json
import signal
import threading

from machines import *

TABLE = """languages:
  c:
    name: C
    extensions: [.c]
    entry: binary
    compile: [gcc, -g, -O2, -static, -o, "{binary}", "{files}", -lm]
    run: ["{binary}"%s]
    version: [gcc, --version]
  python3:
    name: Python
    extensions: [.py]
    entry: mainfile
    run: [/usr/bin/%s, "{mainfile}"]
    version: [/usr/bin/%s, --version]
"""


def table(name, more="", python="python3"):
    path = SCRATCH / f"{name}.yaml"
    path.write_text(TABLE % (more, python, python))
    return str(path)


def doctor(langs, *options, **environment):
    """Exit status, name -> item, all that was said."""
    ran = run("doctor", "--worker", "--format", "json", "--langs", langs, "--cache", str(SCRATCH / "cache-doctor"), *options,
              **environment)
    items = {}
    for item in json.loads(ran.stdout)["host"] if ran.stdout else []:
        items.setdefault(item["name"], item)
    return ran.returncode, items, ran.stdout + ran.stderr


def states(items, *names):
    return [items.get(name, {}).get("state") for name in names]


def alone(langs, redis):
    status, items, text = doctor(langs, "--redis", redis.url)
    is_("no server has this queue: it is not available", (status, states(items, "redis")), (5, ["missing"]))
    true("and is told so", "no server uses this queue" in text, text)
    status, items, text = doctor(langs, "--redis", f"unix://{SCRATCH}/nowhere")
    is_("no Redis there", (status, states(items, "redis", "reference program")), (5, ["missing", "ok"]))
    status, items, text = doctor(langs, "--server", "http://127.0.0.1:1")
    is_("no server there", (status, states(items, "server", "redis")), (5, ["missing", "info"]))
    is_("a wrong URL", doctor(langs, "--redis", "nonsense")[0], 3)


def well(langs, redis, service):
    status, items, text = doctor(langs, "--redis", redis.url)
    is_("all is well", status, 0)
    names = ("judging", "disk", "redis", "redis settings", "server", "clock", "problems", "reference program", "languages")
    is_("each thing was tried", states(items, *names), ["ok"] * len(names))
    is_("there is nobody to compare with", states(items, "other workers"), ["info"])
    is_("the queue has not heard of it", workers(service), {})
    shown = run("doctor", "--worker", "--langs", langs, "--redis", redis.url, "--cache", str(SCRATCH / "cache-doctor"))
    is_("as a table too", (shown.returncode, "This machine can be a worker." in shown.stdout), (0, True))
    is_("and nothing else is said", shown.stderr, "")


def compared(langs, redis, service):
    worker = Worker(redis, "lab1", "--langs", langs)
    true("a worker joins", wait_for(lambda: workers(service).get("lab1", {}).get("languages", {}).get("c", {}).get("fingerprint")),
         worker.log_text()[-300:])
    status, items, text = doctor(langs, "--redis", redis.url)
    is_("a machine like it is well", (status, states(items, "other workers")), (0, ["ok"]))
    status, items, text = doctor(table("other", ', "1"'), "--redis", redis.url)
    is_("one with other commands is told", (status, states(items, "other workers")), (1, ["degraded"]))
    true("of which language", "c: " in items["other workers"]["value"], items["other workers"])
    status, items, text = doctor(table("lacking", python="python_other"), "--redis", redis.url)
    is_("one that lacks a language is told", (status, states(items, "languages")), (1, ["degraded"]))
    true("which one, and what to do", "python3" in items["languages"]["value"] and "evalx langs" in items["languages"]["mend"],
         items["languages"])
    worker.stop()


def settings(langs, redis):
    redis.ask("config", "set", "appendfsync", "everysec")
    status, items, text = doctor(langs, "--redis", redis.url)
    is_("a Redis that forgets is told", (status, states(items, "redis settings")), (3, ["missing"]))
    true("with the command that mends it", items["redis settings"]["mend"].startswith("redis-cli -s "), items["redis settings"])
    redis.ask("config", "set", "appendfsync", "always")
    redis.ask("acl", "setuser", "lab", "on", ">secret", "~evx:*", "+@all", "-@admin", "-@dangerous")
    status, items, text = doctor(langs, "--redis", redis.url.replace("unix://", "unix://lab@"), EVALX_REDIS_PASSWORD="secret")
    is_("a user that may not see the settings is no fault", states(items, "redis", "redis settings"), ["ok", "info"])


def tokens(langs, redis, service):
    server = f"http://127.0.0.1:{service.port}"
    admin = run("queue", "token", "add", "--role", "admin", EVALX_SERVER=server).stdout.strip()
    lab = run("queue", "token", "add", "--role", "worker", EVALX_SERVER=server, EVALX_TOKEN=admin).stdout.strip()
    status, items, text = doctor(langs, "--redis", redis.url)
    is_("a missing token is told", (status, states(items, "server")), (3, ["missing"]))
    true("with what makes one", "evalx queue token add --role worker" in items["server"]["mend"], items["server"])
    (SCRATCH / "token").write_text(lab + "\n")
    status, items, text = doctor(langs, "--redis", redis.url, "--token-file", str(SCRATCH / "token"))
    is_("with it files can be fetched", (status, states(items, "server", "problems")), (0, ["ok", "ok"]))
    true("the token is not told", lab not in text and lab != "", text)


def silent(langs, redis, service):
    """What takes connections and then says nothing is not waited for."""
    redis.process.send_signal(signal.SIGSTOP)
    status, items, text = doctor(langs, "--redis", redis.url)
    redis.process.send_signal(signal.SIGCONT)
    is_("a Redis that says nothing is told", (status, states(items, "redis")), (5, ["missing"]))
    true("as one that does not answer", "does not answer in time" in items["redis"]["value"], items["redis"])
    service.process.send_signal(signal.SIGSTOP)
    status, items, text = doctor(langs, "--redis", redis.url)
    service.process.send_signal(signal.SIGCONT)
    is_("so is a server", (status, states(items, "redis", "server")), (5, ["ok", "missing"]))
    true("with how long it was waited for", "no answer in 5 s" in items["server"]["value"], items["server"])


def silent_file(langs):
    is_over = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/v1/fleet":
                is_over.wait(120)
                return
            body = json.dumps({"version": "0", "problems": [{"revision": "0" * 64}], "languages": []}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    status, items, text = doctor(langs, "--server", f"http://127.0.0.1:{server.server_port}")
    is_over.set()
    server.shutdown()
    is_("a file that does not come is told", (status, states(items, "problems")), (5, ["missing"]))
    true("as such", "not there in 10 s" in items["problems"]["value"], items["problems"])


def disk(langs, redis):
    (SCRATCH / "file").write_text("")
    status, items, text = doctor(langs, "--cache", str(SCRATCH / "file"))
    is_("a folder that cannot be written", (states(items, "disk"), status in (3, 4)), (["missing"], True))


def test():
    write_problem()
    langs = table("same")
    redis = Redis()
    alone(langs, redis)
    service = Service("--redis", redis.url, "--langs", langs)
    well(langs, redis, service)
    compared(langs, redis, service)
    settings(langs, redis)
    silent(langs, redis, service)
    silent_file(langs)
    tokens(langs, redis, service)
    disk(langs, redis)
    service.stop()


go(test)
finish()
