/* history: what a command judges goes into the history, unless the user wants none. */
#ifndef EVALX_CLI_HISTORY_H
#define EVALX_CLI_HISTORY_H

#include "cli/shared.h"
#include "store/store.h"
#include "verify/verify.h"

extern const struct option history_options[];   /* --db */
extern const struct option keeping_options[];   /* --db --no-history */
extern const struct option recording_options[]; /* --user */

/* --db or EVALX_DB, the workspace's, or one below the state folder of the user. *path_out is NULL
 * where there is no such folder; *is_named_out: somebody asked for this very file. */
void history_place(struct arena *arena, const struct shared_values *values,
                   const struct workspace *workspace, const char **path_out, bool *is_named_out);

/* Open the history to read it. */
int history_read(struct arena *arena, const struct shared_values *values,
                 const struct workspace *workspace, struct store **store_out,
                 struct err *err) EV_MUST_CHECK;

/* NULL is a history that records nothing. Not safe for two threads at once. */
struct history;

struct history_options {
    const char *tests_glob; /* only these are asked for; NULL: all */
    bool is_stopping_on_first;
    void *context;
    /* When it is on the disk, from another thread; or at once where nothing is recorded. */
    void (*recorded)(void *context, const struct submission_report *report);
};

/* *history_out is NULL where none is wanted. The first failure to record raises an interruption:
 * what cannot be remembered is not to be judged. */
int history_open(const struct session *session, const struct shared_values *values,
                 const struct history_options *options, struct history **history_out,
                 struct err *err) EV_MUST_CHECK;
/* What was not judged (interrupted, unreadable) is not recorded, but told as if it was. `problem`
 * stays borrowed until history_close, `name` is how the user calls it; submission: that is judged
 * once more, or 0. */
void history_add(struct history *history, const struct submission_report *report,
                 const struct problem *problem, const char *name, int64_t submission);
/* A package's own, by evalx verify, in one transaction; on the disk when this returns, or the
 * history has failed. */
void history_add_verified(struct history *history, const struct problem *problem, const char *name,
                          const struct verified_judging *judgings, size_t count);
/* Until all is written. -1: the first failure. NULL is fine. */
int history_close(struct history *history, struct err *err);

#endif
