#!/bin/bash
# timeout: 1800
# Every program of tests/system/specimens/VERDICT must get exactly that verdict: three times in one call, beside another
# one on a second slot, and as one of all in one call, where nothing of those before it may show.
#
#   SPECIMENS='SV/*'     only these
#   SPECIMEN_TIME=1s     CPU limit (a slow machine wants more)
#   SPECIMEN_WALL=20s    wall limit; of those that idle: SPECIMEN_IDLE=2s
#   SPECIMEN_FILL=4s     CPU limit of the call with those that take memory, among all that do not wait for their time to be
#                        over: a virtual machine's host that took memory back brings it in again on the CPU time of whoever
#                        touches it, a second at a time
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

folder=$top/tests/system/specimens
time=${SPECIMEN_TIME:-1s} wall=${SPECIMEN_WALL:-20s} idle=${SPECIMEN_IDLE:-2s} fill=${SPECIMEN_FILL:-4s}

cd "$folder" || exit 1
mapfile -t specimens < <(find . -mindepth 2 -maxdepth 2 -path "./${SPECIMENS:-*/*}" -type f ! -path './problem/*' -printf '%P\n' | sort)
cd "$scratch" || exit 1

# --- What this machine can judge ------------------------------------------------------------------------------------

printf 'print(2 * int(input()))\n' >probe.py
degraded=$("$EVALX" judge --problem "$folder/problem" --format ndjson --time 60s probe.py 2>/dev/null |
    python3 -c 'import json, sys; print("\n".join(json.loads(sys.stdin.readline())["degraded"]))')

declare -A compilers=([java]=javac [py]=python3 [c]=gcc [cpp]=g++)

# Why a specimen cannot be judged here; nothing when it can.
obstacle()
{
    local compiler=${compilers[${1##*.}]}
    command -v "$compiler" >/dev/null || { echo "$compiler is not installed"; return; }
    case $1 in
    # Memory is then limited per process, by its addresses, and time by what is waited for.
    *.java | MLE/* | TLE/*child* | TLE/*daemon* | TLE/*bomb* | */*threads* | AC/process_pool.py | AC/reserves_addresses.c)
        [[ $degraded == *cgroups:* ]] && echo "no writable cgroups" ;;
    SV/by_child.c) # only the listener sees what a child did
        grep -qw user_notif /proc/sys/kernel/seccomp/actions_avail || echo "no user notification" ;;
    esac
}

usable=()
for specimen in "${specimens[@]}"; do
    reason=$(obstacle "$specimen")
    if [[ -n $reason ]]; then
        skip "$specimen" "$reason"
    else
        usable+=("$specimen")
    fi
done

# --- Judging --------------------------------------------------------------------------------------------------------

# judge_to FILE SLOTS SPECIMEN...: one call; "SPECIMEN VERDICT" a line, and why behind it.
judge_to()
{
    local file=$1 slots=$2 limit=$wall cpu=$time
    shift 2
    [[ $1 == ILE/* ]] && limit=$idle
    [[ $file == fill ]] && cpu=$fill
    (cd "$folder" && "$EVALX" judge --problem problem --fresh --slots "$slots" --time "$cpu" --wall "$limit" \
        --format ndjson "$@" 2>"$scratch/errors" </dev/null) >"$scratch/report"
    python3 - "$scratch/report" >"$file" <<'PY'
import json, sys

for line in open(sys.argv[1]):
    told = json.loads(line)
    tests = [(test["verdict"], test["cpu_ms"], test["wall_ms"], test["memory_bytes"], test["message"]) for test in told["tests"]]
    print(told["source"], told["verdict"], tests, repr((told["compile"] or {}).get("messages", "")[:200]))
PY
}

# expect NAME SPECIMEN COUNT FILE: exactly so many lines of FILE are the specimen's, each with its verdict.
expect()
{
    local lines wrong
    lines=$(grep -cF -- "$2 " "$4")
    wrong=$(grep -F -- "$2 " "$4" | grep -vF -- "$2 ${2%%/*} ")
    if [[ $lines == "$3" && -z $wrong ]]; then
        ok "$1"
    else
        stderr=$(head -c 2000 "$scratch/errors")
        not_ok "$1" "$lines of $3 reports; ${wrong:-${stderr:0:200}}"
    fi
}

# Those that idle have a limit of their own, so they are called apart.
pick()
{
    printf '%s\n' "${usable[@]}" | grep "$@" '^ILE/'
}
mapfile -t idle_ones < <(pick)
mapfile -t busy_ones < <(pick -v)

for specimen in "${usable[@]}"; do
    judge_to thrice 1 "$specimen" "$specimen" "$specimen"
    expect "$specimen three times" "$specimen" 3 thrice
done

# The list against itself turned by a third: another kind of neighbour for each.
judge_pairs()
{
    local count=$# i other
    local list=("$@")
    for ((i = 0; i < count; i += 2)); do
        other=$(((i + 1) % count))
        judge_to pair 2 "${list[i]}" "${list[other]}"
        expect "${list[i]} beside ${list[other]}" "${list[i]}" 1 pair
        ((other > i)) && expect "${list[other]} beside ${list[i]}" "${list[other]}" 1 pair
    done
}

# Neighbours of different verdicts: dealt out like cards.
deal()
{
    printf '%s\n' "$@" | awk -F/ '{ print ++seen[$1], $0 }' | sort -s -n -k1,1 | cut -d' ' -f2
}

mapfile -t mixed < <(deal "${busy_ones[@]}")
((${#mixed[@]} > 1)) && judge_pairs "${mixed[@]}"
((${#idle_ones[@]} > 1)) && judge_pairs "${idle_ones[@]}"

# judge_all FILE SLOTS SPECIMEN...
judge_all()
{
    local file=$1 slots=$2 specimen
    shift 2
    (($# > 0)) || return
    judge_to "$file" "$slots" "$@"
    for specimen in "$@"; do
        expect "$specimen among all with --slots $slots" "$specimen" 1 "$file"
    done
}

mapfile -t timed_ones < <(printf '%s\n' "${mixed[@]}" | grep -v '^MLE/')
mapfile -t filling_ones < <(printf '%s\n' "${mixed[@]}" | grep -v '^TLE/')
for slots in 1 2; do
    judge_all all "$slots" "${timed_ones[@]}"
    judge_all fill "$slots" "${filling_ones[@]}"
    judge_all all "$slots" "${idle_ones[@]}"
done
