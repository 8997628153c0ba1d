#!/bin/bash
# evalx judge --watch: again at every change, and Ctrl-C leaves nothing.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "watching" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
problem=problems/hello-sum
work=$problem/submissions
cp $work/accepted/sum.py mine.py

# TEXT COUNT: until it stands so often in what was said, a minute at most.
await()
{
    for ((i = 0; i < 600; i++)); do
        [[ $(grep -c -- "$1" watched) -ge $2 ]] && return
        sleep 0.1
    done
}

"$EVALX" judge mine.py --problem hello-sum --watch >watched 2>&1 &
watcher=$!
await "^evalx: watching" 1
echo "print(1)" >mine.py
await "^evalx: watching" 2
cp $work/accepted/sum.py new.py && mv new.py mine.py
await "^evalx: watching" 3
touch unrelated.py
echo 7 >$problem/data/secret/1-one.ans
await "^evalx: watching" 4
kill -TERM $watcher # the shell has its background jobs ignore Ctrl-C
wait $watcher
status=$? stdout=$(cat watched) stderr=""
status_is "a signal ends watching" 130
is "a written source, a replaced one, a changed problem" "$(grep -oE '^(AC|WA)' watched | tr '\n' ' ')" "AC WA AC WA "
stdout_has "what was changed is told" "evalx: mine.py"
stdout_has "of the problem too" "evalx: data/secret/1-one.ans"
stdout_lacks "other files do not matter" "unrelated"
is "every round is recorded" "$(evalx stats list --format csv | grep -c mine.py)" 4

# A signal in the middle of a round.
"$EVALX" judge $work/time_limit_exceeded/endless.c --problem hello-sum --time 100s --fresh --watch >watched 2>&1 &
watcher=$!
for ((i = 0; i < 600; i++)); do
    pgrep -P $watcher >/dev/null && break
    sleep 0.1
done
sleep 1
children=$(pgrep -P $watcher | tr '\n' ' ')
kill -TERM $watcher
wait $watcher
status=$?
status_is "a signal ends a round, too" 130
left=0
for child in $children; do
    kill -0 "$child" 2>/dev/null && left=$((left + 1))
done
is "no process is left" "$left" 0

run evalx judge - --problem hello-sum --watch </dev/null
status_is "standard input cannot be watched" 2
run evalx judge nowhere/a.py --problem hello-sum --watch
status_is "nor what is in no folder" 3
run evalx judge --batch - --watch
status_is "nor a batch" 2
