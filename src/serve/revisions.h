/* revisions: old revisions of problems (problemset.h) that nothing wants any more are removed.
 *
 * Kept are those that can be handed in for now, those of submissions that are not judged yet, and
 * of each package the newest few. */
#ifndef EVALX_SERVE_REVISIONS_H
#define EVALX_SERVE_REVISIONS_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"

struct problemset;

enum { REVISIONS_KEPT = 3 }; /* of each package, the newest, besides what is wanted */

/* Quick: what goes is renamed. wanted: of submissions that are not judged yet. */
int revisions_put_aside(int state_fd, const struct problemset *set, const char *const *wanted,
                        size_t wanted_count, struct err *err) EV_MUST_CHECK;
/* Slow: removes what was put aside, and blobs that no revision has. In any thread, but not while a
 * package is read. ERR_INTERRUPTED: *is_over became true. */
int revisions_sweep(int state_fd, const atomic_bool *is_over, struct err *err) EV_MUST_CHECK;

#endif
