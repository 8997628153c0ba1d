#!/bin/bash
# timeout: 290
# evalx doctor --worker before the contest, with a real Redis and a real service.
exec python3 "$(dirname "$0")/doctor.py"
