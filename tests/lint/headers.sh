#!/bin/bash
# Every header compiles alone, has a guard of its own, and a room's public header stays short.
source "$(dirname "$0")/report.bash"

flags=(-std=gnu17 -D_GNU_SOURCE -Isrc -Itests -fsyntax-only -Wall -Wextra -Wno-unused-function)

headers()
{
    find src tests -name '*.h' | sort
}

check_alone()
{
    local errors
    errors=$(gcc "${flags[@]}" -x c - <<<"#include \"${1#*/}\"" 2>&1) ||
        echo "$1: $(grep -m 1 error <<<"$errors")"
}

find_dependent()
{
    local header
    headers | while read -r header; do
        check_alone "$header"
    done
}

find_unguarded()
{
    local header room
    find src -name '*.h' | sort | while read -r header; do
        room=$(cut -d/ -f2 <<<"$header")
        grep -q "^#ifndef EVALX_${room^^}_[A-Z0-9_]*H$" "$header" || echo "$header: no guard EVALX_${room^^}_..._H"
    done
    grep -rhoE --include='*.h' '^#ifndef EVALX_[A-Z0-9_]+_H$' src | sort | uniq -d | sed 's/$/: twice/'
}

find_long()
{
    local room lines
    for room in $(find src -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort); do
        [[ -f src/$room/$room.h ]] || continue
        lines=$(wc -l <"src/$room/$room.h")
        ((lines <= 150)) || echo "src/$room/$room.h: $lines lines, 150 at most"
    done
}

find_dependent | report "headers compile alone"
find_unguarded | report "headers have a guard of their own"
find_long | report "public headers are short"
