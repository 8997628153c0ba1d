#!/bin/bash
# A computed time limit: the jury's runs that it was made of are not run again in the same call.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "computed time limits" "no sandbox works here"
    exit
fi

# `query FILTER`: of the submissions in standard output
query()
{
    python3 -c 'import json, sys; s = json.load(sys.stdin)["submissions"]; print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

mkdir -p p/data/secret p/submissions/accepted
printf 'problem_format_version: 2025-09\nname: P\nuuid: 6a0f8c12-6a3e-4b3c-9b1e-0c1d8a1b2c3d\n' >p/problem.yaml
for i in 1 2 3; do
    echo "$i" >p/data/secret/$i.in
    echo "$i" >p/data/secret/$i.ans
done
good=p/submissions/accepted/good.c
cat >$good <<'END'
#include <stdio.h>
int main(void)
{
    int n;
    if (scanf("%d", &n) == 1)
        printf("%d\n", n);
    return 0;
}
END
sed 's/scanf/(int)+scanf/' $good >other.c

# A run of its own would have a wall clock of its own, to the microsecond.
times='[[t["wall_ms"] for t in x["tests"]] for x in s]'

run evalx judge $good $good other.c other.c --problem ./p --fresh --format json
status_is "all are accepted" 0
is "the limit is computed" "$(query '"computed from 1 accepted" in s[0]["time_limit"]["origin"]')" True
is "without a cache the jury's runs are those of the survey" "$(query "(lambda w: w[0] == w[1])($times)")" True
is "what the survey has not run is run" "$(query "(lambda w: w[2] != w[3] and w[2] != w[0])($times)")" True
is "nothing is said to come from a cache" "$(query 'any(t["cached"] for x in s for t in x["tests"])')" False

run evalx judge $good $good --problem ./p --fresh --format json --memory 64M
is "under another memory limit it is run again" "$(query "(lambda w: w[0] != w[1])($times)")" True
run evalx judge $good $good --problem ./p --fresh --format json --repeat 1
is "whoever asks for times gets new runs" "$(query "(lambda w: w[0] != w[1])($times)")" True

# The call that computes the limit keeps the runs too.
export EVALX_CACHE_DIR=$scratch/kept
run evalx judge $good --problem ./p --format json
if [[ $(query 's[0]["degraded"]') == "[]" ]]; then
    first=$(query "$times")
    run evalx judge $good --problem ./p --format json
    is "the next call knows them" "$(query 'all(t["cached"] for t in s[0]["tests"])')" True
    is "they are the survey's" "$(query "$times")" "$first"
else
    skip "the next call knows them" "this host is degraded: nothing is remembered"
fi
