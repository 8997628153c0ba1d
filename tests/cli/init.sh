#!/bin/bash
# evalx init: a workspace whose example problem shows every verdict.
source "$(dirname "$0")/harness.bash"

run evalx init contest
status_is "init ends with 0" 0
stdout_has "init ends with the next command" "evalx judge problems/hello-sum/submissions/accepted/sum.cpp --problem hello-sum"
is "init is silent on standard error" "$stderr" ""
is "the workspace's file is there" "$(ls contest/evalx.yaml)" contest/evalx.yaml

echo "problems: problems # mine" >contest/evalx.yaml
rm contest/.gitignore
run evalx init contest
status_is "a second init ends with 0" 0
is "init never overwrites" "$(cat contest/evalx.yaml)" "problems: problems # mine"
stdout_has "what is kept is said" "kept     contest/evalx.yaml"
is "what was missing is written" "$(cat contest/.gitignore)" ".evalx/"

run evalx init one two
status_is "two folders are wrong usage" 2

echo >file
run evalx init file
status_is "a file in the way is bad input" 3
stderr_has "a file in the way is named" "file"

mkdir here && cd here || exit 1
run evalx init --quiet
is "quiet init prints the next command only" "$(wc -l <<<"$stdout")" 2
stdout_lacks "no cd where the workspace is this folder" "cd "

# --from: a package of another format becomes one of 2025-09.
run evalx init --from "$top/tests/formats/polygon-checker" converted
status_is "a package is converted" 0
stdout_has "what was written is said" "3 tests, 8 submissions, from a package of the format polygon"
stdout_has "what is lost is said" "lost     solutions/unfinished.c: it is never to be run"
stdout_has "the next command is said" "evalx verify converted"
is "the new package says its version" "$(head -n 1 converted/problem.yaml)" "problem_format_version: 2025-09"
run evalx init --from "$top/tests/formats/polygon-checker" converted
status_is "a folder with something in it is bad input" 3
stderr_has "a folder with something in it is named" "converted: not empty"
for name in uoj hydro syzoj; do
    from=$top/tests/formats/$name-subtasks
    run evalx init --from "$from" "from-$name"
    status_is "$name is imported" 0
    is "$name is a package of 2025-09 then" "$(head -n 1 "from-$name/problem.yaml")" "problem_format_version: 2025-09"
done
run evalx init --from nowhere other
status_is "a package that is not there is bad input" 3
is "nothing is written where the package cannot be read" "$(ls other 2>/dev/null)" ""

if ! evalx doctor >/dev/null 2>&1; then
    skip "every submission of the example gets its verdict" "no sandbox works here"
    exit
fi

# A verdict for each file, as its folder and name promise.
expected="AC sum.cpp
AC sum.py
CE undeclared.c
RTE abort.c
MLE memory_limit.c
OLE output_limit.c
TLE endless.c
WA overflow.c"
each=()
for folder in problems/hello-sum/submissions/*/; do
    each+=(--each "${folder%/}")
done
run evalx judge "${each[@]}" --problem hello-sum
status_is "not all accepted ends with 1" 1
got=$(awk '/submissions\// { split($0, place, "/submissions/[a-z_]*/"); split(place[2], name, ":"); print $1, name[1] }' <<<"$stdout")
is "every submission of the example gets its verdict" "$got" "$expected"
stdout_has "the verdicts are counted" "8 submissions: 2 AC, 1 WA, 1 OLE, 1 TLE, 1 MLE, 1 RTE, 1 CE"

input_validator=problems/hello-sum/input_validators/validate.c
run evalx compile $input_validator -o validate
status_is "the example's input validator compiles" 0
for input in problems/hello-sum/data/*/*.in; do
    run ./validate <"$input"
    status_is "the input validator accepts ${input##*/}" 42
