#!/bin/bash
# Scores: what a submission gets by the rules of the package's format, what is left out, and how it is told.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "scores" "no sandbox works here"
    exit
fi

# test_case PROBLEM NAME N: the answer is twice the input.
test_case()
{
    mkdir -p "$1/data/${2%/*}"
    echo "$3" >"$1/data/$2.in"
    echo $(($3 * 2)) >"$1/data/$2.ans"
}

# A filter on the only submission.
field()
{
    jq -c ".submissions[0] | $1" <<<"$stdout"
}

# judged NAME VERDICT SCORE SOURCE...: as JSON, in $stdout
judged()
{
    run evalx judge "${@:4}" --fresh --format json
    is "$1: verdict" "$(field .verdict)" "\"$2\""
    is "$1: score" "$(field .score)" "$3"
}

echo 'print(int(input()) * 2)' >right.py
echo 'print(0)' >zero.py
# Where n is in BAD: wrong
cat >some.py <<'END'
n = int(input())
print(0 if n in (7, 13, 14) else n * 2)
END
printf '#include <stdio.h>\nint main(void) { int n; scanf("%%d", &n); printf("%%d\\n", n + n); }\n' >small.c
echo 'print(' >broken.py
echo 'int main(void) { return' >broken.c

# --- ICPC 2025-09 ---------------------------------------------------------------------------------------------------

mkdir -p icpc/data/secret/g{1,2,3}
cat >icpc/problem.yaml <<'END'
problem_format_version: 2025-09
type: scoring
name: Twice
uuid: 3f8a3ac1-96f1-4d02-a4a2-2bb8f0d1a6c1
limits: {time_limit: 1}
END
printf 'max_score: 20\nrequire_pass: sample\n' >icpc/data/secret/g1/test_group.yaml
printf 'max_score: 30\nscore_aggregation: min\nrequire_pass: secret/g1\n' >icpc/data/secret/g2/test_group.yaml
printf 'max_score: 50\nscore_aggregation: sum\n' >icpc/data/secret/g3/test_group.yaml
test_case icpc sample/1 1
test_case icpc secret/g1/1 5
test_case icpc secret/g1/2 7
test_case icpc secret/g1/3 8
test_case icpc secret/g2/1 100
test_case icpc secret/g2/2 2000000000
test_case icpc secret/g3/1 3
test_case icpc secret/g3/2 3000000000
test_case icpc secret/g3/3 4
test_case icpc secret/g3/4 6

judged "everything right" AC 100 right.py --problem icpc
status_is "the full score ends with 0" 0
judged "numbers too small" PA 57.5 small.c --problem icpc
status_is "a part of the score ends with 1" 1
is "every group has its score" "$(field '.groups | map([.name, .score])')" \
    '[["",57.5],["sample",0],["secret",57.5],["secret/g1",20],["secret/g2",0],["secret/g3",37.5]]'
is "the maximum is told" "$(field .max_score)" 100
judged "nothing right" WA 0 zero.py --problem icpc
status_is "nothing right ends with 1" 1
judged "a compile error" CE 0 broken.c --problem icpc

judged "a requirement not met" PA 50 some.py --problem icpc
is "the group is not run" "$(field '.groups[4] | [.verdict, .run, .score]')" '["SK",false,0]'
is "what is left out is skipped" "$(field '.tests | map(select(.verdict == "SK").name)')" \
    '["secret/g1/3","secret/g2/1","secret/g2/2"]'

shape='.submissions[0] | del(.wall_ms, .compile, .noise) | .tests |= map(del(.cpu_ms, .wall_ms, .memory_bytes, .rejudged, .cached))'
for slots in 1 2 3; do
    run evalx judge some.py --problem icpc --fresh --format json --slots $slots
    jq -S "$shape" <<<"$stdout" >"slots$slots"
