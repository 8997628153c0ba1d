#!/bin/bash
# evalx cache: what is kept, what is found again, what must never be.
source "$(dirname "$0")/harness.bash"

evalx init -q . >/dev/null
problem=problems/hello-sum
good=$problem/submissions/accepted/sum.py
bad=$problem/submissions/wrong_answer/overflow.c
broken=$problem/submissions/compiler_error/undeclared.c
export EVALX_CACHE_DIR=$scratch/kept

# `query FILTER` on standard output of the run before
query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

# `count KIND FIELD`: of what the cache tells of itself
count()
{
    evalx cache --format json |
        python3 -c 'import json, sys
print(next(k[sys.argv[2]] for k in json.load(sys.stdin)["kinds"] if k["kind"] == sys.argv[1]))' "$1" "$2"
}

# --- The command ----------------------------------------------------------------------------------------------------

run evalx cache
status_is "an empty cache is shown" 0
stdout_has "its folder is told" "$EVALX_CACHE_DIR: 0 B of 2 GiB"
stdout_has "each kind has a row" "artifact"

run evalx cache --cache-size 300M
stdout_has "--cache-size is the limit" "of 300 MiB"
run env EVALX_CACHE_SIZE=400M "$EVALX" cache
stdout_has "so is the variable" "of 400 MiB"
cp evalx.yaml before.yaml
echo 'cache_size: 500M' >>evalx.yaml
run evalx cache
stdout_has "so is the workspace's key" "of 500 MiB"
echo 'cache_size: much' >before.yaml.bad
cat before.yaml before.yaml.bad >evalx.yaml
run evalx cache
status_is "a size that is none is bad input" 3
cp before.yaml evalx.yaml

run evalx cache nonsense
status_is "an unknown action is wrong usage" 2
run evalx cache show more
status_is "show takes no operands" 2
run evalx cache prune --all --size 1M
status_is "prune takes one aim" 2
run evalx cache warm
status_is "warm needs a problem" 2
run evalx cache warm nowhere
status_is "an unknown problem is bad input" 3
run evalx cache --format xml
status_is "an unknown format is wrong usage" 2
run env EVALX_CACHE_DIR=/proc/none "$EVALX" cache
status_is "a folder that cannot be is bad input" 3

if ! evalx doctor >/dev/null 2>&1; then
    skip "judging" "no sandbox works here"
    exit
fi

# --- Programs -------------------------------------------------------------------------------------------------------

run evalx compile $bad -o first
run evalx compile $bad -o second
status_is "a program that was compiled before is there" 0
is "it is the same" "$(cmp first second && echo same)" same
is "it was a hit" "$(count artifact hits)" 1

run evalx judge $broken --problem hello-sum --quiet
run evalx judge $broken --problem hello-sum --format json
is "a compile error is known too" "$(query 'value["submissions"][0]["compile"]["cached"]')" True
cp $broken other-name.c
run evalx judge other-name.c --problem hello-sum
stdout_has "a cached compiler speaks of this user's file" "other-name.c:"
stdout_lacks "and of no other" "undeclared.c"

sed 's/^int main/int /' $bad >changed.c
run evalx compile changed.c -o third
is "other sources are another program" "$status" 1

# --- Files that programs of a package make ----------------------------------------------------------------------------

# The words of both command lines begin with the same 500 bytes.
mkdir -p made/gen made/sol
printf 'name: made\ntime_limit: 5.0\nmemory_limit: 64\ninfile: ""\noutfile: ""\nn_input: 2\n' >made/task.yaml
long=$(printf '%0500d' 0)
printf '# ST: 100\n%s 1\n%s 2\n' "$long" "$long" >made/gen/GEN
printf 'import sys\nprint(sys.argv[2])\n' >made/gen/generator.py
echo 'print(input())' >made/sol/solution.py
echo 'print(1)' >one.py
run evalx judge one.py --problem ./made --slots 1 --format json
is "other words make another file" "$(query '[t["verdict"] for t in value["submissions"][0]["tests"]]')" "['AC', 'WA']"

