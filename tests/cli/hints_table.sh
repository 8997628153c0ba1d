#!/bin/bash
# Where hints are shown, tables of one's own, --hint-command; and that nothing of a secret test gets into a hint.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "hints and their tables" "no sandbox works here"
    exit
fi

# --- A table of one's own -------------------------------------------------------------------------------------------

cp -r "$top/tests/hints/count/problem" count
cp "$top/tests/hints/count/off-by-one.py" "$top/tests/hints/count/prompt.py" .
judge()
{
    run evalx judge --problem count --no-history "$@"
}

refused()
{
    printf '%s\n' "${@:3}" >bad.yaml
    judge off-by-one.py --hints bad.yaml
    status_is "$1 is bad input" 3
    stderr_has "$1 is told with its place" "$2"
}
refused "a rule without a message" "bad.yaml:2:3: a: message is missing" 'rules:' '  a: {stage: run, exit: 3}'
refused "a rule without a stage" "bad.yaml:2:3: a: stage is missing" 'rules:' '  a: {exit: 3, message: x}'
refused "a rule for everybody" "bad.yaml:2:3: a: it says nothing of when" 'rules:' '  a: {stage: run, message: x}'
refused "an unknown key" "bad.yaml:3:5: a: unknown key 'patern': the nearest known one is 'pattern'" 'rules:' '  a:' '    patern: x'
refused "an unknown stage" "bad.yaml:2:14: 'link' is unknown, known are compile, run, check" 'rules:' '  a: {stage: link}'
refused "no expression" "bad.yaml:2:28: not an extended regular expression" 'rules:' '  a: {stage: run, pattern: "(x"}'
refused "an expression that counts" "bad.yaml:2:28: repetition by { }" 'rules:' '  a: {stage: run, pattern: "(x{1,255}){1,255}"}'
refused "a back reference" "bad.yaml:2:28: back references" 'rules:' '  a: {stage: run, pattern: "(x*)\\1"}'
refused "a collating symbol, behind which braces would hide" "bad.yaml:2:28: [. .]" 'rules:' '  a: {stage: run, pattern: "[[.].][](x{40})"}'
refused "an unknown signal" "bad.yaml:2:28: 'SIGNONE': there is no such signal" 'rules:' '  a: {stage: run, signals: [SIGNONE]}'
refused "an unknown difference" "bad.yaml:2:31: 'bigger' is unknown, known are case-or-space, off-by-one" 'rules:' \
    '  a: {stage: run, difference: [bigger]}'
refused "a file that is no map" "bad.yaml:1:1" '- rules'
refused "a name with blanks" "bad.yaml:2:3: 'A b': a rule is named by" 'rules:' '  A b: {stage: run, exit: 3, message: x}'
judge off-by-one.py --hints nowhere.yaml
status_is "a table that is not there is bad input" 3

printf '%s\n' 'rules:' '  mine: {stage: check, verdicts: [WA], message: "look <here> & there"}' >mine.yaml
judge off-by-one.py --hints mine.yaml
stdout_has "a table of one's own speaks" "look <here> & there"
stdout_lacks "and nobody else" "off by one"
printf '%s\n' 'extends: evalx' 'rules:' '  off-by-one: {stage: check, difference: [off-by-one], message: my words}' >more.yaml
judge off-by-one.py --hints more.yaml
stdout_has "a rule takes the place of the one with its name" "my words"
stdout_lacks "which is gone" "off by one"
judge prompt.py --hints more.yaml
stdout_has "the other rules are there" "without prompts"
judge prompt.py --hints none
stdout_lacks "none is none" "hint"
EVALX_HINTS=mine.yaml judge prompt.py
stdout_has "EVALX_HINTS names the table" "look <here>"

# --- Where they are shown -------------------------------------------------------------------------------------------

judge prompt.py
stdout_has "the table shows hints" "hint: The output begins with a word"
judge prompt.py --format markdown
stdout_has "markdown too" "- hint: The output begins with a word"
judge prompt.py --format junit
stdout_has "and JUnit" 'name="hint" value="The output begins with a word'
judge prompt.py --format json
is "and JSON" "$(jq -r '.submissions[0].hints | length' .stdout)" 1
judge prompt.py --format json
is "from the cache the same" "$(jq -r '.submissions[0] | "\(.cached) \(.hints | length)"' .stdout)" "true 1"
echo 'int main(void) { return total; }' >broken.c
run evalx compile broken.c
stderr_has "evalx compile tells them" "hint: A name is used that is not declared"

# --- Accepted submissions get none ----------------------------------------------------------------------------------

run evalx judge --each "$top/tests/system/specimens/AC" --problem "$top/tests/system/specimens/problem" --no-history --format json
is "what is accepted gets no hint" "$(jq '[.submissions[] | select(.verdict == "AC" and (.hints | length) > 0)] | length' .stdout)" 0
is "and there is something accepted" "$(jq '[.submissions[] | select(.verdict == "AC")] | length > 10' .stdout)" true

# --- --hint-command -------------------------------------------------------------------------------------------------

cat >leaky.py <<'END'
import sys
n = input()
print("MARK" + n, file=sys.stderr)
print("MARK" + n)
END
cp -r count secretive
printf '7654321\n' >secretive/data/secret/1.in
printf '7654321\n' >secretive/data/secret/1.ans
run evalx judge leaky.py --problem secretive --no-history --format json --hint-command 'tee told.json | head -c 5 >/dev/null; echo one; echo; echo two'
is "its lines are hints" "$(jq -c '.submissions[0].hints[-2:]' .stdout)" '["one","two"]'
is "it is told the verdict" "$(jq -r '.verdict, .files[0].name, (.tests | length)' told.json | paste -sd ' ')" "WA leaky.py 2"
is "and what became of samples" "$(jq -r '.tests[0].stderr' told.json)" "MARK3"
lacks "nothing of a secret test" "$(cat told.json)" 7654321
lacks "no hint has data of a secret test" "$(jq -c '.submissions[0].hints' .stdout)" 7654321
judge prompt.py --hint-command 'yes more | head -n 1000' --format json
is "five lines at most" "$(jq '[.submissions[0].hints[] | select(. == "more")] | length' .stdout)" 5
judge prompt.py --hint-command "head -c 100000 /dev/zero | tr '\\0' x" --format json
is "of 300 bytes at most" "$(jq '.submissions[0].hints[-1] | length' .stdout)" 300
judge prompt.py --hint-command 'sleep 1000 & echo $! >child; sleep 1000' --hint-time 300ms
status_is "one that does not end changes no status" 1
stderr_has "but is complained of" "no end within its time"
# Whoever is killed takes its time to end, and whoever inherits it may leave it a zombie for a while.
child_state()
{
    awk '{ print $3 }' "/proc/$(cat child)/stat" 2>/dev/null | grep -v Z
}
for ((tries = 0; tries < 600; tries++)); do
    [[ -n $(child_state) ]] || break
    sleep 0.1
done
is "and nothing of it is left" "$(child_state)" ""
judge prompt.py --hint-command 'echo lost; exit 3'
stderr_has "neither does one that fails" "--hint-command: it failed"
stdout_lacks "whose lines are lost" "lost"
cp "$top/tests/hints/count/problem/data/sample/1.ans" answer.txt
printf 'n = int(input())\nfor i in range(n):\n    print(i + 1)\n' >right.py
judge right.py --hint-command 'touch asked'
is "accepted submissions are not told" "$(find . -maxdepth 1 -name asked)" ""
