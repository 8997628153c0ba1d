#!/bin/bash
# evalx judge: what goes where, formats, exit statuses.
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.cpp
bad=$problem/submissions/wrong_answer/overflow.c

# --- What is refused before anything runs ---------------------------------------------------------------------------

run evalx judge --problem hello-sum
status_is "nothing to judge is wrong usage" 2

run evalx judge $good
status_is "no problem is wrong usage" 2
stderr_has "what is missing is named" "--problem"

run evalx judge $good --problem helo-sum
status_is "an unknown problem is bad input" 3
stderr_has "the name that was meant is told" "did you mean hello-sum?"

run evalx judge $good --problem hello-sum --format xml
status_is "an unknown format is wrong usage" 2
stderr_has "the known formats are listed" "ndjson"

run evalx judge $good --problem hello-sum --lang pyhton3
status_is "an unknown language is wrong usage" 2
stderr_has "the language that was meant is told" "python3"

run evalx judge - - --problem hello-sum
status_is "standard input twice is wrong usage" 2

mkdir empty
run evalx judge --each empty --problem hello-sum
status_is "an empty folder of submissions is bad input" 3

run env EVALX_SLOTS=many "$EVALX" judge $good --problem hello-sum
status_is "a bad variable is wrong usage" 2
stderr_has "a bad variable is named" "EVALX_SLOTS"

if ! evalx doctor >/dev/null 2>&1; then
    skip "judging" "no sandbox works here"
    exit
fi

# --- Results --------------------------------------------------------------------------------------------------------

run evalx judge $good --problem hello-sum
status_is "accepted ends with 0" 0
stdout_has "each test has a row" "  AC   secret/3-large"
stdout_has "the summary tells verdict and count" "sum.cpp: accepted, 4 of 4 tests accepted"
stdout_has "the time limit's origin is told" "time limit 1.00 s ("
is "standard error is silent" "$stderr" ""
lacks "no escape codes in a pipe" "$stdout" $'\033'

run evalx judge $bad --problem hello-sum
status_is "a wrong answer ends with 1" 1
stdout_has "the first difference is shown" '"5000000000"'

run evalx judge $good --problem hello-sum --quiet
is "quiet is one line" "$(wc -l <<<"$stdout") $stderr" "1 "
run evalx judge $problem/submissions/compiler_error/undeclared.c --problem hello-sum --quiet
is "of what does not compile too" "$(wc -l <<<"$stdout") $stderr" "1 "

run evalx judge $good $bad --problem hello-sum --stop-on-first
status_is "one of two not accepted ends with 1" 1

run evalx judge nowhere.c $bad $good --problem hello-sum
status_is "an unreadable source ends with 3" 3
stdout_has "an unreadable source is told" "nowhere.c: not judged:"
stdout_has "it does not stop the others" "AC        4/4"

run evalx judge - --problem hello-sum --quiet <$problem/submissions/accepted/sum.py
status_is "standard input is a submission" 0

run evalx judge $bad --problem hello-sum --tests 'sample/*'
status_is "only the tests that match are run" 0
run evalx judge $bad --problem hello-sum --tests 'nothing*'
status_is "a glob that matches no test is bad input" 3

run evalx judge $problem/submissions/time_limit_exceeded/endless.c --problem hello-sum --time 200ms --stop-on-first
stdout_has "--time is the limit" "time limit 200 ms (--time)"
stdout_has "the rest is skipped after the first" "3 not run"

# --- JSON -----------------------------------------------------------------------------------------------------------

# `query FILTER` on standard output of the run before
query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

run evalx judge $bad nowhere.c --problem hello-sum --format json
status_is "json has the same status" 3
is "json tells its version" "$(query 'value["version"]')" 1
is "json keeps the order of the call" "$(query '[s["source"].split("/")[-1] for s in value["submissions"]]')" "['overflow.c', 'nowhere.c']"
is "json tells verdicts" "$(query '[s["verdict"] for s in value["submissions"]]')" "['WA', None]"
is "json tells why it was not judged" "$(query 'value["submissions"][1]["error"]["kind"]')" input
is "json tells tests in order" "$(query '[t["verdict"] for t in value["submissions"][0]["tests"]]')" "['AC', 'AC', 'AC', 'WA']"
is "json tells figures" "$(query 'all(t["cpu_ms"] > 0 for t in value["submissions"][0]["tests"])')" True

run evalx judge $good $bad --problem hello-sum --format ndjson
is "ndjson is a line for each submission" "$(wc -l <<<"$stdout")" 2

# --- Standard output that cannot be written ---------------------------------------------------------------------------

evalx judge $good --problem hello-sum >/dev/full 2>full
status=$?
status_is "a full disk is a failure of the judge" 4
has "a full disk is told" "$(cat full)" "No space left"

# --- From below the workspace ---------------------------------------------------------------------------------------

mkdir -p a/b && cd a/b || exit 1
run evalx judge ../../$good --problem hello-sum --quiet
status_is "the workspace is found from below" 0

printf 'slot: 1\n' >../../evalx.yaml
run evalx judge ../../$good --problem hello-sum
status_is "an unknown key of the workspace is bad input" 3
stderr_has "its place is told" "evalx.yaml:1:1:"