# --- Results --------------------------------------------------------------------------------------------------------

run evalx judge $good --problem hello-sum --format json
is "the first time nothing is known" "$(query '[t["cached"] for t in value["submissions"][0]["tests"]]')" "[False, False, False, False]"
first=$(query '[(t["verdict"], t["cpu_ms"], t["memory_bytes"]) for t in value["submissions"][0]["tests"]]')
if [[ $(query 'value["submissions"][0]["degraded"]') != "[]" ]]; then
    skip "results" "this host is degraded: nothing is remembered"
    exit
fi
run evalx judge $good --problem hello-sum --format json
is "the second time everything is" "$(query 'all(t["cached"] for t in value["submissions"][0]["tests"])')" True
is "the submission says so" "$(query 'value["submissions"][0]["cached"]')" True
is "verdicts and figures are those of the run" "$(query '[(t["verdict"], t["cpu_ms"], t["memory_bytes"]) for t in value["submissions"][0]["tests"]]')" "$first"
run evalx judge $good --problem hello-sum
stdout_has "the table says so" "(cached)"
cp $good copy.py
run evalx judge copy.py --problem hello-sum
stdout_has "a copy under another name is known" "(cached)"
run evalx judge $good --problem hello-sum --fresh
stdout_lacks "--fresh runs again" "cached"
run evalx judge $good --problem hello-sum --memory 300M
stdout_lacks "other limits are another result" "cached"
run evalx judge $good --problem hello-sum --repeat 2
stdout_lacks "repeated runs are runs" "cached"

run evalx judge $bad --problem hello-sum --format json
message=$(query 'value["submissions"][0]["tests"][3]["message"]')
run evalx judge $bad --problem hello-sum --format json
is "a wrong answer is known with its message" "$(query 'value["submissions"][0]["tests"][3]["message"]')" "$message"
is "and known at all" "$(query 'value["submissions"][0]["cached"]')" True
run evalx judge $bad --problem hello-sum --stop-on-first
status_is "stopping on the first works with what is known" 1

loop=$problem/submissions/time_limit_exceeded/endless.c
run evalx judge $loop --problem hello-sum --time 200ms --wall 60s --tests 'sample/*' --slots 1
stdout_lacks "an endless loop is run" "cached"
run evalx judge $loop --problem hello-sum --time 200ms --wall 60s --tests 'sample/*' --slots 1
stdout_has "once: it was ended beyond the limit's margin" "(cached)"
stdout_has "it is over the limit" "TLE"
cat >near.c <<'END'
#include <stdio.h>
#include <time.h>
int main(void)
{
    struct timespec used;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_nsec < 390000000);
    puts("done");
    return 0;
}
END
mkdir near && touch near/1.in && echo "done" >near/1.ans
for slots in 1 2; do
    run evalx judge near.c --problem ./near --time 400ms --wall 60s --slots $slots
    run evalx judge near.c --problem ./near --time 400ms --wall 60s --slots $slots
    stdout_lacks "what ended within the limit's margin is run again, --slots $slots" "cached"
done

sleep 0.01
printf '2\n1 2\n' >$problem/data/secret/1-one.in
printf '3\n' >$problem/data/secret/1-one.ans
run evalx judge $good --problem hello-sum --format json
is "a test that changed is run, the others are not" "$(query '[t["cached"] for t in value["submissions"][0]["tests"]]')" "[True, False, True, True]"

cp $problem/data/secret/1-one.in $problem/data/secret/4-twin.in
cp $problem/data/secret/1-one.ans $problem/data/secret/4-twin.ans
run evalx judge $good --problem hello-sum --fresh --format json
is "a test that is the same as another is run once" "$(query '[t["cached"] for t in value["submissions"][0]["tests"]]')" "[False, False, False, False, True]"
is "and has its verdict" "$(query 'value["submissions"][0]["tests"][4]["verdict"]')" AC

