#!/bin/bash
# The jury submissions of the packages in tests/formats get the verdicts and scores that NAME.expected beside the package
# says: lines "SOURCE VERDICT SCORE", "-" for no score.
# timeout: 600
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "packages of all formats" "no sandbox works here"
    exit
fi

formats=$top/tests/formats

# Submissions in the folders that are nothing but submissions; a folder below them is one.
claimed()
{
    (cd "$1" && find submissions/*/* solutions/* -maxdepth 0 ! -name '*.yaml' ! -name '*.desc' 2>/dev/null | sort)
}

check_package()
{
    local name=$1 package=$formats/$1 expected sources
    expected=$(grep -v '^#' "$formats/$name.expected" | sort)
    mapfile -t sources < <(awk '{ print $1 }' <<<"$expected")
    is "$name: every submission has an expectation" "$(comm -13 <(printf '%s\n' "${sources[@]}") <(claimed "$package"))" ""
    cd "$package" || return
    run evalx judge "${sources[@]}" --problem . --fresh --format ndjson
    cd "$scratch" || return
    is "$name: verdicts and scores" \
        "$(diff <(echo "$expected") <(jq -r '"\(.source) \(.verdict) \(.score // "-")"' <<<"$stdout" | sort))" ""
}

for file in "$formats"/*.expected; do
    check_package "$(basename "$file" .expected)"
done
