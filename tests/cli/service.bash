# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by tests/cli/*.sh after harness.bash: a judging service of the script's own, on a free port of this machine.
#
#   service_start [OPTIONS]    $EVALX_SERVER is its URL then, $service_pid its process
#   service_stop               by SIGTERM; $status is how it ended
#   service_kill               by SIGKILL
#   wait_until COMMAND...      until it succeeds; fails after a minute
#   query EXPRESSION           of the JSON in $stdout, as `value`, in Python

service_pid=""
service_log=$scratch/service.log

service_finish()
{
    [[ -z $service_pid ]] || kill -KILL "$service_pid" 2>/dev/null
    rm -rf "$scratch"
}
trap service_finish EXIT

wait_until()
{
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}

service_url()
{
    EVALX_SERVER=$(sed -n 's/.* listening url=\(http[^ ]*\).*/\1/p' "$service_log" | tail -n 1)
    [[ -n $EVALX_SERVER ]] || ! kill -0 "$service_pid" 2>/dev/null
}

service_start()
{
    : >"$service_log"
    "$EVALX" serve-queue --listen 127.0.0.1:0 --state "$scratch/service" "$@" >"$service_log" 2>&1 &
    service_pid=$!
    wait_until service_url
    export EVALX_SERVER
    [[ -n $EVALX_SERVER ]] && return 0
    not_ok "the service starts" "$(tail -n 3 "$service_log")"
    exit 1
}

service_stop()
{
    kill -TERM "$service_pid"
    wait "$service_pid"
    status=$?
    service_pid=""
}

service_kill()
{
    kill -KILL "$service_pid"
    wait "$service_pid" 2>/dev/null
    service_pid=""
}

query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}
