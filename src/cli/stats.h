/* stats: what the files of evalx stats share. cmd_stats.c has the options and the table of
 * actions; each other file stats_*.c some of them. */
#ifndef EVALX_CLI_STATS_H
#define EVALX_CLI_STATS_H

#include "cli/history.h"
#include "cli/shared.h"

struct stats_values {
    struct shared_values shared;
    const char *problem, *verdict, *since, *until, *older, *kind; /* NULL: not given */
    const char *output;
    int64_t limit; /* rows; 0: the action's own */
    bool is_final;
};

struct stats {
    const struct stats_values *values;
    struct workspace workspace;
    struct arena arena;
    struct store *store; /* open */
    struct store_filter filter;
};

/* One action: operands behind its name. Returns the exit status. */
typedef int stats_action(struct stats *stats, const char *const *operands, size_t count);

stats_action stats_show, stats_diff, stats_export, stats_prune, stats_backup, stats_board;

/* A view as the user wants it. */
int stats_print(const struct table *table, const char *format);
bool stats_is_json(const struct stats *stats);
/* "12" or "12.2": a submission, and which judging of it. */
int stats_parse_id(const char *text, struct store_filter *filter_out,
                   struct err *err) EV_MUST_CHECK;
/* A submission's row; ERR_INPUT where there is none. */
int stats_read_submission(struct stats *stats, const char *id, struct store_filter *filter_out,
                          struct table *table_out, struct err *err) EV_MUST_CHECK;

/* Everything of one submission. */
struct stats_whole {
    struct store_filter filter;
    struct table submission, judgings, groups, tests, replay;
    struct table failures; /* of tests: first differences, standard error */
    struct store_source *sources;
    size_t source_count;
};
int stats_read_whole(struct stats *stats, const char *id, struct stats_whole *whole_out,
                     struct err *err) EV_MUST_CHECK;
struct json *stats_whole_json(const struct stats_whole *whole);
int stats_whole_text(const struct stats_whole *whole, size_t width, struct str *out,
                     struct err *err) EV_MUST_CHECK;

#endif
