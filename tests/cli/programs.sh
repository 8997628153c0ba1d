#!/bin/bash
# Programs of packages: compiled with what stands beside them, built by scripts, making tests; and what of it goes wrong.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "programs of packages" "no sandbox works here"
    exit
fi

# package NAME VALIDATION: a legacy package that asks for the square of a number
package()
{
    mkdir -p "$1/data/secret" "$1/submissions/accepted"
    printf 'name: Square\nvalidation: %s\nlimits:\n  validation_time: 2\n  validation_output: 1\n' "$2" >"$1/problem.yaml"
    echo 1 >"$1/.timelimit"
    for number in 1 2 3; do
        echo $number >"$1/data/secret/$number.in"
        echo $((number * number)) >"$1/data/secret/$number.ans"
    done
    echo 'number = int(input()); print(number * number)' >"$1/submissions/accepted/square.py"
}
right=square.py
echo 'number = int(input()); print(number * number)' >$right
echo 'print(1)' >one.py

verdict_of()
{
    awk '$1 != "noisy" && $1 != "hint:" { word = $1 } END { print word }' <<<"$stdout"
}

# --- Scripts ----------------------------------------------------------------------------------------------------------

package scripted custom
mkdir -p scripted/output_validators/check/parts
printf '#!/bin/sh\ncc -o checker parts/checker.c\n' >scripted/output_validators/check/build
cat >scripted/output_validators/check/run <<'EOF'
#!/bin/sh
exec "$(dirname "$0")/checker" "$@"
EOF
cat >scripted/output_validators/check/parts/checker.c <<'EOF'
#include <stdio.h>

int main(int argc, char **argv)
{
    int wanted, got;
    FILE *answer = fopen(argv[2], "r");
    if (argc < 4 || !answer || fscanf(answer, "%d", &wanted) != 1)
        return 1;
    return scanf("%d", &got) == 1 && got == wanted ? 42 : 43;
}
EOF
chmod +x scripted/output_validators/check/{build,run}
run evalx judge $right --problem ./scripted --fresh
status_is "a validator is built and run by its scripts" 0
run evalx judge one.py --problem ./scripted --fresh
is "and refuses what is wrong" "$(verdict_of)" WA

printf '#!/bin/sh\necho no luck today >&2\nexit 3\n' >scripted/output_validators/check/build
run evalx judge $right --problem ./scripted --fresh
status_is "scripts that fail are an error of the package" 3
has "with their own words" "$stdout$stderr" "no luck today"

# --- What a validator does wrong is never the contestant's fault ----------------------------------------------------------

package broken custom
mkdir broken/output_validators
# broken_by LABEL STATEMENT WORDS
broken_by()
{
    printf '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { fprintf(stderr, "the last words\\n"); %s }\n' "$2" \
        >broken/output_validators/check.c
    run evalx judge $right --problem ./broken --fresh
    is "$1: judge error" "$(verdict_of)" JE
    status_is "$1: the judge failed" 4
    stdout_has "$1: why" "$3"
}
broken_by "a crash" 'abort();' "signal 6"
stdout_has "its words on standard error are shown" "the last words"
broken_by "a status without meaning" 'return 0;' "exit status 0"
broken_by "never ending" 'volatile int i = 0; for (;;) i++;' "time limit"
broken_by "a flood of words" 'for (;;) puts("word");' "output limit"
printf 'int main(void) { return 42 }\n' >broken/output_validators/check.c
run evalx judge $right --problem ./broken --fresh
status_is "one that does not compile is an error of the package" 3
has "and is named" "$stdout$stderr" "output_validators/check.c does not compile"
is "in one line" "$(grep -c 'does not compile' <<<"$stdout$stderr")" 1

# --- Several passes ------------------------------------------------------------------------------------------------------

package passes "custom multi-pass"
mkdir passes/output_validators
cat >passes/output_validators/again.py <<'EOF'
import os, sys
number = open(sys.argv[1]).read().strip()
feedback = sys.argv[3]
log = os.path.join(feedback, "log.txt")
open(log, "a").write(number + "\n")
if int(sys.stdin.read()) != int(number) ** 2:
    sys.exit(43)
