#!/bin/bash
# timeout: 290
# Problems that workers fetch before the first submission comes, and old revisions that go, with a real Redis.
exec python3 "$(dirname "$0")/prefetch.py"
