"""A made-up contest: a problem with small tests, and sources in C, C++ and Python, all different, of which a tenth fails, each
in one of several ways. The same seed makes the same contest, and every verdict is known beforehand.

The problem: n, then n numbers; print their sum and how many are different.
"""
import os
import random

from rows import write

TIME_LIMIT_MS = 500
MEMORY_LIMIT_MIB = 64
NUMBERS_MOST = 2000

C = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int compare(const void *a, const void *b)
{ const int *x = a, *y = b; return (*x > *y) - (*x < *y); }
static int numbers[2000];
int main(void)
{
    int n, kinds = 0;
    long long sum = %(salt)d;
    if (scanf("%%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) { if (scanf("%%d", &numbers[i]) != 1) return 1; sum += numbers[i]; }
    qsort(numbers, (size_t)n, sizeof(int), compare);
    for (int i = 0; i < n; i++) kinds += i == 0 || numbers[i] != numbers[i - 1];
    %(fault)s
    printf("%%lld %%d\\n", sum - %(salt)d, kinds);
    return 0;
}
"""

CPP = """#include <bits/stdc++.h>
using namespace std;
int main()
{
    ios::sync_with_stdio(false);
    int n;
    long long sum = %(salt)d;
    cin >> n;
    set<int> different;
    for (int i = 0, x; i < n; i++) { cin >> x; sum += x; different.insert(x); }
    int kinds = (int)different.size();
    %(fault)s
    cout << sum - %(salt)d << ' ' << kinds << '\\n';
}
"""

PYTHON = """import sys

def main():
    n, *numbers = map(int, sys.stdin.read().split())
    total = sum(numbers, %(salt)d)
    kinds = len(set(numbers))
    %(fault)s
    print(total - %(salt)d, kinds)

main()
"""

LANGUAGES = {"c": (".c", C), "cpp": (".cpp", CPP), "python3": (".py", PYTHON)}

# What goes wrong, in C and C++, and in Python; where n is odd, or in the largest test only.
FAULTS = {
    "AC": (";", "pass"),
    "WA": ("if (n % 2) kinds++;", "kinds += n % 2"),
    "NO": ("if (n % 2) return 0;", "if n % 2: return"),
    "RTE": ("if (n % 2) abort();", "if n % 2: raise ValueError(n)"),
    "TLE": ("if (n == 2000) for (volatile unsigned i = 0;; i++) ;", "while n == 2000: pass"),
    "MLE": ("if (n == 2000) { volatile char *all = (volatile char *)malloc(96 << 20); " # volatile: gcc leaves out what nobody looks at
            "for (long i = 0; i < 96 << 20; i += 4096) all[i] = 1; kinds += all[n]; }",
            "if n == 2000: kinds += bytearray(b'1') * (96 << 20) == b''"),
    "CE": ("this is no program;", "this is no program"),
}
FAILING = [verdict for verdict in FAULTS if verdict != "AC"]


class Source:
    """A file, its language, and the verdict that it must get."""

    def __init__(self, path, language, verdict):
        self.path, self.language, self.verdict = path, language, verdict


def make_tests(path, tests, seed):
    """Sizes are spread evenly up to NUMBERS_MOST; odd ones are among them."""
    chance = random.Random(seed)
    for i in range(tests):
        n = NUMBERS_MOST * (i + 1) // tests
        if n < NUMBERS_MOST:
            n -= 1 - n % 2
        numbers = [chance.randrange(-n, n + 1) for _ in range(n)]
        write(os.path.join(path, f"{i:03}.in"), f"{n}\n{' '.join(map(str, numbers))}\n")
        write(os.path.join(path, f"{i:03}.ans"), f"{sum(numbers)} {len(set(numbers))}\n")


def make_problem(folder, tests, seed):
    """A folder of tests and nothing else; returns its path."""
    path = os.path.join(folder, f"problem{tests}")
    os.mkdir(path)
    make_tests(path, tests, seed)
    return path


def make_package(folder, name, tests, seed):
    """The same as a package below `folder`, which has limits; returns its path."""
    path = os.path.join(folder, name)
    data = os.path.join(path, "data", "secret")
    os.makedirs(data)
    make_tests(data, tests, seed)
    write(os.path.join(path, "problem.yaml"),
          f"problem_format_version: 2025-09\nname: Sum and kinds\nuuid: 0d3b9a52-5f3e-4c06-9a0e-7f6a3c1e9b44\ntype: pass-fail\n"
          f"limits:\n  time_limit: {TIME_LIMIT_MS / 1000}\n  time_resolution: 0.1\n  memory: {MEMORY_LIMIT_MIB}\n")
    return path


def make_sources(folder, count, seed, languages=tuple(LANGUAGES), shares=None, has_failing=True):
    """Every tenth fails, the ways taking turns. `shares`: how often each language comes."""
    os.mkdir(folder)
    chance = random.Random(seed)
    sources = []
    for i in range(count):
        language = chance.choices(languages, shares)[0] if shares else chance.choice(languages)
        verdict = FAILING[i // 10 % len(FAILING)] if has_failing and i % 10 == 9 else "AC"
        extension, text = LANGUAGES[language]
        fault = FAULTS[verdict][language == "python3"]
        path = os.path.join(folder, f"{i:05}{extension}")
        write(path, text % {"salt": 1000 + i, "fault": fault})
        sources.append(Source(path, language, verdict))
    return sources
