#!/bin/bash
# Webhooks of the service: signed, sent again, and never to where they may not go.
source "$(dirname "$0")/harness.bash"
source "$top/tests/cli/service.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "webhooks" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
good=problems/hello-sum/submissions/accepted/sum.py
bad=problems/hello-sum/submissions/wrong_answer/overflow.c

receivers=()
finish_receivers()
{
    kill "${receivers[@]}" 2>/dev/null
    service_finish
}
trap finish_receivers EXIT

# receiver NAME STATUS...: its URL in $url, its requests in NAME.log
receiver()
{
    local name=$1
    : >"$name.log"
    python3 "$top/tests/cli/receiver.py" "$name.log" "${@:2}" >"$name.port" &
    receivers+=($!)
    wait_until test -s "$name.port"
    read -r port <"$name.port"
    url=http://127.0.0.1:$port/$name
}

has_lines()
{
    (($(wc -l <"$1.log") >= $2))
}

# of line N (from 0) of a receiver's requests
sent()
{
    python3 -c 'import json, sys; lines = [json.loads(l) for l in open(sys.argv[1])]
value = lines[int(sys.argv[2])]; body = json.loads(value["body"]); headers = value["headers"]; print(eval(sys.argv[3]))' "$1.log" "$2" "$3" 2>&1
}

# webhook NAME EXPRESSION: of the newest webhook to that endpoint, as `value`
webhook()
{
    run evalx queue webhook list --limit 100 --format json
    query "[w for w in value['webhooks'] if w['endpoint'] == '$1'][0]$2"
}

receiver all 200
all=$url
receiver own 204
own=$url
receiver slow 500 200
again=$url
receiver moved 302
moved=$url
receiver gone 410
gone=$url
service_start --problems problems --webhook "$all" --webhook-allow-cidr 127.0.0.1/32

# --- What is sent ----------------------------------------------------------------------------------------------------

run evalx submit $bad --problem hello-sum --user ada --webhook "$own" --wait
wait_until has_lines all 1
wait_until has_lines own 1
run evalx queue list --user ada --format json
id=$(query 'value["submissions"][0]["id"]')
is "a message tells what has happened" "$(sent own 0 'value["method"], body["type"], body["data"]["verdict"]')" \
    "('POST', 'submission.done', 'WA')"
is "of which submission" "$(sent own 0 'body["data"]["id"]')" "$id"
is "hints are included" "$(sent own 0 '"hints" in body["data"]')" True
is "a contestant's has sample tests only" "$(sent own 0 'all(t["sample"] for t in body["data"]["tests"])')" True
is "the operator's has them all" "$(sent all 0 'any(not t["sample"] for t in body["data"]["tests"])')" True
is "its id tells submission and judging" "$(sent own 0 'headers["webhook-id"]')" "msg_${id}_1"

verify='
import base64, hashlib, hmac, json, sys
line = json.loads(open(sys.argv[1]).readlines()[0])
headers = line["headers"]
key = base64.b64decode(open(sys.argv[2]).read().strip().removeprefix("whsec_"))
text = ".".join([headers["webhook-id"], headers["webhook-timestamp"], line["body"]])
wanted = "v1," + base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
print(wanted == headers["webhook-signature"])
'
is "the signature is that of the secret" "$(python3 -c "$verify" own.log service/webhook-secret 2>&1)" True
is "the secret is nobody else's to read" "$(stat -c %a service/webhook-secret)" 600

# --- What is not taken -----------------------------------------------------------------------------------------------

run evalx submit $good --problem hello-sum --webhook "$again" --wait
wait_until has_lines slow 2
is "a failure is sent again, under the same id" \
    "$(sent slow 0 'headers["webhook-id"]')" "$(sent slow 1 'headers["webhook-id"]')"
is_sent()
{
    [[ $(webhook "$1" '["state"]') == sent ]]
}
wait_until is_sent "$again"
is "then it is sent" "$(webhook "$again" '["attempts"]')" 2

run evalx submit $good --problem hello-sum --webhook "$moved" --wait
wait_until has_lines moved 1
was_tried()
{
    [[ $(webhook "$1" '["attempts"]') != 0 ]]
}
wait_until was_tried "$moved"
is "a redirect is not followed" "$(sent moved 0 'value["path"]'), $(wc -l <moved.log)" "/moved, 1"
is "and is no success" "$(webhook "$moved" '["state"]')" waiting

