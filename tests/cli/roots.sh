#!/bin/bash
# A language whose programs see a root of its own: a folder, a tar, an OCI image layout.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "roots of languages" "no sandbox works here"
    exit
fi

# A program and all that it is linked with, into the folder root.
add_program()
{
    local program library
    program=$(command -v "$1")
    mkdir -p root/usr/bin
    cp -L "$program" root/usr/bin/
    for library in $(ldd "$program" | grep -o '/[^ ]*'); do
        mkdir -p "root/real$(dirname "$library")"
        cp -Ln "$library" "root/real$library"
    done
}

for program in sh cat cp tr ls; do
    add_program $program
done
mkdir -p root/etc root/dev root/tmp
echo "a host of its own" >root/etc/own-host
ln -s usr/bin root/bin
for folder in lib lib64 usr/lib; do
    [[ ! -d root/real/$folder ]] || ln -s "/real/$folder" "root/$folder"
done
touch evalx.yaml root/tmp/mine

table()
{
    cat >langs.yaml <<END
extends: evalx
languages:
  own:
    name: Shell in a root of its own
    extensions: [.own]
    entry: mainfile
    compile: [sh, -c, 'cat /etc/own-host >built; cp "\$1" main.own' , sh, "{files}"]
    run: [sh, "{mainfile}"]
    version: [cat, /etc/own-host]
    root: $1
END
}

cat >a.own <<'END'
cat /etc/own-host
ls / | tr '\n' ' '
cat /program/built
(echo x >/etc/written) 2>/dev/null || echo read-only
(echo x >/tmp/written) && ls /tmp
END

expect_own_root()
{
    run evalx run "$@" a.own
    status_is "$kind: a program runs there" 0
    is "$kind: the compiler and the program see it" "$(grep -o 'a host of its own' <<<"$stdout" | wc -l)" 2
    stdout_lacks "$kind: nothing of the host" "home"
    stdout_has "$kind: it cannot be written to" "read-only"
    stdout_has "$kind: /tmp can" "written"
    stdout_lacks "$kind: and is not the root's" "mine"
}

# --- A folder -------------------------------------------------------------------------------------------------------

kind=folder
table root
expect_own_root
run evalx langs
stdout_has "it is listed" "Shell in a root of its own"
run evalx run --explain a.own
stdout_has "the plan tells it" "what is in ./root"
stdout_lacks "and not what it is not" "bind of /usr"

rm root/usr/bin/tr
table root
sed -i 's/run: .*/run: [tr, "{mainfile}"]/' langs.yaml
run evalx run a.own
is "a tool that is not in the root is missing, whatever the host has" "$status" 125
stderr_has "and is named" "tr is not installed"
printf 'extends: evalx\nlanguages:\n  own: {like: bash, name: Own, extensions: [.own], root: nowhere.tar}\n' >langs.yaml
run evalx run a.own
is "a root that is not there is bad input" "$status" 125
stderr_has "and is named too" "nowhere.tar is not installed"
stderr_lacks "no package of the host's is to blame" "apt-get"
run evalx langs
has "the list tells it" "$(grep Own <<<"$stdout")" "nowhere.tar is missing"
add_program tr

# --- A tar, in its compressions -------------------------------------------------------------------------------------

for suffix in tar tar.gz tar.zst; do
    kind=$suffix
    tar --create --auto-compress --file "root.$suffix" --directory root . 2>/dev/null || continue
    table "root.$suffix"
    expect_own_root
done
roots() { find "$XDG_CACHE_HOME/evalx/roots" -mindepth 1 -maxdepth 1 -type d | wc -l; }
before=$(roots)
expect_own_root
expect_own_root --fresh
is "it is unpacked once" "$(roots)" "$before"
echo "another host" >root/etc/own-host
tar --create --gzip --file root.tar.gz --directory root .
table root.tar.gz
run evalx run a.own
stdout_has "another archive of the same name is another root" "another host"
run evalx cache
stdout_has "the cache lists its roots" "roots of languages: $(roots), "
run evalx cache --format json
stdout_has "in JSON too" '"roots":'
run evalx cache prune --all
is "pruning everything removes them" "$(roots)" 0
run evalx run a.own
stdout_has "and they come again" "another host"

# Many at once unpack one and the same.
evalx cache prune --all >/dev/null
for i in 1 2 3 4; do
    evalx run --quiet a.own >"out.$i" 2>/dev/null &
done
wait
is "four at once unpack it once" "$(roots)" 1
is "and all run" "$(cat out.? | grep -c '^another host$')" "$(($(grep -c '^another host$' out.1) * 4))"

