/* depot: a thread between this machine's agents and the Redis where machines share what they have
 * compiled and judged (queue/depot.h, model/depot_wire.h). While that Redis is slow or gone, agents
 * hear at once that nothing is there. */
#ifndef EVALX_SERVE_DEPOT_H
#define EVALX_SERVE_DEPOT_H

#include "base/json.h"
#include "queue/queue.h"

struct depot;
struct depot_options {
    const char *url, *password;        /* password: instead of the URL's; NULL: that */
    const char *secret;                /* that values are signed with; NULL: none */
    const struct queue_options *queue; /* which must not be in the same Redis; NULL: none is */
};

/* All is borrowed until depot_close. ERR_INPUT, ERR_USAGE: this Redis cannot be used for it; one
 * that does not answer is tried again later. */
int depot_open(const struct depot_options *options, struct depot **depot_out,
               struct err *err) EV_MUST_CHECK;
/* After the agents. NULL is fine, here and below. */
void depot_close(struct depot *depot);

/* The end of a line for a new agent, the caller's to close; -1: none. Any thread. */
int depot_connect(struct depot *depot);
/* {"hits","misses","refused","stores","errors"} since the start; NULL without a depot. */
struct json *depot_figures(struct depot *depot);

#endif
