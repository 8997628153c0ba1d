#!/bin/bash
# evalx queue: what an operator sees and does, by a service that is paused or not.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/service.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c

# --- Usage -----------------------------------------------------------------------------------------------------------

run evalx queue nonsense
status_is "an unknown verb is wrong usage" 2
run evalx queue show
status_is "show wants an id" 2
run evalx queue --format xml
status_is "an unknown format is wrong usage" 2
run evalx queue --server http://127.0.0.1:1
status_is "no server there: the service is unavailable" 5

service_start --problems problems

# --- While nothing is judged -----------------------------------------------------------------------------------------

run evalx queue requeue
status_is "requeue wants ids or --all" 2
run evalx queue
status_is "the status is there" 0
stdout_has "it tells what waits" "queued"
run evalx queue pause
status_is "pause works" 0
run evalx submit $good --problem hello-sum --user ada --label room=a
one=$stdout
run evalx submit $bad --problem hello-sum --user bob
two=$stdout
run evalx queue status --format json
is "two wait" "$(query 'value["queued"], value["paused"], value["version"]')" "(2, True, 1)"
run evalx queue list
has "the list has both: one" "$stdout" "$one"
has "the list has both: the other" "$stdout" "$two"
mkdir told && printf 'server: %s\n' "$EVALX_SERVER" >told/evalx.yaml
cd told || exit 1
server=$EVALX_SERVER
unset EVALX_SERVER
run evalx queue status --format json
is "the workspace names the server" "$(query 'value["queued"]')" 2
export EVALX_SERVER=http://127.0.0.1:1
run evalx queue status
status_is "a variable beats it" 5
export EVALX_SERVER=$server
cd .. || exit 1
run evalx queue list --user ada --format json
is "a list by user" "$(query '[s["id"] for s in value["submissions"]]')" "['$one']"
run evalx queue list --label room:a --format json
is "a list by label" "$(query '[s["id"] for s in value["submissions"]]')" "['$one']"
run evalx queue list --state 'done' --format json
is "a list by state" "$(query 'value["submissions"]')" "[]"
run evalx queue list --format csv
matches "a list as CSV has a line of names" "$(head -n 1 <<<"$stdout")" '^id,state,'
run evalx queue show "$two"
stdout_has "show tells its place" "waiting before it"
run evalx queue show nowhere
status_is "what is unknown is refused" 3
run evalx queue cancel "$two"
status_is "cancel works" 0
stdout_has "cancel tells the state" "cancelled"
run evalx queue cancel "$two" nowhere
status_is "cancelling what is unknown is refused" 3
run evalx queue drain
run evalx submit $good --problem hello-sum --patience 200ms
status_is "a draining service takes nothing" 5
run evalx queue resume
status_is "resume works" 0

# --- Judged ----------------------------------------------------------------------------------------------------------

if ! evalx doctor >/dev/null 2>&1; then
    skip "judging again" "no sandbox works here"
    exit
fi
is_done()
{
    run evalx queue show "$1" --format json
    [[ $(query 'value["state"]') == "done" ]]
}
wait_until is_done "$one"
is "what waited is judged" "$(query 'value["verdict"]')" AC
run evalx queue show "$one"
stdout_has "show has its tests" "sample/1"
run evalx queue requeue "$one" "$two"
status_is "ended ones are judged again" 0
run evalx queue requeue "$one" nowhere
status_is "what cannot be judged again is told" 1
stderr_has "by its id" "nowhere"
is_second()
{
    is_done "$1" && [[ $(query 'value["judging"]') == 2 ]]
}
wait_until is_second "$two"
is "a cancelled one has a verdict then" "$(query 'value["verdict"]')" WA
run evalx queue requeue --all --user bob --format json
is "all of a user" "$(query 'value["done"]')" "['$two']"
run evalx queue dead
status_is "the list of the dead is there" 0
run evalx queue dead retry --all
status_is "none of them is no failure" 0
run evalx queue workers --format json
is "this machine judges" "$(query 'len(value["workers"])')" 1
run env EVALX_DB="$scratch/service/service.db" "$EVALX" stats by user
stdout_has "the service's record is a history" "ada"
run env EVALX_DB="$scratch/service/service.db" "$EVALX" judge $good --problem hello-sum
status_is "nobody else writes it" 3
stderr_has "and is told whose it is" "serve-queue"

# --- Tokens ----------------------------------------------------------------------------------------------------------

run evalx queue token add --user ada
ada=$stdout
matches "a token is told once" "$ada" '^evx_[A-Za-z0-9_-]{43}$'
run evalx queue token add --role admin --name root
root=$stdout
run evalx queue token list
status_is "with an admin there, this machine alone is not enough" 3
stderr_has "and is told what to do" "EVALX_TOKEN"
EVALX_TOKEN=$root run evalx queue token list
stdout_has "the admin lists" "root"
stdout_lacks "but never the texts" "evx_"
EVALX_TOKEN=$ada run evalx submit $good --problem hello-sum --format json
is "a token's submission is its user's" "$(query 'value["submissions"][0]["user"]')" ada
EVALX_TOKEN=$ada run evalx submit $good --problem hello-sum --user bob
status_is "and nobody else's" 3
EVALX_TOKEN=$ada run evalx queue pause
status_is "it operates nothing" 3
EVALX_TOKEN=$root run evalx queue token revoke 1
status_is "revoke works" 0
EVALX_TOKEN=$ada run evalx submit $good --problem hello-sum
status_is "a revoked token opens nothing" 3
service_stop
status_is "SIGTERM ends the service well" 0
