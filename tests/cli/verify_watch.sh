#!/bin/bash
# evalx verify --watch sees what lies outside of the package, too: files that its links lead to, and the tables.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "watching a package" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
mkdir -p .git common
rm -rf problems/hello-sum/submissions/{time_limit_exceeded,run_time_error}
problem=problems/hello-sum
mv $problem/submissions/accepted/sum.py common/sum.py
ln -s ../../../../common/sum.py $problem/submissions/accepted/sum.py
cp "$top/langs.yaml" langs.yaml

# TEXT COUNT: until it stands so often in what was said, a minute at most.
await()
{
    for ((i = 0; i < 600; i++)); do
        [[ $(grep -c -- "$1" watched) -ge $2 ]] && return
        sleep 0.1
    done
}

"$EVALX" verify hello-sum --watch --only submissions >watched 2>&1 &
watcher=$!
await "watching 1 package" 1
echo "print(1)" >new.py && mv new.py common/sum.py # as editors do
await "watching 1 package" 2
is "what a link leads to is run again" "$(grep -c '^evalx: .*hello-sum: submissions/accepted/sum.py$' watched)" 1
is "and does not get what is expected any more" "$(grep -c 'submissions/accepted/sum.py: .*WA' watched)" 1
echo "slots: nonsense" >>evalx.yaml
await "expected a whole number" 1
sed -i '$d' evalx.yaml
await "watching 1 package" 3
echo "# edited" >>langs.yaml
await "watching 1 package" 4
is "tables that cannot be read are waited for, and read again" "$(grep -c 'watching 1 package' watched)" 4
kill -TERM $watcher # the shell has its background jobs ignore Ctrl-C
wait $watcher
status=$? stdout=$(cat watched) stderr=""
status_is "a signal ends watching" 130
stdout_has "what is wrong in a table is told" "evalx.yaml:"
