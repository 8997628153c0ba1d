/* hash: SHA-256, by libcrypto, which is opened when the first hash is asked for. */
#ifndef EVALX_BASE_HASH_H
#define EVALX_BASE_HASH_H

#include <stddef.h>

#include "base/base.h"
#include "base/err.h"

enum { HASH_HEX_BYTES = 65 }; /* 64 hexadecimal digits and the NUL */

struct hash;

int hash_open(struct hash **hash_out, struct err *err) EV_MUST_CHECK;
void hash_add(struct hash *hash, const void *bytes, size_t count);
/* The length first, then the text: fields cannot run into one another. */
void hash_add_field(struct hash *hash, const char *text);
/* The rest of an open file, from offset 0. */
int hash_add_fd(struct hash *hash, int fd, struct err *err) EV_MUST_CHECK;
/* Hexadecimal digest; the hash is finished and may only be closed. */
void hash_finish(struct hash *hash, char hex_out[HASH_HEX_BYTES]);
void hash_close(struct hash *hash);

#endif
