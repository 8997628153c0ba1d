#!/bin/bash
# Interactive problems: who is to blame, whatever either side does to the other.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "interactive problems" "no sandbox works here"
    exit
fi

mkdir -p problem/data/secret problem/output_validators problem/submissions/accepted
cat >problem/problem.yaml <<'EOF'
name: Mirror
validation: custom interactive
limits:
  validation_time: 2
  validation_output: 1
EOF
echo 1 >problem/.timelimit
# What the interactor does is the test's input.
for what in mirror gulp refuse accept hang spin crash talk; do
    echo $what >problem/data/secret/$what.in
    : >problem/data/secret/$what.ans
done
cat >problem/output_validators/talk.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int mirror(void)
{
    char line[100];
    for (int i = 1; i <= 100; i++) {
        printf("%d\n", i);
        fflush(stdout);
        if (!fgets(line, sizeof(line), stdin) || atoi(line) != i) {
            fprintf(stderr, "round %d\n", i);
            return 43;
        }
    }
    puts("0");
    return 42;
}

int main(int argc, char **argv)
{
    char what[20], buffer[65536];
    FILE *input = fopen(argv[1], "r");
    if (argc < 4 || !input || fscanf(input, "%19s", what) != 1)
        return 1;
    if (strcmp(what, "mirror") == 0)
        return mirror();
    if (strcmp(what, "gulp") == 0) {
        while (read(0, buffer, sizeof(buffer)) > 0)
            ;
        return 42;
    }
    if (strcmp(what, "refuse") == 0)
        return 43;
    if (strcmp(what, "accept") == 0)
        return 42;
    if (strcmp(what, "hang") == 0)
        pause();
    volatile unsigned long count = 0;
    while (strcmp(what, "spin") == 0)
        count++;
    while (strcmp(what, "talk") == 0 && write(1, buffer, sizeof(buffer)) > 0)
        ;
    fprintf(stderr, "the interactor's last words\n");
    abort();
}
EOF
good=problem/submissions/accepted/mirror.c
cat >$good <<'EOF'
#include <stdio.h>

int main(void)
{
    int number;
    while (scanf("%d", &number) == 1 && number != 0) {
        printf("%d\n", number);
        fflush(stdout);
    }
    return 0;
}
EOF
echo '#include <unistd.h>
int main(void) { static char text[65536]; for (;;) write(1, text, sizeof(text)); }' >floods.c
echo '#include <unistd.h>
int main(void) { sleep(1000); return 0; }' >sleeps.c
echo '#include <unistd.h>
int main(void) { close(1); sleep(1000); return 0; }' >closes.c
echo 'int main(void) { return 0; }' >leaves.c
echo 'int main(void) { return 1; }' >fails.c
echo '#include <stdio.h>
int main(void) { for (int i = 0; i < 300; i++) { puts("7"); fflush(stdout); } return 0; }' >babbles.c
echo '#include <stdio.h>
int main(void) { for (;;) { puts("7"); fflush(stdout); } }' >babbles_on.c

