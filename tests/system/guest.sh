#!/bin/bash
# timeout: 600
# The system tests on a kernel with cgroup v2, in a virtual machine: tests/vm/run-system.sh says which.
top=$(cd "$(dirname "$0")/../.." && pwd)
exec "$top/tests/vm/run-system.sh" "${BUILD:-$top/build}"
