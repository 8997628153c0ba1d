/* worker_prefetch: problems are fetched before the first submission of them comes, while there is
 * nothing else to do; revisions that are published no more go after a while. In the taker's thread.
 */
#ifndef EVALX_SERVE_WORKER_PREFETCH_H
#define EVALX_SERVE_WORKER_PREFETCH_H

#include "serve/worker_set.h"

struct prefetch;
struct prefetch_options {
    struct worker_set *set;
    const char *token; /* of a worker; NULL: none */
    int64_t age_ms;    /* what was not used for so long, and is not published; 0: 24 h */
};
struct prefetch *prefetch_open(const struct prefetch_options *options);
void prefetch_close(struct prefetch *prefetch); /* NULL is fine */

/* Ask the server what is published, where that was long ago; fetch one problem that is not here.
 * True: one was fetched, there may be more. What fails is logged, once, and tried again later. */
bool prefetch_step(struct prefetch *prefetch, const char *server);

#endif
