#!/bin/bash
# evalx stats: what the history answers. The figures come from one that is filled with known ones.
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c
broken=$problem/submissions/compiler_error/undeclared.c

# `query FILTER` on standard output of the run before
query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

# --- Usage -----------------------------------------------------------------------------------------------------------

run evalx stats nonsense
status_is "an unknown action is wrong usage" 2
stderr_has "the known ones are named" "slowest"
run evalx stats show
status_is "show wants an id" 2
run evalx stats --format xml
status_is "an unknown format is wrong usage" 2
run evalx stats --since yesterday
status_is "a time that is none is wrong usage" 2
stderr_has "the forms are told" "how long ago"
run evalx stats --verdict MAYBE
status_is "a verdict that is none is wrong usage" 2
for words in 'show 1 --problem hello-sum' 'diff 1 2 --format csv' 'export --final' 'export 1 --user ada' 'list --older 1d' \
    'board --since 1d' 'board --user ada' 'prune --report x.html' 'backup x.db -o y' '-n 3'; do
    # shellcheck disable=SC2086 # words
    run evalx stats $words
    status_is "nothing is passed over in silence: $words" 2
    stderr_has "what is too much is told: $words" "takes no --"
done

if ! evalx doctor >/dev/null 2>&1; then
    skip "recording" "no sandbox works here"
    exit
fi

# --- Real ones -------------------------------------------------------------------------------------------------------

run evalx judge $good $bad $broken --problem hello-sum --user ada --slots 1
run evalx stats --format json
status_is "an overview is given" 0
is "it counts" "$(query '[value["overview"][k] for k in ("submissions", "accepted", "users", "problems")]')" "[3, 1, 1, 1]"
run evalx stats by colour
status_is "an unknown key is wrong usage" 2
run evalx stats by verdict --format csv
is "by verdict" "$(cut -d, -f1-3 <<<"$stdout")" "verdict,submissions,accepted
AC,1,1
CE,1,0
WA,1,0"
run evalx stats list --verdict "wrong answer" --format json
is "a verdict may be given by name" "$(query '[row["source"] for row in value["rows"]]')" "['$bad']"
id=$(query 'value["rows"][0]["id"]')
run evalx stats --report overview.html
status_is "the overview may be a page" 0
for heading in Overview Verdicts Times Memory; do
    has "with $heading" "$(cat overview.html)" "$heading</h2>"
done
run evalx stats show "$id"
status_is "one submission is shown" 0
stdout_has "with its tests" "secret/3-large"
stdout_has "with its source" "int main(void)"
stdout_has "with its toolchain" "gcc"
run evalx stats show "$id" --format json
is "and in JSON" "$(query '(value["verdict"], value["user"], len(value["tests"]), len(value["package_digest"]), value["files"][0]["name"])')" \
    "('WA', 'ada', 4, 64, 'overflow.c')"
is "the source is what was handed in" "$(query 'value["files"][0]["text"] == open("'"$bad"'").read()')" True

# What went wrong, in the program's own words.
cat >loud.py <<'END'
import sys
input()
prices = list(map(int, input().split()))
if len(prices) > 2:
    print("\n".join(f"price {i}" for i in range(50)), file=sys.stderr)
print(sum(prices) % 2**32)
END
EVALX_DB=$PWD/loud.db run evalx judge loud.py --problem hello-sum --fresh
EVALX_DB=$PWD/loud.db run evalx stats show 1 --report loud.html
stdout_has "what was expected is shown" 'expected: "5000000000"'
stdout_has "and what came" 'got:      "705032704"'
stdout_has "standard error too" "  price 1"
stdout_has "of which not every line" "more lines"
is "the page has it" "$(grep -c 'Standard error\|First difference' loud.html)" 2
EVALX_DB=$PWD/loud.db run evalx stats show 1 --format json
is "JSON has the difference" "$(query '[(t["difference"]["line"], t["difference"]["got"]) for t in value["tests"] if "difference" in t]')" \
    "[(1, '\"705032704\"')]"
