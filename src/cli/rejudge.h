/* rejudge: what the files of evalx rejudge share: cmd_rejudge.c judges, rejudge_items.c knows which
 * submissions, and what came of them. */
#ifndef EVALX_CLI_REJUDGE_H
#define EVALX_CLI_REJUDGE_H

#include "cli/history.h"
#include "cli/shared.h"

struct rejudge_values {
    struct shared_values shared;
    const char *problem, *verdict, *since, *until; /* NULL: whatever it is */
    bool is_changed, is_applied;
};

struct rejudge_problem {
    struct rejudge_problem *next;
    const char *name;
    struct problem problem;
    bool is_open;
    char digest[HASH_HEX_BYTES]; /* with --changed */
    struct err err;              /* kind ERR_NONE: it can be judged */
};

struct rejudge_item {
    int64_t id;
    const char *user, *problem, *source, *verdict;
    const char *language, *path, *digest; /* NULL: not known */
    double score;                         /* NAN: none */
    struct rejudge_problem *found;
    /* By on_submission_done: */
    bool is_done, is_failed, is_changed;
    const char *new_verdict;
    double new_score;
};

struct rejudge {
    const struct rejudge_values *values;
    struct session session;
    struct store *store;
    struct judge_stream *stream;
    struct history *history; /* NULL: nothing is to count */
    struct rejudge_problem *problems;
    const char *folder; /* of sources, one below it by id */
    struct rejudge_item *items;
    size_t item_count;
};

extern const struct option *const rejudge_option_sets[];

int rejudge_check(const struct rejudge_values *values, size_t id_count,
                  struct err *err) EV_MUST_CHECK;
/* Into items, oldest first. An id that is not there is ERR_INPUT. */
int rejudge_find(struct rejudge *rejudge, const char *const *ids, size_t id_count,
                 struct err *err) EV_MUST_CHECK;
/* What came of it; returns 0, 1 where something changes, 4 where the judge failed. */
int rejudge_print(struct rejudge *rejudge);

#endif
