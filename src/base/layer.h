/* layer: one tar of a root file system, put over what is there already. Part of rootfs.c.
 *
 * Every path is resolved as if the folder was the root of everything (openat2(2),
 * RESOLVE_IN_ROOT), so links of the archive may lead wherever they like and still not out of it;
 * absolute names and ".." are ERR_INPUT. Device nodes, FIFOs and sockets are passed over, owners
 * and set-user-ID bits dropped: files are 0644 or 0755, folders 0755. */
#ifndef EVALX_BASE_LAYER_H
#define EVALX_BASE_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

/* What all layers of a root have in common. Caps: 500,000 entries, 8 GiB, 1,000 times the packed
 * size beyond 64 MiB. */
struct layers {
    int dir_fd; /* borrowed */
    int64_t packed_bytes, unpacked_bytes;
    size_t entry_count;
};

/* `shown` names it in messages. is_upper: ".wh.NAME" removes what lower layers have by that name,
 * ".wh..wh..opq" all that they have in its folder (OCI image specification, "Whiteouts"); else
 * these are names like any other. */
int layer_apply(struct layers *layers, const char *path, const char *shown, bool is_upper,
                struct err *err) EV_MUST_CHECK;

#endif
