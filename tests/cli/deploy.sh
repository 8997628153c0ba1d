#!/bin/bash
# deploy/: what can be checked without the systems it is for. Every figure that rules and dashboard ask for is one that the service
# has.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/service.bash"

deploy=$top/deploy

tool()
{
    command -v "$1" >/dev/null || { skip "$2" "$1 is not installed"; return 1; }
}

# --- By the tools of those systems -----------------------------------------------------------------------------------

if tool promtool "alert rules"; then
    run promtool check rules "$deploy/prometheus/rules.yml"
    status_is "promtool reads the alert rules" 0
    run promtool test rules "$deploy/prometheus/rules_test.yml"
    status_is "the alert rules do what their tests say" 0
    run promtool check config --syntax-only "$deploy/prometheus/prometheus.yml"
    status_is "promtool reads prometheus.yml" 0
fi
if tool amtool "Alertmanager"; then
    run amtool check-config "$deploy/alertmanager/alertmanager.yml"
    status_is "amtool reads alertmanager.yml" 0
fi
if tool kubectl "Kubernetes"; then
    run kubectl kustomize "$deploy/kubernetes"
    status_is "kubectl puts the manifests together" 0
    is "both programs and Redis are among them" \
        "$(grep -cE '^kind: (Deployment|StatefulSet)$' <<<"$stdout")" 3
fi
# Options and commands of the units; that the programs are not where they will be is no matter.
if tool systemd-analyze "units"; then
    for unit in evalx-serve-queue evalx-worker; do
        mkdir -p units
        sed -e "s|/usr/local/bin/evalx|$EVALX|" "$deploy/systemd/$unit.service" >"units/$unit.service"
    done
    mkdir -p units/evalx-serve-queue.service.d
    cp "$deploy/systemd/evalx-serve-queue-redis.conf" units/evalx-serve-queue.service.d/redis.conf
    for unit in evalx-serve-queue evalx-worker; do
        run systemd-analyze verify --man=no "units/$unit.service"
        is "systemd-analyze finds nothing wrong in $unit" "$(grep -F "$unit" <<<"$stderr")" ""
    done
fi

# --- Commands and options that the files name ------------------------------------------------------------------------

commands=$(grep -hoE 'evalx (serve-queue|worker|queue|submit)\b' -r "$deploy" | sort -u)
while read -r _ command; do
    run evalx "$command" --help
    status_is "evalx $command is a command" 0
done <<<"$commands"
variables=$(grep -rhoE 'EVALX_[A-Z_]+' "$deploy" | sort -u)
known=$(for page in "$top"/man/*.[1-8]; do grep -oE 'EVALX_[A-Z_]+' "$page"; done | sort -u)
is "every variable is in the manual" "$(comm -23 <(echo "$variables") <(echo "$known"))" ""

# --- Figures ---------------------------------------------------------------------------------------------------------

mkdir -p problems
service_start --problems problems
metrics=$(python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1] + "/metrics").read().decode())' "$EVALX_SERVER")
service_stop
# evalx_redis_up is there with --redis only.
names=$( (awk '/^# TYPE/ { print $3; if ($4 == "histogram") print $3 "_bucket\n" $3 "_sum\n" $3 "_count" }' <<<"$metrics"; echo evalx_redis_up) | sort -u)
asked_by()
{
    grep -hoE '\bevalx_[a-z_]+' "$@" | sort -u
}
for file in grafana/evalx.json prometheus/rules.yml prometheus/rules_test.yml kubernetes/hpa.yaml; do
    is "every figure in $file exists" "$(comm -23 <(asked_by "$deploy/$file") <(echo "$names"))" ""
done
# But for the moment of its start, which `up` and the log tell better.
is "every figure is on the dashboard" \
    "$(comm -23 <(awk '/^# TYPE/ { print $3 }' <<<"$metrics" | sort) \
        <(asked_by "$deploy/grafana/evalx.json" | sed 's/_bucket$//; s/_sum$//; s/_count$//' | sort -u))" "evalx_start_time_seconds"
is "the dashboard is JSON with panels that ask something" \
    "$(python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(all(t["expr"] for p in d["panels"] for t in p["targets"]), len(d["panels"]) > 10)' "$deploy/grafana/evalx.json" 2>&1)" "True True"
if tool promtool "queries of the dashboard"; then
    python3 - "$deploy/grafana/evalx.json" >queries.yml <<'END'
import json, sys
rules = [{"record": f"q{i}", "expr": t["expr"].replace("$instance", ".*")}
         for i, t in enumerate(t for p in json.load(open(sys.argv[1]))["panels"] for t in p["targets"])]
print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
END
    run promtool check rules queries.yml
    status_is "every query of the dashboard is one to Prometheus" 0
fi
