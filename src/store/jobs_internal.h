/* What the files of the service's record share. */
#ifndef EVALX_STORE_JOBS_INTERNAL_H
#define EVALX_STORE_JOBS_INTERNAL_H

#include "store/internal.h"

enum { JOBS_STATEMENTS_MOST = 96, SERVICE_FLAGS = 2 };

struct cached_statement {
    const char *sql; /* the address is the key */
    struct statement statement;
};

struct jobs {
    struct jobs_options options;
    struct store *store;
    struct arena arena; /* the struct itself, path */
    int lock_fd;
    char uuid[JOB_TOKEN_BYTES];
    bool flags[SERVICE_FLAGS];
    bool is_in_tick;    /* between jobs_begin and jobs_commit */
    bool is_tick_lost;  /* SQLite has undone it all */
    int64_t open_count; /* jobs that wait or run; -1: to be counted */
    struct jobs_figures figures;
    struct cached_statement cached[JOBS_STATEMENTS_MOST];
    size_t cached_count;
};

/* ---- jobs.c ---- */

int64_t jobs_now_us(const struct jobs *jobs);
/* Prepared once, kept until jobs_close. `sql` must live as long. Whoever takes one sets all of its
 * parameters and runs it to its end. */
int jobs_statement(struct jobs *jobs, const char *sql, struct statement **statement_out,
                   struct err *err) EV_MUST_CHECK;
/* Whatever a call writes stands between these: all of it or nothing. jobs_leave takes how it went
 * and returns how it ended. */
int jobs_enter(struct jobs *jobs, struct err *err) EV_MUST_CHECK;
int jobs_leave(struct jobs *jobs, int status, struct err *err) EV_MUST_CHECK;
/* The first column of the first row of a statement that is set; NULL: 0. */
int jobs_ask(struct statement *statement, int64_t *value_out, struct err *err) EV_MUST_CHECK;
int service_load(struct jobs *jobs, struct err *err) EV_MUST_CHECK; /* uuid and flags */

/* ---- jobs_text.c ---- */

void random_fill(void *bytes, size_t count); /* at most 256 */
void random_uuid(char text_out[JOB_TOKEN_BYTES]);
void random_lease(char text_out[JOB_LEASE_BYTES]);
double random_unit(void); /* 0 <= x < 1 */
/* Packed where that makes it smaller. */
int bytes_pack(struct arena *arena, const void *bytes, size_t count, const void **packed_out,
               size_t *packed_count_out, struct err *err) EV_MUST_CHECK;
int text_digest(const void *bytes, size_t count, char hex_out[HASH_HEX_BYTES],
                struct err *err) EV_MUST_CHECK;

/* ---- jobs_read.c ---- */

/* Text of a column, the arena's; NULL is NULL. */
const char *column_string(const struct statement *statement, int column, struct arena *arena);
/* Of the statement, to its end. */
int jobs_read_all(struct statement *statement, struct arena *arena, const struct job **jobs_out,
                  size_t *count_out, struct err *err) EV_MUST_CHECK;

/* Rows of job `j` with a judging `g`; :request and :result say what is read of the large parts. */
#define JOB_COLUMNS                                                                                \
    " j.id, j.token, j.user, j.api, j.problem, j.problem_digest, j.language, j.labels, j.webhook," \
    " j.kind, g.priority, j.received_us, j.history_id, g.judging, j.active_judging, g.state,"      \
    " g.attempts, g.crashes, g.nacks, g.releases, g.lease, g.worker, g.vt_ms, g.not_before_us,"    \
    " g.queued_us, g.started_us, g.finished_us, g.is_sent, g.verdict, g.score, g.error,"           \
    " CASE WHEN :request THEN j.request_bytes END, CASE WHEN :request THEN j.request END,"         \
    " CASE WHEN :result THEN g.result_bytes END, CASE WHEN :result THEN g.result END "
#define JOB_FINAL_STATES "('done', 'cancelled', 'dead')"

/* ---- jobs_finish.c ---- */

/* For whoever is to be told of the end of a judging, inside the caller's transaction. */
int webhook_add(struct jobs *jobs, const struct job *job, struct err *err) EV_MUST_CHECK;
/* It ended without a verdict: cancelled or dead. */
int judging_end(struct jobs *jobs, const struct job *job, enum job_state state, const char *error,
                struct err *err) EV_MUST_CHECK;

#endif
