#!/bin/bash
# The history: what is recorded, that nothing is half there, that many processes can write at once.
# timeout: 600
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c
broken=$problem/submissions/compiler_error/undeclared.c
db=.evalx/history.db

# `sql QUERY [FILE]`: rows, fields behind one another with | between them
sql()
{
    python3 - "${2:-$db}" "$1" <<'END'
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=60)
for row in connection.execute(sys.argv[2]):
    print("|".join("" if field is None else str(field) for field in row))
END
}

# Nothing is half there: each submission has the judging that counts, each judging its tests, each file its source.
gaps()
{
    sql "PRAGMA integrity_check" "$1"
    sql "PRAGMA foreign_key_check" "$1"
    sql "SELECT 'no judging', id FROM submission s WHERE NOT EXISTS (SELECT 1 FROM judging
         WHERE submission_id = s.id AND judging = s.active_judging)" "$1"
    sql "SELECT 'tests missing', submission_id FROM judging j WHERE test_count <> (SELECT count(*) FROM test_run t
         WHERE t.submission_id = j.submission_id AND t.judging = j.judging)" "$1"
    sql "SELECT 'no files', id FROM submission s WHERE NOT EXISTS (SELECT 1 FROM submission_file
         WHERE submission_id = s.id)" "$1"
}

# --- Without anything recorded ---------------------------------------------------------------------------------------

run evalx stats
status_is "an empty history is bad input" 3
stderr_has "that is told" "nothing has been recorded yet"
run evalx stats --db /nowhere/history.db
status_is "a history that is not there is bad input" 3

if ! evalx doctor >/dev/null 2>&1; then
    skip "recording" "no sandbox works here"
    exit
fi

# --- What is recorded ------------------------------------------------------------------------------------------------

run evalx judge $good $bad $broken --problem hello-sum --user ada
is "every submission is recorded" "$(sql 'SELECT name, user, problem, language FROM submission ORDER BY name')" \
    "$good|ada|hello-sum|python3
$broken|ada|hello-sum|c
$bad|ada|hello-sum|c"
is "with its verdict" "$(sql 'SELECT verdict FROM judged ORDER BY name')" "AC
CE
WA"
is "nothing is missing" "$(gaps $db)" ok
is "a compile error has its messages" "$(sql "SELECT compile_is_ok, compile_messages LIKE '%undeclared%' FROM judging
    WHERE verdict = 'CE'")" "0|1"
is "the package is known" "$(sql 'SELECT problem, revision, length(digest) FROM package')" "hello-sum|1|64"
is "only its owner can read it" "$(stat -c %a $db)" 600
run evalx judge $good --problem hello-sum
is "the same source is kept once" "$(sql 'SELECT count(*) FROM source')" 3
is "but recorded again" "$(sql 'SELECT count(*) FROM submission')" 4

# --- Where, or not at all --------------------------------------------------------------------------------------------

run evalx judge $good --problem hello-sum --no-history
status_is "--no-history judges" 0
is "and records nothing" "$(sql 'SELECT count(*) FROM submission')" 4
run env EVALX_DB="$scratch/other/place.db" "$EVALX" judge $good --problem hello-sum
is "EVALX_DB is another history" "$(sql 'SELECT count(*) FROM submission' other/place.db)" 1
run evalx judge $good --problem hello-sum --db other/place.db
is "--db is too" "$(sql 'SELECT count(*) FROM submission' other/place.db)" 2
cp evalx.yaml before.yaml
echo 'history: there.db' >>evalx.yaml
run evalx judge $good --problem hello-sum
is "the workspace says where" "$(sql 'SELECT count(*) FROM submission' there.db)" 1
sed -i 's/^history:.*/history: none/' evalx.yaml
run evalx judge $good --problem hello-sum
is "or that none is wanted" "$(sql 'SELECT count(*) FROM submission' there.db)" 1
cp before.yaml evalx.yaml

mkdir outside
run env -C outside -u EVALX_DB "$EVALX" judge ../$good --problem ../$problem
status_is "below the workspace its history is used" 0
is "it is there" "$(sql 'SELECT count(*) FROM submission')" 5
far=$(mktemp -d "$scratch/../evalx-test-far.XXXXXX")
cp -r problems "$far"
run env -C "$far" "$EVALX" judge $good --problem $problem
is "without a workspace it is the user's state" "$(sql 'SELECT count(*) FROM submission' "$XDG_STATE_HOME/evalx/history.db")" 1
run env -C "$far" XDG_STATE_HOME=/proc/none "$EVALX" judge $good --problem $problem
status_is "where that cannot be, judging goes on" 0
stderr_has "with a warning" "warning: nothing is recorded"
rm -rf "$far"
run evalx judge $good --problem hello-sum --db /proc/none/history.db
status_is "a named place that cannot be is bad input" 3

# --- What must not be touched ----------------------------------------------------------------------------------------

python3 -c 'import sqlite3; sqlite3.connect("foreign.db").executescript("CREATE TABLE a(b); INSERT INTO a VALUES(1)")'
cp foreign.db foreign.copy
run evalx judge $good --problem hello-sum --db foreign.db
status_is "another program's database is bad input" 3
stderr_has "that is told" "not a history of evalx"
is "it is left as it was" "$(cmp foreign.db foreign.copy && echo same)" same
echo "no database at all, only a text that is long enough to be taken for one" >text.db
run evalx judge $good --problem hello-sum --db text.db
status_is "a text is bad input" 3
cp $db newer.db
python3 -c 'import sqlite3; sqlite3.connect("newer.db").execute("PRAGMA user_version = 99")'
run evalx stats --db newer.db
status_is "a newer history is bad input" 3
stderr_has "that is told" "a newer evalx has made it"
head -c 20000 $db >torn.db
run evalx stats --db torn.db
status_is "a torn file is bad input" 3

