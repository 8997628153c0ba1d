#!/bin/bash
# The formats that other programs read: their own parsers take them, whatever a submission is called or prints.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "reports for other programs" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
good=problems/hello-sum/submissions/accepted/sum.py
endless=problems/hello-sum/submissions/time_limit_exceeded/endless.c

# A name and an output with everything that a format has a meaning for, and bytes that are no UTF-8.
mkdir work
cp "$good" work/good.py
cat >$'work/a|b<c>&"d\'#,\033\xff.py' <<'END'
import os
os.write(1, b'<b>|"\x1b[2J\xff\x00]]>#,\\')
END
echo 'int main(void) { return "|<>&' >work/broken.c

report()
{
    run evalx judge --each work --problem hello-sum --fresh --format "$1"
    cp .stdout "out.$1"
}

# Python's own reader, on the file that was printed.
ask()
{
    python3 -c "$1" 2>&1
}

# --- JUnit ----------------------------------------------------------------------------------------------------------

report junit
status_is "junit ends as judging does" 1
is "junit is XML" "$(ask 'import xml.dom.minidom; print(xml.dom.minidom.parse("out.junit").documentElement.tagName)')" testsuites
if command -v xmllint >/dev/null; then
    is "xmllint has no complaint" "$(xmllint --noout out.junit 2>&1)" ""
fi
cat >count.py <<'END'
import xml.etree.ElementTree as xml
for suite in xml.parse("out.junit").getroot():
    cases = suite.findall("testcase")
    found = [str(len(cases))] + [str(sum(c.find(k) is not None for c in cases)) for k in ("failure", "error", "skipped")]
    assert found == [suite.get(k) for k in ("tests", "failures", "errors", "skipped")], (suite.attrib, found)
    print(suite.get("name"), *found)
END
is "its counts are true" "$(python3 count.py 2>&1)" 'work/a|b<c>&"d'"'"'#,\x1b\xff.py 5 4 0 0
work/broken.c 5 1 0 4
work/good.py 5 0 0 0'

# --- TAP ------------------------------------------------------------------------------------------------------------

report tap
status_is "tap ends as judging does" 1
is "it says its version" "$(head -1 out.tap)" "TAP version 14"
is "a submission is a test point" "$(grep -cE '^(not )?ok ' out.tap)" 3
is "its tests are a subtest" "$(grep -cE '^    (not )?ok [0-9]+ - ' out.tap)" 15
is "what was not run is skipped" "$(grep -c '^    ok [2-5] - .* # SKIP not run$' out.tap)" 4
if command -v prove >/dev/null; then
    # Older ones know no version above 13; these lines mean the same in both.
    sed '1s/14/13/' out.tap >old.tap
    proved=$(prove --exec cat old.tap 2>&1)
    has "prove counts the submissions" "$proved" "Failed 2/3 subtests"
    lacks "prove can read it" "$proved" "Parse errors"
    evalx judge work/good.py --problem hello-sum --format tap | sed '1s/14/13/' >old.tap
    has "prove passes what is accepted" "$(prove --exec cat old.tap 2>&1)" "Result: PASS"
fi

# --- CSV ------------------------------------------------------------------------------------------------------------

report csv
status_is "csv ends as judging does" 1
cat >read.py <<'END'
import collections, csv
rows = list(csv.DictReader(open("out.csv", newline="", encoding="utf-8"), strict=True))
assert all(None not in r and None not in r.values() for r in rows), "rows of other lengths"
print(*sorted(collections.Counter(r["row"] for r in rows if r["row"] != "hint").items()))
for r in rows:
    if r["row"] == "submission":
        print(r["verdict"], r["source"])
END
is "csv reads back" "$(python3 read.py 2>&1)" "('compile', 3) ('submission', 3) ('test', 12)
WA work/a|b<c>&\"d'#,\\x1b\\xff.py
CE work/broken.c
AC work/good.py"
is "its lines end as RFC 4180 says" "$(ask 'data = open("out.csv", "rb").read(); print(data.count(b"\n") == data.count(b"\r\n") > 15)')" True

# --- Markdown -------------------------------------------------------------------------------------------------------

report markdown
status_is "markdown ends as judging does" 1
# Columns are counted as GitHub counts them: pipes without a backslash.
cat >columns.py <<'END'
import re, sys
rows = [l for l in open(sys.argv[1], encoding="utf-8") if l.startswith("|")]
print(len(rows), *sorted({len(re.findall(r"(?<!\\)(?:\\\\)*\|", r)) for r in rows}))
END
is "every row has the columns of the heading" "$(python3 columns.py out.markdown 2>&1)" "5 9"
stdout_has "the tally follows" "3 submissions: 1 AC, 1 WA, 1 CE"
run evalx judge work/a* --problem hello-sum --format markdown
cp .stdout one.markdown
is "one submission has a table of its tests" "$(python3 columns.py one.markdown 2>&1)" "6 7"

# --- All of them ----------------------------------------------------------------------------------------------------

for format in junit tap csv markdown; do
    is "$format is UTF-8 without control characters" "$(ask "
import unicodedata
text = open('out.$format', encoding='utf-8', newline='').read()
print({c for c in text if unicodedata.category(c) == 'Cc'} - {'\r', '\n'})")" "set()"
done

run evalx judge work/good.py --problem hello-sum --format csv
run evalx judge work/good.py --problem hello-sum --format csv
stdout_has "what came from the cache is told" ',1,"accepted, 4 of 4 tests accepted'

# --- Batches --------------------------------------------------------------------------------------------------------

printf '{"id": "%s", "source": "work/good.py", "problem": "hello-sum"}\n' x y >batch.ndjson
run evalx judge --batch batch.ndjson --format csv
is "a batch has ids in csv" "$(awk -F, '$1 == "submission" { print $2 }' <<<"$stdout" | sort | tr -d '\n')" '"x""y"'
run evalx judge --batch batch.ndjson --format tap
is "a batch in tap has its plan" "$(tail -1 <<<"$stdout")" "1..2"
run evalx judge --batch batch.ndjson --resume done.ndjson --format csv
status_is "what is resumed is ndjson" 2
stderr_has "and it says so" "--resume: results are ndjson, not csv"

# --- Interruptions --------------------------------------------------------------------------------------------------

for format in junit tap csv markdown; do
    env --default-signal=INT "$EVALX" judge $endless --problem hello-sum --time 60s --fresh --format "$format" >"int.$format" 2>/dev/null &
    child=$!
    for ((tries = 0; tries < 1200; tries++)); do
        pgrep --parent "$child" >/dev/null && grep -q '[^ ]' <<<"$(pgrep --full "^/program/")" && break
        sleep 0.05
    done
    kill -INT "$child"
    wait "$child"
    status=$?
    status_is "an interrupted $format ends with 130" 130
    matches "an interrupted $format says so" "$(cat "int.$format")" "interrupted"
done
is "an interrupted junit is whole" "$(ask 'import xml.dom.minidom; print(xml.dom.minidom.parse("int.junit").documentElement.tagName)')" testsuites
is "an interrupted tap bails out" "$(tail -1 int.tap)" "Bail out! interrupted"
