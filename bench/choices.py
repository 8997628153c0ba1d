"""Choices of langs.yaml, taken and not taken, as rows P4c beside P4: each is a ratio of the same work with and without, bare.

usage: choices.py
"""
import os
import shutil
import subprocess
import sys
import tempfile

from rows import NULL, interleave, not_run, row, write

ROUNDS = 9
CPP = "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n"
JAVA = ("import java.util.*;\npublic class Sum { public static void main(String[] a) {\n"
        "Scanner s = new Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }\n")
FUNCTION = """def f%d(a, b):
    c = [x * x for x in range(a) if x %% 3 == b]
    d = {k: v for k, v in zip(c, c[1:])}
    return sum(c) + len(d) if a > b else None
"""
JAVAC = ["javac", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-XX:-UsePerfData", "-J-Xshare:auto", "-J-Xmx1024m",
         "-encoding", "UTF-8", "-d", "."]


def ratio(name, with_it, without, tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        not_run("P4c", name, "x", "-", f"{missing[0]} is not installed")
        return
    for command in (with_it, without):
        subprocess.run(command, stdin=NULL, stdout=NULL, stderr=NULL, check=True)
    chosen, other = interleave(with_it, without, rounds=ROUNDS)
    row("P4c", name, chosen / other, "x")


def linking():
    write("sum.cpp", CPP)
    subprocess.run(["g++", "-O2", "-c", "sum.cpp"], check=True)
    link = ["g++", "-static", "-o", "sum", "sum.o"]
    ratio("C++ linked by gold against ld (not taken: not everywhere)", [*link, "-fuse-ld=gold"], link, ["g++", "ld.gold"])
    subprocess.run(["g++", "-o", "sum-shared", "sum.o"], check=True)
    ratio("C++ start, static against shared (taken)", ["./sum"], ["./sum-shared"], ["g++"])


def bytecode():
    python = "/usr/bin/python3"
    write("long.py", "".join(FUNCTION % i for i in range(60)) + "print(f1(5, 1))\n")
    write("short.py", "print(1)\n")
    subprocess.run([python, "-c", "import py_compile as p; [p.compile(n + '.py', n + '.pyc') for n in ('long', 'short')]"], check=True)
    for name, what in (("long", "300 lines"), ("short", "1 line")):
        ratio(f"Python started from bytecode against source, {what} (not taken: __file__ would be another)",
              [python, "-B", f"{name}.pyc"], [python, "-B", f"{name}.py"], [python])


def java():
    write("Sum.java", JAVA)
    if not shutil.which("javac"):
        not_run("P4c", "javac with a class-data archive of itself (taken)", "x", "-", "javac is not installed")
        return
    subprocess.run([*JAVAC, "-J-XX:ArchiveClassesAtExit=javac.jsa", "Sum.java"], stdout=NULL, stderr=NULL, check=True)
    ratio("javac with a class-data archive of itself (taken)", [*JAVAC, "-J-XX:SharedArchiveFile=javac.jsa", "Sum.java"],
          [*JAVAC, "Sum.java"], ["javac"])
    run = ["-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-cp", ".", "Sum"]
    start = "echo 1 2 | java {} " + " ".join(run)
    subprocess.run(["sh", "-c", start.format("-XX:ArchiveClassesAtExit=sum.jsa")], stdout=NULL, stderr=NULL, check=True)
    ratio("java with an archive of the program (not taken: it must have been run)",
          ["sh", "-c", start.format("-XX:SharedArchiveFile=sum.jsa")], ["sh", "-c", start.format("")], ["java"])


if len(sys.argv) != 1:
    sys.exit(__doc__)
with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    linking()
    bytecode()
    java()
