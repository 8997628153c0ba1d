#!/usr/bin/env python3
# timeout: 280
"""The API of Judge0 1.13.1 as its clients know it, over plain HTTP: addresses, statuses, defaults, limits, traps."""
import base64
import http.server
import io
import json
import re
import threading
import time
import urllib.parse
import zipfile

from service import Service, finish, is_, true

service = Service("--webhook-allow-cidr", "127.0.0.0/8")
created = []
C, PYTHON, BASH, PLAIN, EXECUTABLE, MULTI_FILE = 50, 71, 46, 43, 44, 89
ECHO = "import sys\nsys.stdout.write(sys.stdin.read())\n"
STANDARD = ["compile_output", "memory", "message", "status", "stderr", "stdout", "time", "token"]


def pack(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def create(query="", **body):
    answer = service.post("/submissions" + query, body)
    created.extend([None] * (answer.status == 201))
    return answer


def wait(language, source, query="?wait=true&fields=*", **more):
    return create(query, language_id=language, source_code=source, **more).json


def status_of(language, source, **more):
    return wait(language, source, **more)["status"]["id"]


def poll(token, query=""):
    while True:
        answer = service.get(f"/submissions/{token}{query}")
        if answer.json["status"]["id"] > 2:
            return answer.json
        time.sleep(0.05)


# ---- what there is ----
config = service.get("/config_info").json
is_("config_info has every key", len(config), 39)
expected = {"cpu_time_limit": 5.0, "max_cpu_time_limit": 15.0, "cpu_extra_time": 1.0, "max_cpu_extra_time": 5.0,
            "wall_time_limit": 10.0, "max_wall_time_limit": 20.0, "memory_limit": 128000, "max_memory_limit": 512000,
            "stack_limit": 64000, "max_stack_limit": 128000, "max_processes_and_or_threads": 60,
            "max_max_processes_and_or_threads": 120, "max_file_size": 1024, "max_max_file_size": 4096,
            "number_of_runs": 1, "max_number_of_runs": 20, "callbacks_max_tries": 3, "callbacks_timeout": 5.0,
            "max_submission_batch_size": 20, "enable_submission_delete": False, "enable_wait_result": True}
is_("with the usual defaults and maxima", {key: config.get(key) for key in expected}, expected)
statuses = service.get("/statuses").json
is_("fourteen statuses", [row["id"] for row in statuses], list(range(1, 15)))
is_("by their names", [statuses[i]["description"] for i in (0, 2, 6, 13)],
    ["In Queue", "Accepted", "Runtime Error (SIGSEGV)", "Exec Format Error"])
languages = {row["id"]: row["name"] for row in service.get("/languages").json}
true("languages go by that API's numbers", {C, PYTHON, BASH, PLAIN, EXECUTABLE, MULTI_FILE} <= set(languages), languages)
true("a language has id and name alone", all(set(row) == {"id", "name"} for row in service.get("/languages/").json))
everything = service.get("/languages/all").json
true("all of them say whether they are archived", all(set(row) == {"id", "name", "is_archived"} for row in everything))
one = service.get(f"/languages/{C}").json
is_("one of them tells its commands", sorted(one), ["compile_cmd", "id", "is_archived", "name", "run_cmd", "source_file"])
answer = service.get("/languages/4711")
is_("an unknown one is not found", (answer.status, answer.json), (404, {"status": 404, "error": "Not Found"}))
about = service.get("/about").json
is_("the version is one that clients know", (about["version"], service.get("/version").body), ("1.13.1", b"1.13.1"))
is_("about has four keys", sorted(about), ["homepage", "maintainer", "source_code", "version"])
true("system_info tells of the machine", "CPU(s)" in service.get("/system_info").json)
is_("workers tell of the queue", sorted(service.get("/workers").json[0]),
    ["available", "failed", "idle", "paused", "queue", "size", "working"])

# ---- one submission ----
answer = create(language_id=PYTHON, source_code=ECHO, stdin="hi\n")
is_("a submission is created with its token alone", (answer.status, list(answer.json)), (201, ["token"]))
token = answer.json["token"]
true("the token is a UUID of version 4",
     re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", token), token)
done = poll(token)
is_("the standard fields", sorted(done), STANDARD)
is_("base64 is not the default", done["stdout"], "hi\n")
is_("it is accepted", done["status"], {"id": 3, "description": "Accepted"})
true("time is a decimal in a text", isinstance(done["time"], str) and re.fullmatch(r"\d+\.\d{1,6}", done["time"]), done)
true("memory is a whole number", isinstance(done["memory"], int) and done["memory"] > 0, done)
is_("what is empty is null", (done["stderr"], done["compile_output"], done["message"]), (None, None, None))
every = service.get(f"/submissions/{token}?fields=*").json
is_("fields=* are all", len(every), 35)
is_("numbers that were not given have their defaults",
    [every[key] for key in ("cpu_time_limit", "cpu_extra_time", "wall_time_limit", "memory_limit", "stack_limit",
                            "max_processes_and_or_threads", "max_file_size", "number_of_runs")],
    ["5.0", "1.0", "10.0", 128000, 64000, 60, 1024, 1])
is_("and switches", [every[key] for key in ("redirect_stderr_to_stdout", "enable_network",
                                            "enable_per_process_and_thread_time_limit")], [False] * 3)
is_("what was handed in is told", (every["source_code"], every["stdin"], every["language_id"]), (ECHO, "hi\n", PYTHON))
is_("the language with its name", every["language"], {"id": PYTHON, "name": languages[PYTHON]})
is_("how it ended", (every["exit_code"], every["exit_signal"], every["status_id"]), (0, None, 3))
true("times are of one form", all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", every[key])
                                  for key in ("created_at", "finished_at")), every)
is_("chosen fields only", sorted(service.get(f"/submissions/{token}?fields=status_id,token").json), ["status_id", "token"])
answer = service.get(f"/submissions/{token}?fields=stdout,color,size")
is_("unknown fields are named", (answer.status, answer.json), (400, {"error": "invalid fields: [color, size]"}))
is_("a slash at the end is fine", service.get(f"/submissions/{token}/").status, 200)
is_("so it is when handing in", service.post("/submissions/", {"language_id": PYTHON, "source_code": "0"}).status, 201)
created.append(None)
answer = service.get("/submissions/8b7cb4d1-0000-4000-8000-000000000000")
is_("an unknown token is not found", (answer.status, answer.json["error"]), (404, "Not Found"))

# ---- base64 ----
long = "x" * 100 + "\n"
got = create("?wait=true&base64_encoded=true", language_id=PYTHON, source_code=pack(ECHO), stdin=pack(long)).json["stdout"]
lines = got.split("\n")
is_("base64 has lines of 60 and a newline at the end", ([len(line) for line in lines[:-1]], lines[-1]), ([60, 60, 16], ""))
is_("and is what was printed", base64.b64decode(got).decode(), long)
answer = service.ask("POST", "/submissions?wait=true&base64_encoded=true",
                     {"language_id": PYTHON, "source_code": pack(ECHO), "stdin": pack(long)},
                     headers={"User-Agent": "python-requests/2.32.0"})
created.append(None)
is_("a client that refuses newlines gets none", answer.json["stdout"], pack(long))
binary = "import sys\nsys.stdout.buffer.write(bytes([255, 254, 0]))\n"
answer = create("?wait=true", language_id=PYTHON, source_code=binary)
is_("output that is no text cannot be told as such", (answer.status, sorted(answer.json)), (201, ["error", "token"]))
token = answer.json["token"]
answer = service.get(f"/submissions/{token}")
true("nor later", answer.status == 400 and "use base64_encoded=true" in answer.json["error"], answer.body)
is_("but in base64", service.get(f"/submissions/{token}?base64_encoded=true").json["stdout"], "//4A\n")
is_("base64 with newlines in it is read", status_of(PYTHON, pack(ECHO)[:7] + "\n" + pack(ECHO)[7:],
                                                    query="?wait=true&base64_encoded=true"), 3)

# ---- verdicts ----
for name, expected_output, status in (("the same", "a\nb\n", 3), ("without the last newline", "a\nb", 3),
                                      ("with spaces at the ends", "a  \nb\t\n\n\n", 3), ("another line", "a\nc\n", 4),
                                      ("a space in front", " a\nb\n", 4), ("a line more", "a\nb\nc\n", 4),
                                      ("a line less", "a\n", 4)):
    is_(f"output and what was expected: {name}", status_of(PYTHON, ECHO, stdin="a\nb\n", expected_output=expected_output), status)
done = wait(C, "int main() { return")
is_("what does not compile", (done["status"]["id"], done["time"], done["memory"], done["stdout"], done["exit_code"]),
    (6, None, None, None, None))
true("with the compiler's words", "error" in done["compile_output"], done)
done = wait(PYTHON, "while True: pass", cpu_time_limit=0.5, cpu_extra_time=0.2)
is_("too long a run", (done["status"]["id"], done["message"], done["cpu_time_limit"]), (5, "Time limit exceeded", "0.5"))
true("is ended after the extra time", 0.5 < float(done["time"]) < 2, done)
done = wait(PYTHON, "import time\ntime.sleep(9)", wall_time_limit=1)
is_("too long a sleep", (done["status"]["id"], done["message"]), (5, "Time limit exceeded (wall clock)"))
done = wait(PYTHON, "raise SystemExit(7)")
is_("a status that is not zero", (done["status"]["id"], done["exit_code"], done["message"]),
    (11, 7, "Exited with error status 7"))
for number, status in ((11, 7), (8, 9), (6, 10), (9, 12)):
    source = f"#include <signal.h>\n#include <unistd.h>\nint main() {{ kill(getpid(), {number}); pause(); }}"
    done = wait(C, source)
    is_(f"signal {number}", (done["status"]["id"], done["exit_signal"], done["message"]),
        (status, number, f"Caught fatal signal {number}"))
is_("too much output", status_of(PYTHON, "print('x' * 5000)", max_file_size=4), 8)
glutton = "#include <stdlib.h>\n#include <string.h>\nint main() { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }"
true("too much memory is a runtime error", status_of(C, glutton, memory_limit=20000) in (11, 12))
is_("a fork bomb is stopped", status_of(C, "#include <unistd.h>\nint main() { for (;;) fork(); }",
                                        wall_time_limit=2, cpu_time_limit=1), 5)
done = wait(C, "int main() { return 0; }", number_of_runs=3)
is_("several runs are one result", (done["status"]["id"], done["number_of_runs"]), (3, 3))
done = wait(PYTHON, "print('x' * 4000000)", number_of_runs=20, max_file_size=4096, expected_output="x" * 4000000)
is_("however large the same output is", (done["status"]["id"], len(done["stdout"])), (3, 4000001))
done = wait(PYTHON, "import random\nprint(random.random())", number_of_runs=3, expected_output="1")
is_("the first wrong one counts", done["status"]["id"], 4)

# ---- options ----
source = "#include <stdio.h>\nint main(int c, char **v) { printf(\"%d\", X); for (; --c;) printf(\" %s\", *++v); }"
done = wait(C, source, compiler_options="-DX=7", command_line_arguments="one 'two three' $(id) ; rm")
is_("compiler options and arguments, without what a shell would do", done["stdout"], "7 one two three (id) rm")
done = wait(PYTHON, "import sys\nprint('o', flush=True)\nprint('e', file=sys.stderr)", redirect_stderr_to_stdout=True)
is_("standard error goes to standard output", (done["stdout"], done["stderr"]), ("o\ne\n", None))
done = wait(PYTHON, "import sys\nprint('e', file=sys.stderr)")
is_("or stays apart", (done["stdout"], done["stderr"]), (None, "e\n"))


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return pack(out.getvalue())


done = wait(PYTHON, "import part\nprint(part.x, open('d/data.txt').read())",
            additional_files=zipped(part_py="x = 5\n", d__data_txt="deep"))
is_("additional files are there", done["stdout"], "5 deep\n")
is_("and are told in base64 always", base64.b64decode(done["additional_files"])[:2], b"PK")
done = create("?wait=true", language_id=MULTI_FILE, stdin="in",
              additional_files=zipped(compile="gcc main.c -o main", main_c="int main() { return 4; }",
                                      run="cat; ./main; echo $?")).json
is_("a program of many files builds and runs itself", done["stdout"], "in4\n")
is_("plain text is printed", wait(PLAIN, "just text")["stdout"], "just text")
with open("/bin/true", "rb") as program:
    is_("an executable is run", status_of(EXECUTABLE, pack(program.read()), query="?wait=true&base64_encoded=true"), 3)
true("what is none cannot be", status_of(EXECUTABLE, "no program") in (11, 14))

# ---- what is refused ----
rows = [
    ("nothing", {}, {"source_code": ["can't be blank"],
                     "language_id": ["can't be blank", "language with id  doesn't exist"]}),
    ("an unknown language", {"language_id": 4711, "source_code": "x"},
     {"language_id": ["language with id 4711 doesn't exist"]}),
    ("beyond the maxima", {"cpu_time_limit": 16, "cpu_extra_time": 6, "wall_time_limit": 21, "memory_limit": 512001,
                           "stack_limit": 128001, "max_processes_and_or_threads": 121, "max_file_size": 4097,
                           "number_of_runs": 21},
     {"cpu_time_limit": ["must be less than or equal to 15.0"], "cpu_extra_time": ["must be less than or equal to 5.0"],
      "wall_time_limit": ["must be less than or equal to 20.0"],
      "memory_limit": ["must be less than or equal to 512000"],
      "stack_limit": ["must be less than or equal to 128000"],
      "max_processes_and_or_threads": ["must be less than or equal to 120"],
      "max_file_size": ["must be less than or equal to 4096"],
      "number_of_runs": ["must be less than or equal to 20"]}),
    ("below the minima", {"cpu_time_limit": -1, "wall_time_limit": 0.5, "memory_limit": 2047,
                          "max_processes_and_or_threads": 0, "number_of_runs": 0},
     {"cpu_time_limit": ["must be greater than or equal to 0"],
      "wall_time_limit": ["must be greater than or equal to 1"],
      "memory_limit": ["must be greater than or equal to 2048"],
      "max_processes_and_or_threads": ["must be greater than 0"], "number_of_runs": ["must be greater than 0"]}),
    ("no number", {"cpu_time_limit": "soon"}, {"cpu_time_limit": ["is not a number"]}),
    ("long options", {"language_id": C, "compiler_options": "x" * 513, "command_line_arguments": "y" * 513},
     {"compiler_options": ["is too long (maximum is 512 characters)"],
      "command_line_arguments": ["is too long (maximum is 512 characters)"]}),
    ("options where nothing is compiled", {"compiler_options": "-O2"},
     {"compiler_options": ["setting compiler options is only allowed for compiled languages"]}),
    ("a network", {"enable_network": True}, {"enable_network": ["enabling network is not allowed"]}),
    ("a source for many files", {"language_id": MULTI_FILE},
     {"source_code": ["must be blank"], "additional_files": ["can't be blank"]}),
]
for name, body, errors in rows:
    answer = service.post("/submissions", {"language_id": PYTHON, "source_code": "1", **body} if body else {})
    is_(f"refused with its fields: {name}", (answer.status, answer.json), (422, errors))
is_("numbers in texts are numbers", create(language_id=str(PYTHON), source_code="1", cpu_time_limit="2.5").status, 201)
is_("what is no JSON", service.ask("POST", "/submissions", raw=b"{").status, 400)

# ---- batches ----
body = {"submissions": [{"language_id": PYTHON, "source_code": "print(1)"}, {"language_id": 4711, "source_code": "x"},
                        {"language_id": PYTHON, "source_code": "print(3)"}]}
answer = service.post("/submissions/batch", body)
is_("a batch tells of each", (answer.status, [list(row) for row in answer.json]), (201, [["token"], ["language_id"], ["token"]]))
tokens = [answer.json[0]["token"], "unknown", answer.json[2]["token"]]
created.extend([None] * 2)
for token in (tokens[0], tokens[2]):
    poll(token)
answer = service.get("/submissions/batch?tokens=" + ",".join(tokens))
is_("several are told at once, unknown ones as null",
    [row and row["stdout"] for row in answer.json["submissions"]], ["1\n", None, "3\n"])
answer = service.ask("GET", "/submissions/batch?fields=token", headers={"tokens": tokens[0]})
is_("a header will do for tokens", answer.json, {"submissions": [{"token": tokens[0]}]})
is_("none of them good", service.post("/submissions/batch", {"submissions": [{"language_id": 4711}]}).status, 422)
one = {"language_id": PYTHON, "source_code": "1"}
answer = service.post("/submissions/batch", {"submissions": [one] * 21})
is_("more than twenty", (answer.status, answer.json["error"]),
    (400, "number of submissions in a batch should be less than or equal to 20"))
answer = service.post("/submissions/batch", {"submissions": []})
is_("none at all", (answer.status, answer.json["error"]), (400, "there should be at least one submission in a batch"))
is_("nor to look at", service.get("/submissions/batch?tokens=,").status, 400)
is_("nor too many", service.get("/submissions/batch?tokens=" + ",".join(["a"] * 21)).status, 400)

# ---- all of them ----
answer = service.get("/submissions?page=2&per_page=2&fields=token")
is_("pages", (len(answer.json["submissions"]), answer.json["meta"]["current_page"], answer.json["meta"]["prev_page"],
              answer.json["meta"]["next_page"]), (2, 2, 1, 3))
answer = service.get("/submissions?page=0")
is_("no page 0", (answer.status, answer.json), (400, {"error": "invalid page: 0"}))
is_("no page of -1", service.get("/submissions?per_page=-1").json, {"error": "invalid per_page: -1"})
answer = service.ask("DELETE", f"/submissions/{tokens[0]}")
is_("nothing is deleted", (answer.status, answer.json), (400, {"error": "delete not allowed"}))
form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
body = urllib.parse.urlencode({"source_code": "print(input()[::-1] + '&=+%')\n", "language_id": 71, "stdin": "über +", "cpu_time_limit": "2.5",
                               "number_of_runs": ""}).encode()
answer = service.ask("POST", "/submissions?wait=true&fields=status,stdout,cpu_time_limit,number_of_runs", raw=body, headers=form)
is_("forms are taken as JSON is", (answer.status, answer.json["stdout"], answer.json["cpu_time_limit"], answer.json["number_of_runs"]),
    (201, "+ rebü&=+%\n", "2.5", 1))
is_("what is empty there is not there", service.ask("POST", "/submissions", raw=b"source_code=&language_id=71", headers=form).status, 422)
for label, bad in (("half a code", b"source_code=%4"), ("no digits", b"source_code=%zz"), ("no UTF-8", b"source_code=%ff"),
                   ("a zero byte", b"source_code=%00"), ("too many", b"a=1&" * 1000)):
    is_(f"a form with {label} is refused", service.ask("POST", "/submissions", raw=bad, headers=form).status, 400)
is_("what claims to be JSON has to be", service.ask("POST", "/submissions", raw=b"source_code=x&language_id=71").status, 400)
created.append(answer)
figures = service.get("/statistics").json
is_("statistics count them", (figures["submissions"]["total"], figures["submissions"]["today"]), (len(created),) * 2)
is_("and so do pages", service.get("/submissions?per_page=1&fields=token").json["meta"]["total_count"], len(created))
is_("by language too", sum(row["count"] for row in figures["languages"]), figures["submissions"]["total"])
is_("and by status", sum(row["count"] for row in figures["statuses"]), figures["submissions"]["total"])
is_("over thirty days", len(figures["submissions"]["last_30_days"]), 30)



# ---- callbacks ----
class Receiver(http.server.BaseHTTPRequestHandler):
    told = []

    def do_PUT(self):
        self.told.append((self.headers["Content-Type"], json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
token = create(language_id=PYTHON, source_code="print('called')",
               callback_url=f"http://127.0.0.1:{receiver.server_port}/done").json["token"]
for _ in range(300):
    if Receiver.told:
        break
    time.sleep(0.1)
is_("a callback comes, once", len(Receiver.told), 1)
kind, message = Receiver.told[0] if Receiver.told else ("", {})
is_("with the standard fields as JSON", (kind.split(";")[0], sorted(message)), ("application/json", STANDARD))
is_("in base64 always", (message.get("token"), message.get("stdout"), message.get("status", {}).get("id")),
    (token, "Y2FsbGVkCg==\n", 3))
receiver.shutdown()

# ---- many that wait hold up nobody ----
answers = []


def ask_slowly():
    answers.append(create("?wait=true", language_id=PYTHON, source_code="import time\ntime.sleep(0.3)").status)


threads = [threading.Thread(target=ask_slowly) for _ in range(12)]
for thread in threads:
    thread.start()
is_("while others wait, answers come", service.get("/about").status, 200)
for thread in threads:
    thread.join()
is_("and all that waited are answered", answers, [201] * 12)

# ---- who may ----
token = service.post("/v1/tokens", {"role": "admin", "name": "boss"}).json["token"]
submit = service.post("/v1/tokens", {"role": "submit", "user": "ann", "name": "ann"}, token=token).json["token"]
for name, headers, path, status in (
        ("a good token", {"X-Auth-Token": submit}, "/authenticate", 200),
        ("a bad one", {"X-Auth-Token": "evx_bad"}, "/authenticate", 401),
        ("a bad one in the address", {}, "/authenticate?X-Auth-Token=evx_bad", 401),
        ("a good one there", {}, f"/authenticate?X-Auth-Token={submit}", 200),
        ("rights for more", {"X-Auth-Token": submit, "X-Auth-User": token}, "/authorize", 200),
        ("but not without", {"X-Auth-Token": submit}, "/authorize", 403)):
    is_(f"tokens: {name}", service.ask("POST", path, headers=headers).status, status)
is_("not everybody sees all", service.ask("GET", "/submissions", headers={"X-Auth-Token": submit}).status, 403)
is_("whoever may, does", service.ask("GET", "/submissions", headers={"X-Auth-Token": submit, "X-Auth-User": token}).status, 200)
theirs = service.ask("POST", "/submissions", one, headers={"X-Auth-Token": submit}).json["token"]
is_("their own they see", service.ask("GET", f"/submissions/{theirs}", headers={"X-Auth-Token": submit}).status, 200)
is_("others' they do not", service.ask("GET", f"/submissions/{tokens[0]}", headers={"X-Auth-Token": submit}).status, 404)

# ---- a queue that is full ----
small = Service("--queue-max", "1", state="small")
small.post("/v1/queue/pause")
small.post("/submissions", one)
answer = small.post("/submissions", one)
is_("a full queue says so", (answer.status, answer.json), (503, {"error": "queue is full"}))
true("and when to come again", int(answer.headers["Retry-After"]) >= 1)
small.stop()

# ---- larger batches; the same submissions by evalx's own API ----
large = Service("--judge0-batch-max", "500", state="large")
is_("how large a batch may be is a setting", large.get("/config_info").json["max_submission_batch_size"], 500)
sources = ["print('out')", "def"] + ["raise SystemExit(3)"] * 498
answer = large.post("/submissions/batch", {"submissions": [{"language_id": C if at == 1 else PYTHON, "source_code": source}
                                                           for at, source in enumerate(sources)]})
is_("many are taken at once", (answer.status, len(answer.json)), (201, 500))
tokens = [row["token"] for row in answer.json]
answer = large.get("/submissions/batch?fields=token&tokens=" + ",".join(tokens))
is_("and told at once", [row["token"] for row in answer.json["submissions"]], tokens)
is_("but no more", large.get("/submissions/batch?tokens=" + ",".join(tokens + ["a"])).status, 400)
for token in tokens[3:]:
    large.post(f"/v1/submissions/{token}/cancel")
ended = large.wait_all(tokens[:3])
is_("evalx's own API has their results", [(row["verdict"], row["status"]) for row in ended.values()], [("AC", 3), ("CE", 6), ("RTE", 11)])
true("and what the compiler said", "def" in base64.b64decode(ended[tokens[1]]["compile_output"]).decode())
page = large.get(f"/v1/submissions/{tokens[1]}/report")
true("a report too, with the compiler's words", (page.status, b"The compiler" in page.body) == (200, True), page.body[-2000:])
is_("every answer of that was as described", Service.undescribed, [])
finish()
