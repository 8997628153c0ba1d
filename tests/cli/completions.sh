#!/bin/bash
# What the three shells offer behind evalx: problems, languages, submissions, users of this workspace.
source "$(dirname "$0")/harness.bash"

mkdir bin && ln -s "$EVALX" bin/evalx
export PATH="$scratch/bin:$PATH"
"$EVALX" init -q . >/dev/null
mkdir "problems/with blank" && touch problems/packed.zip problems/notes.txt
if "$EVALX" doctor >/dev/null 2>&1; then
    "$EVALX" judge -q problems/hello-sum/submissions/accepted/sum.py --problem hello-sum --user "Ada L" >/dev/null
fi
has_history=$([[ -f .evalx/history.db ]] && echo yes)

# --- What they ask --------------------------------------------------------------------------------------------------

run evalx complete problems
is "problems are folders and archives" "$stdout" $'hello-sum\npacked.zip\nwith blank'
run evalx complete languages
stdout_has "languages by id" $'cpp\n'
run evalx complete verdicts
status_is "anything else is wrong usage" 2
run evalx --help
stdout_lacks "it is in no list" "complete"
EVALX_DB=$scratch/none.db run evalx complete submissions
is "without a history nothing is offered" "$stdout" ""

# --- bash -----------------------------------------------------------------------------------------------------------

# WORDS...: what is offered for the last one, a line each.
in_bash()
{
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) bash --norc -c '
        source "$1/completions/evalx.bash"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _evalx; printf "%s\n" "${COMPREPLY[@]}"' bash "$top" "$@"
}

is "bash: problems" "$(in_bash evalx judge --problem he)" hello-sum
is "bash: with a blank" "$(in_bash evalx judge --problem wi)" "with blank"
is "bash: operands of verify" "$(in_bash evalx verify hel)" hello-sum
is "bash: languages" "$(in_bash evalx run --lang obj)" objectivec
is "bash: languages to check" "$(in_bash evalx langs --check smallt)" smalltalk
is "bash: verbs of stats" "$(in_bash evalx stats slow)" slowest
is "bash: keys of stats by" "$(in_bash evalx stats by lang)" language
is "bash: options" "$(in_bash evalx judge --gradeb)" --gradebook
if [[ $has_history ]]; then
    is "bash: submissions" "$(in_bash evalx stats show '')" 1
    is "bash: submissions to judge again" "$(in_bash evalx rejudge '')" 1
    is "bash: users" "$(in_bash evalx stats --user A)" "Ada L"
fi

# --- fish -----------------------------------------------------------------------------------------------------------

if command -v fish >/dev/null; then
    # shellcheck disable=SC2016 # fish expands it
    # LINE: what is offered, without descriptions.
    in_fish()
    {
        # shellcheck disable=SC2016 # for fish
        fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$top/completions/evalx.fish" "$1" 2>/dev/null | cut -f 1
    }
    is "fish: problems" "$(in_fish 'evalx judge --problem hel')" hello-sum
    has "fish: operands of verify" "$(in_fish 'evalx verify ')" "packed.zip"
    is "fish: languages" "$(in_fish 'evalx run --lang objectiv')" objectivec
    is "fish: languages to check" "$(in_fish 'evalx langs --check smallt')" smalltalk
    is "fish: verbs of stats" "$(in_fish 'evalx stats slow')" slowest
    is "fish: keys of stats by" "$(in_fish 'evalx stats by lang')" language
    if [[ $has_history ]]; then
        has "fish: submissions" "$(in_fish 'evalx stats show ')" 1
        has "fish: submissions to judge again" "$(in_fish 'evalx rejudge ')" 1
        is "fish: users" "$(in_fish 'evalx stats --user A')" "Ada L"
    fi
else
    skip "completion in fish" "fish is not installed"
fi

# --- zsh ------------------------------------------------------------------------------------------------------------

if command -v zsh >/dev/null; then
    mkdir zsh && cp "$top/completions/evalx.zsh" zsh/_evalx
    cat >complete.zsh <<'END'
# LINE: a shell on a terminal, the line with a tab behind it, and then what the line has become.
zmodload zsh/zpty
zpty inner 'TERM=dumb zsh -f -i'
zpty -w inner "PS1= PS2= RPS1=; unsetopt zle_bracketed_paste prompt_cr prompt_sp; fpath=($scratch/zsh \$fpath)"
zpty -w inner 'autoload -Uz compinit; compinit -u -D; setopt no_beep no_list_ambiguous no_auto_list'
zpty -w inner 'show-line() { print -r -- "<<$BUFFER>>"; zle send-break }; zle -N show-line; bindkey "^X^X" show-line'
zpty -w inner 'print -r -- "<<""ready>>"'
zpty -r inner said '*<<ready>>*'
zpty -w -n inner "$1"$'\t\x18\x18'
zpty -r inner said '*<<*>>*'
print -r -- ${${said##*<<}%%>>*}
zpty -d inner
END
    in_zsh()
    {
        timeout 60 zsh -f complete.zsh "$1" 2>&1 | tail -n 1 | sed 's/ *$//'
    }
    is "zsh: problems" "$(in_zsh 'evalx judge --problem hel')" "evalx judge --problem hello-sum"
    is "zsh: languages" "$(in_zsh 'evalx run --lang objectiv')" "evalx run --lang objectivec"
    is "zsh: languages to check" "$(in_zsh 'evalx langs --check smallt')" "evalx langs --check smalltalk"
    is "zsh: verbs of stats" "$(in_zsh 'evalx stats slow')" "evalx stats slowest"
    is "zsh: keys of stats by" "$(in_zsh 'evalx stats by lang')" "evalx stats by language"
    is "zsh: options" "$(in_zsh 'evalx judge --gradeb')" "evalx judge --gradebook"
    if [[ $has_history ]]; then
        is "zsh: submissions" "$(in_zsh 'evalx stats show ')" "evalx stats show 1"
        is "zsh: submissions to judge again" "$(in_zsh 'evalx rejudge ')" "evalx rejudge 1"
        is "zsh: users" "$(in_zsh 'evalx stats --user Ad')" "evalx stats --user Ada\\ L"
    fi
else
    skip "completion in zsh" "zsh is not installed"
fi
