#!/bin/bash
# Functions, files and lines stay small: 60 lines and a complexity of 15 for a function, 500 lines for a file, 100 columns.
source "$(dirname "$0")/report.bash"

c_files()
{
    find src tests bench -name '*.[ch]' 2>/dev/null | sort
}

# pmccabe: modified complexity, complexity, statements, first line, lines, place
find_large_functions()
{
    find src bench -name '*.c' 2>/dev/null | sort | xargs --no-run-if-empty pmccabe 2>/dev/null | awk -F '\t' '
        $1 > 15 { print $6 ": complexity " $1 ", 15 at most" }
        $5 > 60 { print $6 ": " $5 " lines, 60 at most" }'
}

find_long_files()
{
    c_files | xargs --no-run-if-empty wc -l | awk '$1 > 500 && $2 != "total" { print $2 ": " $1 " lines, 500 at most" }'
}

find_long_lines()
{
    c_files | LC_ALL=C.UTF-8 xargs --no-run-if-empty grep -nE '^.{101,}' | sed -E 's/^([^:]*:[0-9]+):.*/\1: more than 100 columns/'
}

find_large_functions | report "functions are small"
find_long_files | report "files are small"
find_long_lines | report "lines are short"
