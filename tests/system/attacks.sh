#!/bin/bash
# timeout: 300
# Every attack of tests/system/attacks, run in the sandbox: it must not get through. With VICTIM=program another build of
# evalx is attacked, with ATTACKS="name ..." only some.
# shellcheck source=tests/cli/harness.bash
source "$(dirname "$0")/../cli/harness.bash"

victim=${VICTIM:-$EVALX}
attacks=${ATTACKS:-$(cd "$top/tests/system/attacks" && ls ./*.c)}

# Some attacks need a counterpart on the host.
listener=
start_listener()
{
    python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind("\0evalx-probe")
s.listen()
print("ready", flush=True)
time.sleep(280)' >"$scratch/listener" &
    listener=$!
    for _ in $(seq 600); do
        [[ -s $scratch/listener ]] && return
        sleep 0.05
    done
}

attack()
{
    local name=$1 folder=$scratch/$1
    mkdir -p "$folder"
    cp "$top/tests/system/attacks/$name.c" "$top/tests/system/attacks/probe.h" "$folder/"
    [[ $name == abstract_socket ]] && start_listener
    run "$victim" run --lang c --processes 8 --time 10s "$folder"
    [[ -n $listener ]] && kill "$listener" 2>/dev/null && wait "$listener" 2>/dev/null
    listener=
    case $name in
    i386) # killed before it can say anything: 128 + SIGSYS, or SIGSEGV where the kernel knows no 32-bit calls
        [[ $stdout != *breached* && ($status == 159 || $status == 139) ]] && status=0 ;;
    esac
    if [[ $status == 0 && -z $stdout ]]; then
        ok "attack $name is withstood"
    else
        not_ok "attack $name is withstood" "status $status: $stdout"
    fi
}

for file in $attacks; do
    attack "$(basename "$file" .c)"
done
