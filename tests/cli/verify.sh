#!/bin/bash
# evalx verify: every kind of failure of a package is told, and nothing else is.
# timeout: 600
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
package=problems/hello-sum

# --- What is refused before anything runs ---------------------------------------------------------------------------

run evalx verify
status_is "no package is wrong usage" 2
run evalx verify $package --only validators,tests
status_is "an unknown part is wrong usage" 2
stderr_has "the known parts are listed" "submissions"
run evalx verify $package --format xml
status_is "an unknown format is wrong usage" 2
stderr_has "the known formats are listed" "junit"

if ! evalx doctor >/dev/null 2>&1; then
    skip "verifying" "no sandbox works here"
    exit
fi

# `query EXPRESSION` on standard output of the run before; `p` is its first package
query()
{
    python3 -c 'import json, sys
value = json.load(sys.stdin)
p = value["packages"][0]
def of(name): return [s for s in p["submissions"] if s["source"].endswith(name)][0]
def texts(level): return [f["text"] for f in p["findings"] if f["level"] == level]
print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

# A copy of the example to spoil, without what takes long.
light=light
cp -r $package $light
rm -r $light/submissions/{time_limit_exceeded,run_time_error}
spoil()
{
    rm -rf spoiled
    cp -r $light spoiled
}

# --- A good package -------------------------------------------------------------------------------------------------

run evalx verify hello-sum --format json
status_is "the example is as it says" 0
is "it is found by its name" "$(query 'p["problem"]')" hello-sum
is "every submission is as expected" "$(query 'set(s["state"] for s in p["submissions"])')" "{'as-expected'}"
is "no errors" "$(query 'texts("error")')" "[]"
is "our verdict and the format's" "$(query '(of("memory_limit.c")["verdict"], of("memory_limit.c")["native_verdict"])')" "('MLE', 'MLE (RTE)')"
is "a test tells whom it rejects" "$(query '[t["rejects"][-1] for t in p["tests"] if t["name"] == "secret/3-large"]')" \
    "['submissions/wrong_answer/overflow.c']"
is "a test that alone rejects one" "$(query '[t["alone_in_rejecting"] for t in p["tests"]]')" "[0, 0, 0, 1]"
is "the limit is the package's" "$(query '(p["time_limit"]["limit_ms"], p["time_limit"]["origin"])')" "(1000.0, 'problem.yaml')"
is "the high limit has the safety margin" "$(query 'p["time_limit"]["high_ms"]')" 1500.0
is "the limit's lower side is a submission that must not be too slow" \
    "$(query 'p["time_limit"]["slowest_in_time"]["source"].split("/")[1] != "time_limit_exceeded"')" True

# Rows of the history, fields with | between them
recorded()
{
    python3 - "${2:-.evalx/history.db}" "$1" <<'END'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1], timeout=60).execute(sys.argv[2]):
    print("|".join("" if field is None else str(field) for field in row))
END
}
is "every submission is recorded as verified" \
    "$(recorded "SELECT count(*), count(DISTINCT package_id), min(kind), max(kind), min(is_as_expected) FROM judged")" \
    "$(query 'len(p["submissions"])')|1|verify|verify|1"
is "with its verdict at the time limit, and what was expected" \
    "$(recorded "SELECT j.verdict, j.expected, j.cpu_limit_us, j.time_limit_origin FROM judged JOIN judging j
                 ON j.submission_id = id WHERE name LIKE '%sum.py'")" "AC|AC|1000000|problem.yaml"
run evalx stats list
stdout_lacks "contestants' statistics know nothing of it" "sum.py"
run evalx stats list --kind verify
stdout_has "unless they are asked" "submissions/accepted/sum.py"
run evalx stats --kind nobodys
status_is "an unknown kind is wrong usage" 2
run evalx rejudge 1
status_is "jury submissions are not rejudged" 3
stderr_has "that is told" "evalx verify"
before=$(recorded "SELECT count(*) FROM submission")
run evalx verify $light --only submissions --no-history
is "--no-history records nothing" "$(recorded "SELECT count(*) FROM submission")" "$before"
run evalx verify $light --only validators
is "nor does what runs no submission" "$(recorded "SELECT count(*) FROM submission")" "$before"
tar -cf light.tar $light
run evalx verify light.tar --only limits --db other.db
is "of an archive, its digest and its place" \
    "$(recorded "SELECT count(*) > 0, count(DISTINCT digest), max(path LIKE '%/light.tar') FROM judged
                 JOIN package p ON p.id = package_id" other.db)" "1|1|1"

