"""Rows P6 and P10: many submissions in one call of `evalx judge --batch`.

States, each with the cache as it says before the call:
  cold           empty: every different source is compiled (and the header, once); every test of every submission is run
  artifact-warm  all programs are there; every test of every submission is run (--repeat 1: known results are not used)
  result-warm    all results are there: nothing is compiled or run, this is a look-up

Where there are more submissions than different sources, sources come again in turn. Every verdict of every submission and of
each of its tests is compared with that of its source judged by itself, one process for each, with one slot and no known results, and with
the verdict that the source was made for.

usage: batch.py EVALX BARE_RUNS SUBMISSIONS,... DIFFERENT-SOURCES TESTS        P6
       batch.py EVALX BARE_RUNS --memory SUBMISSIONS                           P10
"""
import json
import os
import subprocess
import sys
import tempfile
import time

from memory import Watch
from rows import NULL, cache_folder, forget, not_run, quantile, row, say, write
from workload import MEMORY_LIMIT_MIB, TIME_LIMIT_MS, make_problem, make_sources

SEED = 20260701
EVALX, BARE_RUNS = sys.argv[1], sys.argv[2]
LIMITS = ["--time", f"{TIME_LIMIT_MS}ms", "--memory", f"{MEMORY_LIMIT_MIB}M", "--no-progress", "--quiet"]
COMPILED_LANGUAGES = ("c", "cpp")
ALLOWED_SECONDS = 2
BARE_SHARE_LEAST = 0.7
MEMORY_MOST_MIB = 20
TOLD_MOST = 20
GROWTH_MOST = 1.1  # of a figure that is to be flat, from one size to ten times as much


class Outcome:
    """What one call has shown. Of each result its verdicts alone are kept: ten thousand whole ones take a gigabyte."""

    def __init__(self, seconds, lines, watch):
        self.seconds, self.peak_mib, self.typical_mib = seconds, watch.peak_mib, watch.typical_mib
        self.verdicts, waits = {}, []
        for result in map(json.loads, lines):
            self.verdicts[int(result["id"])] = verdicts_of(result)
            waits.append(result["wall_ms"])
        self.p50_ms, self.p95_ms = quantile(waits, 0.5), quantile(waits, 0.95)
        self.tests = sum(len(verdicts) - 1 for verdicts in self.verdicts.values() if verdicts[0] != "CE")


class Contest:
    """The sources and the problem of this run, and how each source is judged by itself."""

    def __init__(self, folder, tests, different, languages):
        self.folder, self.tests = folder, tests
        self.problem = make_problem(folder, tests, SEED)
        self.sources = make_sources(os.path.join(folder, "sources"), different, SEED, languages)
        self.alone = {}
        self.plans = {}

    def judge_alone(self, source):
        """Verdicts: the submission's, then the tests'. In a cache of its own, so that other states stay what they are."""
        if source.path not in self.alone:
            environment = dict(os.environ, EVALX_CACHE_DIR=os.path.join(self.folder, "cache-alone"))
            command = [EVALX, "judge", "--repeat", "1", "--slots", "1", "--format", "ndjson", *LIMITS,
                       "--problem", self.problem, "--lang", source.language, source.path]
            done = subprocess.run(command, stdin=NULL, stdout=subprocess.PIPE, env=environment, check=False)
            self.alone[source.path] = verdicts_of(json.loads(done.stdout))
        return self.alone[source.path]

    def lines(self, count):
        chosen = [self.sources[i % len(self.sources)] for i in range(count)]
        path = os.path.join(self.folder, f"batch{count}.ndjson")
        if not os.path.exists(path):
            write(path, "".join(json.dumps({"id": i, "source": source.path, "language": source.language}) + "\n"
                                for i, source in enumerate(chosen)))
        return path, chosen

    def judge(self, count, *options):
        path, _ = self.lines(count)
        out_path = os.path.join(self.folder, "results.ndjson")
        command = [EVALX, "judge", "--batch", path, *LIMITS, "--problem", self.problem, *options]
        with open(out_path, "wb") as out:
            start = time.monotonic()
            with subprocess.Popen(command, stdin=NULL, stdout=out) as process, Watch(process.pid) as watch:
                status = process.wait()
                seconds = time.monotonic() - start
        if status not in (0, 1):
            sys.exit(f"bench: {' '.join(command)}: exit status {status}")
        with open(out_path, encoding="utf-8") as lines:
            return Outcome(seconds, lines, watch)

    def count_unlike(self, count, outcome):
        """Submissions whose verdicts are not those of one-by-one judging, or not what the source was made for."""
        _, chosen = self.lines(count)
        unlike = 0
        for i, source in enumerate(chosen):
            expected = self.judge_alone(source)
            got = outcome.verdicts.get(i, ["missing"])
            if got == expected and got[0] == source.verdict:
                continue
            unlike += 1
            if unlike <= TOLD_MOST:
                say(f"{os.path.basename(source.path)}: {got[0]} in the batch, {expected[0]} alone, made for {source.verdict}")
        return unlike

    def plan_bare(self, source):
        """How the program that evalx has compiled is run without it."""
        if source.path not in self.plans:
            if source.language == "python3":
                self.plans[source.path] = ["/usr/bin/python3", "-B", source.path]
            else:
                program = source.path + ".program"
                subprocess.run([EVALX, "compile", "--quiet", "--lang", source.language, source.path, "-o", program],
                               stdin=NULL, check=True)
                self.plans[source.path] = [program]
        return self.plans[source.path]

    def bare_seconds(self, chosen):
        """Of the same runs, each source once where it comes several times; as long as all would take."""
        different = list({source.path: source for source in chosen if source.verdict != "CE"}.values())
        inputs = [os.path.join(self.problem, f"{i:03}.in") for i in range(self.tests)]
        lines = "".join("\t".join([path, *self.plan_bare(source)]) + "\n" for source in different for path in inputs)
        done = subprocess.run([BARE_RUNS, str(TIME_LIMIT_MS)], input=lines.encode(), stdout=subprocess.PIPE, check=True)
        runs = sum(source.verdict != "CE" for source in chosen)
        return float(done.stdout) * runs / len(different)