is "and standard error" "$(query '[t["stderr"][-9:-1] for t in value["tests"] if "stderr" in t]')" "['price 49']"
run evalx stats show 999
status_is "a submission that is not there is bad input" 3
run evalx stats show "$id.2"
status_is "so is a judging" 3
run evalx stats show 1x
status_is "an id that is none is wrong usage" 2

sed -e 's/ sum = 0;/;\n    uint64_t sum = 0;/' -e 's/printf("%u/printf("%llu/' -e 's/, price,/, price/' -e 's/n", sum/n", (unsigned long long)sum/' $bad >better.c
run evalx judge better.c --problem hello-sum
next=$((id > 3 ? id + 1 : 4))
run evalx stats diff "$id" $next
stdout_has "diff shows the verdicts" "secret/3-large: WA -> "
stdout_has "and the lines" "+"
run evalx stats diff "$id" $next --format json
is "in JSON too" "$(query '[(t["name"], t["old"]) for t in value["tests"]]')" "[('secret/3-large', 'WA')]"
run evalx judge better.c --problem hello-sum --tests 'sample/*' --db some.db
run evalx judge better.c --problem hello-sum --db some.db
run evalx stats diff 2 1 --db some.db
stdout_has "a test that was not run the second time differs" "secret/3-large: AC -> -"
run evalx stats diff "$next" $next
is "nothing differs of the same" "$stdout" ""
mkdir red && echo 1 >red/$'\e[31m'.in && echo 1 >red/$'\e[31m'.ans
echo 'print(1)' >one.py
echo 'print(2)' >two.py
run evalx judge one.py two.py --problem ./red --db red.db
run evalx stats diff 1 2 --db red.db
stdout_has "a test's name cannot move the cursor" '\x1b[31m: '

run evalx stats export
is "export has a row for each" "$(wc -l <<<"$stdout")" 5
run evalx stats export "$id" -o appeal
is "an appeal has everything" "$(cd appeal && echo *)" "replay.sh report.json report.txt source"
is "the source is as it was" "$(cmp appeal/source/overflow.c $bad && echo same)" same
PATH=$(dirname "$EVALX"):$PATH run appeal/replay.sh -q
status_is "it can be replayed" 1
stdout_has "with the same verdict" "WA"
run evalx stats export "$id" -o appeal
status_is "nothing is overwritten" 3
for suffix in tar tar.gz tar.zst; do
    run evalx stats export "$id" -o "appeal.$suffix"
    mkdir "unpacked-$suffix" && tar --extract --auto-compress --file "appeal.$suffix" --directory "unpacked-$suffix"
    is "the same as a $suffix" "$(diff -r appeal "unpacked-$suffix/submission-$id" && echo same)" same
    run evalx stats export "$id" -o "appeal.$suffix"
    status_is "$suffix: nothing is overwritten" 3
done
run evalx stats export "$id" -o appeal.zip
status_is "other archives are not written" 3
is "and not begun" "$(ls appeal.zip 2>/dev/null)" ""

# Whatever was asked for is asked for again, wherever the bundle lies.
mkdir "table's"
printf "extends: evalx\nlanguages:\n  mine: {name: Mine, like: python3, extensions: [.mine]}\n" >"table's/langs.yaml"
cp $good odd.mine
run evalx judge odd.mine --problem hello-sum --langs "table's/langs.yaml" --profile kattis --time 2s --repeat 2 --tests "s*ple/[1+' ]*" --db odd.db
run evalx stats export 1 --db odd.db -o odd
for option in "--langs '$PWD/table'\''s/langs.yaml'" "--profile 'kattis'" "--time 2000000us" "--repeat 2" "--tests 's*ple/[1+'\'' ]*'"; do
    has "the replay has $option" "$(cat odd/replay.sh)" "$option"
done
PATH=$(dirname "$EVALX"):$PATH run odd/replay.sh --format json
is "it judges the same" "$(query '[(s["verdict"], s["language"], [t["name"] for t in s["tests"]]) for s in value["submissions"]]')" \
    "[('AC', 'mine', ['sample/1'])]"