if len(open(log).readlines()) < 2 or number == "9":
    open(os.path.join(feedback, "nextpass.in"), "w").write(str(int(number) ** 2 if int(number) < 3 else 9))
sys.exit(42)
EOF
run evalx judge $right --problem ./passes --fresh --tests 'secret/[12]'
status_is "the feedback folder goes from pass to pass" 0
run evalx judge $right --problem ./passes --fresh --tests secret/3
is "a pass too many is a judge error" "$(verdict_of)" JE
stdout_has "that says so" "nextpass.in after pass 2 of at most 2"
run evalx judge one.py --problem ./passes --fresh --tests secret/2
is "a wrong pass is wrong" "$(verdict_of)" WA

# --- Tests that are made ----------------------------------------------------------------------------------------------------

mkdir -p made/files made/solutions
cat >made/problem.xml <<'EOF'
<?xml version="1.0" encoding="utf-8"?>
<problem revision="1" short-name="made">
  <names><name language="english" value="Made"/></names>
  <judging input-file="" output-file="">
    <testset name="tests">
      <time-limit>1000</time-limit><memory-limit>268435456</memory-limit><test-count>2</test-count>
      <input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
      <tests><test method="generated" cmd="gen 12"/><test method="generated" cmd="gen 7"/></tests>
    </testset>
  </judging>
  <files><executables><executable><source path="files/gen.py" type="python.3"/></executable></executables></files>
  <assets>
    <checker name="std::wcmp.cpp" type="testlib"/>
    <solutions><solution tag="main"><source path="solutions/square.py" type="python.3"/></solution></solutions>
  </assets>
</problem>
EOF
cp $right made/solutions/
printf 'import sys\nprint(sys.argv[1])\n' >made/files/gen.py
run evalx judge $right --problem ./made
status_is "inputs by a generator, answers by the main solution" 0
run evalx judge one.py --problem ./made
is "the answers are those of the main solution" "$(verdict_of)" WA
stdout_has "from the generator's inputs" '"144"'

# A generator that never says the same twice shows whether it was asked again.
printf 'import random\nprint(random.getrandbits(80))\n' >made/files/gen.py
expected() { evalx judge "$@" --problem ./made --format ndjson 2>/dev/null | jq -c '[.tests[].message]'; }
echo 'print(1)  # again' >one_again.py
first=$(expected one.py)
has "made data is what the answers say" "$first" 'expected'
is "made data is found again and not made again" "$(expected one_again.py)" "$first"
is "--fresh makes it again" "$([[ $(expected one_again.py --fresh) != "$first" ]] && echo other)" other
is "and harms nothing that was kept" "$(expected one.py)" "$first"

# Their results are found again by the bytes that were made, not by who made them.
known() { evalx judge one.py --problem ./made --format ndjson 2>/dev/null | jq -c "$1"; }
if [[ $(known .degraded) == "[]" ]]; then
    is "results on made data are found again" "$(known '[.tests[].cached]')" "[true,true]"
    echo '# another' >>made/files/gen.py
    is "not where the generator is another" "$(known '[.tests[].cached]')" "[false,false]"
    is "once it is there, its bytes are known, and then its results" "$(known '[.tests[].cached]' && known '[.tests[].cached]')" \
        "[false,false]
[true,true]"
else
    skip "results on made data are found again" "this host is degraded: nothing is remembered"
fi

# What is kept of a generator belongs to its arguments, each for itself and all of them.
cp -r made words
long=$(printf 'x%.0s' {1..450})
sed -e "s/cmd=\"gen 12\"/cmd=\"gen 1 2 $long 1\"/; s/cmd=\"gen 7\"/cmd=\"gen 1 2 $long 2\"/" -i words/problem.xml
printf 'import sys\nprint(len(sys.argv), sys.argv[-1])\n' >words/files/gen.py
printf 'print(input())\n' >words/solutions/square.py
run evalx init --from words long
is "long commands that end in different ways" "$(cat long/data/secret/*.in)" "5 1
5 2"
sed -e "s/ $long 1//; s/1 2 $long 2/\&quot;1 2\&quot;/" -i words/problem.xml
run evalx init --from words quoted
is "arguments that read the same once joined" "$(cat quoted/data/secret/*.in)" "3 2
2 1 2"

