#!/bin/bash
# timeout: 120
# evalx killed with -9 leaves no process; what it leaves in the cgroup file system goes at the next start.
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

cat >sleeper.c <<'C'
#include <unistd.h>
int main(void)
{
    fork();
    setsid();
    for (;;)
        pause();
}
C
mkdir problem
for i in 1 2 3 4; do
    echo "$i" >"problem/$i.in"
    echo "$i" >"problem/$i.ans"
done

# Names of the processes of boxes that are alive, whoever started them after the test began.
# shellcheck disable=SC2009 # names in alternation, longer than pgrep takes
box_processes()
{
    ps -eo pid=,comm= | grep -E ' evalx-(keeper|zygote|spawner|box)$' | sort
}

cgroup_folders()
{
    find /sys/fs/cgroup -maxdepth 6 -type d -name "evalx-$1-*" 2>/dev/null
}

wait_until()
{
    for _ in $(seq 1200); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

before=$(box_processes)
more_boxes() { [[ $(box_processes | wc -l) -gt $(($(wc -l <<<"$before") + 2)) ]]; }
as_before() { [[ $(box_processes) == "$before" ]]; }
# shellcheck disable=SC2009
program_runs() { ps -eo comm= | grep -qE '^(sleeper|program)$'; }

"$EVALX" judge --time 60s --problem ./problem sleeper.c >out 2>&1 &
victim=$!
if wait_until more_boxes && wait_until program_runs; then
    ok "a box with a program was there to be left behind"
else
    not_ok "a box with a program was there to be left behind" "$(cat out)"
fi
kill -9 "$victim"
wait "$victim" 2>/dev/null
if wait_until as_before; then
    ok "kill -9 leaves no process of a box"
else
    not_ok "kill -9 leaves no process of a box" "$(box_processes | tr '\n' ' ')"
fi
if program_runs; then
    not_ok "kill -9 leaves no program running" "$(ps -e | tail -n 20 | tr '\n' ' ')"
else
    ok "kill -9 leaves no program running"
fi

run "$EVALX" run --lang c - <<<'int main(void) { return 0; }'
status_is "the next start works" 0
left=$(cgroup_folders "$victim")
is "the next start removes the cgroups of the one killed" "$left" ""

mounts=$(wc -l </proc/self/mounts)
run "$EVALX" judge --problem ./problem --time 100ms sleeper.c
is "judging leaves no mount on the host" "$(wc -l </proc/self/mounts)" "$mounts"
is "judging leaves no shared memory on the host" "$(find /dev/shm -newer problem/1.in -type f 2>/dev/null)" ""
is "judging leaves no temporary file on the host" "$(find /tmp -maxdepth 1 -name 'evalx-box*' -newer problem/1.in)" ""
