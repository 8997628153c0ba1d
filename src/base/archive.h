/* archive: unpack .zip, .tar, .tar.gz, .tgz, .tar.xz, .tar.bz2, .tar.zst, .kpp into a folder,
 * by libarchive, which is opened when the first archive is.
 *
 * Nothing can be written outside the folder: absolute paths, "..", links that lead out or to
 * nothing, devices, FIFOs and a name that is there twice are errors (ERR_INPUT) that name the
 * entry. Caps: 200,000 entries, 4 GiB unpacked, 1,000 times the packed size beyond 64 MiB, depth
 * 64, path 1,024 bytes. */
#ifndef EVALX_BASE_ARCHIVE_H
#define EVALX_BASE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

/* By the file's name (extension, in any case of letters) alone. */
bool archive_is_named_like_one(const char *path);

/* Unpack into dir_fd, an empty folder that nobody else writes to; after a failure, what was
 * unpacked so far is still there. Unpacked files are 0644 or 0755. */
int archive_unpack(const char *path, int dir_fd, struct err *err) EV_MUST_CHECK;

/* The same within narrower caps. *bytes counts what was unpacked, after a failure too. */
struct archive_limits {
    size_t entries;
    int64_t bytes;
};
int archive_unpack_within(const char *path, int dir_fd, const struct archive_limits *limits,
                          int64_t *bytes, struct err *err) EV_MUST_CHECK;

#endif