run evalx verify $light --quiet --only submissions
is "quiet tells findings and a summary" "$(wc -l <<<"$stdout")" 1
stdout_has "the summary counts" "4 of 4 submissions as expected"

run evalx verify $light --only limits
stdout_has "what sets the limit is run" "accepted/sum.py"
stdout_lacks "other submissions are not" "compiler_error/undeclared.c"

run evalx verify $package --only validators --format json
is "every validator sees every input" "$(query 'p["validators"]["runs"]')" 4
is "no submission is run for that" "$(query 'set(s["state"] for s in p["submissions"])')" "{'not-run'}"

# --- What goes wrong ------------------------------------------------------------------------------------------------

spoil
mv spoiled/submissions/wrong_answer/overflow.c spoiled/submissions/accepted/
mkdir spoiled/submissions/time_limit_exceeded
cp spoiled/submissions/accepted/sum.py spoiled/submissions/time_limit_exceeded/
run evalx verify spoiled --format json
status_is "what is not as expected ends with 1" 1
is "a wrong answer among the accepted" "$(query 'of("overflow.c")["state"]')" otherwise
has "what was expected, what came and where" "$(query 'of("overflow.c")["why"]')" "secret/3-large"
is "an accepted one among the too slow" "$(query 'of("time_limit_exceeded/sum.py")["state"]')" otherwise
is "both are errors" "$(query 'len(texts("error"))')" 2
is "the others are as expected" "$(query 'of("undeclared.c")["state"]')" as-expected