done
for input in "" "1" "2\n1 2 \n" "2\n1\n" "1\n1000000001\n" "0\n\n" "1\n-1\n" "1\n01\n" "1\n1\n\n"; do
    # shellcheck disable=SC2059 # the rows are formats on purpose
    run ./validate < <(printf "$input")
    status_is "the input validator refuses '$input'" 43
done

# Tests that the package's programs make are written as files.
run evalx init --from "$top/tests/formats/tps-grader" from-tps
status_is "TPS is imported" 0
stdout_lacks "nothing is left to be made" "made by"
is "a generated input is the generator's" "$(head -n 1 from-tps/data/secret/003-full/0008-008.in)" 1000
made=$(cut -d ' ' -f 1 <(tr -d '\n' <from-tps/data/secret/003-full/0008-008.ans))
is "a generated test has its answer" "${made:+some}" some

polygon=$top/tests/formats/polygon-groups
run evalx init --from "$polygon" largest
status_is "a Polygon package without tests is converted" 0
stdout_lacks "all of its tests are made" "lost     test"
is "every input has its answer" "$(find largest/data -name '*.in' | wc -l) $(find largest/data -name '*.ans' -size +0 | wc -l)" "8 8"
is "the answer is the main solution's" "$(cat largest/data/secret/002-1/0002-02.ans)" \
    "$(tail -n +2 largest/data/secret/002-1/0002-02.in | tr ' ' '\n' | sort -n | tail -n 1)"

# A package of the newer format stays what it is: groups, points, static validation, expectations.
run evalx init --from "$top/tests/formats/icpc-static" kept
status_is "a package of the newer format is rewritten" 0
stdout_lacks "its groups are kept" "lost     group"
run evalx verify kept --only submissions
status_is "its scores are what they were" 0

cp -r "$polygon" broken
echo 'int main(void) { return 1; }' >broken/files/numbers.c
run evalx init --from broken half
status_is "what cannot be made does not stop the rest" 0
stdout_has "what could not be made is told, with the cause" "lost     test 1/02: it could not be made: "
stdout_has "the command is named" "numbers.c 3 9 1: exit status 1"
stdout_has "only what was written is counted" "3 tests, 3 submissions"
is "the other tests are written" "$(find half/data -name '*.in' | wc -l)" 3
is "no half test is written" "$(find half/data -name '*.ans' | wc -l)" 3

# The converted package is judged as the one it comes from.
run evalx verify converted --only submissions
status_is "the converted package is as its submissions promise" 0
stdout_has "all submissions of the converted package are as expected" "7 of 7 submissions as expected"

# Submissions that read and write named files go on doing so where an included file can do it for them.
run evalx init --from "$top/tests/formats/polygon-files" files
status_is "a package with named files is converted" 0
stdout_has "what becomes of them is said" "lost     named files: submissions read ledger.in and write ledger.out: those in C and C++ still do"
rm files/submissions/accepted/balance.py
run evalx verify files --only submissions
status_is "those in C do as before" 0
stdout_has "each gets what it got" "4 of 4 submissions as expected"
cp -r "$top/tests/formats/polygon-files" plain
sed -i 's/output-file="ledger.out"/output-file=""/' plain/problem.xml
rm -rf plain/solutions
mkdir plain/solutions
sed 's/, out)/, stdout)/; s/"ledger.out", "w"/"\/dev\/null", "w"/; s/fprintf(out/fprintf(stdout/' \
    "$top/tests/formats/polygon-files/solutions/balance.c" >plain/solutions/balance.cpp
python3 - <<'PYTHON'
import re
text = open("plain/problem.xml").read()
text = re.sub(r'<solution tag="(accepted|wrong-answer|rejected|runtime-error)">.*?</solution>', "", text, flags=re.S)
text = text.replace("solutions/balance.c\" type=\"c.gcc", "solutions/balance.cpp\" type=\"cpp.g++17")
open("plain/problem.xml", "w").write(text)
PYTHON
run evalx init --from plain half-files
run evalx verify half-files --only submissions
status_is "a named input beside standard output, in C++" 0
