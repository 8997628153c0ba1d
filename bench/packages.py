"""Row P7: `evalx verify --fresh` of problem packages against a peer that does the same, in interleaved rounds of whole processes.

Debian has none of the peers, so they are given as commands; a package's path is put behind:
  BENCH_VERIFYPROBLEM   "/path/verifyproblem -j 2 -p submissions"
  BENCH_BAPCTOOLS       "/path/bt run --jobs 2"
  BENCH_PACKAGES        folders of packages (those of the example workspace)
Both run every jury submission on every test. That they agree is for whoever names the peer to see: its words go to standard error.

usage: packages.py EVALX FOLDER-OF-PACKAGES
"""
import os
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


def measure(name, peer):
    ratios = []
    for package in list_packages():
        check_evalx(package)
        done = subprocess.run([*peer, package], stdin=NULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        last = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
        say(f"{name} {os.path.basename(package)}: exit status {done.returncode}: {''.join(last)}")
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
