#!/bin/bash
# What everyone types first, and what everyone mistypes.
source "$(dirname "$0")/harness.bash"

run evalx --help
status_is "--help ends with 0" 0
stdout_has "--help lists judge" "judge"
is "--help is silent on standard error" "$stderr" ""

run evalx --version
status_is "--version ends with 0" 0
matches "--version names program and version" "$stdout" '^evalx [0-9]+\.[0-9]+'

run evalx
status_is "no command is wrong usage" 2
is "no command prints nothing on standard output" "$stdout" ""

run evalx jugde
status_is "an unknown command is wrong usage" 2
stderr_has "an unknown command is named" "jugde"

run evalx judge --no-such-option
status_is "an unknown option is wrong usage" 2
stderr_has "an unknown option is named" "--no-such-option"

for command in init compile run judge doctor; do
    run evalx "$command" --help
    status_is "$command --help ends with 0" 0
    stdout_has "$command --help shows its synopsis" "evalx $command"
done

run evalx judge a.cpp --problem "$scratch/nowhere"
status_is "a missing problem is bad input" 3
stderr_has "a missing problem is named" "nowhere"

run evalx judge a.cpp --time 12parsecs --problem p
status_is "a nonsensical duration is wrong usage" 2
stderr_has "a nonsensical duration is quoted" "12parsecs"

# A result that goes nowhere is not a success.
closed() { "$EVALX" --version >&-; }
run closed
status_is "a closed standard output is an error" 4
