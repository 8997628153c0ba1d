#!/bin/bash
# Words that do not belong: banned functions, direct output outside cli, conversions outside base/parse, sleeping, and
# notes to oneself.
source "$(dirname "$0")/report.bash"

# Code of C files without comments and the text of strings, "FILE: CODE": read once for all that is looked for.
code=$(mktemp)
trap 'rm -f "$code"' EXIT
find src bench -name '*.[ch]' 2>/dev/null | sort | while read -r file; do
    gcc -fpreprocessed -dD -E -P -w -x c - <"$file" 2>/dev/null |
        sed -E "s/\"([^\"\\\\]|\\\\.)*\"/\"\"/g; s|^|$file: |"
done >"$code"

# calls NAMES FOLDERS...: calls of any of the functions.
calls()
{
    local folders="${*:2}"
    grep -E "^(${folders// /|})/" "$code" | grep -E "(^|[^A-Za-z0-9_.>])($1) *\(" | sed 's/  */ /g'
}

find_banned()
{
    calls 'strcpy|strcat|strncpy|strtok|sprintf|vsprintf|gets|atoi|atol|atof|popen|alloca|system' src bench |
        grep -v '^src/base/banned.h'
}

# Rooms return errors; only cli speaks and ends the program. The arena is out of memory, the log is a log, the helper of
# the sandbox is a program of its own.
find_speaking()
{
    calls 'printf|vprintf|puts|putchar|perror|exit|abort|err|errx|warn|warnx' src |
        grep -vE '^src/(cli|sandbox/inside)/|^src/base/arena.c: abort|^src/base/[a-z]+\.c: .*abort'
}

# cgroup.procs is a list of numbers by the kernel, which parse has no function for.
find_conversions()
{
    calls 'strtol|strtoll|strtoul|strtoull|strtod|strtof|strtold|sscanf|strtoimax|strtoumax' src |
        grep -vE '^src/base/parse|^src/sandbox/cgroup_folder.c: .*strtol\(at, &end, 10\)'
}

find_sleeping()
{
    calls 'sleep|usleep|nanosleep|clock_nanosleep' src
}

find_notes()
{
    grep -rnE --include='*' '\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b' src tests bench man completions Makefile README.md 2>/dev/null |
        grep -v '^tests/lint/words.sh:'
}

find_banned | report "banned functions are not called"
find_speaking | report "only cli prints or exits"
find_conversions | report "numbers are parsed by base/parse only"
find_sleeping | report "nothing sleeps"
find_notes | report "no notes to oneself"