done
is "the report is the same for one slot and two" "$(cmp slots1 slots2 2>&1)" ""
is "the report is the same for one slot and three" "$(cmp slots1 slots3 2>&1)" ""

judged "all tests" PA 50 some.py --problem icpc --all-tests
is "--all-tests skips none" "$(field '.tests | map(select(.verdict == "SK")) | length')" 0
is "what would be left out gives no points" "$(field '.tests[3:6] | map(.points)')" '[null,null,null]'

run evalx judge small.c --problem icpc --fresh --explain-score
stdout_has "the explanation has the whole" "score PA 57.5 of 100: "
stdout_has "the explanation has sums" "secret/g3 PA 37.5 of 50: sum of 4 tests: 12.5 + 0 + 12.5 + 12.5 = 37.5"
stdout_has "the explanation has tests" "secret/g3/2 WA: 0"
stdout_has "the summary has the score" "score 57.5 of 100"
run evalx judge right.py small.c --problem icpc --fresh
stdout_has "many submissions have cells" "57.5  g1    20  g2     0  g3  37.5  small.c"

run evalx judge zero.py --problem icpc --fresh --format json --tests 'sample/*'
is "of some tests there is no score" "$(field .score)" null

# The second time all is known: neither compiled nor run, though some tests never were.
run evalx judge some.py --problem icpc --format json --slots 1
run evalx judge some.py --problem icpc --format json --slots 1
is "the score comes from the cache" "$(field '[.score, .cached, .verdict]')" '[50,true,"PA"]'
run evalx judge some.py --problem icpc --format json --slots 1 --all-tests
is "what the cache lacks is run" "$(field '[.score, .cached, ([.tests[] | select(.cached | not)] | length)]')" '[50,false,3]'

run evalx judge right.py some.py --problem icpc --fresh --format ndjson
is "ndjson has scores" "$(jq -c .score <<<"$stdout" | tr '\n' ' ')" "100 50 "

# --- A validator that gives scores ----------------------------------------------------------------------------------

# What it writes is the first line of the output: FILE VALUE, or both, or nothing; "no" is a reject.
cp -r icpc scored
rm -r scored/data/secret/g2 scored/data/sample
printf 'max_score: 50\nscore_aggregation: sum\n' >scored/data/secret/g1/test_group.yaml
mkdir scored/output_validator
cat >scored/output_validator/validate.py <<'END'
import sys

feedback = sys.argv[3]
words = sys.stdin.read().split()
for name, value in zip(words[1::2], words[2::2]):
    open(feedback + name, "w").write(value + "\n")
sys.exit(43 if words and words[0] == "no" else 42)
END

# says NAME VERDICT SCORE TEXT [PART OF judge_error]
says()
{
    echo "print('''$4''')" >says.py
    judged "$1" "$2" "$3" says.py --problem scored
    [[ -z ${5:-} ]] || has "$1: why" "$(field .judge_error)$(field '.tests | map(.message)')" "$5"
}
says "no file is the maximum" AC 100 "yes"
says "score.txt is absolute" PA 49 "yes score.txt 7"
says "score_multiplier.txt is a share" PA 50 "yes score_multiplier.txt 0.5"
is "the test tells how" "$(field '.tests[3] | [.points, .how]')" '[6.25,"0.5 x 12.5 = 6.25"]'
says "a reject" WA 0 "no"
says "score.txt beyond the maximum" JE null "yes score.txt 13" "the maximum is 12.5"
status_is "a judge error ends with 4" 4
says "both files" JE null "yes score.txt 1 score_multiplier.txt 0.5" "both"
says "a score for a reject" JE null "no score.txt 1" "rejected"
says "no number" JE null "yes score.txt many" "score.txt"
echo "max_score: 50" >scored/data/secret/g1/test_group.yaml
says "a score in a pass-fail group" JE null "yes score_multiplier.txt 1" "in a pass-fail group"
run evalx judge says.py --problem scored --fresh
stdout_has "the table tells the judge error" "judge error: secret/g1/1: "

