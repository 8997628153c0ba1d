#!/bin/bash
# timeout: 600
# Proof that the tests can fail: a build of evalx whose defences can be left out, one at a time, is attacked, and the test
# that guards that defence must notice. The bits are those of enum wire_weakness (src/sandbox/wire.h).
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

: "${EVALX_MUTANT:=$top/build/mutant/evalx}"
if [[ ! -x $EVALX_MUTANT ]]; then
    not_ok "the mutant build is there" "$EVALX_MUTANT is missing: make VARIANT=mutant"
    exit 0
fi

# bit, defence, attack that notices
attacked="\
0 filter calls
1 pid-namespace processes
2 uid-drop identity
5 network-namespace abstract_socket
6 read-only-program own_binary
7 closed-proc host_facts
9 own-root host_files
11 closed-descriptors descriptors
12 shuffled-pids pid_counter
13 dropped-capabilities capabilities"

while read -r bit defence attack; do
    result=$(VICTIM=$EVALX_MUTANT ATTACKS=$attack EVALX_WEAKEN=$((1 << bit)) "$top/tests/system/attacks.sh" 2>"$scratch/log")
    if [[ $result == "not ok attack $attack"*breached* ]]; then
        ok "without $defence the attack $attack gets through"
    else
        stdout=$(cat "$scratch/log")
        not_ok "without $defence the attack $attack gets through" "$result"
    fi
done <<<"$attacked"

# A defence between the tests of one submission shows in a verdict: bit, defence, specimen, verdict without it.
judged="\
3 cleaning leaves_files.c WA
4 killing-leftovers leaves_daemon.c WA
8 unnamed-inputs names_input.c WA
12 shuffled-pids marks_pids.c WA
14 restored-flags sets_flags.c WA
10 cgroup-limits uses_too_much.c AC"

problem=$scratch/problem
mkdir -p "$problem"
for i in 1 2 3; do
    echo "$i" >"$problem/$i.in"
    echo "clean" >"$problem/$i.ans"
done

verdict_of()
{
    "$@" judge --fresh --problem "$problem" --slots 1 --memory 64M --format ndjson "$top/tests/system/between/$specimen" 2>>"$scratch/log" |
        python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["verdict"])'
}

while read -r bit defence specimen verdict; do
    whole=$(verdict_of "$EVALX_MUTANT")
    weak=$(verdict_of env EVALX_WEAKEN=$((1 << bit)) "$EVALX_MUTANT")
    stdout=$(cat "$scratch/log")
    if [[ $whole != "$weak" && $weak == "$verdict" ]]; then
        ok "without $defence the specimen $specimen gets $verdict instead of $whole"
    else
        not_ok "without $defence the specimen $specimen gets $verdict" "whole $whole, weakened $weak"
    fi
done <<<"$judged"

# The ordinary specimens: what is weak in both, defence, bit, specimen, verdict without it. That a flood of signals keeps an order to
# kill away is a matter of luck, so that the last resort is shown with orders that are lost for certain.
ordinary="\
0 killing-leftovers 4 AC/fills_pipes.c OLE
65536 the-last-resort 15 TLE/floods_judge.c JE"

specimen_verdict()
{
    EVALX_WEAKEN=$1 "$EVALX_MUTANT" judge --fresh --problem "$top/tests/system/specimens/problem" --slots 1 --time 1s --wall 20s \
        --format ndjson "$top/tests/system/specimens/$specimen" 2>>"$scratch/log" |
        python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["verdict"])'
}

while read -r base defence bit specimen verdict; do
    whole=$(specimen_verdict "$base")
    weak=$(specimen_verdict $((base | 1 << bit)))
    stdout=$(cat "$scratch/log")
    if [[ $whole == "${specimen%%/*}" && $weak == "$verdict" ]]; then
        ok "without $defence the specimen $specimen gets $verdict instead of $whole"
    else
        not_ok "without $defence the specimen $specimen gets $verdict" "whole $whole, weakened $weak"
    fi
done <<<"$ordinary"
