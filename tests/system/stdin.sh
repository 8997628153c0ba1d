#!/bin/bash
# timeout: 120
# The user's standard input of `evalx run` is the user's: a program cannot change a file, a folder is no input, and a pipe's
# mode is as it was.
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

cat >hostile.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    char path[256];
    ssize_t count = readlink("/proc/self/fd/0", path, sizeof(path) - 1);
    int fd = open("/proc/self/fd/0", O_RDWR | O_TRUNC);
    fchmod(0, 0777);
    fcntl(0, F_SETFL, O_NONBLOCK);
    printf("%d %.*s\n", fd >= 0, (int)count, path);
    return 0;
}
C
echo "precious" >file
chmod 644 file
run "$EVALX" run hostile.c <file
status_is "a file is an input" 0
is "the file has its content" "$(cat file)" "precious"
is "the file has its mode" "$(stat -c %a file)" 644
lacks "the file's path is not shown" "$stdout" "$scratch"
run "$EVALX" run hostile.c </
status_is "a folder is no input" 125
stderr_has "and that is said" "folder"

cat >skips.c <<'C'
#include <stdio.h>
int main(void) { int c; while ((c = getchar()) != EOF) putchar(c); return 0; }
C
printf 'one\ntwo\n' >lines
{ read -r _; run "$EVALX" run skips.c; } <lines
is "input goes on where the shell left it" "$stdout" "two"

mode_of_pipe()
{
    python3 - "$EVALX" <<'PY'
import fcntl, os, subprocess, sys
read_end, write_end = os.pipe()
os.close(write_end)
before = fcntl.fcntl(read_end, fcntl.F_GETFL)
subprocess.run([sys.argv[1], "run", "--quiet", "hostile.c"], stdin=read_end, stdout=subprocess.DEVNULL, check=False)
print("same" if fcntl.fcntl(read_end, fcntl.F_GETFL) == before else "changed")
PY
}
is "a pipe's mode is as it was" "$(mode_of_pipe)" "same"