def verdicts_of(result):
    return [result["verdict"], *(test["verdict"] for test in result["tests"])]


def cpu_count():
    return len(os.sched_getaffinity(0))


def tell(name, outcome):
    row("P6", f"{name}: total", outcome.seconds, "s")
    row("P6", f"{name}: tests per second", outcome.tests / outcome.seconds, "1/s", digits=0)
    row("P6", f"{name}: p50 of a submission", outcome.p50_ms, "ms")
    row("P6", f"{name}: p95 of a submission", outcome.p95_ms, "ms")
    if outcome.peak_mib > 0:
        row("P6", f"{name}: memory", outcome.peak_mib, "MiB", digits=1)
    else:
        not_run("P6", f"{name}: memory", "MiB", "-", "over too soon to look")


def tell_cores(name, outcome):
    row("P6", f"{name}: cores for {ALLOWED_SECONDS} s", cpu_count() * outcome.seconds / ALLOWED_SECONDS, "cores", digits=1)


def measure_size(contest, count):
    name = f"{count} x {contest.tests}"
    _, chosen = contest.lines(count)
    forget()
    cold = contest.judge(count, "--repeat", "1")
    tell(f"{name} cold", cold)
    tell_cores(f"{name} cold", cold)
    before = contest.bare_seconds(chosen)
    warm = contest.judge(count, "--repeat", "1")
    after = contest.bare_seconds(chosen)
    tell(f"{name} artifact-warm", warm)
    tell_cores(f"{name} artifact-warm", warm)
    row("P6", f"{name} artifact-warm: share of bare runs/s", (before + after) / 2 / warm.seconds, "x",
        BARE_SHARE_LEAST, is_least=True)
    contest.judge(min(count, len(contest.sources)))  # results are kept
    known = contest.judge(count)
    tell(f"{name} result-warm (look-up)", known)
    if count == 10000 and contest.tests == 20:
        row("P6", f"{name} result-warm (look-up): within 2 s", known.seconds, "s", ALLOWED_SECONDS)
    unlike = sum(contest.count_unlike(count, outcome) for outcome in (cold, warm, known))
    row("P6", f"{name}: verdicts unlike one-by-one, all states", unlike, "verdicts", 0, digits=0)
    return warm


def measure_flatness(warm_by_count):
    pairs = [(count, 10 * count) for count in warm_by_count if 10 * count in warm_by_count]
    for few, many in pairs[-1:]:
        row("P6", f"p95 of a submission, {many} against {few}", warm_by_count[many].p95_ms / warm_by_count[few].p95_ms, "x",
            GROWTH_MOST)
        growth = warm_by_count[many].typical_mib / warm_by_count[few].typical_mib
        row("P6", f"memory (median of looks), {many} against {few}", growth, "x", GROWTH_MOST)
    if 10000 in warm_by_count:
        row("P10", "peak over 10000 x 20, artifact-warm", warm_by_count[10000].peak_mib, "MiB", MEMORY_MOST_MIB, digits=1)


def measure_table(folder, counts, different, tests):
    contest = Contest(folder, tests, min(different, max(counts)), ("c", "cpp", "python3"))
    say(f"P6: {len(contest.sources)} different sources in C, C++ and Python, seed {SEED}; each judged by itself too")
    measure_flatness({count: measure_size(contest, count) for count in counts})


def measure_memory(folder, count):
    contest = Contest(folder, 4, 20, COMPILED_LANGUAGES)
    contest.judge(len(contest.sources), "--repeat", "1")
    tenth = contest.judge(count // 10, "--repeat", "1")
    whole = contest.judge(count, "--repeat", "1")
    row("P10", f"peak over {count} x 4, artifact-warm", whole.peak_mib, "MiB", MEMORY_MOST_MIB, digits=1)
    row("P10", f"median of looks, against {count // 10} submissions", whole.typical_mib / tenth.typical_mib, "x", GROWTH_MOST)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        assert cache_folder().startswith(folder)
        if sys.argv[3] == "--memory":
            measure_memory(folder, int(sys.argv[4]))
        else:
            measure_table(folder, sorted(int(word) for word in sys.argv[3].split(",")), int(sys.argv[4]), int(sys.argv[5]))


main()
