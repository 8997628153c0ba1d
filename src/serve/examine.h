/* examine: can this machine be a worker? Each thing that a worker needs is tried, as a worker would
 * do it, but nothing is taken and the queue hears nothing. */
#ifndef EVALX_SERVE_EXAMINE_H
#define EVALX_SERVE_EXAMINE_H

#include "base/err.h"
#include "sandbox/sandbox.h"
#include "serve/worker.h"

/* Adds an item for each to the report, whose is_judging_possible is kept. Returns what lacks most:
 * ERR_SERVICE (Redis or the server cannot be reached), ERR_JUDGE (this machine cannot judge),
 * ERR_INPUT (Redis, server or token are not as they must be), ERR_NONE. *is_odd_out: something
 * differs from the server or the other workers. options->redis NULL: without Redis. */
enum err_kind worker_examine(const struct worker_options *options, struct host_report *report,
                             bool *is_odd_out);

#endif
