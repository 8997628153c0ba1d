"""Row P7: `evalx verify` of problem packages against a peer that does the same, in interleaved rounds of whole processes: with its
programs known (as on every day but the first; no result is), and with --fresh, where it compiles all of them as the peer does.

Debian has none of the peers, so they are given as commands; a package's path is put behind the first word (verifyproblem takes what
follows -p for parts), or where a word is "{}":
  BENCH_VERIFYPROBLEM   "/path/verifyproblem -j 2 -p submissions"
  BENCH_BAPCTOOLS       "/path/bt run --jobs 2 {}"
  BENCH_PACKAGES        folders of packages (those of the example workspace)
  BENCH_ROUNDS          of each (3)
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

from rows import NULL, forget, not_run, row, say, seconds

EVALX, EXAMPLES = sys.argv[1], sys.argv[2]
PEERS = (("verifyproblem", "BENCH_VERIFYPROBLEM"), ("BAPCtools", "BENCH_BAPCTOOLS"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LEAST = 3


def list_packages():
    given = os.environ.get("BENCH_PACKAGES")
    return shlex.split(given) if given else sorted(entry.path for entry in os.scandir(EXAMPLES) if entry.is_dir())


def peer_command(words, package):
    if "{}" in words:
        return [package if word == "{}" else word for word in words]
    return [words[0], package, *words[1:]]


def evalx_command(package, *options):
    return [EVALX, "verify", "--only", "submissions,limits", "--slots", "2", *options, package]


def check_evalx(package):
    """1 is an opinion of the package; more is none. Its programs are known after it."""
    command = evalx_command(package, "--quiet")
    status = subprocess.run(command, stdin=NULL, stdout=NULL, check=False).returncode
    if status > 1:
        sys.exit(f"bench: {' '.join(command)}: exit status {status}")


# "   AC submission sum.cpp (C++) OK: AC [CPU: 0.00s @ testcase sample/1]", "ERROR in sum: WA submission a.py (Python 3) got TLE [testcase:
# testcase secret/2, CPU: ...]"
TOLD = re.compile(r"\b([A-Z]+) submission (\S+) .*?(?:OK|OK with extra time|got):? ([A-Z]{2,3})\b(?: \([^)]*\))?(?: \[(.*)\])?")
DECIDED = re.compile(r"test ?case: test ?case ([^\s,\]]+)")
COMMON = {"ILE": "TLE", "MLE": "RTE", "OLE": "RTE", "SV": "RTE", "NO": "WA", "PE": "WA", "PA": "AC", "PAC": "AC"}


# What verifyproblem calls a folder of submissions.
EXPECTED = {"accepted": "AC", "partially_accepted": "PAC", "wrong_answer": "WA", "run_time_error": "RTE", "time_limit_exceeded": "TLE"}


def common(verdict):
    """In the words that both have."""
    return COMMON.get(verdict, verdict)


def told_by(words):
    """Of verifyproblem: (what is expected, name) -> (verdict, test that decided or None)"""
    found = {}
    for line in words.splitlines():
        match = TOLD.search(line)
        if match:
            decided = DECIDED.search(match[4] or "")
            found[match[1], match[2]] = (common(match[3]), decided[1] if decided else None)
    return found


def count_differences(package, words):
    forget("result")
    command = evalx_command(package, "--format", "json")
    output = subprocess.run(command, stdin=NULL, stdout=subprocess.PIPE, stderr=NULL, check=False).stdout
    submissions = json.loads(output)["packages"][0]["submissions"]
    told, compared, differences = told_by(words), 0, 0
    for submission in submissions:
        folder, base = os.path.split(submission["source"])
        name = EXPECTED.get(os.path.basename(folder)), base
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
    """Has verifyproblem judged anything?"""
    name = os.path.basename(package)
    compared, differences = count_differences(package, words)
    if compared:
        row("P7", f"verify {name}: of {compared} submissions, those that verifyproblem sees otherwise", differences, "of them", 0)
    else:
        not_run("P7", f"verify {name}: those that verifyproblem sees otherwise", "of them", "<=0.000", "its words are none that are known")
    return compared > 0


def look_at_peer(name, command, package):
    """Once, for what it says; False: there is nothing to be timed."""
    done = subprocess.run(command, stdin=NULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    words = done.stdout.decode(errors="replace")
    say(f"{name} {os.path.basename(package)}: exit status {done.returncode}: {''.join(words.strip().splitlines()[-1:])}")
    return compare(package, words) if name == "verifyproblem" else done.returncode == 0


def measure_package(name, command, package):
    """-> how often as long the peer takes: with programs known, with nothing known"""
    taken = {"peer": [], "programs known": [], "nothing known (--fresh)": []}
    for _ in range(ROUNDS):
        taken["peer"].append(seconds(command))
        forget("result")
        taken["programs known"].append(seconds(evalx_command(package, "--quiet")))
        taken["nothing known (--fresh)"].append(seconds(evalx_command(package, "--quiet", "--fresh")))
    middle = {state: statistics.median(times) for state, times in taken.items()}
    peer_s = middle.pop("peer")
    for state, own_s in middle.items():
        row("P7", f"verify {os.path.basename(package)} against {name}, {state}", peer_s / own_s, "x")
        say(f"P7 {os.path.basename(package)}, {state}: evalx {own_s:.1f} s, {name} {peer_s:.1f} s, medians of {ROUNDS}")
    return {state: peer_s / own_s for state, own_s in middle.items()}


def measure(name, words):
    ratios = []
    for package in list_packages():
        check_evalx(package)
        command = peer_command(words, package)
        if look_at_peer(name, command, package):
            ratios.append(measure_package(name, command, package))
        else:
            not_run("P7", f"verify {os.path.basename(package)} against {name}", "x", "-", "it does not judge this package")
    if not ratios:
        not_run("P7", f"verify against {name}", "x", f">={LEAST:.3f}", "it judges none of the packages")
        return
    for state in ratios[0]:
        row("P7", f"verify against {name}, {state}, least of {len(ratios)} packages", min(each[state] for each in ratios), "x", LEAST,
            is_least=True)


for peer_name, variable in PEERS:
    command = shlex.split(os.environ.get(variable, ""))
    if command:
        measure(peer_name, command)
    else:
        not_run("P7", f"verify against {peer_name}", "x", f">={LEAST:.3f}", f"{variable} names no command")