# Nobody's history makes it do something else.
python3 -c 'import sqlite3; c = sqlite3.connect("odd.db"); c.execute("UPDATE judging SET options = ?", ("--hint-command '"'touch pwned'"'",)); c.commit()'
run evalx stats export 1 --db odd.db -o hostile
lacks "other options are left out" "$(grep -v '^#' hostile/replay.sh)" hint-command
has "and told" "$(cat hostile/replay.sh)" "# --hint-command 'touch pwned'"

run evalx stats backup copy.db
status_is "a backup is made" 0
is "it is private" "$(stat -c %a copy.db)" 600
run evalx stats --db copy.db --format json
is "it has everything" "$(query 'value["overview"]["submissions"]')" 4
run evalx stats backup copy.db
status_is "an older one is not overwritten" 3
run evalx stats prune
status_is "prune wants an age" 2
run evalx stats prune --older 1h --format json
is "what is younger stays" "$(query '(value["submissions"], value["left"])')" "(0, 4)"
run evalx stats prune --older 0s --verdict CE --format json
is "filters say what goes" "$(query '(value["submissions"], value["sources"], value["left"])')" "(1, 1, 3)"
echo 'history_keep: 0s' >>evalx.yaml
run evalx stats prune --format json
is "the workspace may say the age" "$(query '(value["submissions"], value["left"])')" "(3, 0)"
run evalx judge $good --problem hello-sum
run evalx stats list --format json
is "numbers are not given again" "$(query 'value["rows"][0]["id"]')" 5

# --- Known figures ---------------------------------------------------------------------------------------------------

# A hundred submissions of 1 to 100 ms; the tenth of each ten is wrong, and by bob.
python3 - copy.db <<'END'
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA foreign_keys = ON")
connection.execute("DELETE FROM submission")
for i in range(1, 101):
    wrong = i % 10 == 0
    at = 1767225600000000 + i * 60000000  # 2026-01-01 00:00 UTC, a minute each
    connection.execute("INSERT INTO submission(id, received_us, user, name, problem, language) VALUES(?, ?, ?, ?, ?, 'c')",
                       (i, at, "bob" if wrong else "=ada, \"the first\"", f"{i}.c", "p1" if i <= 50 else "p2"))
    connection.execute("INSERT INTO judging(submission_id, judging, started_us, finished_us, verdict, is_cached, is_partial,"
                       " test_count, tests_done, cpu_us, wall_us, memory_bytes, total_cpu_us, evalx, language)"
                       " VALUES(?, 1, ?, ?, ?, 0, 0, 1, 1, ?, ?, ?, ?, '0', 'c')",
                       (i, at, at, "WA" if wrong else "AC", i * 1000, i * 2000, i * 1024, i * 1000))
    connection.execute("INSERT INTO test_run(submission_id, judging, position, name, test_group, is_sample, verdict, is_cached, cpu_us)"
                       " VALUES(?, 1, 0, 'one', 'secret', 0, ?, 0, ?)", (i, "WA" if wrong else "AC", i * 1000))
connection.commit()
END
export EVALX_DB=copy.db
run evalx stats --format json
is "percentiles are nearest ranks" "$(query '[value["durations"][0][k] for k in ("min_ms", "p50_ms", "p95_ms", "p99_ms", "max_ms")]')" \
    "[1.0, 50.0, 95.0, 99.0, 100.0]"
is "of wall time too" "$(query 'value["durations"][1]["p95_ms"]')" 190.0
is "and memory" "$(query 'value["memory"][0]["p50_bytes"]')" $((50 * 1024))
run evalx stats by problem --format json
is "by problem" "$(query '[(r["problem"], r["submissions"], r["accepted"], r["cpu_p50_ms"], r["cpu_p95_ms"]) for r in value["rows"]]')" \
    "[('p1', 50, 45, 25.0, 48.0), ('p2', 50, 45, 75.0, 98.0)]"
