#!/bin/bash
# Grading a course: hand-ins as learning platforms export them, a gradebook, pages of feedback.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "grading a course" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null
work=problems/hello-sum/submissions

# column USER NAME: of the gradebook, which a reader of CSV must understand.
column()
{
    python3 -c '
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="")):
    if row["user"] == sys.argv[2]: print(row[sys.argv[3]])' "${book:-grades.csv}" "$1" "$2"
}

# --- Moodle, as an archive ------------------------------------------------------------------------------------------

mkdir -p "export/Ada Lovelace_101_assignsubmission_file_" "export/=1+1 Bob_102_assignsubmission_file_" \
    "export/Ångström Ö_103_assignsubmission_file" "export/Ada Lovelace_101_assignsubmission_onlinetext_"
cp $work/accepted/sum.cpp "export/Ada Lovelace_101_assignsubmission_file_/"
cp $work/wrong_answer/overflow.c "export/=1+1 Bob_102_assignsubmission_file_/"
cp $work/compiler_error/undeclared.c "export/Ångström Ö_103_assignsubmission_file/"
cp $work/accepted/sum.py "export/Flat Person_104_assignsubmission_file_sum.py"
echo "words" >"export/Ada Lovelace_101_assignsubmission_onlinetext_/onlinetext.html"
python3 -c '
import os, zipfile
archive = zipfile.ZipFile("export.zip", "w")
for folder, _, names in os.walk("export"):
    for name in names:
        path = os.path.join(folder, name)
        archive.write(path, os.path.relpath(path, "export"))'

