"""Makes of the file that `crun spec` writes one for /program, without a terminal, with limits as a box has them.

usage: bundle.py CONFIG.JSON
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    config = json.load(file)
config["process"].update(args=["/program"], terminal=False)
config["mounts"] = [mount for mount in config["mounts"] if mount["destination"] in ("/proc", "/dev")]
config["linux"]["resources"].update(memory={"limit": 256 << 20}, pids={"limit": 64})
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(config, file)