run evalx stats by user --format csv
is "a user's name is quoted in CSV" "$(sed -n 2p <<<"$stdout" | cut -c1-22)" '"=ada, ""the first""",'
run env TZ=UTC "$EVALX" stats by hour --format json
is "by hour" "$(query '[(r["hour"], r["submissions"]) for r in value["rows"]]')" \
    "[('2026-01-01 00:00', 59), ('2026-01-01 01:00', 41)]"
run evalx stats slowest -n 2 --verdict WA --format json
is "the slowest tests" "$(query '[(r["id"], r["cpu_ms"]) for r in value["rows"]]')" "[(100, 100.0), (90, 90.0)]"

# Many tests of equal time: which come first is the same as when all are looked at.
cp copy.db ties.db
python3 - ties.db >ties.txt <<'END'
import random, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
random.seed(5)
for id in range(1, 101):
    for position in range(1, 6):
        connection.execute("INSERT INTO test_run(submission_id, judging, position, name, test_group, is_sample, verdict, is_cached,"
                           " cpu_us) VALUES(?, 1, ?, ?, 'secret', 0, ?, 0, ?)",
                           (id, position, f"t{position}", random.choice(["AC", "TLE"]), random.choice([None, 1000, 60000, 90000, 99000])))
connection.execute("UPDATE judging SET cpu_us = (SELECT max(cpu_us) FROM test_run t WHERE t.submission_id = judging.submission_id)")
connection.commit()
for where in "1", "t.verdict = 'TLE'", "problem = 'p1'":
    print(connection.execute("SELECT t.submission_id, t.name FROM test_run t JOIN submission s ON s.id = t.submission_id"
                             f" WHERE cpu_us IS NOT NULL AND {where} ORDER BY cpu_us DESC, t.submission_id, position LIMIT 30").fetchall())
END
for filter in "" "--verdict TLE" "--problem p1"; do
    # shellcheck disable=SC2086 # words of options
    run evalx stats slowest -n 30 $filter --db ties.db --format json
    query '[(r["id"], r["test"]) for r in value["rows"]]'
done >ties.got
is "the slowest of equals are the first" "$(cmp ties.txt ties.got && echo same)" same
run evalx stats by test --problem p2 --format json
is "by test" "$(query '[(r["problem"], r["test"], r["runs"], r["cpu_p50_ms"], r["cpu_p95_ms"]) for r in value["rows"]]')" \
    "[('p2', 'one', 50, 75.0, 98.0)]"
run evalx stats by test --problem p2 --verdict WA --user bob --format json
is "by test, of some" "$(query '[(r["runs"], r["accepted"], r["cpu_p50_ms"], r["cpu_p95_ms"]) for r in value["rows"]]')" \
    "[(5, 0, 80.0, 100.0)]"
run evalx stats by test
status_is "by test wants a problem" 2
run evalx stats --since 2026-01-01T00:10:00Z --until 2026-01-01T01:20+01:00 --format json
is "since and until" "$(query 'value["overview"]["submissions"]')" 10
run evalx stats --user bob --problem p2 --lang c --format json
is "filters add up" "$(query '(value["overview"]["submissions"], value["overview"]["accepted"])')" "(5, 0)"
run evalx stats --problem none --format json
is "nothing found is nothing" "$(query 'value["overview"]["submissions"]')" 0
run evalx stats list -n 1
is "a table leaves empty columns out" "$(head -n 1 <<<"$stdout" | xargs)" "id finished user problem language verdict CPU memory cached source"

# --- Boards ----------------------------------------------------------------------------------------------------------

