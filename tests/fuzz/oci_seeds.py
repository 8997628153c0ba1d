#!/usr/bin/env python3
"""Seeds of fuzz_oci: image layouts as that target reads them; and some of them in a tar, for fuzz_rootfs.

usage: tests/fuzz/oci_seeds.py      (in the root of the repository)

The same bytes at every call; run it again when a case is added.
"""
import gzip
import hashlib
import io
import json
import os
import re
import tarfile

FOLDER, TARS = "tests/fuzz/corpus/fuzz_oci", "tests/fuzz/corpus/fuzz_rootfs"
FILE, LINK, HARD, DIRECTORY, DEVICE = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE


def layer(*entries):
    """A tar of (name, type, content or target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, kind, text in entries:
            info = tarfile.TarInfo(name)
            info.type, info.mode = kind, 0o6755
            info.linkname = text if kind in (LINK, HARD) else ""
            content = text.encode() if isinstance(text, str) else text
            info.size = len(content) if kind == FILE else 0
            tar.addfile(info, io.BytesIO(content) if kind == FILE else None)
        end = tar.offset
    return out.getvalue()[:end] + bytes(1024)


def descriptor(blob, **more):
    return {"digest": f"@{blob}", **more}


def manifest(*blobs):
    return {"schemaVersion": 2, "layers": [descriptor(blob) for blob in blobs]}


def index(*manifests):
    return {"schemaVersion": 2, "manifests": list(manifests)}


def platform(architecture, system="linux"):
    return {"platform": {"architecture": architecture, "os": system}}


BASE = layer(("bin/", DIRECTORY, ""), ("bin/sh", FILE, "a shell"), ("etc/passwd", FILE, "root"), ("sh", LINK, "/bin/sh"), ("same", HARD, "bin/sh"))
UPPER = layer(("etc/.wh.passwd", FILE, ""), ("bin/.wh..wh..opq", FILE, ""), ("bin/new", FILE, "new"))
SEEDS = {
    "one_layer": [index(descriptor(1)), manifest(2), BASE],
    "packed_layer": [index(descriptor(1)), manifest(2), gzip.compress(BASE, mtime=0)],
    "whiteouts": [index(descriptor(1)), manifest(2, 3), BASE, UPPER],
    "same_twice": [index(descriptor(1)), manifest(2, 2), BASE],
    "of_machines": [index(descriptor(1, **platform("other")), descriptor(2, **platform("amd64")), descriptor(2, **platform("arm64"))), manifest(3),
                    manifest(3), BASE],
    "of_no_machine": [index(descriptor(1, **platform("amd64", "plan9"))), manifest(2), BASE],
    "nested": [index(descriptor(1)), index(descriptor(2)), index(descriptor(3)), manifest(4), BASE],
    "too_deep": [index(descriptor(i + 1)) for i in range(6)] + [manifest(7), BASE],
    "no_layers": [index(descriptor(1)), manifest()],
    "no_manifest": [index()],
    "no_digest": [{"manifests": [{"digest": "sha256:12"}]}],
    "no_such_blob": [{"manifests": [{"digest": "sha256:" + "0" * 64}]}],
    "kinds": [{"manifests": {"digest": [1, None]}}, manifest(2)],
    "no_json": [b"{", b"["],
    "layer_is_no_tar": [index(descriptor(1)), manifest(2), b"no tar"],
    "leads_out": [index(descriptor(1)), manifest(2, 3, 4), layer(("out", LINK, "../../.."), ("etc", LINK, "/etc")),
                  layer(("out/beside", FILE, "x"), ("etc/.wh.passwd", FILE, "")), layer(("../beside", FILE, "x"))],
    "hard_links_out": [index(descriptor(1)), manifest(2), layer(("up", LINK, "../.."), ("a", HARD, "up/beside"), ("b", HARD, "/etc/passwd"))],
    "below_link_to_nothing": [index(descriptor(1)), manifest(2, 3), layer(("etc", LINK, "/nowhere")), layer(("etc/.wh.passwd", FILE, ""))],
    "devices": [index(descriptor(1)), manifest(2), layer(("null", DEVICE, ""), ("a", FILE, "x"), ("a/b", FILE, "y"))],
    "folder_for_file": [index(descriptor(1)), manifest(2, 3, 4), layer(("a", FILE, "x")), layer(("a/", DIRECTORY, ""), ("a/b", FILE, "y")),
                        layer(("a", LINK, "b"), (".wh.a", FILE, ""))],
}


# Of these there is a tar for fuzz_rootfs: the layout as tools save it, or with something amiss.
IN_TARS = ("one_layer", "packed_layer", "whiteouts", "leads_out", "hard_links_out", "no_layers", "no_json")


def parts_of(files):
    return [part if isinstance(part, bytes) else json.dumps(part).encode() for part in files]


def blobs_of(files):
    """Texts with digests in the place of @1, @2, ..., and the digest of each; the last one first, as others may name it."""
    texts, digests = parts_of(files), [""] * len(files)
    for i in reversed(range(len(texts))):
        texts[i] = re.sub(rb"@([1-9])", lambda number: b"sha256:" + digests[int(number[1])].encode(), texts[i])
        digests[i] = hashlib.sha256(texts[i]).hexdigest()
    return texts, digests


def image(files, prefix="", spoilt=False):
    texts, digests = blobs_of(files)
    entries = [(prefix + "oci-layout", FILE, b'{"imageLayoutVersion":"1.0.0"}'), (prefix + "index.json", FILE, texts[0])]
    for text, digest in zip(texts[1:], digests[1:]):
        entries.append((f"{prefix}blobs/sha256/{digest}", FILE, text[:-1] + b"x" if spoilt else text))
    return layer(*entries)


def tars():
    for name in IN_TARS:
        yield name, image(SEEDS[name])
    one = SEEDS["one_layer"]
    yield "below_dot", image(one, prefix="./")
    yield "spoilt_blobs", image(one, spoilt=True)
    yield "no_index", layer(("oci-layout", FILE, "{}"))
    yield "blobs_are_a_link", layer(("oci-layout", FILE, "{}"), ("blobs", LINK, "/etc"), ("index.json", FILE, blobs_of(one)[0][0]))
    yield "index_is_a_link", layer(("oci-layout", FILE, "{}"), ("index.json", LINK, "/etc/passwd"))
    yield "packed", gzip.compress(image(SEEDS["packed_layer"]), mtime=0)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name, files in SEEDS.items():
        with open(os.path.join(FOLDER, name), "wb") as out:
            out.write(b"\n%%\n".join(parts_of(files)))
    for name, text in tars():
        with open(os.path.join(TARS, f"image_{name}.tar"), "wb") as out:
            out.write(text)


if __name__ == "__main__":
    main()
