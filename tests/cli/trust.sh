#!/bin/bash
# Times that can be trusted: near the limit beside others a test is judged again alone; --repeat; --time-source.
source "$(dirname "$0")/harness.bash"

run evalx judge a.c --problem p --time-source steps
status_is "an unknown time source is wrong usage" 2
stderr_has "known time sources are told" "cpu, instructions and task-clock"
run evalx judge a.c --problem p --time-source instructions --instructions-per-second 5
status_is "a rate that no CPU has is wrong usage" 2
run evalx judge a.c --problem p --repeat 0
status_is "no run at all is wrong usage" 2

if ! evalx doctor >/dev/null 2>&1; then
    skip "judging again" "no sandbox works here"
    exit
fi

# `query FILTER`: of the one submission in standard output
query()
{
    python3 -c 'import json, sys; s = json.loads(sys.stdin.readline()); t = s["tests"]; print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

# Each test's input is how many milliseconds of CPU time to use.
problem()
{
    local name=$1 i
    shift
    mkdir -p "$name"
    for i in "$@"; do
        n=$((n + 1))
        echo "$i" >"$name/$n.in"
        echo "done" >"$name/$n.ans"
    done
}
cat >burn.c <<'END'
#include <stdio.h>
#include <time.h>
int main(void)
{
    int ms;
    struct timespec used;
    if (scanf("%d", &ms) != 1)
        return 1;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < ms);
    puts("done");
    return 0;
}
END

# Two equal tests of two slots run side by side; they differ by a millisecond, or they would be run once.
limits=(--time 400ms --wall 60s --format ndjson)
n=0 problem near 380 381
run evalx judge burn.c --problem ./near --slots 2 "${limits[@]}"
status_is "just below the limit is accepted" 0
is "what ends just below the limit beside others is judged again" "$(query 'any("rejudged" in x for x in t)')" True
is "the first run is told" "$(query 'all(x["rejudged"]["verdict"] in ("AC", "TLE") and x["rejudged"]["cpu_ms"] >= 380 for x in t if "rejudged" in x)')" True

n=0 problem over 415 416
run evalx judge burn.c --problem ./over --slots 2 "${limits[@]}"
status_is "just above the limit is not accepted" 1
is "what ends just above the limit beside others is judged again" "$(query 'any("rejudged" in x for x in t)')" True
is "it is over the limit alone too" "$(query '[x["verdict"] for x in t]')" "['TLE', 'TLE']"

run evalx judge burn.c --problem ./near --slots 1 "${limits[@]}"
is "with one slot nothing is judged again" "$(query 'any("rejudged" in x for x in t)')" False

n=0 problem far 20 21 9000 9001
run evalx judge burn.c --problem ./far --slots 2 "${limits[@]}"
is "far from the limit nothing is judged again" "$(query 'any("rejudged" in x for x in t)')" False
is "verdicts far from the limit" "$(query '[x["verdict"] for x in t]')" "['AC', 'AC', 'TLE', 'TLE']"

n=0 problem many $(seq 370 383)
run evalx judge burn.c --problem ./many --slots 2 "${limits[@]}"
is "at most ten tests of a submission are judged again" "$(query '1 <= sum("rejudged" in x for x in t) <= 10')" True

run evalx judge burn.c --problem ./over --slots 2 --time 400ms --wall 60s
stdout_has "the table says that it was judged again" "judged again alone, other run"

# --- Time sources -----------------------------------------------------------------------------------------------------

# Counters of the hardware are not everywhere; the software's clock is counted the same way.
n=0 problem near2 20 600
run evalx judge burn.c --problem ./near2 --time-source instructions --format ndjson
if [[ $status == 2 ]]; then
    stderr_has "what this host cannot count is refused, with what to use instead" "use --time-source cpu"
else
    is "instructions are counted" "$(query 'min(x["events"] for x in t) > 1000000')" True
fi
run evalx judge burn.c --problem ./near2 --time-source task-clock --time 300ms --wall 60s --format ndjson
if [[ $status == 2 ]]; then
    skip "another time source" "counting is not allowed here"
else
    is "the limit is of what is counted" "$(query '[x["verdict"] for x in t]')" "['AC', 'TLE']"
    is "the report tells by what" "$(query 's["time_source"]')" "task-clock, 1000000000 a second"
    is "times are made of events" "$(query 'all(x["cpu_ms"] + 0.01 >= x["events"] / 1e6 > 15 for x in t)')" True
    run evalx judge burn.c --problem ./near2 --time 300ms --wall 60s --format ndjson
    is "results of one source are not taken for another's" "$(query 'any("events" in x for x in t)')" False
    is "CPU time needs no mention" "$(query '"time_source" in s')" False
    run evalx judge burn.c --problem ./near2 --time-source task-clock --time 300ms --wall 60s
    stdout_has "the table tells it too" "time source: task-clock, 1000000000 a second"
fi

# --- Noise --------------------------------------------------------------------------------------------------------------

# Two others on every CPU: a program waits for its own.
hogs=()
for ((cpu = 0; cpu < 2 * $(nproc); cpu++)); do
    taskset --cpu-list $((cpu / 2)) bash -c 'while :; do :; done' &
    hogs+=($!)
done
n=0 problem busy 150 151
run evalx judge burn.c --problem ./busy --slots 1 --fresh --time 10s
kill "${hogs[@]}"
wait "${hogs[@]}" 2>/dev/null
status_is "a busy host changes no verdict" 0
stdout_has "it is told that a program waited" "of its run for a CPU"

# --- Repeats ----------------------------------------------------------------------------------------------------------

n=0 problem short 5 5
run evalx judge burn.c --problem ./short --repeat 3 --slots 1 --format ndjson
status_is "repeats are accepted" 0
is "each test is run as often as asked, equal ones too" "$(query '[x["repeats"]["count"] for x in t]')" "[3, 3]"
is "times are in order" "$(query 'all(x["repeats"]["cpu_ms"]["min"] <= x["repeats"]["cpu_ms"]["median"] <= x["repeats"]["cpu_ms"]["max"] for x in t)')" True
is "runs agree" "$(query '[(x["repeats"]["agree"], x["repeats"]["verdicts"]) for x in t]')" "[(True, ['AC']), (True, ['AC'])]"
run evalx judge burn.c --problem ./short --repeat 3 --slots 1 --format ndjson
is "repeats never come from the cache" "$(query 'any(x["cached"] for x in t)')" False

# Chance by the clock: of twenty runs some end with 0 and some with 1.
cat >dice.c <<'END'
#include <stdio.h>
#include <sys/random.h>
int main(void)
{
    unsigned char byte = 0;
    if (getrandom(&byte, 1, 0) != 1)
        return 2;
    puts("done");
    return byte & 1;
}
END
run evalx judge dice.c --problem ./short --repeat 30 --slots 1 --format ndjson
status_is "the worst of the runs counts" 1
is "runs that disagree are told" "$(query '[(x["verdict"], x["repeats"]["agree"], x["repeats"]["verdicts"]) for x in t][0]')" "('RTE', False, ['AC', 'RTE'])"
run evalx judge dice.c --problem ./short --repeat 30 --slots 1
stdout_has "the table tells that runs disagree" "runs disagree: AC, RTE"
