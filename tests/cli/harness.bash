# shellcheck shell=bash
# Sourced by tests/cli/*.sh: one call of evalx, then what must be true of it.
#
#   source "$(dirname "$0")/harness.bash"
#
#   run evalx judge a.cpp --problem p     runs; $status, $stdout, $stderr hold what came of it
#   status_is "accepted ends with 0" 0
#   stdout_has "the verdict is shown" "AC"
#   stderr_lacks "nothing to complain" "error"
#   is "one line" "$(wc -l <<<"$stdout")" 1
#   skip "needs Java" "no javac"
#
# Every name says a fact. $scratch is an empty folder of the script's own, its current folder, with its own cache, state
# and configuration; it goes when the script ends. `evalx` is the program under test ($EVALX).

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${EVALX:=$top/build/evalx}"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/evalx-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export HOME=$scratch/home XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state XDG_CONFIG_HOME=$scratch/config
export XDG_DATA_HOME=$scratch/data
mkdir -p "$HOME"
export top scratch
status=0 stdout="" stderr=""

evalx()
{
    "$EVALX" "$@"
}

# Runs a command, a function included, with an empty standard input unless the caller redirects it.
run()
{
    if [[ -t 0 ]]; then
        "$@" >"$scratch/.stdout" 2>"$scratch/.stderr" </dev/null
    else
        "$@" >"$scratch/.stdout" 2>"$scratch/.stderr"
    fi
    status=$?
    stdout=$(tr -d '\0' <"$scratch/.stdout")
    stderr=$(tr -d '\0' <"$scratch/.stderr")
    return 0
}

ok()
{
    echo "ok $1"
}

# What evalx said follows on standard error, for the log.
not_ok()
{
    echo "not ok $1 - ${2//$'\n'/ \\ }"
    printf '%s\n' "--- $1: status $status" "$stdout" "--- standard error" "$stderr" >&2
}

skip()
{
    echo "skip $1 - $2"
}

is()
{
    if [[ "$2" == "$3" ]]; then
        ok "$1"
    else
        not_ok "$1" "got \"$2\", expected \"$3\""
    fi
}

status_is()
{
    is "$1" "$status" "$2"
}

# TEXT is taken literally.
has()
{
    if [[ "$2" == *"$3"* ]]; then
        ok "$1"
    else
        not_ok "$1" "no \"$3\" in \"${2:0:200}\""
    fi
}

lacks()
{
    if [[ "$2" != *"$3"* ]]; then
        ok "$1"
    else
        not_ok "$1" "\"$3\" is in \"${2:0:200}\""
    fi
}

stdout_has()   { has "$1" "$stdout" "$2"; }
stderr_has()   { has "$1" "$stderr" "$2"; }
stdout_lacks() { lacks "$1" "$stdout" "$2"; }
stderr_lacks() { lacks "$1" "$stderr" "$2"; }

# matches NAME TEXT REGEX (extended)
matches()
{
    if [[ "$2" =~ $3 ]]; then
        ok "$1"
    else
        not_ok "$1" "\"${2:0:200}\" does not match $3"
    fi
}