run evalx judge --each export.zip --users moodle --problem hello-sum --gradebook grades.csv --feedback pages
status_is "not all are accepted" 1
stderr_has "what is nobody's is told" "1 entry is nobody's"
is "a row for each user" "$(wc -l <grades.csv)" 5
is "accepted is all" "$(column 'Ada Lovelace' percent)" 100
is "by the number of the platform" "$(column 'Ada Lovelace' id)" 101
is "a lone file is a hand-in too" "$(column 'Flat Person' verdict)" AC
is "a compile error is told" "$(column 'Ångström Ö' verdict)" CE
is "tests that passed are counted" "$(column "'=1+1 Bob" tests_passed)/$(column "'=1+1 Bob" tests)" 3/4
is "no name is a formula" "$(grep -c '^=' grades.csv)" 0
is "a page for each user" "$(find pages -type f | wc -l)" 4
page=$(cat pages/*Bob_102.html)
has "the page has the verdict" "$page" "WA"
has "and the tests" "$page" "secret/3-large"
lacks "and nothing of secret data" "$page" "$(tr -d '\n' <problems/hello-sum/data/secret/3-large.ans)"
has "a page has the compiler's words" "$(cat "pages/Ångström_Ö_103.html")" "undeclared"
run evalx stats by user
stdout_has "the history knows who it was" "Ada Lovelace"
run evalx judge --each export.zip --users moodle --problem hello-sum --feedback pages
status_is "a folder with pages is not written to" 3
is "nothing temporary is left" "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'evalx-each*' -user "$(id -u)" | wc -l)" 0

# A program that tells its input to whoever reads what it writes to standard error.
mkdir spy && printf 'import sys\ntext = sys.stdin.read()\nsys.stderr.write("canary" + text)\nprint(sum(map(int, text.split()[1:])))\nsys.exit(len(text) > 12)\n' >spy/eve.py
run evalx judge -q --each spy --users folders --problem hello-sum --feedback spied
has "what went wrong is told" "$(cat spied/eve.html)" "RTE"
is "what a program writes is not" "$(grep -c 'canary[0-9]' spied/eve.html)" 0

# --- Students' own archives ------------------------------------------------------------------------------------------

mkdir -p packed/ada packed/carl packed/dora
cp $work/accepted/sum.cpp packed/carl/
python3 - $work/accepted/sum.cpp <<'END'
import io, sys, tarfile, zipfile
source = open(sys.argv[1]).read()
def pack(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
pack("packed/ada/hand.zip", {"hand/sum.cpp": source, "__MACOSX/hand/._sum.cpp": "junk", ".DS_Store": "junk"})
with tarfile.open("packed/bob.tar.gz", "w:gz") as archive:
    info = tarfile.TarInfo("sum.cpp")
    info.size = len(source)
    archive.addfile(info, io.BytesIO(source.encode()))
inner = io.BytesIO()
pack(inner, {"sum.cpp": source})
pack("packed/dora/twice.zip", {"again.zip": inner.getvalue()})
pack("packed/eve.zip", {"../../eve.cpp": source})
pack("packed/files.zip", {"%d.cpp" % i: source for i in range(1100)})
pack("packed/big.zip", {"sum.cpp": source, "zeros": bytes(70 << 20)})
open("packed/torn.zip", "wb").write(open("packed/ada/hand.zip", "rb").read()[:40])
END
run evalx judge --each packed --users folders --problem hello-sum --gradebook packed.csv --feedback unpacked
book=packed.csv
is "a hand-in for each" "$(wc -l <packed.csv)" 9
is "an archive alone in a folder is opened" "$(column ada verdict)" AC
is "called as it was handed in" "$(column ada source)" ada
is "so is one by itself" "$(column bob verdict)" AC
is "a folder of files is as ever" "$(column carl verdict)" AC
for user in dora eve big torn; do
    is "not judged: $user" "$(column "$user" verdict)" ""
done
stderr_has "nothing leads out" "eve.zip: stays closed: archive: eve.zip: entry '../../eve.cpp': '..' in the path"
is "nor is what has too many files" "$(column files verdict)" CE
stderr_has "an archive in one is told" "dora: holds another archive, which stays closed"
stderr_has "files have a limit" "more than 1000 entries"
stderr_has "bytes have a limit" "more than 64 MiB unpacked"
stderr_has "what is damaged is told" "torn.zip: stays closed"
is "nothing temporary is left of them" "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'evalx-each*' -user "$(id -u)" | wc -l)" 0
mkdir loose && cp packed/bob.tar.gz packed/ada/hand.zip loose/
run evalx judge --each loose --problem hello-sum --format csv
status_is "without users too" 0
stdout_has "under its own name" "loose/hand.zip"
mkdir loose/.cat_1_file_ && cp packed/bob.tar.gz loose/.cat_1_file_/
run evalx judge --each loose --problem hello-sum --format csv
stderr_has "a hidden folder is told" ".cat_1_file_: passed over"
mkdir export/.cat_1_assignsubmission_file_
run evalx judge --each export --users moodle --problem hello-sum --format csv
stderr_has "among a platform's folders too" ".cat_1_assignsubmission_file_: passed over"
rmdir export/.cat_1_assignsubmission_file_
unset book

mkdir wrapped && cp -r export wrapped/all
run evalx judge -q --each wrapped --users moodle --problem hello-sum --gradebook wrapped.csv
is "a lone folder around them is entered" "$(wc -l <wrapped.csv)" 5

# --- Canvas: flat, several files of one ------------------------------------------------------------------------------

mkdir canvas
cat >canvas/lovelaceada_11_901_main.c <<'END'
#include <stdio.h>
#include "sum.h"
int main(void)
{
    long long n, x, all = 0;
    for (int ok = scanf("%lld", &n); ok == 1 && n > 0 && scanf("%lld", &x) == 1; n--)
        all = sum(all, x);
    printf("%lld\n", all);
    return 0;
}
END
echo 'long long sum(long long a, long long b);' >canvas/lovelaceada_11_902_sum.h
printf '#include "sum.h"\nlong long sum(long long a, long long b) { return a + b; }\n' >canvas/lovelaceada_11_903_sum.c
cp $work/wrong_answer/overflow.c canvas/bobbob_LATE_12_904_overflow.c
run evalx judge -q --each canvas --users canvas --problem hello-sum --gradebook canvas.csv
book=canvas.csv
is "several files are one submission, under their own names" "$(column lovelaceada verdict)" AC
is "late is no part of the name" "$(column bobbob id)" 12

# --- Attempts -------------------------------------------------------------------------------------------------------

mkdir -p tries/ada/{1,2,10} tries/bob/1
cp $work/wrong_answer/overflow.c tries/ada/1
cp $work/accepted/sum.py tries/ada/2
cp $work/wrong_answer/overflow.c tries/ada/10
cp $work/accepted/sum.cpp tries/bob/1
book=tries.csv
run evalx judge -q --each tries --users '{user}/{attempt}' --problem hello-sum --gradebook tries.csv
is "the latest counts, by number" "$(column ada attempt) $(column ada verdict)" "10 WA"
stdout_lacks "and others are not judged" "ada/2"
run evalx judge -q --each tries --users '{user}/{attempt}' --attempt best --problem hello-sum --gradebook tries.csv
is "or the best" "$(column ada attempt) $(column ada verdict) $(column ada attempts)" "2 AC 3"
is "one row each" "$(wc -l <tries.csv)" 3
run evalx judge -q --each tries --users folders --problem hello-sum --gradebook tries.csv
is "a folder of a user is one submission without attempts" "$(column bob verdict)" AC

# --- Plain folders and files ----------------------------------------------------------------------------------------

mkdir plain && cp $work/accepted/sum.py plain/ada.py && ln -s /etc/passwd plain/eve.py
run evalx judge -q --each plain --users folders --problem hello-sum --gradebook plain.csv
status_is "files by their names" 0
book=plain.csv
is "without the extension" "$(column ada verdict)" AC
is "a link is nobody's work" "$(column eve verdict)" ""

# --- Wrong usage ----------------------------------------------------------------------------------------------------

run evalx judge --each plain --gradebook g.csv --problem hello-sum
status_is "a gradebook wants users" 2
run evalx judge --each plain --attempt best --problem hello-sum
status_is "so do attempts" 2
run evalx judge --each plain --users '{name}' --problem hello-sum
status_is "a pattern wants a user" 2
run evalx judge a.c --users folders --problem hello-sum
status_is "users are of --each" 2
run evalx judge --each plain --users moodle --problem hello-sum
status_is "a pattern that fits nothing is bad input" 3
stderr_has "and tells what is there" "ada.py"
echo "no archive" >bad.zip
run evalx judge --each bad.zip --problem hello-sum
status_is "so is a damaged archive" 3
