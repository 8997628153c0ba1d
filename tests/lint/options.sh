#!/bin/bash
# The option tables, the manual and the completions say the same: each option of `evalx --dump-options` is in the page of its
# command and in the completion of every shell, and nothing else is.
source "$(dirname "$0")/report.bash"

evalx=${EVALX:-${BUILD:-build}/evalx}
if [[ ! -x $evalx ]]; then
    echo "skip manual and completions match the options - $evalx is not built"
    exit
fi
dump=$("$evalx" --dump-options)

commands()
{
    awk -F '\t' '$2 == "-" { print $1 }' <<<"$dump"
}

# "--name" and "-n" of a command, a line each.
options_of()
{
    awk -F '\t' -v command="$1" '$1 == command && $2 != "-" {
        print "--" $2
        if ($3 != "-") print "-" $3
    }' <<<"$dump" | sort -u
}

# What the items of a manual page's lists document: ".It Fl t Ar duration , Fl -time Ar duration".
documented_in()
{
    grep '^\.It .*Fl ' "$1" | grep -oE 'Fl [^ ]+' | sed 's/^Fl /-/' | sort -u
}

find_manual_gaps()
{
    local command page
    commands | while read -r command; do
        page=man/evalx-$command.1
        [[ -f $page ]] || { echo "$page: missing"; continue; }
        comm -3 <(options_of "$command") <(documented_in "$page") |
            sed -e "s|^\t\(.*\)|$page: \1 is no option|" -e "/ is no option/!s|^|$page: does not tell of |"
        grep -q "^\.It Xr evalx-$command 1" man/evalx.1 || echo "man/evalx.1: does not name $command"
    done
}

# A variable that stands for an option has to be in the pages of the commands that read it.
find_variable_gaps()
{
    local command variable
    commands | while read -r command; do
        "$evalx" help "$command" | grep -oE '\[EVALX_[A-Z]+\]' | tr -d '[]' | sort -u | while read -r variable; do
            grep -q "Ev $variable" "man/evalx-$command.1" || echo "man/evalx-$command.1: does not tell of $variable"
            grep -q "Ev $variable" man/evalx.1 || echo "man/evalx.1: does not tell of $variable"
        done
    done
}

find_old_completions()
{
    local fresh shell
    fresh=$(mktemp -d)
    tests/tools/gen-completions "$evalx" "$fresh"
    for shell in bash zsh fish; do
        cmp -s "$fresh/evalx.$shell" "completions/evalx.$shell" ||
            echo "completions/evalx.$shell: old, run tests/tools/gen-completions $evalx completions"
    done
    rm -r "$fresh"
}

# In the language of each shell, where it is here to tell.
find_broken_completions()
{
    local shell
    for shell in bash zsh fish; do
        command -v "$shell" >/dev/null || continue
        "$shell" -n "completions/evalx.$shell" 2>&1 | sed "s|^|completions/evalx.$shell: |"
    done
}

find_manual_gaps | report "manual pages tell every option and no other"
find_variable_gaps | report "manual pages tell every variable"
find_old_completions | report "completions are made from the option tables"
find_broken_completions | report "completions are in their shells' language"
