/* compress: a piece of bytes made smaller and back (one zstd frame, RFC 8878), by libzstd, which is
 * opened at its first use. */
#ifndef EVALX_BASE_COMPRESS_H
#define EVALX_BASE_COMPRESS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

/* The result is the arena's. Without the library: ERR_JUDGE. */
int compress_bytes(struct arena *arena, const void *bytes, size_t count, const void **packed_out,
                   size_t *packed_count_out, struct err *err) EV_MUST_CHECK;

/* `count` is what it must come to: anything else, and damage, is ERR_INPUT. */
int compress_undo(struct arena *arena, const void *packed, size_t packed_count, size_t count,
                  const char **bytes_out, struct err *err) EV_MUST_CHECK;

#endif
