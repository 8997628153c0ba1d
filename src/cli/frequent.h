/* frequent: the sources that came more than once, out of the history, to be compiled ahead. */
#ifndef EVALX_CLI_FREQUENT_H
#define EVALX_CLI_FREQUENT_H

#include "cli/shared.h"

enum { FREQUENT_MOST = 10000 }; /* sources of a problem */

struct frequent {
    struct arena arena;
    const char *folder; /* a temporary one, where the sources are files again; NULL: none yet */
    struct judge_job *jobs;
    size_t count;
};

/* Of each problem at most `most` sources, those that came most often first. Where nobody named a
 * history and there is none, there are no jobs; a source that cannot be had is said, and left out.
 * The problems are borrowed by the jobs. To be closed even when it fails. */
int frequent_open(const struct session *session, const struct shared_values *values,
                  struct problem *const *problems, size_t count, int64_t most,
                  struct frequent *frequent, struct err *err) EV_MUST_CHECK;
void frequent_close(struct frequent *frequent);

#endif