printf 'import sys\nsys.exit("out of numbers")\n' >made/files/gen.py
run evalx judge $right --problem ./made
has "a generator that fails is named with its command" "$stdout$stderr" "gen.py 12"
has "and its words" "$stdout$stderr" "out of numbers"
lacks "nobody is accepted then" "$(verdict_of)" AC

# --- Named files ------------------------------------------------------------------------------------------------------------

printf 'import sys\nprint(sys.argv[1])\n' >made/files/gen.py
sed -i 's/input-file="" output-file=""/input-file="square.in" output-file="square.out"/' made/problem.xml
cat >files.py <<'EOF'
number = int(open("square.in").read())
with open("square.out", "w") as out:
    print(number * number, file=out)
print("this is nobody's business")
EOF
cp files.py made/solutions/square.py
run evalx judge files.py --problem ./made --fresh
status_is "input and output are files where the problem names them" 0
sed 's/number \* number/number/' files.py >files_wrong.py
run evalx judge files_wrong.py --problem ./made --fresh
is "what the file says is judged" "$(verdict_of)" WA
run evalx judge one.py --problem ./made --fresh
is "what goes to standard output is no output" "$(verdict_of)" NO
printf 'with open("square.out", "w") as out:\n    for i in range(20): out.write("1" * 1000000)\n' >files_much.py
run evalx judge files_much.py --problem ./made --fresh --output 5M
is "the output limit holds for the file" "$(verdict_of)" OLE
printf 'import os\nos.symlink("/etc/passwd", "square.out")\n' >files_link.py
run evalx judge files_link.py --problem ./made --fresh
is "a link is no output" "$(verdict_of)" NO

# --- Hints where the package judges by itself ---------------------------------------------------------------------------------------

package exact custom
mkdir exact/output_validators
cat >exact/output_validators/check.py <<'EOF'
import sys
sys.exit(42 if sys.stdin.read() == open(sys.argv[2]).read() else 43)
EOF
echo 'print("", int(input()) ** 2)' >blank.py
echo 'print(int(input()) ** 2 + 1)' >beside.py
run evalx judge blank.py --problem ./exact --fresh
is "the package's validator decides" "$(verdict_of)" WA
stdout_has "the hint looks at the answer, too" "blanks or line ends"
run evalx judge beside.py --problem ./exact --fresh
is "what is otherwise wrong" "$(verdict_of)" WA
stdout_lacks "may be another right answer: nothing is said of it" "off by one"

# --- Which languages -----------------------------------------------------------------------------------------------------------

mkdir -p spoken/data/secret spoken/data/sample spoken/submissions/accepted spoken/statement
cat >spoken/problem.yaml <<'EOF'
problem_format_version: 2025-09
name: Spoken
uuid: 5a2cf7a4-43d2-4a2b-8c9e-d1b6b1b4e0a1
languages: [c, cpp]
limits: {time_limit: 1}
EOF
echo 3 >spoken/data/secret/1.in
echo 9 >spoken/data/secret/1.ans
echo '# Spoken' >spoken/statement/problem.en.md
printf '#include <stdio.h>\nint main(void) { int n; scanf("%%d", &n); printf("%%d\\n", n * n); }\n' >square.c
cp square.c spoken/submissions/accepted/
run evalx judge square.c --problem ./spoken --fresh
status_is "a language of the problem's is accepted" 0
run evalx judge $right --problem ./spoken --fresh
is "another one does not compile" "$(verdict_of)" CE
stdout_has "because of the language" "not among the languages of this problem: c, cpp"