# --- Many at once ----------------------------------------------------------------------------------------------------

before=$(sql 'SELECT count(*) FROM submission')
export problem EVALX
# shellcheck disable=SC2016 # the inner shells expand
seq 40 | xargs -P 8 -I{} sh -c '"$EVALX" judge "$1" --problem hello-sum --slots 1 -q >>many.out 2>>many.err || echo {} >>many.failed' \
    - "$good"
is "eight processes at once all end well" "$(cat many.failed many.err 2>/dev/null)" ""
is "and everything is recorded" "$(($(sql 'SELECT count(*) FROM submission') - before))" 40
is "nothing is missing then" "$(gaps $db)" ok
# shellcheck disable=SC2016
seq 8 | xargs -P 8 -I{} sh -c '"$EVALX" judge "$1" --problem hello-sum --db new.db -q >/dev/null 2>>many.err' - "$good"
is "eight processes make a new history together" "$(cat many.err)$(sql 'SELECT count(*) FROM submission' new.db)" 8

# --- Batches ---------------------------------------------------------------------------------------------------------

# `lines COUNT`: a batch
lines()
{
    local i
    for ((i = 1; i <= $1; i++)); do
        printf '{"id": %d, "source": "%s", "problem": "hello-sum", "user": "u%d"}\n' "$i" "$good" $((i % 7))
    done
}

lines 500 >batch.ndjson
run evalx judge --batch batch.ndjson --db batch.db --format ndjson
is "a batch has a line for each" "$(wc -l <<<"$stdout")" 500
is "and a row for each, with its id and user" "$(sql 'SELECT count(*), count(DISTINCT caller_id), count(DISTINCT user) FROM judged' batch.db)" \
    "500|500|7"
printf '{"id": 1, "source": "nowhere.py", "problem": "hello-sum"}\n' >unreadable.ndjson
run evalx judge --batch unreadable.ndjson --db batch.db
has "what cannot be read has a line" "$stdout" '"id":"1"'
is "but is not recorded" "$(sql 'SELECT count(*) FROM judged' batch.db)" 500

# Killed at any point: the file is whole, and what has a line has a row.
failures=0
evalx judge $good --problem hello-sum --db killed.db -q >/dev/null
lines 4000 >long.ndjson
for ((i = 0; i < 50; i++)); do
    rm -f killed.out
    "$EVALX" judge --batch long.ndjson --db killed.db --slots 1 >killed.out 2>/dev/null &
    pid=$!
    # every other time not before a first line is told, however slow the machine
    until ((i % 2 == 0)) || [[ -s killed.out ]] || ! kill -0 $pid 2>/dev/null; do
        sleep 0.01
    done
    sleep "0.0$((RANDOM % 9))$((RANDOM % 10))"
    kill -9 $pid
    wait $pid 2>/dev/null
    [[ $(gaps killed.db) == ok ]] || failures=$((failures + 1))
    python3 - killed.out killed.db "$i" <<'END' || failures=$((failures + 1))
import json, sqlite3, sys
told = [json.loads(line)["id"] for line in open(sys.argv[1]) if line.endswith("\n")]
connection = sqlite3.connect(sys.argv[2], timeout=60)
last = connection.execute("SELECT coalesce(max(id), 0) FROM submission WHERE caller_id IS NULL").fetchone()[0]
kept = {row[0] for row in connection.execute("SELECT caller_id FROM submission WHERE id > ?", (last,))}
sys.exit(not set(told) <= kept)
END
    # a mark between the rounds
    evalx judge $good --problem hello-sum --db killed.db -q >/dev/null || failures=$((failures + 1))
done
is "fifty kills leave a whole history, with a row for every line" $failures 0
rounds=$(sql "SELECT count(*) FROM submission WHERE caller_id IS NOT NULL" killed.db)
is "they did hit it while it was written" "$((rounds >= 25))" 1

# --- A full disk -----------------------------------------------------------------------------------------------------

if ((EUID == 0)); then
    mkdir small
    lines 3000 >full.ndjson
    cat >full.sh <<'END'
mount -t tmpfs -o size=300k small small || exit 99
"$EVALX" judge --batch full.ndjson --db small/history.db >full.out
echo $? >full.status
cp small/history.db small.db
"$EVALX" judge --batch full.ndjson --db small/none/history.db >/dev/null 2>full.again
echo $? >full.status2
head -c 300k /dev/zero >small/filler 2>/dev/null
"$EVALX" judge "$1" --problem hello-sum --db small/history.db
END
    run unshare --mount sh full.sh $good
    status_is "on a full disk judging fails" 4
    stderr_has "and says why" "no space is left"
    is "a batch ends with it" "$(cat full.status)" 4
    is "what is recorded is whole" "$(gaps small.db)" ok
    kept=$(sql 'SELECT count(*) FROM submission' small.db) told=$(wc -l <full.out)
    is "some was recorded" "$((kept > 0 && kept < 3000))" 1
    is "what was told is recorded, and nothing else" "$told" "$kept"
else
    skip "a full disk" "needs root"
fi
