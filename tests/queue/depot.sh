#!/bin/bash
# timeout: 580
# What machines share in a second Redis: two workers, values that are changed on the way, and that Redis' death.
exec python3 "$(dirname "$0")/depot.py"
