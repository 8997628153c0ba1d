#!/bin/bash
# Rooms include only downward, through one another's public header, and each library is known to one room only.
source "$(dirname "$0")/report.bash"

leaves="sandbox lang problem check score hint store cache queue render"

# What a room may include besides itself.
declare -A allowed=(
    [base]=""
    [model]="base"
    [judge]="base model sandbox lang problem check score hint store cache queue"
    [verify]="base model judge $leaves"
    [serve]="base model judge $leaves"
    [cli]="base model judge verify serve $leaves"
)
for leaf in $leaves; do
    allowed[$leaf]="base model"
done

# Header (as the start of what stands between < and >) and the room that may include it.
fence="seccomp.h sandbox
linux/seccomp.h sandbox
sqlite3.h store
hiredis/ queue
archive.h base
archive_entry.h base
yaml.h base
jansson.h base
openssl/ base
zlib.h base
expat.h base
zstd.h base
microhttpd.h serve
curl/ serve
libsmartcols/ render
libsmartcols.h render"

sources()
{
    find src -name '*.[ch]' | sort
}

# "FILE LINE ROOM OTHER/HEADER" for every include of another file of ours.
own_includes()
{
    sources | while read -r file; do
        sed -n 's/^ *# *include "\([^"]*\)".*/\1/p' "$file" | sed "s|^|$file $(cut -d/ -f2 <<<"$file") |"
    done
}

find_unknown_rooms()
{
    sources | cut -d/ -f2 | sort -u | while read -r room; do
        [[ -v allowed[$room] ]] || echo "src/$room: not in the table of rooms (tests/lint/layers.sh)"
    done
}

find_upward_includes()
{
    own_includes | while read -r file room header; do
        local other=${header%%/*}
        [[ $header == */* ]] || { echo "$file: \"$header\": write the room too"; continue; }
        [[ $other == "$room" || " ${allowed[$room]:-} " == *" $other "* ]] ||
            echo "$file: \"$header\": $room may not know $other"
    done
}

# base and model are vocabulary; every other room is entered by its own name only.
find_back_doors()
{
    own_includes | while read -r file room header; do
        local other=${header%%/*}
        [[ $other == "$room" || $other == base || $other == model || $header == "$other/$other.h" ]] ||
            echo "$file: \"$header\": from outside, only $other/$other.h"
    done
}

find_fence_breaks()
{
    local header owner file line
    while read -r header owner; do
        grep -rnE --include='*.[ch]' "^ *# *include <${header//./\\.}" src | while IFS=: read -r file line _; do
            [[ $file == src/$owner/* ]] || echo "$file:$line: <$header> belongs to $owner alone"
        done
    done <<<"$fence"
}

find_unknown_rooms | report "rooms are known"
find_upward_includes | report "rooms include only downward"
find_back_doors | report "rooms are entered by their public header"
find_fence_breaks | report "each library is known to one room"
