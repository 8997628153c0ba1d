#!/bin/bash
# evalx run and evalx compile: streams, statuses, reports.
source "$(dirname "$0")/harness.bash"

cat >status.c <<'END'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "exit") == 0)
        return atoi(argv[2]);
    if (argc > 2 && strcmp(argv[1], "signal") == 0)
        return raise(atoi(argv[2]));
    if (argc > 1 && strcmp(argv[1], "spin") == 0)
        for (volatile int i = 0;; i++)
            ;
    for (int c; (c = getchar()) != EOF;)
        putchar(c);
    fputs("said on standard error\n", stderr);
    return 0;
}
END
printf 'int main(void) { return nothing; }\n' >broken.c

run evalx run
status_is "nothing to run is wrong usage of run" 125
run evalx run nowhere.c
status_is "a missing source is a failure of run" 125
run evalx run status.c --format xml
status_is "an unknown format is a failure of run" 125

run evalx run --explain status.c -- exit 3
status_is "--explain ends with 0" 0
stdout_has "--explain shows the arguments" "exit 3"
stdout_has "--explain shows the namespaces" "namespaces"
stdout_has "--explain shows the limits" "limits"

if ! evalx doctor >/dev/null 2>&1; then
    skip "running" "no sandbox works here"
    exit
fi

run evalx run status.c < <(printf 'one\0two')
status_is "a good program ends with 0" 0
is "standard output is the program's" "$(tr '\0' . <"$scratch/.stdout")" "one.two"
stderr_has "standard error is the program's too" "said on standard error"
matches "the report is one line" "$(tail -n 1 <<<"$stderr")" '^exit 0 · .* CPU · .* wall · '

run evalx run --quiet status.c
is "quiet adds nothing to standard error" "$stderr" "said on standard error"

run evalx run status.c -- exit 42
status_is "the program's status is passed on" 42
run evalx run status.c -- signal 11
status_is "a signal is 128 and its number" 139
stderr_has "the signal is named" "signal 11 (SIGSEGV)"
run evalx run --time 200ms status.c -- spin
status_is "a limit that was hit is 124" 124
stderr_has "the limit is named" "time limit of 200 ms"
run evalx run --output 1K status.c < <(head -c 100000 /dev/zero)
status_is "too much output is 124" 124
run evalx run broken.c
status_is "a source that does not compile is 126" 126
stderr_has "the compiler's words are shown" "nothing"

run evalx run --format json status.c -- exit 3
has "the report is JSON when asked" "$(tail -n 1 <<<"$stderr")" '"exit_status":3'
evalx run --quiet --format json --report-fd 9 status.c -- exit 3 9>report 2>err
is "the report goes where it is sent" "$(grep -c '"exit_status":3' report)" 1
is "and not to standard error" "$(cat err)" ""

run evalx compile status.c -o status
status_is "compile ends with 0" 0
run evalx run ./status -- exit 7
status_is "a compiled program runs as it is" 7
run evalx compile broken.c -o broken
status_is "compile of a broken source ends with 1" 1
stderr_has "compile shows the compiler's words" "nothing"
is "nothing is written then" "$(ls broken 2>/dev/null)" ""
run evalx compile
status_is "nothing to compile is wrong usage" 2
run evalx compile nowhere.c
status_is "compile of a missing source is bad input" 3
