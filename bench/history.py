"""The history: rows P13. How long questions take with 10,000 judgings and 200,000 runs of tests, and what recording costs.

usage: history.py EVALX FOLDER-OF-PROGRAMS IS_QUICK
"""
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

from rows import interleave, row, write

EVALX, IS_QUICK = sys.argv[1], sys.argv[3] == "1"
ROUNDS = 5 if IS_QUICK else 21
SUBMISSIONS, TESTS = 10000, 20
TARGET_MS = 200

QUESTIONS = [
    ["overview"],
    ["by", "problem"],
    ["by", "language"],
    ["by", "verdict"],
    ["by", "user"],
    ["by", "hour"],
    ["list", "--limit", "100"],
    ["slowest"],
    ["slowest", "--problem", "problem3", "--since", "2020-01-01"],
    ["by", "test", "--problem", "problem3"],
    ["show", "5000"],
]


def random_rows(source, package):
    """Submissions of 100 users to 12 problems in 5 hours."""
    random.seed(1)
    start = 1767225600 * 1000000
    verdicts = ["AC"] * 10 + ["WA"] * 6 + ["TLE"] * 3 + ["RTE"] * 2 + ["MLE"]
    submissions, files, judgings, runs = [], [], [], []
    for i in range(1, SUBMISSIONS + 1):
        at = start + i * 5 * 3600 * 1000000 // SUBMISSIONS
        language = random.choice(["cpp", "python3", "java", "c", "rust"])
        problem = random.choice([1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
        verdict = random.choice(verdicts)
        submissions.append((i, at, f"team{random.randint(1, 100):03}", None, f"s/{i}.src", f"problem{problem}", language, 1))
        files.append((i, 0, f"{i}.src", source))
        cpu = [random.randint(500, 1900000) for _ in range(TESTS)]
        memory = [random.randint(200000, 256000000) for _ in range(TESTS)]
        judging = {
            "submission_id": i, "judging": 1, "started_us": at, "finished_us": at + 900000, "verdict": verdict, "is_cached": 0,
            "is_partial": 0, "test_count": TESTS, "tests_done": TESTS, "cpu_us": max(cpu), "wall_us": max(cpu) + 900,
            "memory_bytes": max(memory), "total_cpu_us": sum(cpu), "cpu_limit_us": 2000000, "wall_limit_us": 5000000,
            "memory_limit_bytes": 2147483648, "language": language, "toolchain": "g++ 12", "evalx": "0.1.0", "package_id": package,
            "compile_is_ok": 1, "compile_is_cached": 0, "time_limit_origin": "problem.yaml"}
        judgings.append(judging)
        for test in range(TESTS):
            failed = verdict != "AC" and test == TESTS - 1
            runs.append((i, 1, test, f"secret/{test:02}-case", "secret", 0, verdict if failed else "AC", None, 0, cpu[test], cpu[test] + 900,
                         memory[test], 100, 0, None, None, None, None, "line 7: expected 12, got 13" if failed else None, None))
    return submissions, files, judgings, runs


def insert(connection, verb, table, rows):
    """Into the first columns of the table, as many as the rows have."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")][:len(rows[0])]
    connection.executemany(f"{verb} INTO {table}({', '.join(columns)}) VALUES({', '.join('?' * len(columns))})", rows)


def fill(path):
    """The tables are evalx's own: it makes the file, and one row of each kind."""
    connection = sqlite3.connect(path, isolation_level=None)
    source, package = connection.execute("SELECT max(id) FROM source").fetchone()[0], connection.execute("SELECT max(id) FROM package").fetchone()[0]
    submissions, files, judgings, runs = random_rows(source, package)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN")
    connection.execute("DELETE FROM submission")
    insert(connection, "INSERT", "submission", submissions)
    connection.executemany("INSERT INTO submission_file VALUES(?, ?, ?, ?)", files)
    names = list(judgings[0])
    connection.executemany(f"INSERT OR REPLACE INTO judging({', '.join(names)}) VALUES({', '.join(':' + name for name in names)})", judgings)
    insert(connection, "INSERT OR REPLACE", "test_run", runs)
    connection.execute("COMMIT")
    connection.close()


def questions(path):
    for question in QUESTIONS:
        (seconds,) = interleave([EVALX, "stats", "--db", path, "--format", "json", *question], rounds=ROUNDS)
        row("P13", " ".join(question), seconds * 1000, "ms", TARGET_MS)


def recording(folder, problem, source):
    """A known result: nothing but reading, looking up and recording is left."""
    call = [EVALX, "judge", "--quiet", "--problem", problem, source]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    without, with_history = interleave([*call, "--no-history"], [*call, "--db", os.path.join(folder, "record.db")], rounds=4 * ROUNDS)
    row("P13", "recording one, whole process", (with_history - without) * 1000, "ms", None)


def main():
    with tempfile.TemporaryDirectory(prefix="evalx-bench.") as folder:
        problem = os.path.join(folder, "echo")
        os.mkdir(problem)
        write(os.path.join(problem, "1.in"), "1\n")
        write(os.path.join(problem, "1.ans"), "1\n")
        source = write(os.path.join(folder, "echo.py"), "print(input())\n")
        path = os.path.join(folder, "history.db")
        subprocess.run([EVALX, "judge", "--quiet", "--db", path, "--problem", problem, source], check=True, stdout=subprocess.DEVNULL)
        fill(path)
        questions(path)
        recording(folder, problem, source)


if __name__ == "__main__":
    main()