cp -r "$top/tests/formats/dmoj-arguments" called
run evalx judge called/tests/near/close.py --problem ./called
stdout_has "a checker with arguments of its own" "AC   called"
sed -i 's/"at most" 3/"at most" 0/' called/init.yml
run evalx judge called/tests/near/close.py --problem ./called
stdout_has "called in another way it is asked again" "WA   called"

# --- Damage and bad folders -----------------------------------------------------------------------------------------

for entry in "$EVALX_CACHE_DIR"/*/??/*; do
    printf 'damaged' >>"$entry"
done
run evalx judge $good --problem hello-sum --format json
is "a damaged cache is judged anew" "$(query 'value["submissions"][0]["verdict"]')" AC
is "without what was damaged" "$(query 'value["submissions"][0]["cached"]')" False

run env EVALX_CACHE_DIR=/proc/none "$EVALX" judge $good --problem hello-sum
status_is "without a cache everything goes on" 0
is "that is said once" "$(grep -c 'going on without a cache' <<<"$stderr")" 1

if ((EUID == 0)); then
    mkdir small
    # shellcheck disable=SC2016 # the inner shell expands
    run unshare --mount sh -c 'mount -t tmpfs -o size=16k,mode=700 small small &&
        EVALX_CACHE_DIR=$PWD/small exec "$0" "$@"' "$EVALX" judge $good $bad --problem hello-sum
    status_is "a full disk does not stop judging" 1
    is "a full disk is said once" "$(grep -c 'No space left on device' <<<"$stderr")" 1
else
    skip "a full disk does not stop judging" "needs root"
fi

# --- Warm and prune -------------------------------------------------------------------------------------------------

run evalx cache prune --all
status_is "everything can be removed" 0
is "then nothing is left" "$(find "$EVALX_CACHE_DIR" -mindepth 3 -type f | wc -l)" 0

if ! command -v g++ >/dev/null; then
    skip "headers" "no g++"
    exit
fi
run evalx cache warm hello-sum
status_is "warm works" 0
stdout_has "it tells what it did" "headers made"
misses=$(count artifact misses)
run evalx judge $problem/submissions/*/* --problem hello-sum --quiet
is "after warm nothing is compiled" "$(count artifact misses)" "$misses"

# What came more than once is compiled from the history; what came once is not.
cat >twice.c <<'END'
#include <stdio.h>
int main(void) { long long n, a, s = 0; if (scanf("%lld", &n) == 1) while (scanf("%lld", &a) == 1) s += a; printf("%lld\n", s); }
END
{ cat twice.c; echo "/* another */"; } >once.c
run evalx judge twice.c twice.c once.c --problem hello-sum --quiet --db again.db
status_is "sources are judged for the history" 0
run evalx cache prune --all
run evalx cache warm hello-sum --db again.db --sources 0
stdout_has "without --sources the history is left alone" ", 0 sources of the history"
misses=$(count artifact misses)
run evalx cache warm hello-sum --db again.db
stdout_has "a source that came again is compiled" ", 1 sources of the history that came again, 1 programs compiled"
misses=$(count artifact misses)
run evalx judge twice.c --problem hello-sum --quiet --no-history
is "it is there when it comes again" "$(($(count artifact misses) - misses))" 0
run evalx judge once.c --problem hello-sum --quiet --no-history
is "one that came once is not" "$(($(count artifact misses) - misses))" 1
run evalx cache warm hello-sum --db nowhere.db
status_is "a history that is named and is not there is bad input" 3

# The same program with the header and without.
cat >with.cpp <<'END'
// a comment may stand before it
#include <bits/stdc++.h>
using namespace std;
int main() { map<string, vector<int>> m; int a; while (cin >> a) m["x"].push_back(a); sort(m["x"].begin(), m["x"].end());
  cout << accumulate(m["x"].begin(), m["x"].end(), 0LL) << endl; }
