# shellcheck shell=bash
# shellcheck disable=SC2154 # $top: harness.bash, behind which this is sourced
# What hints.yaml says.

# "RULE<TAB>MESSAGE" for every rule; messages stand on one line, in single quotes.
rules()
{
    awk -v quote="'" '/^  [a-z0-9-]+:$/ { id = $1; sub(/:$/, "", id) }
        /^    message: / { sub(/^    message: ./, ""); sub(/.$/, ""); gsub(quote quote, quote); print id "\t" $0 }' "$top/hints.yaml"
}