# --- What is no root ------------------------------------------------------------------------------------------------

table nowhere.tar
run evalx run a.own
is "a root that is not there is bad input" "$status" 125
stderr_has "and is named" "nowhere.tar"
echo "no archive" >bad.tar
table bad.tar
run evalx run a.own
stderr_has "what is no archive is told" "bad.tar"
mkdir out-there && echo x >out-there/x
tar --create --absolute-names --file out.tar --transform 's,^,../,' out-there/x 2>/dev/null
table out.tar
run evalx run a.own
stderr_has "an archive that leads out is refused" "'..' in the path"
run evalx judge --problem nowhere a.own
status_is "and judge says as much as always" 3

# --- An OCI image layout --------------------------------------------------------------------------------------------

blob()
{
    local digest
    digest=$(sha256sum <"$1" | cut -d' ' -f1)
    cp "$1" "image/blobs/sha256/$digest"
    echo "sha256:$digest"
}

mkdir -p image/blobs/sha256 upper/etc
echo '{"imageLayoutVersion": "1.0.0"}' >image/oci-layout
echo "to go" >root/etc/gone
echo "a host of its own" >upper/etc/own-host
touch upper/etc/.wh.gone
tar --create --gzip --file lower.tgz --directory root .
tar --create --file upper.tar --directory upper .
printf '{"schemaVersion": 2, "layers": [{"digest": "%s"}, {"digest": "%s"}]}' "$(blob lower.tgz)" "$(blob upper.tar)" >manifest
printf '{"schemaVersion": 2, "manifests": [{"digest": "%s"}]}' "$(blob manifest)" >image/index.json
echo 'ls /etc' >>a.own
kind=image
table image
expect_own_root
stdout_lacks "a whiteout is honoured" "gone"
kind="image in a tar"
tar --create --file image.tar --directory image .
table image.tar
expect_own_root
for layer in image/blobs/sha256/*; do
    cmp -s "$layer" upper.tar && printf x >>"$layer"
done
evalx cache prune --all >/dev/null
table image
run evalx run a.own
stderr_has "a damaged layer is refused" "damaged: its digest is"

# --- A language out of Debian's packages: an image with a layer for each ----------------------------------------------

if ! dpkg-query --list mawk libc6 >/dev/null 2>&1; then
    skip "a language out of Debian's packages" "mawk and libc6 are not installed as packages"
    exit
fi

# What a package has installed, but documents and converters of character sets, as a layer.
package_layer()
{
    local path
    dpkg-query --listfiles "$1" | grep -vE '^/usr/share|/gconv/' | while read -r path; do
        [[ -d $path ]] || echo "${path#/}"
    done | tar --create --file "$1.tar" --directory / --no-recursion --files-from -
    blob "$1.tar"
}

rm -rf image
mkdir -p image/blobs/sha256
echo '{"imageLayoutVersion": "1.0.0"}' >image/oci-layout
printf '{"schemaVersion": 2, "layers": [{"digest": "%s"}, {"digest": "%s"}]}' "$(package_layer libc6)" "$(package_layer mawk)" >manifest
printf '{"schemaVersion": 2, "manifests": [{"digest": "%s"}]}' "$(blob manifest)" >image/index.json
tar --create --gzip --file image.tar.gz --directory image .
cat >langs.yaml <<'END'
extends: evalx
languages:
  packaged:
    like: mawk
    name: AWK in an image
    extensions: [.packaged]
    root: image.tar.gz
END
# shellcheck disable=SC2016 # these are AWK's
echo '{ print $1 + $2; if ((getline line < "/etc/debian_version") > 0) print "the host" }' >sum.packaged
run evalx run sum.packaged <<<'40 2'
is "packages: a program runs in an image of two" "$status $stdout" "0 42"
echo 'BEGIN {' >sum.packaged
run evalx compile sum.packaged
stderr_has "packages: so does the compiler" "missing }"
mkdir -p add
printf '20 22\n' >add/1.in
printf '42\n' >add/1.ans
# The wall clock is given so long that only CPU time can run out.
# shellcheck disable=SC2016
for program in '{ print $1 + $2 }' '{ print $1 * $2 }' 'BEGIN { exit 3 }' 'BEGIN { for (;;) i++ }' 'BEGIN { s = "x"; for (;;) s = s s }'; do
    echo "$program" >sum.packaged
    evalx judge sum.packaged --problem add --time 1s --wall 500s --memory 64M --no-history --format json |
        jq -r '.submissions[0].verdict'
done >verdicts 2>judged.err
is "packages: verdicts are right" "$(paste -sd ' ' verdicts)" "AC WA RTE TLE MLE"
