#!/bin/bash
# timeout: 290
# Machines that differ from the others, with a real Redis.
exec python3 "$(dirname "$0")/fleet.py"
