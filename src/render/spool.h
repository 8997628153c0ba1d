/* spool: texts kept for a document: few in memory, many in a file without a name. */
#ifndef EVALX_RENDER_SPOOL_H
#define EVALX_RENDER_SPOOL_H

#include <stdint.h>
#include <stdio.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct spool {
    struct str recent; /* what is not in the file yet */
    int64_t filed;     /* bytes in the file */
    int fd;            /* of the file; -1: none yet */
    struct err err;    /* the first failure, told by spool_copy */
};

struct spool_piece {
    int64_t offset;
    size_t count;
};

/* Starts as {.fd = -1}. */
struct spool_piece spool_add(struct spool *spool, const struct str *text);
/* ERR_JUDGE: a piece that could not be kept, or the stream, which stays as it is, is bad. */
int spool_copy(const struct spool *spool, struct spool_piece piece, FILE *out,
               struct err *err) EV_MUST_CHECK;
void spool_done(struct spool *spool);

#endif
