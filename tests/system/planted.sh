#!/bin/bash
# timeout: 300
# What a submission brings along or leaves lying about must not be followed or started by the judge: links to the host's
# files, and programs with the names of tools.
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

problem=$top/tests/system/specimens/problem

# judge FOLDER...: $verdict of the first.
judge()
{
    run "$EVALX" judge --problem "$problem" --fresh --format ndjson --wall 20s "$@"
    verdict=$(python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["verdict"])' <<<"$stdout" 2>/dev/null)
}

right='#include <stdio.h>
int main(void) { int n; if (scanf("%d", &n) != 1) return 1; printf("%d\n", 2 * n); return 0; }'

# --- Links in a submission ------------------------------------------------------------------------------------------

echo "secret-of-the-host" >secret
mkdir linked && echo "$right" >linked/main.c && ln -s "$scratch/secret" linked/data.h
echo '#include "data.h"' >>linked/main.c
judge linked
lacks "a link in a submission is not followed out of it" "$stdout$stderr" "secret-of-the-host"
is "a submission that needs such a link is not accepted" "$([[ $verdict == AC ]] && echo AC)" ""

mkdir outside && ln -s /etc outside/sub && echo "$right" >outside/main.c
judge outside
lacks "a linked folder is not read" "$stdout$stderr" "root:"

# --- Programs with the names of tools -------------------------------------------------------------------------------

mkdir tools && echo "$right" >tools/main.c
for name in gcc cc1 as ld collect2 sh python3 evalx-box; do
    printf '#!/bin/sh\necho planted >/box/planted\nexit 1\n' >"tools/$name"
    chmod +x "tools/$name"
done
judge --lang c tools
is "a submission's own gcc, as and ld are not the tools" "$verdict" "AC"

# --- Links that a run leaves ----------------------------------------------------------------------------------------

echo "untouched" >victim && chmod 666 victim
cat >leaves_links.py <<EOF
import os
for folder in ("/box", "/tmp", "/dev/shm"):
    for name, target in (("out", "$scratch/victim"), ("1.out", "/etc/passwd"), ("feedback", "/"), ("loop", folder)):
        os.symlink(target, os.path.join(folder, name))
    deep = folder
    for _ in range(200):
        deep = os.path.join(deep, "d")
        os.mkdir(deep)
    os.chmod(os.path.join(folder, "d"), 0)
print(2 * int(input()))
EOF
before=$(stat -c '%a %u' /etc/passwd /etc)
judge leaves_links.py leaves_links.py
is "links and locked folders left behind hold nothing up" "$verdict" "AC"
is "both submissions find the box clean" "$(grep -c '"verdict":"AC","score"' <<<"$stdout")" 2
is "a link's target is not written" "$(cat victim)" "untouched"
is "a link's target keeps mode and owner" "$(stat -c '%a %u' /etc/passwd /etc)" "$before"

# --- Sources that are no files --------------------------------------------------------------------------------------

mkfifo pipe.c
run timeout 20 "$EVALX" judge --problem "$problem" pipe.c
is "a FIFO as a source is refused at once" "$status" 3
run timeout 20 "$EVALX" judge --problem "$problem" --lang c /dev/zero
is "a device as a source is refused at once" "$status" 3
