/* archive_write: files as a tar, plain or compressed, by libarchive. See archive.h for reading. */
#ifndef EVALX_BASE_ARCHIVE_WRITE_H
#define EVALX_BASE_ARCHIVE_WRITE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/base.h"
#include "base/err.h"

struct archive_member {
    const char *path; /* in the archive */
    const char *bytes;
    size_t count;
    mode_t mode; /* 0644, 0755 */
};

/* A new file, whose ending (.tar, .tar.gz, .tgz, .tar.xz, .tar.bz2, .tar.zst) says how it is
 * compressed; a file that is there is ERR_INPUT. After a failure there is none. mtime_s: of every
 * member, seconds since 1970. */
int archive_write(const char *path, const struct archive_member *members, size_t count,
                  int64_t mtime_s, struct err *err) EV_MUST_CHECK;

#endif
