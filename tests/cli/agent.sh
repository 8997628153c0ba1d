#!/bin/bash
# evalx agent, as the service uses it: requests as lines, events as lines.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "the agent" "no sandbox works here"
    exit
fi

evalx init -q . >/dev/null
run evalx agent file
status_is "an operand is wrong usage" 2
run evalx --help
stdout_lacks "the command is in no list" "agent"
run evalx agent <<<'{"do":"dance","seq":1}'
status_is "a request that nobody knows ends it" 3
run evalx agent <<<'{"do":"run","seq":1,"files":[],"dance":1}'
status_is "so does a key that nobody knows" 3
run evalx agent <<<'this is not JSON'
status_is "and what is no JSON" 3

python3 "$top/tests/cli/agent.py" "$EVALX" "$PWD/problems/hello-sum" 2>"$scratch/.err" ||
    not_ok "the agent is asked by a program" "$(tail -n 3 "$scratch/.err")"
