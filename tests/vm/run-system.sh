#!/bin/sh
# run-system.sh [BUILD]: the sandbox's system tests on a kernel with cgroup v2 (cgroup2-vm), as root and as an ordinary user.
#
# BUILD (build) holds evalx, evalx-box and release/tests/system/test_cgroup. Lines "ok NAME", "not ok NAME - why",
# "skip NAME - why"; status 1 if anything failed. Emulation is slow: what is run is a choice, C only, in five minutes.
# shellcheck disable=SC2317 # functions are called through others
#
# What is run:
#   root    test_cgroup (leaves at the hierarchy's top), the specimens of ROOT_SPECIMENS
#   user    test_cgroup in a folder delegated by chown, named in EVALX_CGROUP;
#           the specimens of USER_SPECIMENS by an evalx that is alone in its delegated folder and moves itself down
#   at the end no cgroup of evalx is left
#
# A specimen is tests/system/specimens/VERDICT/FILE: FILE must get VERDICT. It is judged with these limits, which suit emulation:
ROOT_SPECIMENS='AC/plain.c AC/daemon.c AC/kills_everyone.c AC/memory_near_limit.c AC/stopped_child.c CE/syntax.c
    MLE/grows.c MLE/fills_shm.c MLE/many_children.c MLE/memory_file.c MLE/victim_child.c NO/silent.c OLE/flood.c
    OLE/flood_by_children.c RTE/fork_refused.c RTE/segmentation_fault.c RTE/too_many_files.c SV/by_child.c SV/mount.c
    TLE/busy_child.c TLE/fork_bomb.c TLE/unreaped_children.c WA/plain.c WA/signals_judge.c WA/writes_input.c'
USER_SPECIMENS='AC/plain.c MLE/grows.c RTE/fork_refused.c TLE/busy_daemon.c'
LIMITS='--time 8s --wall 60s --slots 2'
SECONDS_MAX=300
USER_ID=65534

set -u
here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")

# --- In the guest --------------------------------------------------------------------------------------------------

failed=0
result() # result ok|not|skip NAME WHY
{
    case $1 in
    ok) echo "ok $2" ;;
    not)
        echo "not ok $2 - $3"
        failed=1
        ;;
    skip) echo "skip $2 - $3" ;;
    esac
}

# run_criterion WHO COMMAND...: COMMAND is the program, and how to start it.
run_criterion()
{
    who=$1
    rm -f /run/tap
    shift
    "$@" --tap=/run/tap >/run/criterion 2>&1 || failed=1
    chmod 666 /run/tap 2>/dev/null
    [ -s /run/tap ] || result not "$who: test_cgroup" "$(tail -n 1 /run/criterion)"
    sed -n "s/^\(ok\|not ok\) - \([^ ]*\).*# SKIP *\(.*\)/skip $who: \2 - \3/p; t
        s/^ok - \([^ ]*\).*/ok $who: \1/p; t
        s/^not ok - \([^ ]*\) *\(.*\)/not ok $who: \1 - \2/p" /run/tap 2>/dev/null
}

# judge WHO SPECIMENS COMMAND...: COMMAND starts evalx.
judge()
{
    who=$1 specimens=$2
    shift 2
    # shellcheck disable=SC2086 # words
    (cd "$top/tests/system/specimens" && "$@" judge --problem problem --fresh --format ndjson $LIMITS $specimens) \
        >/run/report 2>/run/errors
    for specimen in $specimens; do
        verdict=$(sed -n "s|^{\"source\":\"$specimen\",.*\"problem\":\"[^\"]*\",\"verdict\":\"\([A-Z]*\)\".*|\1|p" /run/report)
        if [ "$verdict" = "${specimen%%/*}" ]; then
            result ok "$who: $specimen"
        else
            why=$(sed -n "s|^{\"source\":\"$specimen\",.*\"message\":\"\([^\"]*\)\".*|\1|p" /run/report)
            result not "$who: $specimen" "${verdict:-no verdict} $why $(tail -n 1 /run/errors)"
        fi
    done
}

as_user()
{
    setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups "$@"
}

# evalx as the user, alone in its cgroup: no shell stays beside it.
evalx_alone()
{
    (
        export cgroups USER_ID
        # shellcheck disable=SC2016 # the inner shell expands it
        exec sh -c 'echo $$ >"$cgroups/alone/cgroup.procs" &&
            exec setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups /run/bin/evalx "$@"' sh "$@"
    )
}

# Delegation as cgroups(7) has it: the folder and what manages it, not its limits.
delegate()
{
    mkdir "$1"
    chown "$USER_ID" "$1" "$1/cgroup.procs" "$1/cgroup.threads" "$1/cgroup.subtree_control"
}

inside()
{
    build=$1
    # shellcheck disable=SC3045 # Debian's sh has it; Criterion closes every descriptor up to the limit
    ulimit -S -n 256
    mkdir -p /run/bin /run/user
    cp "$build/evalx" "$build/evalx-box" "$build/release/tests/system/test_cgroup" /run/bin/
    cp "$top/langs.yaml" /run/
    chown "$USER_ID" /run/user
    chmod 1777 /run
    export EVALX_LANGS=/run/langs.yaml
    export HOME=/run/user XDG_CACHE_HOME=/run/user/cache

    # The user first: what root leaves in the cache would not be the user's.
    cgroups=/sys/fs/cgroup
    delegate "$cgroups/delegated"
    mkdir "$cgroups/delegated/session"
    chown "$USER_ID" "$cgroups/delegated/session/cgroup.procs"
    (
        echo 0 >"$cgroups/delegated/session/cgroup.procs"
        EVALX_CGROUP=/delegated run_criterion user as_user /run/bin/test_cgroup
        exit "$failed"
    ) || failed=1
    delegate "$cgroups/alone"
    judge user "$USER_SPECIMENS" evalx_alone

    rm -rf /run/user/cache
    run_criterion root /run/bin/test_cgroup
    judge root "$ROOT_SPECIMENS" /run/bin/evalx
    left=$(find "$cgroups" -name 'evalx*')
    if [ -z "$left" ]; then
        result ok 'no cgroup is left'
    else
        result not 'no cgroup is left' "$left"
    fi
    exit "$failed"
}

# --- On the host ---------------------------------------------------------------------------------------------------

if [ "${1-}" = --inside ]; then
    inside "$2"
fi

build=$(realpath "${1:-${BUILD:-$top/build}}")
for file in evalx evalx-box release/tests/system/test_cgroup; do
    [ -x "$build/$file" ] || { echo "not ok build - $build/$file is missing: make all tests"; exit 1; }
done
if ! command -v qemu-system-x86_64 >/dev/null; then
    echo 'skip guest - qemu-system-x86 is not installed'
    exit 0
fi
VM_SECONDS=$SECONDS_MAX "$here/cgroup2-vm" "$here/run-system.sh" --inside "$build"
status=$?
case $status in
0 | 1) ;;
124) echo "not ok guest - no end after $SECONDS_MAX s" ;;
*) echo "not ok guest - status $status" ;;
esac
exit "$status"
