/* rootfs: a root file system out of a tar (plain, or compressed by gzip, xz, bzip2 or zstd) or out
 * of an OCI image layout, which may be a folder or a tar itself. See layer.h for what is unpacked
 * and the limits. */
#ifndef EVALX_BASE_ROOTFS_H
#define EVALX_BASE_ROOTFS_H

#include <stdbool.h>

#include "base/base.h"
#include "base/err.h"
#include "base/hash.h"

/* A folder that can be used as it is: no OCI image layout. */
bool rootfs_is_plain_folder(const char *path);

/* Decides what unpacking makes: of the whole archive, or of a layout's index, which names all else
 * by digest. */
int rootfs_digest(const char *path, char hex_out[HASH_HEX_BYTES], struct err *err) EV_MUST_CHECK;

/* Into a new folder "root" below dir_fd, an empty folder that nobody else writes to. */
int rootfs_unpack(const char *path, int dir_fd, struct err *err) EV_MUST_CHECK;

#endif
