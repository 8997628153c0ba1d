#!/bin/bash
# timeout: 900
# Rules of hints.yaml: each has a specimen, tests/hints/PROBLEM/RULE.*, which gets that hint and no other.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/hint_rules.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "hints" "no sandbox works here"
    exit
fi

# --- The problems, with the inputs that are too large to be kept ----------------------------------------------------

cp -r "$top/tests/hints" hints
python3 - <<'END'
import os, random
random.seed(1)
def write(stem, count):
    numbers = [random.randrange(10**8, 10**9) for _ in range(count)]
    with open(stem + ".in", "w") as out:
        out.write(f"{count}\n" + "".join(f"{number}\n" for number in numbers))
    with open(stem + ".ans", "w") as out:
        out.write(f"{sum(numbers)}\n")
os.makedirs("hints/flood/problem/data/secret")
write("hints/sum/problem/data/secret/2-large", 100000)
write("hints/sum/problem/data/secret/3-larger", 120000)
write("hints/flood/problem/data/secret/1", 1000000)
END

# --- Each rule fires on its specimen --------------------------------------------------------------------------------

cat >verdicts.py <<'END'
import json, os, sys
messages = {}
for line in open("messages"):
    rule, message = line.rstrip("\n").split("\t")
    messages[message] = rule
for submission in json.load(open(sys.argv[1]))["submissions"]:
    rule = os.path.splitext(os.path.basename(submission["source"].rstrip("/")))[0]
    error = submission.get("error")
    said = error["message"] if isinstance(error, dict) else error
    if said and "is not installed" in said:
        print(f"skip {rule} is told of its specimen - {said.split(': ', 2)[1]} is not installed")
        continue
    told = [messages.get(hint, "?" + hint) for hint in submission["hints"]]
    if told == [rule]:
        print(f"ok {rule} is told of its specimen")
    else:
        print(f"not ok {rule} is told of its specimen - told {told}, verdict {submission['verdict']}, {said}")
        print(json.dumps(submission)[:3000], file=sys.stderr)
END
rules >messages
specimens=""
for problem in hints/*; do
    mkdir -p "each/${problem##*/}"
    for specimen in "$problem"/*; do
        [[ ${specimen##*/} == problem ]] && continue
        cp -r "$specimen" "each/${problem##*/}/"
        name=${specimen##*/}
        specimens+=" ${name%.*}"
    done
    evalx judge --each "each/${problem##*/}" --problem "$problem/problem" --no-history --format json \
        >out.json 2>"said.${problem##*/}"
    python3 verdicts.py out.json
done

missing=""
while IFS=$'\t' read -r rule _; do
    [[ " $specimens " == *" $rule "* ]] || missing+=" $rule"
done <messages
is "every rule has a specimen" "$missing" ""
is "there are sixty rules at least" "$(($(wc -l <messages) >= 60))" 1
is "no two rules say the same" "$(cut -f 2 messages | sort | uniq -d)" ""
