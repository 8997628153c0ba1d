#!/bin/bash
# timeout: 290
# The whole service with a real Redis and real workers: everything is killed with -9 once while submissions are judged, and
# each of them gets its verdict, once.
exec python3 "$(dirname "$0")/service.py"
