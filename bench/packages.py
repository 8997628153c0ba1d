"""Row P7: `evalx verify --fresh` of problem packages against a peer that does the same, in interleaved rounds of whole processes.

Debian has none of the peers, so they are given as commands; a package's path is put behind:
  BENCH_VERIFYPROBLEM   "/path/verifyproblem -j 2 -p submissions"
  BENCH_BAPCTOOLS       "/path/bt run --jobs 2"
  BENCH_PACKAGES        folders of packages (those of the example workspace)
Both run every jury submission on every test. What verifyproblem tells of each, the verdict and the test that decided it, is compared
with evalx's verdicts of submission and tests; of BAPCtools, that they agree is for whoever names it to see: its last words go to
standard error.

usage: packages.py EVALX FOLDER-OF-PACKAGES
"""
import json
import os
import re
import shlex
import statistics
import subprocess
import sys

from rows import NULL, not_run, row, say, seconds

EVALX, EXAMPLES = sys.argv[1], sys.argv[2]
PEERS = (("verifyproblem", "BENCH_VERIFYPROBLEM"), ("BAPCtools", "BENCH_BAPCTOOLS"))
ROUNDS = 3
LEAST = 3


def list_packages():
    given = os.environ.get("BENCH_PACKAGES")
    return shlex.split(given) if given else sorted(entry.path for entry in os.scandir(EXAMPLES) if entry.is_dir())


def evalx_command(package):
    return [EVALX, "verify", "--only", "submissions,limits", "--slots", "2", "--fresh", "--quiet", package]


def check_evalx(package):
    """1 is an opinion of the package; more is none."""
    status = subprocess.run(evalx_command(package), stdin=NULL, stdout=NULL, check=False).returncode
    if status > 1:
        sys.exit(f"bench: {' '.join(evalx_command(package))}: exit status {status}")


# "   AC submission sum.cpp (C++) OK: AC [CPU: 0.00s @ testcase sample/1]", "ERROR in sum: WA submission a.py (Python 3) got TLE [testcase:
# testcase secret/2, CPU: ...]"
TOLD = re.compile(r"\b[A-Z]+ submission (\S+) .*?(?:OK|OK with extra time|got):? ([A-Z]{2,3})\b(?: \([^)]*\))?(?: \[(.*)\])?")
DECIDED = re.compile(r"test ?case: test ?case ([^\s,\]]+)")
COMMON = {"ILE": "TLE", "MLE": "RTE", "OLE": "RTE", "SV": "RTE", "NO": "WA", "PE": "WA", "PA": "AC", "PAC": "AC"}


def common(verdict):
    """In the words that both have."""
    return COMMON.get(verdict, verdict)


def told_by(words):
    """Of verifyproblem: name -> (verdict, test that decided or None)"""
    found = {}
    for line in words.splitlines():
        match = TOLD.search(line)
        if match:
            decided = DECIDED.search(match[3] or "")
            found[match[1]] = (common(match[2]), decided[1] if decided else None)
    return found


def count_differences(package, words):
    command = [word for word in evalx_command(package) if word != "--quiet"] + ["--format", "json"]
    output = subprocess.run(command, stdin=NULL, stdout=subprocess.PIPE, stderr=NULL, check=False).stdout
    submissions = json.loads(output)["packages"][0]["submissions"]
    told, compared, differences = told_by(words), 0, 0
    for submission in submissions:
        name = os.path.basename(submission["source"])
        tests = {test["name"]: common(test["verdict"]) for test in submission["tests"]}
        if name not in told or not tests:
            say(f"verifyproblem says nothing of {submission['source']}")
            continue
        verdict, decided = told[name]
        own = {common(submission["verdict"]), common(submission["high_verdict"])}
        is_same = verdict in own and (decided is None or verdict in (tests.get(decided), "AC"))
        compared += 1
        differences += not is_same
        if not is_same:
            say(f"{submission['source']}: {'/'.join(sorted(own))}, {decided}: {tests.get(decided)}; verifyproblem: {verdict}")
    return compared, differences


def compare(package, words):
    name = os.path.basename(package)
    compared, differences = count_differences(package, words)
    if compared:
        row("P7", f"verify {name}: of {compared} submissions, those that verifyproblem sees otherwise", differences, "of them", 0)
    else:
        not_run("P7", f"verify {name}: those that verifyproblem sees otherwise", "of them", "<=0.000", "its words are none that are known")


def measure(name, peer):
    ratios = []
    for package in list_packages():
        check_evalx(package)
        done = subprocess.run([*peer, package], stdin=NULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        words = done.stdout.decode(errors="replace")
        last = words.strip().splitlines()[-1:]
        say(f"{name} {os.path.basename(package)}: exit status {done.returncode}: {''.join(last)}")
        if name == "verifyproblem":
            compare(package, words)
        rounds = [seconds([*peer, package]) / seconds(evalx_command(package)) for _ in range(ROUNDS)]
        ratios.append(statistics.median(rounds))
        row("P7", f"verify {os.path.basename(package)} against {name}", ratios[-1], "x")
    row("P7", f"verify against {name}, least of {len(ratios)} packages", min(ratios), "x", LEAST, is_least=True)


for peer_name, variable in PEERS:
    command = shlex.split(os.environ.get(variable, ""))
    if command:
        measure(peer_name, command)
    else:
        not_run("P7", f"verify against {peer_name}", "x", f">={LEAST:.3f}", f"{variable} names no command")
