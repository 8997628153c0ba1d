"""Rows whose subject is not in this build: said, never left out in silence. A row goes from here to a program that measures it."""
from rows import not_run

not_run("P9", "10000 submissions through Redis and two workers", "%", "<=5.00",
        "not written yet: tests/fault/service.sh judges through Redis, and measures nothing")
not_run("P9", "submit to worker start, p99", "ms", "<=20.00", "not written yet")
not_run("P9", "durable submits", "1/s", ">=1000", "not written yet")
not_run("P10", "serve-queue with 10000 queued", "MiB", "<=100.0", "not written yet")
