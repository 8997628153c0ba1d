"""Rows of a bench run, with the facts of the machine that they belong to, as JSON."""
import json
import os
import platform
import sys
import time

KEYS = ("id", "variant", "value", "unit", "target", "result")


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


with open(sys.argv[1], encoding="utf-8") as file:
    rows = [dict(zip(KEYS, line.rstrip("\n").split("\t"))) for line in file]
machine = {
    "cpu": cpu_model(),
    "cpus": len(os.sched_getaffinity(0)),
    "kernel": platform.release(),
    "load": os.getloadavg()[0],
    "date": time.strftime("%Y-%m-%d"),
}
print(json.dumps({"machine": machine, "rows": rows}, indent=2))