# verdicts GLOB SOURCE...: a line "SOURCE TEST VERDICT" for each, sorted. Those of many/ are one program, compiled once.
verdicts()
{
    local glob=$1 caches=(--fresh)
    shift
    [[ $1 == many/* ]] && caches=()
    run evalx judge "${caches[@]}" --format ndjson --problem ./problem --tests "secret/$glob" "$@"
    python3 -c '
import json, sys
for line in sys.stdin:
    report = json.loads(line)
    for test in report["tests"]:
        verdict = "remembered" if test["cached"] else test["verdict"]
        print(report["source"], test["name"].split("/")[1], verdict)' <<<"$stdout" | sort -u
}

# got LABEL TEST SOURCE VERDICT
got()
{
    is "$1" "$(verdicts "$2" "$3")" "$3 $2 $4"
}

got "a dialogue to its end is accepted" mirror $good AC
got "the first wrong reply ends it" mirror babbles.c WA
got "the word of the interactor wins over the program's limits" mirror babbles_on.c WA
got "leaving early is a wrong answer" mirror leaves.c WA
stderr_lacks "the interactor's words are not errors of the judge" "JE"
got "failing first is a run-time error" mirror fails.c RTE
got "never answering is idleness" mirror sleeps.c ILE
got "closing the output and sleeping is idleness" mirror closes.c ILE
got "a refusal ends a program that sleeps" refuse sleeps.c WA
got "a refusal ends a program that floods" refuse floods.c WA
got "what is said after being accepted does not matter" accept babbles.c AC
got "sleeping after being accepted is idleness" accept sleeps.c ILE
got "an interactor that talks to nobody breaks its own limit" talk leaves.c JE
got "never reading what is said is idleness" talk sleeps.c ILE
got "an interactor that hangs is the judge's failure" hang sleeps.c JE
got "an interactor that spins is the judge's failure" spin sleeps.c JE
got "an interactor that crashes is the judge's failure" crash leaves.c JE
run evalx judge --fresh --problem ./problem --tests secret/crash leaves.c
stdout_has "its words are shown" "the interactor's last words"

has_root_counts() { [[ $(id -u) == 0 ]] && evalx doctor 2>/dev/null | grep -q 'cgroup'; }
if has_root_counts; then
    got "a flood that is read to the end is over the output limit" gulp floods.c OLE
    got "a flood after being accepted is over the output limit" accept floods.c OLE
else
    skip "a flood that is read to the end is over the output limit" "only root sees what others write"
fi

# Whoever writes when the other one has gone: the same verdict each time.
hundred()
{
    local source=$1 i
    for i in {1..100}; do
        cp "$source" "many/$i-${source##*/}"
    done
}
mkdir many
hundred babbles.c
is "a hundred that write when nobody reads are all refused" \
    "$(verdicts refuse many/*-babbles.c | cut -d' ' -f3 | sort | uniq -c | xargs)" "100 WA"
is "a hundred that write when nobody reads are all accepted" \
    "$(verdicts accept many/*-babbles.c | cut -d' ' -f3 | sort | uniq -c | xargs)" "100 AC"
is "a hundred wrong replies are all wrong" \
    "$(verdicts mirror many/*-babbles.c | cut -d' ' -f3 | sort | uniq -c | xargs)" "100 WA"

# What is said is written down, and changes no verdict.
printed() { sed -E 's/^\[ *[0-9]+\.[0-9]{3}\]/[]/' transcript; }
cat >odd.c <<'EOF'
#include <stdio.h>
int main(void) { getchar(); printf("a\\b\t\001\n2"); fflush(stdout); return 0; }
EOF
run evalx judge --fresh --problem ./problem --tests secret/mirror --transcript transcript $good
status_is "with a transcript" 0
stdout_has "the report tells of the relay" "went through a relay"
is "the first round is there" "$(printed | head -3)" "== $good: secret/mirror: AC
[] < 1
[] > 1"
is "so are all the others" "$(printed | grep -c '^\[\] [<>] [0-9]*$')" 201
is "and both ends" "$(printed | grep -c '^\[\] # the .* has ended$')" 2
run evalx judge --fresh --problem ./problem --tests 'secret/[mr]*' --transcript transcript odd.c leaves.c
is "every test of every submission has a head" "$(grep '^==' transcript | sort)" "== leaves.c: secret/mirror: WA
== leaves.c: secret/refuse: WA
== odd.c: secret/mirror: WA
== odd.c: secret/refuse: WA"
has "bytes that cannot be printed are escaped" "$(printed)" '[] > a\\b	\x01'
has "a line without an end is there" "$(printed)" '[] > 2
[] # the line above has no end'
run evalx judge --fresh --problem ./problem --tests secret/gulp --transcript transcript floods.c
is "a line that never ends is cut" "$(($(stat -c %s transcript) <= 8 * 1024))" 1
run evalx judge --fresh --problem ./problem --tests secret/gulp --transcript transcript babbles_on.c
is "a flood of lines is cut where it is full" "$(tail -n1 transcript)" "# more was said than the 256 KiB that are kept"
relayed()
{
    run evalx judge --fresh --format ndjson --problem ./problem --tests "secret/$1" --transcript transcript "$2"
    is "with a relay: $2 on $1 is $3" "$(jq -r '.tests[].verdict' <<<"$stdout")" "$3"
}
while read -r test source verdict; do
    relayed "$test" "$source" "$verdict"
done <<'EOF'
mirror babbles.c WA
mirror babbles_on.c WA
mirror leaves.c WA
mirror fails.c RTE
mirror sleeps.c ILE
mirror closes.c ILE
refuse sleeps.c WA
refuse floods.c WA
accept babbles.c AC
talk leaves.c JE
talk sleeps.c ILE
hang sleeps.c JE
crash leaves.c JE
EOF
evalx judge --fresh --problem ./problem --tests secret/accept --transcript transcript babbles.c >/dev/null 2>&1
is "what is said to nobody is there" "$(printed | grep -c '^\[\] > 7$')" 300
twice=$top/tests/formats/icpc-interactive-multi-pass
evalx judge --fresh --problem "$twice" --tests secret/1-low --transcript transcript \
    "$twice/submissions/accepted/halving.py" >/dev/null 2>&1
is "every pass is there" "$(grep '^# pass' transcript | xargs)" "# pass 1 # pass 2"
run evalx judge --fresh --problem "$top/tests/formats/legacy-passfail" --transcript transcript leaves.c
status_is "without a dialogue there is no transcript" 2
stderr_has "and it is said why" "legacy-passfail is not interactive"
run evalx judge --batch - --transcript transcript
status_is "a batch has no transcript" 2
run evalx judge --fresh --problem ./problem --transcript nowhere/transcript $good
status_is "a transcript that cannot be written" 3

# Nothing is remembered of a dialogue.
evalx judge --problem ./problem --tests secret/mirror $good >/dev/null 2>&1
run evalx judge --problem ./problem --tests secret/mirror --format ndjson $good
stdout_has "the program is found in the cache" '"cached":true'
is "no run is found in the cache" "$(python3 -c '
import json, sys
print([test["cached"] for test in json.loads(sys.stdin.read())["tests"]])' <<<"$stdout")" "[False]"