run evalx submit $good --problem hello-sum --webhook "$gone" --wait
wait_until was_tried "$gone"
is "410 ends it" "$(webhook "$gone" '["state"]')" failed
run evalx submit $good --problem hello-sum --webhook "$gone" --wait
is "and nothing more is sent there" "$(wc -l <gone.log)" 1

# --- Where they may not go -------------------------------------------------------------------------------------------

refused=(http://10.0.0.1/ http://169.254.169.254/latest/meta-data "http://[::1]:80/" http://127.0.0.2/ "http://[::ffff:127.0.0.2]/" http://0.0.0.0/)
for target in "${refused[@]}"; do
    run evalx submit $good --problem hello-sum --webhook "$target" --wait
    wait_until was_tried "$target"
    has "$target is refused" "$(webhook "$target" '["error"]')" "not a public one"
    is "$target is given up" "$(webhook "$target" '["state"]')" failed
done

# --- Again -----------------------------------------------------------------------------------------------------------

number=$(webhook "$own" '["id"]')
run evalx queue webhook replay "$number"
status_is "a replay works" 0
wait_until has_lines own 2
is "it is the same message" "$(sent own 0 'headers["webhook-id"]')" "$(sent own 1 'headers["webhook-id"]')"
run evalx queue webhook replay 99999
status_is "what is unknown is refused" 3

# --- Judge0's way ----------------------------------------------------------------------------------------------------

receiver judge0 200
python3 - "$EVALX_SERVER" "$url" <<'END'
import json, sys, urllib.request
body = json.dumps({"source_code": "print(7)", "language_id": 71, "callback_url": sys.argv[2]}).encode()
urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/submissions", body, {"Content-Type": "application/json"})).read()
END
wait_until has_lines judge0 1
is "a callback is a PUT in Judge0's shape, base64" \
    "$(sent judge0 0 'value["method"], body["status"]["id"], body["stdout"].strip()')" "('PUT', 3, 'Nwo=')"
is "and has no signature" "$(sent judge0 0 '[name for name in headers if name.startswith("webhook")]')" "[]"

# --- Figures ---------------------------------------------------------------------------------------------------------

metrics=$(python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1] + "/metrics").read().decode())' "$EVALX_SERVER")
has "verdicts are counted" "$metrics" 'evalx_verdicts_total{problem="hello-sum",lang="c",verdict="WA"} 1'
has "refused webhooks are counted" "$metrics" "evalx_webhook_attempts_total{outcome=\"refused\"} ${#refused[@]}"
if command -v promtool >/dev/null; then
    is "promtool finds nothing wrong" "$(promtool check metrics <<<"$metrics" 2>&1)" ""
else
    skip "promtool finds nothing wrong" "prometheus is not installed"
fi
service_stop
status_is "SIGTERM ends the service well" 0

# --- A name whose address changes ------------------------------------------------------------------------------------

# Its first lookup says 127.0.0.1, which is allowed, every later one 127.0.0.2, which is not.
cat >names.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
    if (node == NULL || strcmp(node, "changing.example") != 0)
        return real(node, service, hints, out);
    int fd = open(LOOKUPS, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int is_first = lseek(fd, 0, SEEK_END) == 0;
    if (write(fd, "lookup\n", 7) != 7)
        return EAI_SYSTEM;
    close(fd);
    return real(is_first ? "127.0.0.1" : "127.0.0.2", service, hints, out);
}
END
if ! cc -shared -fPIC -DLOOKUPS="\"$PWD/lookups\"" -o names.so names.c 2>/dev/null; then
    skip "a name whose address changes" "no C compiler"
    exit
fi
receiver changing 200
changing=http://changing.example:${url#http://127.0.0.1:}
LD_PRELOAD=$PWD/names.so service_start --problems problems --webhook-allow-cidr 127.0.0.1/32
run evalx submit $good --problem hello-sum --webhook "$changing" --wait
wait_until was_tried "$changing"
is "it is sent to the address that was looked at" "$(webhook "$changing" '["state"]'), $(wc -l <changing.log)" "sent, 1"
is "which was looked up once" "$(wc -l <lookups)" 1
run evalx queue webhook replay "$(webhook "$changing" '["id"]')"
is_failed()
{
    [[ $(webhook "$1" '["state"]') == failed ]]
}
wait_until is_failed "$changing"
has "each try looks again" "$(webhook "$changing" '["error"]')" "127.0.0.2 is not a public one"
is "and nothing is sent then" "$(wc -l <changing.log)" 1
service_stop
status_is "that service ends well too" 0