spoil
rm -r spoiled/submissions/*
mkdir -p spoiled/submissions/{accepted,wrong_answer}
cp $package/submissions/accepted/sum.cpp spoiled/submissions/accepted/
cp $package/submissions/wrong_answer/overflow.c spoiled/submissions/wrong_answer/
cp spoiled/data/secret/1-one.in spoiled/data/secret/0-again.in
cp spoiled/data/secret/1-one.ans spoiled/data/secret/0-again.ans
run evalx verify spoiled --format json
status_is "useless tests are no failure" 0
is "tests that reject nobody are told" "$(query 'any(t["useless"] for t in p["tests"] if t["name"] in ("secret/0-again", "secret/1-one", "secret/2-edge"))')" True
is "a test that rejects one is not useless" "$(query '[t["useless"] for t in p["tests"] if t["name"] == "secret/3-large"]')" "[False]"
has "they are counted" "$(query 'texts("note")')" "reject no wrong submission"

# Works for a while, by its processor time: 0.4 s.
busy='#include <stdio.h>
#include <time.h>
int main(void)
{
    long long count, price, sum = 0;
    if (scanf("%lld", &count) != 1)
        return 1;
    while (scanf("%lld", &price) == 1)
        sum += price;
    while (clock() < CLOCKS_PER_SEC * 2 / 5)
        ;
    printf("%lld\n", sum);
    return 0;
}'
echo "$busy" >spoiled/submissions/accepted/busy.c
run evalx verify spoiled --time 300ms --format json
status_is "a limit that is too tight ends with 1" 1
is "its submission is not as expected" "$(query 'of("busy.c")["state"]')" otherwise
is "the history has the verdict at the time limit" \
    "$(recorded "SELECT j.verdict, j.is_as_expected, j.cpu_limit_us FROM judged JOIN judging j
                 ON j.submission_id = id WHERE name LIKE '%busy.c' ORDER BY id DESC LIMIT 1")" "TLE|0|300000"
is "what it gets at both limits" "$(query '(of("busy.c")["verdict"], of("busy.c")["high_verdict"])')" "('TLE', 'AC')"
has "the limit is blamed" "$(query 'texts("error")')" "too tight"
is "the verdict hangs on the limit" "$(query 'of("busy.c")["sensitive"]')" True
has "that is a warning" "$(query 'texts("warning")')" "sensitive to the time limit: TLE with 0.3 s, AC with 0.45 s"
has "the rule's limit is told" "$(query 'p["time_limit"]["least_ms"]')" "1000"

run evalx verify spoiled --time 400ms --slots 2 --only submissions
is "a run near the time limit beside others is judged again, though it was run with more time" \
    "$(recorded "SELECT count(*) > 0 FROM test_run WHERE other_verdict IS NOT NULL AND submission_id =
                 (SELECT max(id) FROM submission WHERE name LIKE '%busy.c')")" 1

run evalx verify spoiled --time 500ms --format json
status_is "a narrow margin is no failure" 0
has "but a warning" "$(query 'texts("warning")')" "the format wants 2 times"

sed -i '/time_limit:/d' spoiled/problem.yaml
run evalx verify spoiled --format json
is "a limit that is not given is computed" "$(query '(p["time_limit"]["limit_ms"], p["time_limit"]["origin"])')" "(1000.0, 'computed')"
is "by the slowest that must be in time" "$(query 'p["time_limit"]["slowest_in_time"]["source"]')" submissions/accepted/busy.c

spoil
sed -i '/^limits:/a\  code: 1' spoiled/problem.yaml
(cat $package/submissions/accepted/sum.py; printf '#%.0s' {1..2000}) >spoiled/submissions/accepted/long.py
run evalx verify spoiled --only submissions --format json
is "a source that contestants may not hand in is run all the same" \
    "$(query '(of("long.py")["state"], of("long.py")["verdict"])')" "('as-expected', 'AC')"
has "with a warning" "$(query 'texts("warning")')" "KiB of source: contestants may hand in no more than 1 KiB"
mkdir -p spoiled/submissions/compiler_error
mv spoiled/submissions/accepted/long.py spoiled/submissions/compiler_error/
run evalx verify spoiled --only submissions --format json
is "unless it is there to show just that" "$(query '(of("long.py")["state"], of("long.py")["verdict"])')" "('as-expected', 'CE')"

# A grader of the package's own counts what is accepted: at the time limit that is less than at the high one.
rm -rf counted
cp -r "$top/tests/formats/legacy-grader" counted
rm -r counted/submissions/{wrong_answer,partially_accepted}
{
    echo 'import time'
    cat counted/submissions/accepted/fewest.py
    echo 'while time.process_time() < 0.4:'
    echo '    pass'
} >counted/submissions/accepted/late.py
run evalx verify counted --time 250ms --only submissions --format json
is "a package's own grader is asked for both limits" \
    "$(query '(of("late.py")["verdict"], of("late.py")["score"], of("late.py")["high_verdict"], of("late.py")["high_score"])')" \
    "('TLE', 0.0, 'AC', 30.0)"
sed -i "s/^results = .*/&\nif any(result[0] == 'TLE' for result in results):\n    sys.exit('never seen')/" counted/graders/without_worst.py
run evalx verify counted --time 250ms --only submissions --db unsaid.db
status_is "one that fails there ends with 4" 4
is "the history has why, and not what the run got" \
    "$(recorded "SELECT verdict, score IS NULL, error FROM judging WHERE verdict = 'JE'" unsaid.db)" "JE|1|grader: exit status 1: never seen"

# --- Validators -----------------------------------------------------------------------------------------------------

spoil
rm -r spoiled/input_validators
run evalx verify spoiled --only validators
status_is "a package without input validators is poor, not wrong" 0
stdout_has "but that is a warning" "warning: no input validator"
run evalx verify spoiled --only validators --werror
status_is "--werror makes a warning fail" 1

spoil
printf '2\n1  2\n' >spoiled/data/secret/4-blanks.in
echo 3 >spoiled/data/secret/4-blanks.ans
mkdir spoiled/data/invalid_input
printf '1001\n' >spoiled/data/invalid_input/large.in
printf '1\n7\n' >spoiled/data/invalid_input/fine.in
run evalx verify spoiled --only validators
status_is "a refused input ends with 1" 1
stdout_has "it is named, with the validator" "data/secret/4-blanks.in: refused by validate.c"
stdout_has "an invalid input that is accepted is an error" "data/invalid_input/fine.in: accepted by every input validator"
stdout_lacks "one that is refused is none" "large.in"

