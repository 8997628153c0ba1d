#!/bin/bash
# timeout: 900
# Faults of the whole service: as root in a mount and a network namespace of its own, so that small disks and cables that are cut
# are nobody else's. EVALX_FAULT_LONG=1: at length.
own=()
((EUID == 0)) && unshare --mount --net true 2>/dev/null && own=(unshare --mount --net --propagation private)
# shellcheck disable=SC2016 # the inner shell expands it
exec "${own[@]}" sh -c 'ip link set lo up 2>/dev/null; exec python3 "$0"' "$(dirname "$0")/service_faults.py"
