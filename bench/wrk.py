"""wrk, and what it tells."""
import os
import re
import subprocess

from rows import NULL

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs", "requests.lua")


def run(url, connections, seconds, *arguments):
    """requests, seconds, p50_ms, p99_ms, refused (answers other than expected), errors (of connections)"""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "60s",
               "--script", SCRIPT, url, "--", *arguments]
    words = subprocess.run(command, stdin=NULL, stdout=subprocess.PIPE, check=True, text=True).stdout
    return {key: float(value) for key, value in re.findall(r"(\w+)=([0-9.]+)", words)}