END
for lang in cpp17 cpp cpp23; do
    hits=$(count header hits)
    run evalx compile with.cpp --lang $lang -o with
    is "$lang: the header is used" "$(($(count header hits) - hits))" 1
    run evalx compile with.cpp --lang $lang -o without --fresh
    is "$lang: the program is the same with the header" "$(cmp with without && echo same)" same
done
# A compiler that does not take the plugin; one that fails over the header, which says so or does not.
cat >langs.yaml <<'END'
extends: evalx
languages:
  shell:
    name: A compiler of our own
    extensions: [.ours]
    entry: binary
    compile: [env, sh, -c, "if test \"$HEADER\" && grep -q fail {mainfile}; then cat {mainfile} >&2; exit 1; fi;
      cat $HEADER {mainfile} >\"$0\"", "{binary}"]
    run: ["{binary}"]
    precompile: {header: ours.h, file: ours.pre, use: ["HEADER={headers}/ours.pre"], doubts: [after all], plugin: [PLUGIN=1],
                 command: [env, sh, -c, "test -s instantiate.so && exit 1; echo without \"$PLUGIN\" >\"$0\"", "{binary}"]}
END
printf '#include <ours.h>\n' >first.ours
run evalx compile first.ours -o first.out
status_is "a compiler that refuses the plugin compiles" 0
is "the header was made without it, and used" "$(head -1 first.out)" "without "
printf '#include <ours.h>\nfail after all\n' >doubtful.ours
run evalx compile doubtful.ours -o doubtful.out
status_is "what may be the header's doing is compiled again without" 0
is "the header had no part in it" "$(grep -c without doubtful.out)" 0
printf '#include <ours.h>\nfail\n' >failed.ours
run evalx compile failed.ours -o failed.out
status_is "another mistake is the contestant's" 1
rm langs.yaml

for first in '#pragma GCC optimize("O3")' '#define _GLIBCXX_DEBUG' '#include <cassert>'; do
    { echo "$first"; cat with.cpp; } >other.cpp
    run evalx compile other.cpp -o with
    run evalx compile other.cpp -o without --fresh
    is "$first: the program is the same" "$(cmp with without && echo same)" same
done
for second in bits/stdc++.h bits/extc++.h; do
    sed "s|^using|#include <$second>\nusing|" with.cpp >other.cpp
    run evalx compile other.cpp -o with
    status_is "$second behind it compiles" 0
    run evalx compile other.cpp -o without --fresh
    is "$second behind it: the program is the same" "$(cmp with without && echo same)" same
done

run evalx cache prune --size 1
stdout_has "prune tells what is left" "left 0, 0 B"
is "headers go too" "$(find "$EVALX_CACHE_DIR/shared" -type f | wc -l)" 0

# --- What javac makes once ------------------------------------------------------------------------------------------

if ! command -v javac >/dev/null; then
    skip "javac's archive" "no javac"
    exit
fi
cat >Sum.java <<'END'
import java.util.*;
public class Sum {
    record Both(int a, int b) {}
    public static void main(String[] arguments) {
        Scanner in = new Scanner(System.in);
        System.out.println(List.of(new Both(in.nextInt(), in.nextInt())).stream().mapToInt(x -> x.a + x.b).sum());
    }
}
END
run evalx compile Sum.java -o classes
status_is "Java compiles where the archive is made" 0
echo '// another' >>Sum.java
hits=$(count header hits)
run evalx compile Sum.java -o classes_with
status_is "Java compiles with it" 0
is "the archive is used" "$(($(count header hits) - hits))" 1
run evalx compile Sum.java -o classes_without --fresh
is "the classes are the same with the archive" "$(find classes_with classes_without -name "Sum*.class" | wc -l) $(diff -r classes_with classes_without && echo same)" "4 same"
echo 'class Sum { public static void main(String[] a) { int x = ""; } }' >Sum.java
run evalx compile Sum.java --quiet
status_is "a mistake is told with the archive too" 1
stderr_has "in javac's own words alone" "Sum.java:1: error: incompatible types"
