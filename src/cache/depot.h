/* depot: artifacts and results that machines have in common; cache.h includes it. */
#ifndef EVALX_CACHE_DEPOT_H
#define EVALX_CACHE_DEPOT_H

#include "cache/cache.h"

/* Asked for artifacts and results that the folder has not, and told
 * of those that are kept. Both give up by themselves when it takes long, and are called by several
 * threads at once. */
struct cache_depot {
    void *context;
    /* A file in memory that will not change, the caller's to close; -1: not there. */
    int (*find)(void *context, enum cache_kind kind, const char *key, int64_t *cost_ns_out);
    void (*keep)(void *context, enum cache_kind kind, const char *key, const struct iovec *pieces,
                 size_t piece_count, int64_t cost_ns);
};

#endif
