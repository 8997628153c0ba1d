#!/bin/bash
# Ctrl-C: what was finished is told, nothing is left running.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "interrupting" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
endless=problems/hello-sum/submissions/time_limit_exceeded/endless.c

# Background jobs of a script ignore SIGINT; env gives it back.
start()
{
    env --default-signal=INT "$EVALX" "$@" >out 2>err &
    child=$!
}

# Until the program under test is there to be interrupted: its CPU time is what it burns.
wait_for_run()
{
    local tries
    for ((tries = 0; tries < 1200; tries++)); do
        pgrep --parent "$child" >/dev/null && grep -q '[^ ]' <<<"$(pgrep --full "^/program/")" && return
        sleep 0.05
    done
}

for signal in INT TERM; do
    start judge $endless --problem hello-sum --time 30s --format json
    wait_for_run
    kill -"$signal" "$child"
    wait "$child"
    status=$?
    stdout=$(cat out) stderr=$(cat err)
    status_is "SIG$signal ends with 130" 130
    stdout_has "SIG$signal leaves a whole document that says so" '"interrupted":true}'
    is "SIG$signal: the document parses" "$(python3 -c 'import json; print(json.load(open("out"))["interrupted"])' 2>&1)" True
done

start run --time 30s $endless
wait_for_run
kill -INT "$child"
wait "$child"
status=$? stderr=$(cat err)
status_is "an interrupted run ends with 130" 130
stderr_has "an interrupted run says so" "interrupted"