# Scores of the checker are remembered as well.
printf 'max_score: 50\nscore_aggregation: sum\n' >scored/data/secret/g1/test_group.yaml
echo "print('yes score_multiplier.txt 0.25')" >says.py
run evalx judge says.py --problem scored --format json
run evalx judge says.py --problem scored --format json
is "multipliers come from the cache" "$(field '[.score, .cached]')" '[25,true]'

# --- Kattis legacy --------------------------------------------------------------------------------------------------

mkdir -p legacy/data/secret/{a,b}
printf 'name: Twice\ntype: scoring\nlimits: {}\n' >legacy/problem.yaml
echo 1 >legacy/.timelimit
printf 'on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n' >legacy/data/testdata.yaml
printf 'grader_flags: min\naccept_score: 40\non_reject: break\nrange: 0 40\n' >legacy/data/secret/a/testdata.yaml
printf 'grader_flags: sum always_accept\naccept_score: 20\nrange: 0 60\n' >legacy/data/secret/b/testdata.yaml
printf 'grader_flags: sum always_accept\n' >legacy/data/secret/testdata.yaml
test_case legacy sample/1 1
test_case legacy secret/a/1 12
test_case legacy secret/a/2 13
test_case legacy secret/a/3 15
test_case legacy secret/b/1 14
test_case legacy secret/b/2 16
test_case legacy secret/b/3 17

judged "legacy: everything right" AC 100 right.py --problem legacy
judged "legacy: a part" PA 40 some.py --problem legacy
is "legacy: break leaves the rest out" "$(field '.tests | map(select(.verdict == "SK").name)')" '["secret/a/3"]'
has "legacy: the stop is told" "$(field '.groups[3].how')" "stopped at secret/a/2 WA (on_reject: break)"
printf 'grader_flags: sum always_accept\naccept_score: 20\nrange: 0 50\n' >legacy/data/secret/b/testdata.yaml
judged "legacy: beyond the range" JE null right.py --problem legacy
has "legacy: the range is told" "$(field .judge_error)" "secret/b: the score 60 is outside of the range 0 to 50"

# A grader of the package's own: its flags, its input, and what it must not do.
mkdir legacy/graders
printf 'on_reject: continue\nrange: 0 60\ngrading: custom\ngrader_flags: 3 times\n' >legacy/data/secret/b/testdata.yaml
cat >legacy/graders/grade.py <<'END'
import sys

lines = sys.stdin.read().splitlines()
print("AC", int(sys.argv[1]) * sum(line.startswith("AC ") for line in lines))
END
judged "legacy: a grader of the package" PA 49 right.py --problem legacy
is "legacy: what the grader said" "$(field '.groups[4].how')" "\"the package's grader made of 3 tests: AC 9\""

# grader_says NAME VERDICT PART PYTHON
grader_says()
{
    echo "$4" >legacy/graders/grade.py
    run evalx judge right.py --problem legacy --fresh --format json
    is "$1: verdict" "$(field .verdict)" "\"$2\""
    has "$1: why" "$(field .judge_error)" "$3"
}
grader_says "a grader without an answer" JE 'a line \"VERDICT score\" is due' 'pass'
grader_says "a grader with two answers" JE 'a line \"VERDICT score\" is due' 'print("AC 1\nAC 2")'
grader_says "a grader with a verdict of its own" JE 'a line \"VERDICT score\" is due' 'print("OK 1")'
grader_says "a grader without a number" JE 'a line \"VERDICT score\" is due' 'print("AC nan")'
grader_says "a grader that gives up" JE "exit status 3: no flags" 'import sys; sys.exit((sys.stderr.write("no flags\n"), 3)[1])'
grader_says "a grader that says JE" JE "it says JE" 'print("JE 0")'
grader_says "a grader beyond the range" JE "secret/b: the score 61 is outside" 'print("AC 61")'
