#!/bin/bash
# evalx submit: what is handed in is judged by the service, once, and shown as evalx judge shows it.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/service.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c
broken=$problem/submissions/compiler_error/undeclared.c

# --- Without a service -----------------------------------------------------------------------------------------------

run evalx submit
status_is "nothing to submit is wrong usage" 2
run evalx submit $good
status_is "no problem is wrong usage" 2
run evalx submit $good $bad --problem hello-sum --key once
status_is "one key for two is wrong usage" 2
run evalx submit $good --problem hello-sum --server ftp://x
status_is "a server that is no URL is wrong usage" 2
run evalx submit $good --problem hello-sum --server http://127.0.0.1:1 --patience 300ms
status_is "no server there: the service is unavailable" 5
stderr_has "the server is named" "http://127.0.0.1:1"
run evalx submit $good --problem hello-sum --label nonsense --server http://127.0.0.1:1
status_is "a label that is none is wrong usage" 2

if ! evalx doctor >/dev/null 2>&1; then
    skip "submitting" "no sandbox works here"
    exit
fi
service_start --problems problems

# --- Handing in ------------------------------------------------------------------------------------------------------

run evalx submit $good --problem hello-sum
status_is "what is taken ends with 0" 0
matches "its id is told" "$stdout" '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$'
run evalx submit $good $bad --problem hello-sum --format json
is "JSON has a version" "$(query 'value["version"]')" 1
is "and one object each" "$(query '[s["source"] for s in value["submissions"]]')" "['$good', '$bad']"
run evalx submit $good --problem nowhere
status_is "an unknown problem is refused" 3
stderr_has "in the server's words" "nowhere"
run evalx submit nowhere.c --problem hello-sum
status_is "a source that is not there is bad input" 3
run evalx submit nowhere.c $good --problem hello-sum
status_is "one that is bad does not stop the next: the status" 3
matches "one that is bad does not stop the next: the id" "$stdout" '^[0-9a-f-]{36}$'

run evalx submit $good --problem hello-sum --key once
first=$stdout
run evalx submit $good --problem hello-sum --key once
is "the same key again is the same submission" "$stdout" "$first"
run evalx submit $bad --problem hello-sum --key once
status_is "another submission under that key is refused" 3

# --- Waiting ---------------------------------------------------------------------------------------------------------

run evalx submit $good --problem hello-sum --wait --quiet
is "quiet is one line" "$(wc -l <<<"$stdout") $stderr" "1 "
run evalx submit $good --problem hello-sum --wait
status_is "accepted ends with 0" 0
stdout_has "the verdict is told" "AC"
run evalx submit $good $bad --problem hello-sum --wait
status_is "one that is not accepted ends with 1" 1
run evalx submit $broken --problem hello-sum --wait
status_is "a compiler error ends with 1" 1
stdout_has "the compiler is heard" "undeclared"
run evalx submit - --problem hello-sum --wait --lang python3 <$good
status_is "standard input is a submission" 0
run evalx submit $good --problem hello-sum --follow
status_is "following ends with the verdict's status" 0
stderr_has "tests are told as they end" " AC "

# The same object as local judging's, but for what differs each time, and what only a server has.
shape='
def plain(s):
    drop = {"id", "source", "wall_ms", "noise", "cached", "hints", "compile", "degraded", "time_limit"}
    s = {k: v for k, v in s.items() if k not in drop}
    s["tests"] = [{k: t[k] for k in ("name", "group", "verdict", "message", "exit_status", "signal")} for t in s["tests"]]
    return s
'
compare()
{
    python3 -c "import json, sys$shape
a, b = [json.load(open(f))['submissions'] for f in sys.argv[1:]]
print('same' if [plain(s) for s in a] == [plain(s) for s in b] else [plain(s) for s in a + b])" "$1" "$2" 2>&1
}
evalx judge $good $bad $broken --problem hello-sum --format json >local.json 2>/dev/null
run evalx submit $good $bad $broken --problem hello-sum --wait --format json
cp .stdout remote.json
is "the report is that of local judging" "$(compare local.json remote.json)" "same"
run evalx judge $good $bad $broken --problem hello-sum --server "$EVALX_SERVER" --format json
status_is "judge --server has the status of judging" 1
cp .stdout remote.json
is "judge --server gives the same report" "$(compare local.json remote.json)" "same"
run evalx judge $good --problem hello-sum --server "$EVALX_SERVER" --time 1s
status_is "judge --server refuses what only local judging can" 2
stderr_has "and names it" "--server"
run evalx judge $good --problem hello-sum --server "$EVALX_SERVER" --time-source task-clock
status_is "and another time source" 2

# --- A service that goes away ----------------------------------------------------------------------------------------

address=${EVALX_SERVER#http://}
service_kill
evalx submit $good --problem hello-sum --wait --key patient --patience 60s >late.out 2>late.err &
waiting=$!
"$EVALX" serve-queue --listen "$address" --problems problems --state "$scratch/service" >"$service_log" 2>&1 &
service_pid=$!
wait $waiting
is "who waits for a service that returns has its verdict" "$?" 0
run evalx submit $good --problem hello-sum --key patient
run evalx queue list --format json --limit 1000
is "it was handed in once" "$(query 'len([s for s in value["submissions"] if s["state"] not in ("done", "queued", "judging")])')" 0
service_stop
status_is "SIGTERM ends the service well" 0
