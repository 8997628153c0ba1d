#!/bin/bash
# evalx judge: submissions as contestants send them: several files, foreign languages, binaries.
source "$(dirname "$0")/harness.bash"

mkdir -p echo/data/sample
printf 'name: Echo\nlimits: {time_limit: 10}\nproblem_format_version: 2025-09\n' >echo/problem.yaml
printf 'Hello\n' | tee echo/data/sample/1.in >echo/data/sample/1.ans

if ! evalx doctor >/dev/null 2>&1; then
    skip "judging" "no sandbox works here"
    exit
fi

# FILE TEXT...: the files of the folder "submission", nothing else.
submit()
{
    rm -rf submission
    mkdir submission
    while (($# > 0)); do
        printf '%b' "$2" >"submission/$1"
        shift 2
    done
    run evalx judge submission --problem ./echo
}

# --- Languages that the table lacks, or this machine ------------------------------------------------------------------

printf 'import sys\nprint(input())\n' >hello.kts
run evalx judge hello.kts --problem ./echo
status_is "an extension that no language claims is bad input" 3
stdout_has "the extension is named, the file once" "hello.kts: not judged: no language claims .kts"

submit hello.kts 'import sys\n' README 'print(input())\n'
status_is "a file beside it does not decide" 3

if [[ -x /usr/bin/python2 ]]; then
    skip "Python 2 is not judged as Python 3" "Python 2 is installed"
else
    printf '#!/usr/bin/env python2\nprint "Hello"\n' >old.py
    run evalx judge old.py --problem ./echo
    status_is "Python 2 is not judged as Python 3" 3
    stdout_has "what is missing is named" "not judged: language python2: python2 is not installed"
fi

# --- Binaries -----------------------------------------------------------------------------------------------------------

printf 'int main(void)\0{}\n' >lone.c
run evalx judge lone.c --problem ./echo
status_is "a binary in place of the source is bad input" 3
stdout_has "it is called a binary" "lone.c: not judged: a binary file (byte 15 is NUL)"

submit main.c 'int main(void) { return 0; }\n' part.c '\0001\0002\0000\0003\n'
status_is "a binary among sources is the contestant's" 1
stdout_has "it is a compile error" "compile error"

# --- Several files ------------------------------------------------------------------------------------------------------

if [[ -x /usr/bin/node ]]; then
    submit main.js 'console.log(require("./text.js").text)\n' text.js 'exports.text = "Hello"\n'
    stdout_has "JavaScript in two files" "accepted, 1 of 1 tests"
    submit main.js 'console.log("Hello")\n' other.js 'letter x = 1\n'
    stdout_has "a mistake in any JavaScript file is a compile error" "compile error"
    stdout_has "the file is named" "other.js:1"
else
    skip "JavaScript in several files" "node is not installed"
fi

if [[ -x /usr/bin/fpc ]]; then
    submit a.pp 'unit a;\ninterface\nprocedure hello();\nimplementation\nprocedure hello();\nbegin writeln('"'Hello'"'); end;\nend.\n' \
        b.pas 'program b;\nuses a;\nbegin hello(); end.\n'
    stdout_has "a Pascal program with a unit that comes first" "accepted, 1 of 1 tests"
else
    skip "Pascal in several files" "fpc is not installed"
fi