cp -r "$top/tests/formats/dmoj-arguments" marked
run evalx verify marked
status_is "a package of marked submissions is good" 0
stdout_lacks "one that must be wrong is expected to fail" "expected to fail"
rm -r marked/tests/far
run evalx verify marked
stdout_has "without it none is" "no jury submission is expected to fail"

cp -r "$top/tests/formats/icpc-constants" constants
echo 'number = int(input()); print({{bound}} // number * number)' >constants/submissions/accepted/divide.py
run evalx verify constants --only submissions
status_is "constants are put into jury submissions" 0
is "which stay as they are in the package" "$(grep -c '{{bound}}' constants/submissions/accepted/divide.py)" 1

cp -r "$top/tests/formats/polygon-groups" made
cat >made/files/count.py <<'VALIDATOR'
import sys
words = sys.stdin.read().split()
sys.exit(0 if len(words) == int(words[0]) + 1 and words[0] != "100" else 3)
VALIDATOR
sed -i 's|<assets>|<assets><validators><validator><source path="files/count.py" type="python.3"/></validator></validators>|' made/problem.xml
run evalx verify made --only validators
status_is "an input that a generator makes is refused" 1
stdout_has "by the name of its test" "tests/04: refused by count.py"
is "and it alone of eight" "$(grep -c "refused by" <<<"$stdout") $(grep -c "on 8 inputs" <<<"$stdout")" "1 1"
echo '#error no' >>made/files/numbers.c
run evalx verify made --only validators
stdout_has "a generator that does not compile is told" "files/numbers.c does not compile"

spoil
cat >spoiled/input_validators/strict.py <<'VALIDATOR'
import sys
lines = sys.stdin.read().split("\n")
sys.exit(42 if int(lines[0]) < 6 else 43)
VALIDATOR
run evalx verify spoiled --only validators
stdout_has "every input validator has its say" "data/secret/3-large.in: refused by strict.py"
is "the others accept the rest" "$(grep -c "refused by" <<<"$stdout")" 1

spoil
echo 'int main(void) { return }' >spoiled/input_validators/broken.c
run evalx verify spoiled --only validators
status_is "a validator that does not compile is an error" 1
is "told once, not for each input" "$(grep -c "broken.c" <<<"$stdout")" 1

# A custom output validator, by what its answers are.
with_output_validator()
{
    spoil
    mkdir -p spoiled/output_validator spoiled/data/{invalid_output,valid_output}
    cat >spoiled/output_validator/validate.py
    for case in invalid_output/wrong valid_output/right; do
        printf '2\n1 2\n' >spoiled/data/$case.in
        echo 3 >spoiled/data/$case.ans
    done
    echo 4 >spoiled/data/invalid_output/wrong.out
    echo 3 >spoiled/data/valid_output/right.out
}

with_output_validator <<'VALIDATOR'
import sys
try:
    sys.exit(42 if int(sys.stdin.read()) == int(open(sys.argv[2]).read()) else 43)
except ValueError:
    sys.exit(43)
VALIDATOR
run evalx verify spoiled --only validators
status_is "an output validator that does its part" 0
with_output_validator <<'VALIDATOR'
import sys
sys.exit(42)
VALIDATOR
run evalx verify spoiled --only validators
status_is "one that accepts anything ends with 1" 1
stdout_has "an invalid output that is accepted is told" "data/invalid_output/wrong.out: accepted by"
stdout_has "so is nonsense" "accepts nonsense as an output"
with_output_validator <<'VALIDATOR'
import sys
sys.exit(43)
VALIDATOR
run evalx verify spoiled --only validators
status_is "one that refuses anything ends with 1" 1
stdout_has "a valid output that is refused is told" "data/valid_output/right.out: refused by"
stdout_has "so are the jury's answers" "answers are refused as outputs"
with_output_validator <<'VALIDATOR'
import sys
sys.exit(42 if int(sys.stdin.read()) == int(open(sys.argv[2]).read()) else 43)
VALIDATOR
run evalx verify spoiled --only validators
stdout_has "one that fails on nonsense is told" "fails on nonsense"
with_output_validator <<'VALIDATOR'
import sys
sys.exit(7)
VALIDATOR
run evalx verify spoiled --only validators
status_is "one that crashes is a failure of the judge" 4

