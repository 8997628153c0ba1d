"""Whole processes, timed from outside in interleaved rounds: rows P2, P5 and P8.

What was compiled is kept between rounds; known results are removed before each, or there would be nothing to time.

usage: whole_process.py EVALX FOLDER-OF-PROGRAMS IS_QUICK
"""
import os
import subprocess
import sys
import tempfile

from rows import forget, interleave, row, write

EVALX, PROGRAMS, IS_QUICK = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
ROUNDS = 15 if IS_QUICK else 41


def forget_results():
    forget("result")


def startup():
    true, version = interleave(["/bin/true"], [EVALX, "--version"], rounds=ROUNDS)
    row("P8", "--version over /bin/true", (version - true) * 1000, "ms", 3)
    hello = os.path.join(PROGRAMS, "hello")
    bare, boxed = interleave([hello], [EVALX, "run", "--quiet", hello], rounds=ROUNDS)
    row("P8", "one-shot run over bare", (boxed - bare) * 1000, "ms", 10)


def make_problem(folder, name, count, text, answer):
    path = os.path.join(folder, name)
    os.mkdir(path)
    for i in range(count):
        write(os.path.join(path, f"{i:03}.in"), text or f"{i} {i}\n")
        write(os.path.join(path, f"{i:03}.ans"), answer or f"{2 * i}\n")
    return path


def python_start(folder):
    """Difference over the tests of one judging: what a run of python3 costs inside against outside."""
    source = write(os.path.join(folder, "hello.py"), "print('hello')\n")
    counts = (5, 45)
    problems = [make_problem(folder, f"python{count}", count, "", "hello\n") for count in counts]  # inputs differ
    few, many, bare = interleave(
        *([EVALX, "judge", "--slots", "1", "--quiet", "--problem", p, source] for p in problems),
        ["sh", "-c", "i=0; while [ $i -lt 40 ]; do /usr/bin/python3 " + source + " </dev/null; i=$((i+1)); done"],
        rounds=max(5, ROUNDS // 4), before=forget_results)
    row("P2", "python3 hello against bare", (many - few) / bare, "x", 1.03)


def whole_judging(folder):
    source = write(os.path.join(folder, "sum.cpp"),
                   "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n")
    problem = make_problem(folder, "sum", 20, "", "")
    binary = os.path.join(folder, "sum-bare")
    subprocess.run(["g++", "-O2", "-static", "-o", binary, source], check=True)
    loop = f"for i in {problem}/*.in; do {binary} <$i; done"
    bare, judged = interleave(["sh", "-c", loop], [EVALX, "judge", "--quiet", "--problem", problem, source],
                              rounds=max(5, ROUNDS // 2), before=forget_results)
    limit = bare * 1.5 + 0.015
    row("P5", "A+B, 20 tests, against 1.5 x bare + 15 ms", judged / limit, "x", 1.0)


with tempfile.TemporaryDirectory() as scratch:
    startup()
    whole_judging(scratch)
    if not IS_QUICK:
        python_start(scratch)
