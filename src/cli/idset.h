/* idset: the ids of a batch, and what became of each. */
#ifndef EVALX_CLI_IDSET_H
#define EVALX_CLI_IDSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct idset_item {
    const char *id; /* NULL: free */
    bool is_done;   /* its result is in the file that is resumed */
    size_t line;    /* that has it; 0: none yet */
};

struct idset {
    struct idset_item *items; /* open addressing, a power of two of them */
    size_t capacity, count;
    struct arena arena; /* ids */
};

/* The item of this id, new ones with nothing set. Borrowed until the next call. */
struct idset_item *idset_get(struct idset *set, const char *id);
void idset_done(struct idset *set);

#endif
