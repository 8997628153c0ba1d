#!/bin/bash
# timeout: 290
# Live events and states of judgings by workers, with a real Redis.
exec python3 "$(dirname "$0")/live.py"
