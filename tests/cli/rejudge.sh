#!/bin/bash
# evalx rejudge: submissions of the history are judged once more; nothing counts without --apply.
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.cpp
bad=$problem/submissions/wrong_answer/overflow.c

# `query FILTER` on standard output of the run before
query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

run evalx rejudge
status_is "rejudging nothing in particular is wrong usage" 2
run evalx rejudge 1
status_is "without a history it is bad input" 3

if ! evalx doctor >/dev/null 2>&1; then
    skip "rejudging" "no sandbox works here"
    exit
fi

mkdir two
printf '#include "add.h"\n#include <stdio.h>\nint main(void) { long long n, x, s = 0; (void)!scanf("%%lld", &n); while (scanf("%%lld", &x) == 1) s = add(s, x); printf("%%lld\\n", s); }\n' >two/main.c
printf 'static long long add(long long a, long long b) { return a + b; }\n' >two/add.h
evalx judge $good $bad two --problem hello-sum --slots 1 --user ada -q >/dev/null
evalx judge $good --problem hello-sum --tests 'sample/*' -q >/dev/null
run evalx stats list --format json
good_id=$(query '[r["id"] for r in value["rows"] if r["language"] == "cpp"][-1]')

run evalx rejudge --problem hello-sum --format json
status_is "nothing changes at first" 0
is "judgings of some tests are left out" "$(query 'sorted((r["old_verdict"], r["new_verdict"]) for r in value["rows"])')" \
    "[('AC', 'AC'), ('AC', 'AC'), ('WA', 'WA')]"
run evalx rejudge --changed
stdout_has "the package is the same" "0 judged again, 0 would change"
run evalx rejudge "$good_id" --verdict WA
stdout_has "ids and filters must both hold" "0 judged again"
run evalx rejudge 99
status_is "an id that is not there is bad input" 3
run evalx rejudge "$good_id" "$good_id"
status_is "an id twice is wrong usage" 2

# The package is mended: what was right is wrong now.
echo 7 >$problem/data/secret/1-one.ans
run evalx rejudge --changed --quiet
status_is "quiet: a change is told by the status" 1
is "and two rows below a heading" "$(wc -l <<<"$stdout") $stderr" "3 "
run evalx rejudge --changed
status_is "a change is told by the status" 1
stdout_has "and as a row" "sum.cpp"
stdout_has "it would only" "3 judged again, 2 would change"
run evalx stats by verdict --format json
is "nothing counts yet" "$(query '[(r["verdict"], r["submissions"]) for r in value["rows"]]')" "[('AC', 3), ('WA', 1)]"

run evalx rejudge --changed --apply --format json
status_is "applied" 1
is "every verdict is told" "$(query 'sorted((r["old_verdict"], r["new_verdict"], r["changed"]) for r in value["rows"])')" \
    "[('AC', 'WA', True), ('AC', 'WA', True), ('WA', 'WA', False)]"
run evalx stats by verdict --format json
is "they count now" "$(query '[(r["verdict"], r["submissions"]) for r in value["rows"]]')" "[('WA', 3), ('AC', 1)]"
run evalx stats show "$good_id" --format json
is "the old judging is kept" "$(query '[(j["judging"], j["verdict"], j["package_revision"], j["counts"]) for j in value["judgings"]]')" \
    "[(1, 'AC', 1, False), (2, 'WA', 2, True)]"
is "user and source stay" "$(query '(value["user"], value["files"][0]["name"])')" "('ada', 'sum.cpp')"
run evalx stats show "$good_id.1" --format json
is "and can be looked at" "$(query '(value["verdict"], [t["verdict"] for t in value["tests"]])')" "('AC', ['AC', 'AC', 'AC', 'AC'])"
run evalx rejudge --changed
stdout_has "then nothing is left to do" "0 judged again"

# The judge fails: what was judged stays.
printf 'name: Hello Sum\nproblem_format_version: 2025-09\ntype: pass-fail\nlimits: {time_limit: 1.0}\nuuid: 5e0f6b0c-3c1e-4f0b-9d53-0d6a1f8b7c42\n' >$problem/problem.yaml
mkdir -p $problem/output_validator
printf '#!/usr/bin/env python3\nimport sys\nsys.exit(9)\n' >$problem/output_validator/validate.py
run evalx rejudge "$good_id" --apply
status_is "a validator that fails is the judge's failure" 4
stdout_has "that is counted apart" "1 could not be judged"
run evalx stats show "$good_id" --format json
is "no verdict is lost to it" "$(query '(value["verdict"], len(value["judgings"]))')" "('WA', 2)"
mv problems moved
run evalx rejudge "$good_id"
status_is "a package that is gone is bad input" 3
stderr_has "it is named" "hello-sum"
run evalx rejudge "$good_id" --problems moved
lacks "it is found by its name" "$stderr" "not found"
