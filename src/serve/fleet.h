/* fleet: are the workers alike? A verdict should not depend on the machine that gave it: the same
 * version of evalx, the same tools and flags for a language, about the same speed. Pure: facts of
 * workers (worker_join.c) in, words about them out. */
#ifndef EVALX_SERVE_FLEET_H
#define EVALX_SERVE_FLEET_H

#include "base/json.h"
#include "queue/queue.h"

struct fleet_terms {
    const char *version; /* of the server */
    double tolerance;    /* 0.5: up to 1.5 times as slow as the median of its peers, or as fast */
    bool is_strict;      /* what differs is refused, not only told */
};

/* Of one worker; the words are the arena's. */
struct fleet_note {
    const char **warnings;
    size_t count;
    const char *refusal; /* "" it may judge */
    bool is_known;       /* it has told its speed and its tools, if it has any */
};

/* What most workers have is right; where as many have another, those that joined first. One for
 * each worker, in their order. Facts that cannot be read are told, never trusted. */
struct fleet_note *fleet_compare(const struct queue_worker *workers, size_t count,
                                 const struct fleet_terms *terms, struct arena *arena);

#endif
