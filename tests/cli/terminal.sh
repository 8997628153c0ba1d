#!/bin/bash
# What appears on a terminal, by script(1), and what NO_COLOR and CLICOLOR change.
source "$(dirname "$0")/harness.bash"

if ! command -v script >/dev/null; then
    skip "terminals" "script(1) is not installed"
    exit
fi
evalx init -q . >/dev/null
unset NO_COLOR CLICOLOR
export TERM=xterm

on_terminal()
{
    script --quiet --return --command "$(printf '%q ' "$@")" /dev/null
}

run on_terminal "$EVALX" langs
stdout_has "a terminal gets colours" $'\033[3'
run on_terminal env NO_COLOR=1 "$EVALX" langs
stdout_lacks "NO_COLOR: none" $'\033['
run on_terminal env NO_COLOR= "$EVALX" langs
stdout_has "an empty NO_COLOR says nothing" $'\033[3'
run on_terminal env CLICOLOR=0 "$EVALX" langs
stdout_lacks "CLICOLOR=0: none" $'\033['
run on_terminal env TERM=dumb "$EVALX" langs
stdout_lacks "a dumb terminal: none" $'\033['
run evalx langs
stdout_lacks "a pipe: none" $'\033['

if ! evalx doctor >/dev/null 2>&1; then
    skip "a live table" "no sandbox works here"
    exit
fi
bad=problems/hello-sum/submissions/wrong_answer/overflow.c
run on_terminal "$EVALX" judge $bad --problem hello-sum
status_is "the status is the same on a terminal" 1
stdout_has "verdicts have colours" $'\033[1;31mWA'
stdout_has "a bar shows progress" "[-----"
run on_terminal "$EVALX" judge $bad --problem hello-sum --no-progress
stdout_lacks "--no-progress: no bar" "[-----"
run on_terminal env NO_COLOR=1 "$EVALX" judge $bad --problem hello-sum --no-progress
stdout_lacks "without colour and bar no escape codes at all" $'\033'

# --- Tables of figures ----------------------------------------------------------------------------------------------

printf 'print(sum(map(int, input().split())))\n' >図書館の解答の長い名前.py
evalx judge 図書館の解答の長い名前.py --problem hello-sum --user a-user-with-a-name-of-many-letters >/dev/null 2>&1
evalx judge --each problems/hello-sum/submissions/wrong_answer --problem hello-sum >/dev/null 2>&1

# widest FILE: columns that its longest line takes on a terminal.
widest()
{
    python3 -c '
import sys, unicodedata
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip("\r\n"))
          for line in open(sys.argv[1], newline="\n")))' "$1"
}

for columns in 120 100 80 60 40; do
    for view in list slowest "by problem" "by language"; do
        run on_terminal sh -c "stty cols $columns; exec '$EVALX' stats $view"
        is "$columns columns: stats $view fits" "$(($(widest .stdout) <= columns))" 1
    done
done
run evalx stats list
stdout_has "in a pipe a row is a line, whatever its length" "図書館の解答の長い名前.py"
run on_terminal sh -c "stty cols 100; exec '$EVALX' stats list --format json"
stdout_has "what programs read is whole" '"source": "図書館の解答の長い名前.py"'

# --- Where the library for columns is missing ------------------------------------------------------------------------

mkdir without
echo "no library" >without/libsmartcols.so.1
without=(env "LD_LIBRARY_PATH=$PWD/without" "$EVALX")
for view in overview list slowest "by problem" "show 1"; do
    # shellcheck disable=SC2086
    is "without libsmartcols: stats $view is the same in a pipe" "$("${without[@]}" stats $view)" "$(evalx stats $view)"
done
run env EVALX_LOG=info "${without[@]}" stats list
stderr_has "and is told to whoever asks" "install libsmartcols1 for tables that fit the terminal"
run "${without[@]}" stats export 1 -o plain
status_is "an appeal bundle needs it not" 0
evalx stats export 1 -o fitted >/dev/null
is "and is the same" "$(diff -r plain fitted && echo same)" same
