#!/bin/bash
# evalx judge --batch: lines in, lines out; what is refused; --resume after kill -9.
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c

run evalx judge --batch x.ndjson $good --problem hello-sum
status_is "a batch and a source are wrong usage" 2
run evalx judge --resume x.ndjson $good --problem hello-sum
status_is "--resume without a batch is wrong usage" 2
run evalx judge --batch x.ndjson --problem hello-sum --format json
status_is "a batch in json is wrong usage" 2
run evalx judge --batch nowhere.ndjson --problem hello-sum
status_is "a batch that is not there is bad input" 3
stderr_has "it is named" "nowhere.ndjson"

if ! evalx doctor >/dev/null 2>&1; then
    skip "batches" "no sandbox works here"
    exit
fi

# `query FILTER`: of all results in standard output, by id
query()
{
    python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin if line.strip()]
r = {line["id"]: line for line in lines}
print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

cat >mixed.ndjson <<END
{"id": "a", "source": "$good", "problem": "hello-sum"}
this is not JSON

{"id": "b", "source": "$bad", "problem": "hello-sum", "language": "c"}
{"id": "a", "source": "$good", "problem": "hello-sum"}
{"source": "$good", "problem": "hello-sum"}
{"id": "no-problem", "source": "$good"}
{"id": "c", "source": "$good", "problem": "hello-summ"}
{"id": "d", "source": "$good", "problem": "hello-sum", "language": "klingon"}
{"id": 7, "code": "input()\nprint(sum(map(int, input().split())))", "language": "python3", "problem": "hello-sum"}
{"id": "e", "problem": "hello-sum"}
{"id": "f", "source": "nowhere.py", "problem": "hello-sum"}
{"id": "g", "code": "input()\nprint(sum(map(int, input().split())))\n", "source": "mine.py", "problem": "hello-sum"}
END
run evalx judge --batch mixed.ndjson --report mixed.html
status_is "bad lines end with 3" 3
is "good lines are judged, each once" "$(query 'sorted(r), len(lines)')" "(['7', 'a', 'b', 'f', 'g'], 5)"
is "verdicts" "$(query '[r[i]["verdict"] for i in ("7", "a", "b", "f", "g")]')" "['AC', 'AC', 'WA', None, 'AC']"
is "code is called as its line says" "$(query 'r["g"]["source"]')" mine.py
is "every bad line is told once" "$(wc -l <<<"$stderr")" 7
stderr_has "not JSON" "mixed.ndjson:2:"
is "a page has a part of each" "$(grep -c '<section id="s[0-9]' mixed.html)" 5
has "with its id and problem" "$(cat mixed.html)" '<span class="dim">b, hello-sum</span>'
stderr_has "an id that came before" 'mixed.ndjson:5: id "a" is that of line 1 too'
stderr_has "no id" 'mixed.ndjson:6: "id" must be there'
stderr_has "no problem" 'mixed.ndjson:7: "problem" must be there'
stderr_has "an unknown problem" "mixed.ndjson:8: "
stderr_has "an unknown language" 'mixed.ndjson:9: language "klingon" is unknown'
stderr_has "no source" 'mixed.ndjson:11: "source" (a path) or "code"'
is "no code is left behind" "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'evalx-batch.*' -user "$(id -un)" -newer mixed.ndjson | wc -l)" 0

run evalx judge --batch - --problem hello-sum <<<"{\"id\": \"x\", \"source\": \"$good\"}"
status_is "standard input, the problem by option" 0
is "one result" "$(query '[(i, r[i]["verdict"]) for i in r]')" "[('x', 'AC')]"
run evalx judge --batch - --problem hello-sum </dev/null
status_is "an empty batch is done" 0

# Who asks only after the answer gets the answer: nothing waits for more lines.
coproc evalx judge --batch - --problem hello-sum
for id in 1 2; do
    echo "{\"id\": $id, \"source\": \"$good\"}" >&"${COPROC[1]}"
    read -r -t 60 line <&"${COPROC[0]}"
    has "the answer to line $id comes before line $((id + 1))" "$line" "{\"id\":\"$id\""
done
input=${COPROC[1]}
exec {input}>&-
wait "$COPROC_PID"
is "the end of the lines is the end" $? 0

# --- Resume -----------------------------------------------------------------------------------------------------------

count=60
for ((i = 1; i <= count; i++)); do
    printf '{"id": "s%d", "code": "# %d\\ninput()\\nprint(sum(map(int, input().split())))", "language": "python3", "problem": "hello-sum"}\n' $i $i
done >many.ndjson

# Killed in the middle, some times over, with a torn line for good measure. The folders of code stay until the next start.
export TMPDIR=$scratch/tmp
mkdir -p "$TMPDIR"
for round in 1 2 3; do
    "$EVALX" judge --batch many.ndjson --resume many.out --fresh --slots 2 2>/dev/null &
    child=$!
    for ((tries = 0; tries < 6000; tries++)); do
        [[ -f many.out && $(wc -l <many.out) -ge $((round * 5)) ]] && break
        sleep 0.02
    done
    kill -KILL "$child"
    wait "$child" 2>/dev/null
    before=$(wc -l <many.out)
    printf '{"id":"s%d","source":"to' $((count + 1 - round)) >>many.out
done
is "of three that were killed one folder is left" "$(find "$TMPDIR" -mindepth 1 -maxdepth 1 | wc -l)" 1
is "some were judged and some were not" "$((before >= 15 && before < count))" 1
head -n "$before" many.out >before.out
run evalx judge --batch many.ndjson --resume many.out --slots 2
status_is "a killed batch is resumed" 0
is "and its folder is removed" "$(find "$TMPDIR" -mindepth 1 -maxdepth 1)" ""
is "nothing goes to standard output" "$stdout" ""
stdout=$(cat many.out)
is "every id exactly once" "$(query 'len(lines), sorted(r) == sorted("s%d" % i for i in range(1, 61))')" "(60, True)"
is "what was known stays as it was" "$(head -n "$before" many.out | cmp - before.out && echo same)" same
run evalx judge --batch many.ndjson --resume many.out --report resumed.html
has "a page tells what is not on it" "$(cat resumed.html)" "<p>60 more were judged before"
is "once more changes nothing" "$(wc -l <many.out)" $count

# Ctrl-C tells no half results.
env --default-signal=INT "$EVALX" judge --batch many.ndjson --resume int.out --fresh --slots 2 2>/dev/null &
child=$!
for ((tries = 0; tries < 6000; tries++)); do
    [[ -f int.out && $(wc -l <int.out) -ge 5 ]] && break
    sleep 0.02
done
kill -INT "$child"
wait "$child"
is "an interrupted batch ends with 130" $? 130
evalx judge --batch many.ndjson --resume int.out --slots 2 2>/dev/null
stdout=$(cat int.out)
is "after Ctrl-C too: every id exactly once, all judged" "$(query 'len(lines), len(r), {x["verdict"] for x in lines}')" "(60, 60, {'AC'})"

echo "dear diary" >diary
run evalx judge --batch many.ndjson --resume diary
status_is "a file of something else is refused" 3
is "and not changed" "$(cat diary)" "dear diary"

evalx judge --batch many.ndjson >/dev/full 2>/dev/null
status=$?
status_is "a full disk is a failure of the judge" 4