run evalx stats board
status_is "a board wants a contest" 3
cp evalx.yaml before.yaml
# Five hours from 2026-01-01 10:00, the last hour frozen. fill TEAM PROBLEM MINUTE VERDICT [SCORE]
cat >>evalx.yaml <<'END'
contest:
  name: Winter
  start: 2026-01-01T10:00:00Z
  duration: 5:00:00
  freeze: 1h
  problems: [alpha, beta]
  teams: [{user: ada, name: Ada's}, bob, cid, eve]
END
cat >fill.py <<'END'
import sqlite3, sys
connection = sqlite3.connect("copy.db")
connection.execute("PRAGMA foreign_keys = ON")
connection.execute("DELETE FROM submission")
for line in sys.stdin:
    if not line.strip():
        continue
    user, problem, minute, verdict, *score = line.split()
    at = 1767261600000000 + int(float(minute) * 60000000)
    cursor = connection.execute("INSERT INTO submission(received_us, user, name, problem) VALUES(?, ?, 'a', ?)", (at, user, problem))
    connection.execute("INSERT INTO judging(submission_id, judging, started_us, finished_us, verdict, score, is_cached, is_partial,"
                       " test_count, tests_done, evalx) VALUES(?, 1, ?, ?, ?, ?, 0, 0, 0, 0, '0')",
                       (cursor.lastrowid, at, at + 1, verdict, float(score[0]) if score else None))
connection.commit()
END
python3 fill.py <<'END'
ada alpha -5 AC
ada alpha 10 WA
ada alpha 11 CE
ada alpha 12 JE
ada alpha 30.9 AC
ada alpha 40 WA
bob alpha 50 AC
bob beta 245 WA
bob beta 250 AC
cid beta 60 AC
cid alpha 90 WA
cid alpha 100 WA
dan alpha 1 AC
eve gamma 1 AC
eve alpha 301 AC
END
run evalx stats board --format csv
status_is "a board is shown" 0
is "solved, penalty, first, frozen, tries" "$stdout" "rank,user,team,solved,penalty_minutes,A,B
1,ada,Ada's,1,50,+1 (30)!,
2,bob,,1,50,+ (50),?2
3,cid,,1,60,-2,+ (60)!
4,eve,,0,0,,"
run evalx stats board --final --format json
is "the final one has what came later" "$(query '[(r["rank"], r["user"], r["num_solved"], r["total_time"]) for r in value["rows"]]')" \
    "[(1, 'bob', 2, 320), (2, 'ada', 1, 50), (3, 'cid', 1, 60), (4, 'eve', 0, 0)]"
is "and says so" "$(query '(value["final"], value["contest"], value["scoring"])')" "(True, 'Winter', 'icpc')"
run evalx stats board --report board.html
stdout_has "it is a table for people" "Ada's"
has "and a page, called after the contest" "$(cat board.html)" "<h1>Winter</h1>"
has "with every team" "$(cat board.html)" "Ada's"

sed -i 's/  freeze: 1h/  scoring: ioi/' evalx.yaml
python3 fill.py <<'END'
ada alpha 10 PA 30
ada alpha 20 PA 70.5
ada alpha 30 WA 10
ada beta 40 AC
bob alpha 10 AC 100
cid beta 299 WA
END
run evalx stats board --format csv
is "IOI: the best scores" "$stdout" "rank,user,team,score,penalty_minutes,A,B
1,ada,Ada's,170.5,,70.5,100
2,bob,,100,,100,
3,cid,,0,,,0
3,eve,,0,,,"

sed -i 's/scoring: ioi/scoring: best/' evalx.yaml
run evalx stats board --format json
is "the best submission, by its name" "$(query '(value["scoring"], value["rows"][0]["score"])')" "('best', 170.5)"

# Subtasks of different submissions, judged in earnest.
if evalx doctor >/dev/null 2>&1; then
    mkdir -p parts/data/sample parts/data/secret/g{1,2}
    printf 'problem_format_version: 2025-09\ntype: scoring\nname: Parts\nuuid: 3f8a3ac1-96f1-4d02-a4a2-2bb8f0d1a6c2\nlimits: {time_limit: 5}\n' \
        >parts/problem.yaml
    for group in 1 2; do
        printf 'max_score: %d0\n' $((group + 3)) >parts/data/secret/g$group/test_group.yaml
        echo $group >parts/data/secret/g$group/1.in
        echo $group >parts/data/secret/g$group/1.ans
    done
    echo 'print(1)' >one.py
    echo 'print(2)' >two.py
    cp before.yaml evalx.yaml
    printf 'contest:\n  start: %s\n  duration: 1d\n  scoring: ioi\n' "$(date --utc --date '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)" >>evalx.yaml
    for source in one two; do
        EVALX_DB=parts.db evalx judge -q $source.py --problem ./parts --user ada >/dev/null
    done
    EVALX_DB=parts.db run evalx stats board --format json
    is "IOI: the best of each subtask" "$(query '(value["rows"][0]["score"], [s["score"] for s in value["rows"][0]["problems"][0]["subtasks"]])')" \
        "(90.0, [40.0, 50.0])"
    sed -i 's/scoring: ioi/scoring: best/' evalx.yaml
    EVALX_DB=parts.db run evalx stats board --format json
    is "best: the best submission" "$(query 'value["rows"][0]["score"]')" 50.0
else
    skip "IOI: subtasks" "no sandbox works here"
fi

cp before.yaml evalx.yaml
cat >contest.yaml <<'END'
id: winter
formal_name: Winter by ICPC
start_time: 2026-01-01T11:00:00.000+01:00
duration: 5:00:00
scoreboard_freeze_duration: 1:00:00
penalty_time: 10
problems:
- {id: beta, label: X, rgb: '#ff0000'}
- {id: alpha, label: Y}
END
printf 'contest:\n  from: contest.yaml\n' >>evalx.yaml
python3 fill.py <<<'ada alpha 5 WA
bob beta 3 AC
ada alpha 6 AC'
run evalx stats board --format csv
is "a contest.yaml is imported, all users are teams" "$stdout" "rank,user,team,solved,penalty_minutes,X,Y
1,bob,,1,3,+ (3)!,
2,ada,,1,16,,+1 (6)!"
# As DOMjudge writes it, and as long as a time is not known.
cat >contest.yaml <<'END'
id: winter
name: Winter
start_time: '2026-01-01T10:00:00+00:00'
end_time: '2026-01-01T15:00:00+00:00'
duration: '5:00:00.000'
scoreboard_freeze_duration: null
penalty_time: 10
problems:
- {id: alpha, label: A}
- {id: beta, label: B}
END
run evalx stats board --format csv
is "spans with milliseconds, and none" "$stdout" "rank,user,team,solved,penalty_minutes,A,B
1,bob,,1,3,,+ (3)!
2,ada,,1,16,+1 (6)!,"
sed -i "s/^start_time: .*/start_time: null/" contest.yaml
run evalx stats board
status_is "a contest without a start has no board" 3
stderr_has "that is told" "start and duration must be there"
# Nothing is said of problems: they stand in the order of their names.
cp before.yaml evalx.yaml
printf 'contest:\n  start: 2026-01-01T10:00:00Z\n  duration: 5h\n  freeze: 1h\n  scoring: ioi\n' >>evalx.yaml
python3 fill.py <<'END'
ada zeta 5 PA 30
bob beta 239 AC
bob zeta 241 AC
ada beta 300 AC
eve alpha -1 AC
END
run evalx stats board --format csv
is "IOI: what came after the freeze is only counted" "$stdout" "rank,user,team,score,penalty_minutes,beta,zeta
1,bob,,100,,100,?1
2,ada,,30,,,30"
run evalx stats board --final --format csv
has "IOI: and is in the final board" "$stdout" "1,bob,,200,,100,100"
for line in 'freeze: 6h' 'duration: soon' 'scoring: luck' 'problems: [a, a]' 'problems: [{id: a, label: B}, b]' 'start: 2026-02-30' 'colour: red' 'from: nowhere.yaml'; do
    { cat before.yaml; printf 'contest:\n  from: contest.yaml\n  %s\n' "$line"; } >evalx.yaml
    [[ $line == from* ]] && sed -i '/from: contest.yaml/d' evalx.yaml
    run evalx stats board
    status_is "$line is bad input" 3
    has "$line: the place is told" "$stderr" "yaml:"
done
