#!/bin/bash
# evalx langs: the list, the check of languages, tables of one's own and profiles.
source "$(dirname "$0")/harness.bash"

main=(c cpp cpp17 cpp23 python3 java javascript rust go pascal)

# --- The list -------------------------------------------------------------------------------------------------------

run evalx langs
status_is "the languages are listed" 0
stdout_has "with what is installed" "installed"
has "and its version" "$(grep '^python3 ' <<<"$stdout")" "installed 3."
has "an entry that nobody has tried says so" "$(evalx langs --format json)" '"untested": true'
run evalx langs --format json
is "the table has forty languages at least" \
    "$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)["languages"]) >= 40)' <<<"$stdout")" True
run evalx langs python3
status_is "the list takes no operands" 2

# --- The check ------------------------------------------------------------------------------------------------------

run evalx langs --check --fresh "${main[@]}"
status_is "the main languages are good" 0
for language in "${main[@]}"; do
    has "$language is good" "$(grep "^$language " <<<"$stdout")" "  good"
done
stdout_has "the last line counts them" "${#main[@]} of ${#main[@]} languages are good"

run evalx langs --check no-such-language
status_is "an unknown language is wrong usage" 2
run evalx langs --check zig
status_is "one that is not installed is bad input" 3
stderr_has "and is told" "zig is not installed"

# --- A table of one's own, found in the workspace -------------------------------------------------------------------

mkdir own && cd own || exit 1
touch evalx.yaml
cat >langs.yaml <<'END'
extends: evalx
languages:
  shout:
    name: Shout
    aliases: [loud]
    extensions: [.shout]
    entry: mainfile
    run: [sh, -c, 'tr a-z A-Z <"$1"', sh, "{mainfile}"]
  python3:
    like: python3
    time_factor: 2
END
echo "hello" >a.shout
run evalx run a.shout
status_is "a language of the workspace's table runs" 0
is "as its entry says" "$stdout" HELLO
run evalx langs
stdout_has "it is listed" "shout"
stdout_has "beside those that came with evalx" "rust"

printf '  zhongwen:\n    like: shout\n    name: 中文\n    aliases: []\n    extensions: [.zw]\n' >>langs.yaml
run evalx langs
is "wide characters take two columns" "$(grep -E '^(zhongwen|shout) ' <<<"$stdout" | python3 -c '
import sys, unicodedata
width = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
print(len({width(line[: line.index("  .")]) for line in sys.stdin}))')" 1

run evalx langs --check shout
status_is "a language without programs is not good" 1
stdout_has "and it is said why" "no programs to check it with"
cat >langs-check.yaml <<'END'
shout:
  hello: |
    Good day, evalx!
END
run evalx langs --check shout
status_is "a program with another verdict is not good" 1
stdout_has "both verdicts are shown" "WA, not AC"
stderr_has "with what was said of it" "shout: hello: WA, not AC"
cat >langs-check.yaml <<'END'
shout:
  hello: "Good day, evalx!"
  verdicts: {hello: WA}
END
run evalx langs --check shout
status_is "a verdict that is expected is good" 0
run evalx langs --check shout --format json
is "JSON tells the verdict" \
    "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["languages"][0]["hello"]["verdict"])' <<<"$stdout")" WA
echo "shout: {hullo: x}" >langs-check.yaml
run evalx langs --check shout
status_is "a mistake in the programs is bad input" 3
stderr_has "and has its place" "langs-check.yaml:1:9: unknown key"

sed -i 's/name: Shout/nmae: Shout/' langs.yaml
run evalx langs
status_is "a mistake in the table is bad input" 3
stderr_has "and has its place too" "langs.yaml:4:5:"
cd "$scratch" || exit 1

# --- Names of others ------------------------------------------------------------------------------------------------

echo '#include <stdio.h>
int main() { printf("%ld", __cplusplus); }' >a.cpp
run evalx run --fresh --lang cpp.g++17 a.cpp
is "Polygon's name is known" "$stdout" 201703
run evalx run --fresh --lang CPP11 a.cpp
is "so is DMOJ's" "$stdout" 201103

# --- Profiles -------------------------------------------------------------------------------------------------------

run evalx run --fresh --profile bapc a.cpp
is "a profile has its flags" "$stdout" 201703
run env EVALX_PROFILE=icpc "$EVALX" run --fresh a.cpp
is "the variable chooses another" "$stdout" 202002
mkdir profiled
echo 'profile: bapc' >profiled/evalx.yaml
cd profiled || exit 1
run evalx run --fresh ../a.cpp
is "so does the workspace" "$stdout" 201703
cd "$scratch" || exit 1
run evalx langs --profile nothing
status_is "an unknown profile is wrong usage" 2
stderr_has "those that are known are told" "known are: icpc, kattis, bapc"
