#!/bin/bash
# Formatting: clang-format for C, shellcheck for scripts, mandoc for manual pages, no stray white space.
source "$(dirname "$0")/report.bash"

# Those of the repository that are there, with a NUL behind each.
files()
{
    git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
        [[ -f $file ]] && printf '%s\0' "$file"
    done
}

scripts()
{
    files | LC_ALL=C xargs -0 --no-run-if-empty awk '
        FNR == 1 { if (FILENAME ~ /\.(bash|sh)$/ || /^#!.*(bash|\/sh)/) print FILENAME; nextfile }'
}

find_unformatted()
{
    find src tests bench -name '*.[ch]' 2>/dev/null | sort |
        xargs --no-run-if-empty clang-format --dry-run 2>&1 |
        sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: warning: code should be clang-formatted.*/\1/p' | sort | uniq -c |
        awk '{ print $2 ": " $1 " places, make format" }'
}

find_shell_warnings()
{
    scripts | grep -vE '^(completions|tests/hints)/' | xargs --no-run-if-empty shellcheck --format=gcc
}

# Style notes of mandoc are a matter of taste; its warnings are not.
find_man_warnings()
{
    local page
    for page in man/*.[1-8]; do
        [[ -f $page ]] && mandoc -T lint -W warning "$page"
    done
}

find_stray_space()
{
    files src tests/tools tests/lint tests/cli man README.md NEWS.md Makefile |
        xargs -0 --no-run-if-empty grep -nHE '[[:blank:]]+$' | sed 's/^\([^:]*:[0-9]*\):.*/\1: white space at the end/'
}

# Other versions break lines elsewhere.
if [[ $(clang-format --version) == *"version 14."* ]]; then
    find_unformatted | report "C is formatted"
else
    echo "skip C is formatted - clang-format 14 decides, here is $(clang-format --version | grep -oE 'version [0-9]+')"
fi
find_shell_warnings | report "scripts pass shellcheck"
find_man_warnings | report "manual pages pass mandoc"
find_stray_space | report "no white space at line ends"
