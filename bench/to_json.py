"""Rows of a bench run, with the facts of the machine that they belong to, as JSON.

usage: to_json.py ROWS.TSV EVALX
"""
import json
import os
import platform
import subprocess
import sys
import time

KEYS = ("id", "variant", "value", "unit", "target", "result")


def first(path, name):
    """What follows the colon in the first line that begins with `name`; "" without one."""
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith(name):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return ""


def says(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


with open(sys.argv[1], encoding="utf-8") as file:
    rows = [dict(zip(KEYS, line.rstrip("\n").split("\t"))) for line in file]
machine = {
    "cpu": first("/proc/cpuinfo", "model name") or platform.machine(),
    "cpus": len(os.sched_getaffinity(0)),
    "memory_kib": int((first("/proc/meminfo", "MemTotal") or "0").split()[0]),
    "is_virtual": " hypervisor" in first("/proc/cpuinfo", "flags"),
    "kernel": platform.release(),
    "cgroup": "v2" if os.path.exists("/sys/fs/cgroup/cgroup.controllers") else "v1",
    "compiler": says("g++", "-dumpfullversion"),
    "evalx": says(sys.argv[2], "--version"),
    "load": os.getloadavg()[0],
    "date": time.strftime("%Y-%m-%d %H:%M"),
}
print(json.dumps({"machine": machine, "rows": rows}, indent=2))
