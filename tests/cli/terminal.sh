#!/bin/bash
# What appears on a terminal, by script(1), and what NO_COLOR and CLICOLOR change.
source "$(dirname "$0")/harness.bash"

if ! command -v script >/dev/null; then
    skip "terminals" "script(1) is not installed"
    exit
fi
evalx init -q . >/dev/null
unset NO_COLOR CLICOLOR
export TERM=xterm

on_terminal()
{
    script --quiet --return --command "$(printf '%q ' "$@")" /dev/null
}

run on_terminal "$EVALX" langs
stdout_has "a terminal gets colours" $'\033[3'
run on_terminal env NO_COLOR=1 "$EVALX" langs
stdout_lacks "NO_COLOR: none" $'\033['
run on_terminal env NO_COLOR= "$EVALX" langs
stdout_has "an empty NO_COLOR says nothing" $'\033[3'
run on_terminal env CLICOLOR=0 "$EVALX" langs
stdout_lacks "CLICOLOR=0: none" $'\033['
run on_terminal env TERM=dumb "$EVALX" langs
stdout_lacks "a dumb terminal: none" $'\033['
run evalx langs
stdout_lacks "a pipe: none" $'\033['

if ! evalx doctor >/dev/null 2>&1; then
    skip "a live table" "no sandbox works here"
    exit
fi
bad=problems/hello-sum/submissions/wrong_answer/overflow.c
run on_terminal "$EVALX" judge $bad --problem hello-sum
status_is "the status is the same on a terminal" 1
stdout_has "verdicts have colours" $'\033[1;31mWA'
stdout_has "a bar shows progress" "[-----"
run on_terminal "$EVALX" judge $bad --problem hello-sum --no-progress
stdout_lacks "--no-progress: no bar" "[-----"
run on_terminal env NO_COLOR=1 "$EVALX" judge $bad --problem hello-sum --no-progress
stdout_lacks "without colour and bar no escape codes at all" $'\033'
