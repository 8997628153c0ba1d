/* hmac: HMAC-SHA256 (RFC 2104): who signed a message, among those who know the key. */
#ifndef EVALX_BASE_HMAC_H
#define EVALX_BASE_HMAC_H

#include <stddef.h>

#include "base/base.h"
#include "base/err.h"

enum { HMAC_BYTES = 32 };

int hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                unsigned char out[HMAC_BYTES], struct err *err) EV_MUST_CHECK;

#endif
