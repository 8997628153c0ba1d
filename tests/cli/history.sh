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
