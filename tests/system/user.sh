#!/bin/bash
# timeout: 300
# An ordinary user judges too: attacks are withstood and verdicts are right in the tier of user namespaces, and, where there
# are none, in the trusted tier. As root this becomes user 65534; an ordinary user runs it as it is.
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

as_user=()
if ((EUID == 0)); then
    as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups env -u XDG_STATE_HOME HOME="$scratch/home" XDG_CACHE_HOME="$scratch/cache")
    chmod 777 "$scratch" "$scratch/home"
fi

# The program must be readable for that user.
user_evalx=$scratch/bin/evalx
mkdir -p "$scratch/bin"
cp "$EVALX" "$(dirname "$EVALX")/evalx-box" "$scratch/bin/"
cp "$top/langs.yaml" "$scratch/langs.yaml"
export EVALX_LANGS=$scratch/langs.yaml
chmod -R a+rX "$scratch"

if ! "${as_user[@]}" unshare -U true 2>/dev/null; then
    skip "an ordinary user judges" "this host lets users make no namespaces"
    exit 0
fi

mkdir -p problem
for i in 1 2 3; do
    echo "$i" >"problem/$i.in"
    echo "$((2 * i))" >"problem/$i.ans"
done
chmod -R a+rX problem
cat >double.c <<'C'
#include <stdio.h>
int main(void) { int n; return scanf("%d", &n) == 1 ? !printf("%d\n", 2 * n) : 1; }
C
cat >wrong.c <<'C'
int main(void) { return 0; }
C
cat >crash.c <<'C'
#include <stdlib.h>
int main(void) { abort(); }
C
cat >spin.c <<'C'
int main(void) { for (;;); }
C
cat >idle.c <<'C'
#include <unistd.h>
int main(void) { for (;;) pause(); }
C
cat >attack.c <<'C'
#define _GNU_SOURCE
#include <sched.h>
int main(void) { return unshare(CLONE_NEWUSER); }
C
cat >hog.c <<'C'
#include <stdlib.h>
int main(void) { for (;;) { volatile char *p = malloc(1 << 20); if (!p) abort(); for (int i = 0; i < 1 << 20; i += 4096) p[i] = 1; } }
C
chmod a+r ./*.c

# Only what is to reach a limit of time has a short one, so that a slow machine changes no verdict.
verdict_of()
{
    local limits=(--time 10s --wall 60s)
    case $source in
    spin.c) limits=(--time 500ms --wall 60s) ;;
    idle.c) limits=(--time 1s --wall 1500ms) ;;
    esac
    "${as_user[@]}" "$@" judge --problem ./problem "${limits[@]}" --memory 64M --format ndjson "$source" 2>>"$scratch/log" |
        python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["verdict"])'
}

table="double.c AC
wrong.c NO
crash.c RTE
spin.c TLE
idle.c ILE
attack.c SV
hog.c MLE"
while read -r source verdict; do
    stdout=$(cat "$scratch/log" 2>/dev/null)
    is "a user's $source gets $verdict" "$(verdict_of "$user_evalx")" "$verdict"
done <<<"$table"

run "${as_user[@]}" "$user_evalx" judge --problem ./problem --format json double.c
stdout_has "the report says what this host could not give, or nothing lacks" '"degraded"'

# No namespaces at all: a user namespace of our own in which none may be made, and no capability.
nothing=(unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-all --inh-caps=-all "$@"' sh)
run "${as_user[@]}" "${nothing[@]}" "$user_evalx" judge --problem ./problem double.c
status_is "without namespaces evalx refuses to judge" 4
stderr_has "and says how to go on" "--trusted"
while read -r source verdict; do
    [[ $verdict == SV || $verdict == MLE ]] && continue
    is "trusted: $source gets $verdict" "$(verdict_of "${nothing[@]}" env EVALX_TRUSTED=1 "$user_evalx")" "$verdict"
done <<<"$table"
run "${as_user[@]}" "${nothing[@]}" "$user_evalx" judge --trusted --problem ./problem --format json double.c
stdout_has "a trusted report says so" "trusted"

# The attacks, as that user. Its own id is what a single-id namespace has to offer.
for attack in calls capabilities descriptors host_facts host_files identity keeper_memory own_binary pid_counter processes; do
    result=$("${as_user[@]}" env HOME="$scratch/home" EVALX_LANGS="$EVALX_LANGS" VICTIM="$user_evalx" ATTACKS=$attack "$top/tests/system/attacks.sh" 2>>"$scratch/log")
    stdout=$(tail -n 5 "$scratch/log")
    is "user: attack $attack is withstood" "$result" "ok attack $attack is withstood"
done

# Subordinate ids (newuidmap): programs then have an id of their own. /etc/subuid is replaced in a mount namespace only.
if ((EUID == 0)) && command -v newuidmap >/dev/null && [[ -e /etc/subuid && -e /etc/subgid ]]; then
    echo "$(id -un 65534):300000:65536" >subordinate
    chmod a+r subordinate
    cat >ids.c <<'C'
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
/* The id outside is told by the map; files of the host's user are somebody else's now. */
int main(void)
{
    struct stat status;
    char line[128];
    FILE *map = fopen("/proc/self/uid_map", "r");
    while (map && fgets(line, sizeof(line), map))
        fputs(line, stdout);
    return getuid() == 0 || stat("/box", &status) != 0 || status.st_uid == getuid();
}
C
    chmod a+r ids.c
    # shellcheck disable=SC2016 # the inner shell expands it
    with_ids=(unshare -m sh -c 'mount --bind "$0" /etc/subuid && mount --bind "$0" /etc/subgid && exec "$@"' "$scratch/subordinate")
    run "${with_ids[@]}" "${as_user[@]}" "$user_evalx" run ids.c
    status_is "with subordinate ids the program is somebody else than its keeper" 0
    stdout_has "and its id is one of the subordinate ones" "300000"
else
    skip "subordinate ids are used" "newuidmap or /etc/subuid is not there"
fi
