# shellcheck shell=bash
# Sourced by the lint scripts: collects findings of one check and prints its line.
#
#   report NAME < findings      "ok NAME" when there are none; else "not ok NAME - N findings: the first" and all of
#                               them on standard error

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

report()
{
    local findings finding count
    findings=$(cat)
    if [[ -z $findings ]]; then
        echo "ok $1"
        return
    fi
    count=$(wc -l <<<"$findings")
    echo "not ok $1 - $count: $(head -n 1 <<<"$findings")"
    while read -r finding; do
        echo "$1: $finding"
    done <<<"$findings" >&2
}
