#!/usr/bin/env python3
"""Seeds of fuzz_oci: image layouts as that target reads them, into tests/fuzz/corpus/fuzz_oci.

usage: tests/fuzz/oci_seeds.py      (in the root of the repository)

The same bytes at every call; run it again when a case is added.
"""
import gzip
import io
import json
import os
import tarfile

FOLDER = "tests/fuzz/corpus/fuzz_oci"
FILE, LINK, HARD, DIRECTORY, DEVICE = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE


def layer(*entries):
    """A tar of (name, type, content or target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, kind, text in entries:
            info = tarfile.TarInfo(name)
            info.type, info.mode = kind, 0o6755
            info.linkname = text if kind in (LINK, HARD) else ""
            info.size = len(text) if kind == FILE else 0
            tar.addfile(info, io.BytesIO(text.encode()) if kind == FILE else None)
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


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name, files in SEEDS.items():
        parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in files]
        with open(os.path.join(FOLDER, name), "wb") as out:
            out.write(b"\n%%\n".join(parts))


if __name__ == "__main__":
    main()
