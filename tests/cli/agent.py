"""Asks `evalx agent` and looks at its events: agent.py EVALX PACKAGE. Says "ok NAME" and "not ok NAME - why"."""
import base64
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import zipfile

EVALX, PACKAGE = sys.argv[1:]


def ok(name, is_true, why=""):
    print(f"ok {name}" if is_true else f"not ok {name} - {str(why)[:300]!r}", flush=True)


def pack(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def unpack(text):
    return base64.b64decode(text or "")


def files(**named):
    return [{"name": name.replace("_", "."), "base64": pack(text)} for name, text in named.items()]


def zipped(**named):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in named.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return pack(out.getvalue())


class Agent:
    def __init__(self, *options):
        self.process = subprocess.Popen([EVALX, "agent", "--fresh", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        self.others = []
        self.ready = self.read()

    def send(self, do, seq, **rest):
        self.process.stdin.write(json.dumps({"do": do, "seq": seq, **rest}) + "\n")
        self.process.stdin.flush()

    def read(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def last(self, seq):
        """The event that ends a task; all others are kept in self.others."""
        for event in list(self.others):
            if event.get("seq") == seq and event["event"] not in ("compiled", "test"):
                self.others.remove(event)
                return event
        while (event := self.read()) is not None:
            if event.get("seq") == seq and event["event"] not in ("compiled", "test"):
                return event
            self.others.append(event)
        return {"event": "end"}

    def run(self, seq, language, sources, runs, **rest):
        rest = {"capture_bytes": 65536, **rest, **({"language": language} if language else {})}
        self.send("run", seq, files=sources, runs=runs, **rest)
        return self.last(seq)

    def end(self):
        self.process.stdin.close()
        rest = [json.loads(line) for line in self.process.stdout]
        return rest, self.process.wait()


def package(path):
    with open(os.path.join(PACKAGE, path), encoding="utf-8") as file:
        return file.read()


def judging():
    agent = Agent("--slots", "2")
    good, bad = package("submissions/accepted/sum.py"), package("submissions/wrong_answer/overflow.c")
    ok("ready comes first", agent.ready["event"] == "ready" and agent.ready["slots"] == 2, agent.ready)
    ok("with languages", {"id", "name"} <= set(agent.ready["languages"][0]), agent.ready["languages"][:1])
    common = {"problem": PACKAGE, "revision": "1"}
    agent.send("judge", 1, files=files(sum_py=good), user="ada", **common)
    agent.send("judge", 2, files=files(overflow_c=bad), language="c", **common)
    agent.send("judge", 3, files=files(sum_c="int main() {"), **common)
    agent.send("judge", 4, files=files(sum_zzz="?"), **common)
    agent.send("judge", 5, files=files(sum_py=good), problem=PACKAGE + "/none", revision="1")
    ends = {seq: agent.last(seq) for seq in (1, 2, 3, 4, 5)}
    verdicts = [ends[seq].get("report", {}).get("verdict") for seq in (1, 2, 3)]
    ok("verdicts come back", verdicts == ["AC", "WA", "CE"], verdicts)
    ok("with who has handed in", ends[1]["report"]["user"] == "ada", ends[1]["report"].get("user"))
    tests = [event for event in agent.others if event["event"] == "test" and event["seq"] == 1]
    ok("every test is told when it is done", len(tests) == len(ends[1]["report"]["tests"]) > 0, len(tests))
    ok("in the documented form", tests and tests[0]["test"]["verdict"] == "AC", tests[:1])
    for seq in (4, 5):
        ok(f"what cannot be judged is refused ({seq})",
           (ends[seq]["event"], ends[seq].get("kind")) == ("refused", "input"), ends[seq])
    rest, status = agent.end()
    ok("the end of its input ends it well", (rest, status) == ([], 0), (rest, status))


def revisions():
    agent = Agent("--slots", "1")
    copy = os.path.abspath("copy")
    shutil.copytree(PACKAGE, copy)
    good = files(sum_py=package("submissions/accepted/sum.py"))
    agent.send("judge", 1, files=good, problem=copy, revision="1")
    first = agent.last(1)
    for name in os.listdir(os.path.join(copy, "data", "secret")):
        if name.endswith(".ans"):
            with open(os.path.join(copy, "data", "secret", name), "w", encoding="utf-8") as file:
                file.write("no number\n")
    agent.send("judge", 2, files=good, problem=copy, revision="2")
    second = agent.last(2)
    verdicts = [event.get("report", {}).get("verdict") for event in (first, second)]
    ok("a new revision is read anew", verdicts == ["AC", "WA"], verdicts)
    agent.send("judge", 3, files=files(sum_py=package("submissions/accepted/sum.py")), problem=copy, revision="2")
    agent.process.stdin.close()
    ok("what was asked for is done after the end of input", agent.last(3)["event"] == "done")
    ok("and then it ends", agent.process.wait() == 0)


def prepare_beside():
    """A package whose time limit is to be computed does not hold up others."""
    agent = Agent("--slots", "2")
    slow = os.path.abspath("slow")
    shutil.copytree(PACKAGE, slow)
    for name in (".timelimit", "domjudge-problem.ini"):
        if os.path.exists(os.path.join(slow, name)):
            os.unlink(os.path.join(slow, name))
    with open(os.path.join(slow, "problem.yaml"), encoding="utf-8") as file:
        lines = [line for line in file if "time" not in line]
    with open(os.path.join(slow, "problem.yaml"), "w", encoding="utf-8") as file:
        file.writelines(lines)
    # One run that lasts, so that one of the two slots is free meanwhile.
    shutil.rmtree(os.path.join(slow, "submissions"))
    accepted = os.path.join(slow, "submissions", "accepted")
    os.makedirs(accepted)
    with open(os.path.join(accepted, "sum.py"), "w", encoding="utf-8") as file:
        file.write("import time\ntime.sleep(5)\n" + package("submissions/accepted/sum.py"))
    tests = sorted(path for path in pathlib.Path(slow, "data").rglob("*.in"))
    for path in tests[1:]:
        path.unlink()
        path.with_suffix(".ans").unlink()
    good = files(sum_py=package("submissions/accepted/sum.py"))
    agent.send("judge", 1, files=good, problem=PACKAGE, revision="1")
    agent.last(1)
    agent.send("judge", 2, files=good, problem=slow, revision="1")
    agent.send("judge", 3, files=good, problem=PACKAGE, revision="1")
    agent.last(3)
    ok("others are judged while a new package is prepared",
       not [event for event in agent.others if event.get("seq") == 2], agent.others[-2:])
    ok("and it is judged then", agent.last(2).get("report", {}).get("verdict") == "AC")
    agent.end()


def command_lines():
    """Of every process that can be seen."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            yield (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            pass  # it has ended meanwhile


def cancelling():
    agent = Agent("--slots", "1")
    loop = files(loop_c="int main() { for (;;); }")
    sleeper = files(main_py="import time\ntime.sleep(60)\n")
    agent.send("judge", 1, files=loop, problem=PACKAGE, revision="1")
    agent.send("judge", 2, files=loop, problem=PACKAGE, revision="1")
    agent.send("cancel", 2)
    agent.send("cancel", 1)
    ends = [agent.last(seq)["event"] for seq in (1, 2)]
    ok("cancelled ones are told so", ends == ["interrupted"] * 2, ends)
    agent.send("run", 3, language="python3", files=sleeper, runs=[{}], limits={"cpu_ns": 10 ** 11, "wall_ns": 10 ** 11})
    agent.send("cancel", 77)
    agent.send("cancel", 3)
    ok("a run is ended too", agent.last(3)["event"] == "interrupted")
    word = f"1000.{os.getpid()}"  # of no other process
    agent.send("run", 5, files=[], runs=[{}], multi_file=True, capture_bytes=65536,
               archive=zipped(compile=f"sleep {word}", run="true"))
    while not any(word in words for words in command_lines()):
        time.sleep(0.05)
    agent.send("cancel", 5)
    ok("a compiler is ended too", agent.last(5)["event"] == "interrupted")
    ok("and nothing of it is left", not any(word in words for words in command_lines()))
    agent.send("run", 4, language="python3", files=sleeper, runs=[{}], limits={"cpu_ns": 10 ** 11, "wall_ns": 10 ** 11})
    agent.process.send_signal(signal.SIGTERM)
    ok("SIGTERM ends what runs, and says so", agent.last(4)["event"] == "interrupted")
    ok("with the status of an interruption", agent.end()[1] == 130)


ECHO = """#include <stdio.h>
int main(int count, char **words) {
    char line[100];
    for (int i = 1; i < count; i++) printf("<%s>", words[i]);
    while (fgets(line, sizeof line, stdin)) fputs(line, stdout);
    fputs("E", stderr);
    return VALUE;
}"""


def runs():
    agent = Agent("--slots", "1")
    end = agent.run(1, "c", files(main_c=ECHO), [{"stdin": pack("a\n")}, {"arguments": ["x y", "-z"]}, {}],
                    options=["-DVALUE=3"])
    result = end.get("result", {"runs": []})
    outputs = [(unpack(run.get("stdout")), unpack(run.get("stderr")), run["facts"].get("exit_status", 0))
               for run in result["runs"]]
    ok("compiled once with options, run thrice",
       outputs == [(b"a\n", b"E", 3), (b"<x y><-z>", b"E", 3), (b"", b"E", 3)], end)
    end = agent.run(2, "c", files(main_c=ECHO), [{"stdin": pack("a\n")}], options=["-DVALUE=0"], merge_stderr=True)
    ok("standard error is merged", unpack(end["result"]["runs"][0]["stdout"]) in (b"a\nE", b"Ea\n"), end)
    counter = "import sys, random\nprint(sys.stdin.read(), end='')\nif sys.argv[1:]: print(random.random())\n"
    end = agent.run(7, "python3", files(main_py=counter), [{"stdin": pack("a")}, {"arguments": ["x"]}], repeats=3)
    told = [("stdout" in run, run.get("is_stdout_repeated", False)) for run in end["result"]["runs"]]
    ok("what is the same in each round is told once",
       told == [(True, False), (True, False)] + [(False, True), (True, False)] * 2, told)
    end = agent.run(3, "c", files(main_c="int main() {"), [{}])
    ok("a compile error is a result without runs",
       not end["result"]["compile"].get("is_ok") and "runs" not in end["result"] and
       "main.c" in end["result"]["compile"]["messages"], end)
    end = agent.run(4, "klingon", files(main_c=""), [{}])
    ok("an unknown language is refused", (end["event"], end["kind"]) == ("refused", "input"), end)
    end = agent.run(5, "c", files(main_c=ECHO) + [{"name": "../x", "base64": ""}], [{}])
    ok("a name that leads out is refused", (end["event"], end["kind"]) == ("refused", "input"), end)
    everything = bytes(range(256)) * 8
    end = agent.run(6, "python3", files(main_py="import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())\n"),
                    [{"stdin": pack(everything)}])
    ok("any byte goes in and comes out", unpack(end["result"]["runs"][0]["stdout"]) == everything)
    agent.end()


def bounds():
    agent = Agent("--slots", "1")
    second = 10 ** 9
    rows = [
        ("an endless loop", "for (;;);", {"cpu_ns": second // 5}, "TLE"),
        ("a sleeper", "for (;;) pause();", {"wall_ns": second // 5}, "ILE"),
        ("a fork bomb", "for (;;) fork();", {"cpu_ns": second // 5, "wall_ns": second, "processes": 10}, None),
        ("a flood", "for (;;) puts(\"0123456789012345678901234567890123456789\");",
         {"output_bytes": 1 << 20}, "OLE"),
        ("a glutton", "for (;;) memset(malloc(1 << 20), 1, 1 << 20);", {"memory_bytes": 32 << 20}, "MLE"),
        ("a crash", "abort();", {}, "RTE"),
        ("a small stack", "char big[2 << 20]; memset(big, 1, sizeof big); return big[9] - 1;",
         {"stack_bytes": 1 << 20}, "RTE"),
        ("a large stack", "char big[2 << 20]; memset(big, 1, sizeof big); return big[9] - 1;",
         {"stack_bytes": 8 << 20}, "AC"),
    ]
    head = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
    for seq, (name, body, limits, verdict) in enumerate(rows, 1):
        end = agent.run(seq, "c", files(main_c=f"{head}int main() {{ {body} return 0; }}"), [{}],
                        limits=limits, capture_bytes=1000, options=["-O0"])
        report = end.get("result", {}).get("runs", [{}])[0]
        is_as_expected = report.get("verdict") == verdict or (verdict is None and report.get("verdict") in ("TLE", "ILE"))
        ok(f"{name} stays in bounds", is_as_expected, end)
        if verdict == "OLE":
            ok("of its output the beginning is kept",
               len(unpack(report["stdout"])) == 1000 and report["is_stdout_cut"], len(report["stdout"]))
    end = agent.run(99, "c", files(main_c="int main() { return 0; }"), [{}])
    ok("and the next one is run as ever", end["result"]["runs"][0]["verdict"] == "AC", end)
    agent.end()


def archives():
    agent = Agent("--slots", "1")
    main = '#include <stdio.h>\n#include "part.c"\nint main() { char t[9] = ""; FILE *f = fopen("d/data.txt", "r");' \
           ' if (f) fgets(t, 9, f); printf("%d %s", part(), t); return 0; }'
    end = agent.run(1, "c", files(main_c=main), [{}, {}],
                    archive=zipped(part_c="int part() { return 7; }", d__data_txt="deep"))
    outputs = [unpack(run["stdout"]) for run in end.get("result", {}).get("runs", [])]
    ok("additional files are there at compiling and at each run", outputs == [b"7 deep"] * 2, end)
    end = agent.run(2, None, [], [{"stdin": pack("in")}], multi_file=True,
                    archive=zipped(compile="gcc -o made part.c", part_c="int main() { return 5; }",
                                   run="cat; ./made; echo $? $1"))
    output = unpack(end.get("result", {}).get("runs", [{}])[0].get("stdout"))
    ok("scripts build and run a program of many files", output == b"in5\n", end)
    end = agent.run(3, None, [], [{}], multi_file=True, archive=zipped(compile="exit 3", run="true"))
    ok("a script that fails is a compile error", not end["result"]["compile"].get("is_ok"), end)
    end = agent.run(4, None, [], [{}], multi_file=True, archive=zipped(part_c="int main;"))
    ok("without run, so is that", "no file called run" in end["result"]["compile"]["messages"], end)
    end = agent.run(5, "c", files(main_c="int main(){return 0;}"), [{}], archive=pack("no archive"))
    ok("what is no archive is refused", (end["event"], end["kind"]) == ("refused", "input"), end)
    agent.end()


for part in (judging, revisions, prepare_beside, cancelling, runs, bounds, archives):
    part()
