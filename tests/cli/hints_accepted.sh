#!/bin/bash
# timeout: 900
# No rule of hints.yaml takes the words of what is right for those of a mistake. Accepted submissions get no hints at all, which
# says nothing of the rules; so programs that are right (tests/chatty), whose compilers warn and that talk on standard error, are
# made to fail by what is not theirs: the compiler ends with 1, the run ends with 3, the answers are others. Then the rules
# are asked, about real messages, and none may speak but the one that says what was made of them.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/hint_rules.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "hints of what is right" "no sandbox works here"
    exit
fi

cp -r "$top/tests/hints/sum/problem" right
cp -r right wrong
for answer in wrong/data/*/*.ans; do
    echo 4711 >"$answer"
done

# Each language twice more: its own commands, but they fail behind all that they do.
cat >tables.py <<'END'
import json, os, re, sys
entries = re.split(r"(?m)^  (?=[A-Za-z0-9_.+#-]+:$)", open(sys.argv[1]).read())
def list_of(key, entry):
    start = re.search(rf"(?m)^    {key}: \[", entry).end()
    quote, end = "", start
    while quote or entry[end] != "]":
        if quote:
            quote = "" if entry[end] == quote else quote
        elif entry[end] in "'\"" and entry[end - 1] in " [,":
            quote = entry[end]
        end += 1
    return re.sub(r"\s*\n\s*", " ", entry[start:end])
languages = {"c": "chatty.c", "cpp": "chatty.cpp", "java": "Chatty.java", "python3": "chatty.py", "pypy3": "chatty.py",
             "javascript": "chatty.js", "go": "chatty.go", "rust": "chatty.rs", "kotlin": "chatty.kt", "csharp": "chatty.cs",
             "pascal": "chatty.pas"}
table, batch = open("table.yaml", "w"), open("batch.json", "w")
print("extends: evalx\nlanguages:", file=table)
def ask(kind, id, language, problem):
    source = os.path.join(sys.argv[2], languages[id])
    print(json.dumps({"id": f"{kind} {id}", "source": source, "language": language, "problem": problem}), file=batch)
for entry in entries:
    id = entry.split(":")[0]
    if id in languages:
        for kind, key, status in ("compile", "compile", 1), ("run", "run", 3):
            print(f"  {kind}-{id}:\n    like: {id}\n    name: {kind} {id}\n    precompile:\n"
                  f"    {key}: [sh, -c, '\"$@\"; exit {status}', sh, {list_of(key, entry)}]", file=table)
            ask(kind, id, f"{kind}-{id}", "./right")
        ask("accepted", id, id, "./right")
        ask("check", id, id, "./wrong")
END
python3 tables.py "$top/langs.yaml" "$top/tests/chatty"

# What is told of each, and how much there was to read for the rules.
cat >told.py <<'END'
import json, sys
messages = dict(reversed(line.rstrip("\n").split("\t")) for line in open("messages"))
must = {"accepted": ("AC", []), "compile": ("CE", []), "run": ("RTE", ["exit-status"]), "check": ("WA", ["wrong-everywhere"])}
read = {}
for line in open(sys.argv[1]):
    submission = json.loads(line)
    kind, language = submission["id"].split()
    error = submission.get("error")
    said = error["message"] if isinstance(error, dict) else error
    if said and "is not installed" in said:
        print(f"skip {kind}: {language} - {said}")
        continue
    told = [messages.get(hint, hint) for hint in submission.get("hints", [])]
    got = (submission.get("verdict"), told)
    if kind == "accepted":
        read[language] = len((submission.get("compile") or {}).get("messages") or "")
    if got == must[kind]:
        print(f"ok {kind}: {language}")
    else:
        print(f"not ok {kind}: {language} - {got}, expected {must[kind]}, {said}")
        print(json.dumps(submission)[:3000], file=sys.stderr)
for language in "c", "cpp", "java", "rust", "kotlin", "csharp", "pascal", "python3":
    if language in read:
        print(f"ok {language}: the compiler had something to say" if read[language] > 0 else
              f"not ok {language}: the compiler had something to say - nothing")
END
rules >messages

evalx judge --batch batch.json --langs table.yaml --no-history >out.json 2>said
python3 told.py out.json

# The rules do get to see these words: one that is too wide is found out.
cat >wide.yaml <<'END'
rules:
  wide-compile: {stage: compile, languages: [c], text: [warning], message: wide compile}
  wide-run: {stage: run, languages: [c], text: ["debug: "], message: wide run}
END
grep -E '"(compile|run) c"' batch.json >wide.json
run evalx judge --batch wide.json --langs table.yaml --hints wide.yaml --no-history
is "a rule that is too wide is found out" "$(jq -r '.hints[]' .stdout | sort | paste -sd ,)" "wide compile,wide run"