# --- Spoiled inputs -------------------------------------------------------------------------------------------------

run evalx verify $package --only validators --fuzz-input 150 --format json
status_is "a strict validator accepts few mutants" 0
is "mutants are counted" "$(query 'p["validators"]["mutants"] > 100')" True
accepted=$(query 'p["validators"]["accepted_mutants"]')
is "accepted ones are kept" "$(find mutants/hello-sum -name '*.in' 2>/dev/null | wc -l)" "$accepted"
first=$(cat mutants/hello-sum/* 2>/dev/null | sha256sum)
rm -rf mutants
run evalx verify $package --only validators --fuzz-input 150
is "the same seed spoils the same way" "$(cat mutants/hello-sum/* 2>/dev/null | sha256sum)" "$first"

spoil
echo 'int main(void) { return 42; }' >spoiled/input_validators/validate.c
run evalx verify spoiled --only validators --fuzz-input 100 --mutants lax
stdout_has "a lax validator is told" "warning: the input validators accept inputs with a flaw (no-final-newline)"
stdout_has "so is where the mutants are" "kept in lax/spoiled (seed 1)"

# --- Languages that are not here ------------------------------------------------------------------------------------

spoil
sed '/^ *cpp:/,$!b' "$top/langs.yaml" >langs.yaml
sed -i 's/g++/no-such-compiler/g' langs.yaml
echo "something" >spoiled/submissions/accepted/sum.unheardof
run evalx verify spoiled --langs langs.yaml --format json
status_is "a language that is missing is no failure" 0
is "a missing compiler: skipped" "$(query 'of("sum.cpp")["state"]')" skipped
has "what is missing is named" "$(query 'of("sum.cpp")["why"]')" "no-such-compiler"
is "a language nobody knows: skipped" "$(query 'of("sum.unheardof")["state"]')" skipped
is "they are counted" "$(query 'p["skipped"]')" 2

# --- Several packages -----------------------------------------------------------------------------------------------

mkdir broken
echo "problem_format_version: 1999" >broken/problem.yaml
run evalx verify broken $light nowhere --only submissions
status_is "a package that cannot be read ends with 3" 3
stdout_has "it is told" "broken: cannot be checked"
stdout_has "so is one that is not there" "nowhere"
stdout_has "the others are checked" "light: good"
stdout_has "all are counted" "3 packages: 1 good, 2 not"

many=(broken)
for number in 1 2 3 4 5 6 7 8; do
    cp -r $light many$number
    many+=("many$number")
done
rm many3/submissions/accepted/sum.cpp
run evalx verify "${many[@]}" --slots 3 --format json --db many.db
status_is "many at once: the highest status counts" 3
is "packages are told of in their order" "$(query '" ".join(q["package"] for q in value["packages"])')" "${many[*]}"
is "each with its own submissions" "$(query '[len(q["submissions"]) for q in value["packages"]]')" "[0, 4, 4, 3, 4, 4, 4, 4, 4]"
is "and all of them as expected, where the language is there" \
    "$(query '{s["state"] for q in value["packages"] for s in q["submissions"]} - {"skipped"}')" "{'as-expected'}"
is "all are recorded" \
    "$(recorded "SELECT count(*), count(DISTINCT package_id), min(is_as_expected) FROM judged" many.db)" \
    "$(query 'sum(s["state"] == "as-expected" for q in value["packages"] for s in q["submissions"])')|8|1"

# --- Formats --------------------------------------------------------------------------------------------------------

spoil
mv spoiled/submissions/wrong_answer/overflow.c spoiled/submissions/accepted/
run evalx verify spoiled broken --only submissions --format github
stdout_has "an annotation names the file" "::error file=spoiled/submissions/accepted/overflow.c,title=spoiled (expectation)::permitted AC, got WA on secret/3-large"
stdout_has "a broken package has one, too" "::error file=broken/problem.yaml,line=1,col=25,title=broken (package)::"

mkdir -p deep/misspelt
sed 's/^name:/nam:/' $light/problem.yaml >deep/misspelt/problem.yaml
mv spoiled/submissions/accepted/overflow.c 'spoiled/submissions/accepted/o,v:e%r.c'
run evalx verify ./spoiled ./deep/misspelt --only submissions --format github
line=$(grep -n '^nam:' deep/misspelt/problem.yaml | cut -d : -f 1)
stdout_has "what cannot be read names its line, the file as git does" \
    "::error file=deep/misspelt/problem.yaml,line=$line,col=1,title=./deep/misspelt (package)::"
stdout_has "a file's name is escaped" "::error file=spoiled/submissions/accepted/o%2Cv%3Ae%25r.c,title"
mv 'spoiled/submissions/accepted/o,v:e%r.c' spoiled/submissions/accepted/overflow.c

mkdir -p linked/.git linked/common
cp -r "$top/tests/formats/dmoj-arguments" linked/p
mv linked/p/within.py linked/common/
ln -s ../common/within.py linked/p/within.py
sed -i 's/^expect: WA/expect: AC/' linked/p/tests/far/test.yml
run evalx verify linked/p --only submissions --format github
stdout_has "files are named where links lead out of the folder" "::error file=linked/p/tests/far/off.py,title="

run evalx verify spoiled broken --only submissions --format junit
is "junit is XML" "$(python3 -c 'import sys, xml.etree.ElementTree as t; r = t.parse(sys.stdin).getroot(); print(r.tag, len(r))' <<<"$stdout" 2>&1)" "testsuites 2"
# The elements and attributes that readers of JUnit's XML know; counts that are true.
is "junit has what its readers know, and no more" "$(python3 -c 'import sys, xml.etree.ElementTree as t
known = {"testsuites": {"name"}, "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
         "testcase": {"name", "classname", "time"}, "failure": {"type", "message"}, "error": {"type", "message"},
         "skipped": {"message"}}
root = t.parse(sys.stdin).getroot()
odd = [(e.tag, k) for e in root.iter() for k in e.keys() if k not in known[e.tag]]
for s in root:
    odd += [(s.get("name"), k) for k, e in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"),
            ("skipped", "skipped")) if int(s.get(k)) != len(list(s.iter(e)))]
print(odd)' <<<"$stdout" 2>&1)" "[]"
is "junit's failures" "$(python3 -c 'import sys, xml.etree.ElementTree as t
print([(s.get("failures"), s.get("errors")) for s in t.parse(sys.stdin).getroot()])' <<<"$stdout" 2>&1)" "[('1', '0'), ('0', '1')]"

# --- What the workspace's workflows run ------------------------------------------------------------------------------

mkdir packages
mv $light packages
for workflow in .github/workflows/problems.yml .gitlab-ci.yml; do
    command=$(grep -o 'evalx verify .*' $workflow)
    command=${command/problems/packages}
    run eval "$command"
    status_is "$workflow: its command works" 0
done
is "its artifact is XML" "$(python3 -c 'import xml.etree.ElementTree as t; print(t.parse("verify.xml").getroot().tag)' 2>&1)" testsuites

# --- Watching -------------------------------------------------------------------------------------------------------

light=packages/$light
spoil
"$EVALX" verify spoiled --watch --only validators,submissions >watched 2>&1 &
watcher=$!
await()
{
    for ((i = 0; i < 600; i++)); do
        [[ $(grep -c "$1" watched) -ge $2 ]] && return
        sleep 0.1
    done
}
await "watching 1 package" 1
echo "# edited" >>spoiled/submissions/accepted/sum.py
await "watching 1 package" 2
echo "1 2 3" >spoiled/data/secret/2-edge.in
await "refused by validate.c" 1
await "watching 1 package" 3
kill -TERM $watcher # the shell has its background jobs ignore Ctrl-C
wait $watcher
status=$? stdout=$(cat watched) stderr=""
status_is "a signal ends watching" 130
is "an edited submission is run by itself" "$(sed -n '/^evalx: spoiled: submissions/,/good/p' watched | grep -c '/')" 2
stdout_has "and is as expected" "1 of 1 submissions as expected"
stdout_has "an edited input is seen by the validators" "data/secret/2-edge.in: refused by"

# --- The matrix -----------------------------------------------------------------------------------------------------

run evalx verify $light --only submissions
stdout_has "the matrix has a letter for each test" "A       AAW"
lacks "no escape codes in a pipe" "$stdout" $'\033'
