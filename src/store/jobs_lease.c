/* jobs_lease: judgings go out to who judges them, and come back unfinished. */
#include <math.h>
#include <string.h>

#include "store/jobs_internal.h"

enum { BACKOFF_MOST_S = 300 };

static const char find_next[] =
    "SELECT job, judging FROM job_judging WHERE state = 'queued' AND not_before_us <= :now"
    " ORDER BY priority DESC, vt_ms, job LIMIT 1";
static const char take[] =
    "UPDATE job_judging SET state = 'judging', lease = :lease, worker = :worker,"
    " attempts = attempts + 1, started_us = :now WHERE job = :job AND judging = :judging";
static const char find_next_us[] =
    "SELECT min(not_before_us) FROM job_judging WHERE state = 'queued' AND not_before_us > 0"
    " AND not_before_us > :now";

/* ---- out ---- */

struct place {
    int64_t job;
    int judging;
};

/* job 0: none waits. */
static int find_place(struct jobs *jobs, struct place *place, struct err *err)
{
    struct statement *statement;
    bool has_row = false;
    if (jobs_statement(jobs, find_next, &statement, err) != 0)
        return -1;
    statement_set(statement, ":now", jobs_now_us(jobs));
    if (statement_next(statement, &has_row, err) != 0)
        return -1;
    if (!has_row)
        return 0;
    place->job = statement->database->call.column_int64(statement->handle, 0);
    place->judging = (int)statement->database->call.column_int64(statement->handle, 1);
    return statement_run(statement, err);
}

static int take_next(struct jobs *jobs, const char *worker, struct arena *arena,
                     const struct job **job_out, struct err *err)
{
    struct place place = {0};
    struct statement *statement;
    char lease[JOB_LEASE_BYTES];
    *job_out = NULL;
    if (find_place(jobs, &place, err) != 0 || jobs_statement(jobs, take, &statement, err) != 0)
        return -1;
    if (place.job == 0)
        return 0;
    random_lease(lease);
    statement_set_text(statement, ":lease", lease);
    statement_set_text(statement, ":worker", worker);
    statement_set(statement, ":now", jobs_now_us(jobs));
    statement_set(statement, ":job", place.job);
    statement_set(statement, ":judging", place.judging);
    if (statement_run(statement, err) != 0)
        return -1;
    return jobs_get_id(jobs, place.job, place.judging, JOB_WITH_REQUEST, arena, job_out, err);
}

int jobs_fetch(struct jobs *jobs, const char *worker, struct arena *arena,
               const struct job **job_out, struct err *err)
{
    const struct job *job = NULL;
    if (service_flag(jobs, SERVICE_PAUSED)) {
        *job_out = NULL;
        return 0;
    }
    if (jobs_enter(jobs, err) != 0)
        return -1;
    if (jobs_leave(jobs, take_next(jobs, worker, arena, &job, err), err) != 0)
        return -1;
    jobs->figures.fetched += job != NULL;
    *job_out = job;
    return 0;
}

int jobs_next_us(struct jobs *jobs, int64_t *us_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_next_us, &statement, err) != 0)
        return -1;
    statement_set(statement, ":now", jobs_now_us(jobs));
    return jobs_ask(statement, us_out, err);
}

/* ---- still held? ---- */

static enum jobs_outcome check_lease(const struct job *job, const char *lease)
{
    if (job == NULL)
        return JOBS_UNKNOWN;
    bool is_held = job->state == JOB_JUDGING &&
                   (lease == NULL || (job->lease != NULL && strcmp(job->lease, lease) == 0));
    return is_held ? JOBS_OK : JOBS_STALE;
}

int jobs_beat(struct jobs *jobs, int64_t id, int judging, const char *lease,
              enum jobs_outcome *outcome_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct job *job = NULL;
    if (jobs_get_id(jobs, id, judging, 0, &arena, &job, err) != 0)
        return -1;
    *outcome_out = check_lease(job, lease);
    return 0;
}

/* ---- back ---- */

/* What each kind counts, and how many of it are too many. */
static const struct {
    const char *sql;
    size_t most;  /* offset in struct jobs_options; 0: there are never too many */
    size_t count; /* offset in struct job */
    bool is_delayed;
} kinds[] = {
    [GIVEUP_CRASH] = {"UPDATE job_judging SET state = 'queued', lease = NULL, error = :error,"
                      " not_before_us = :due, crashes = crashes + 1"
                      " WHERE job = :job AND judging = :judging",
                      offsetof(struct jobs_options, crashes_most), offsetof(struct job, crashes),
                      true},
    [GIVEUP_NACK] = {"UPDATE job_judging SET state = 'queued', lease = NULL, error = :error,"
                     " not_before_us = :due, nacks = nacks + 1"
                     " WHERE job = :job AND judging = :judging",
                     offsetof(struct jobs_options, nacks_most), offsetof(struct job, nacks), true},
    [GIVEUP_RELEASE] = {"UPDATE job_judging SET state = 'queued', lease = NULL, error = :error,"
                        " not_before_us = :due, releases = releases + 1"
                        " WHERE job = :job AND judging = :judging",
                        0, offsetof(struct job, releases), false},
};

static int count_so_far(const struct job *job, enum job_giveup kind)
{
    const void *at = (const char *)job + kinds[kind].count;
    return *(const int *)at;
}

static bool is_last(const struct jobs *jobs, const struct job *job, enum job_giveup kind)
{
    const void *at = (const char *)&jobs->options + kinds[kind].most;
    return kinds[kind].most != 0 && count_so_far(job, kind) + 1 >= *(const int *)at;
}

/* min(300, 2^n) s, spread so that those which failed together do not come back together. */
static int64_t due_us(const struct jobs *jobs, const struct job *job, enum job_giveup kind)
{
    double seconds = ldexp(1, count_so_far(job, kind) + 1);
    if (!kinds[kind].is_delayed)
        return 0;
    if (seconds > BACKOFF_MOST_S)
        seconds = BACKOFF_MOST_S;
    return jobs_now_us(jobs) + (int64_t)(seconds * (0.5 + random_unit()) * 1e6);
}

static int put_back(struct jobs *jobs, const struct job *job, enum job_giveup kind, const char *why,
                    struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, kinds[kind].sql, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":error", why);
    statement_set(statement, ":due", due_us(jobs, job, kind));
    statement_set(statement, ":job", job->name.id);
    statement_set(statement, ":judging", job->judging);
    return statement_run(statement, err);
}

/* The count that ended it is written too. */
static int give_up(struct jobs *jobs, const struct job *job, enum job_giveup kind, const char *why,
                   bool *is_dead, struct err *err)
{
    *is_dead = is_last(jobs, job, kind);
    jobs->figures.giveups[kind]++;
    if (put_back(jobs, job, kind, why, err) != 0)
        return -1;
    return *is_dead ? judging_end(jobs, job, JOB_DEAD, why, err) : 0;
}

int jobs_giveup(struct jobs *jobs, int64_t id, int judging, const char *lease, enum job_giveup kind,
                const char *why, enum jobs_outcome *outcome_out, bool *is_dead_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct job *job = NULL;
    enum jobs_outcome outcome = JOBS_STALE;
    bool is_dead = false;
    if (jobs_enter(jobs, err) != 0)
        return -1;
    int status = jobs_get_id(jobs, id, judging, 0, &arena, &job, err);
    if (status == 0)
        outcome = check_lease(job, lease);
    if (status == 0 && outcome == JOBS_OK)
        status = give_up(jobs, job, kind, why, &is_dead, err);
    if (jobs_leave(jobs, status, err) != 0)
        return -1;
    *outcome_out = outcome;
    *is_dead_out = is_dead;
    return 0;
}

/* ---- under way ---- */

static const char find_running[] = "SELECT" JOB_COLUMNS "FROM job_judging g JOIN job j"
                                   " ON j.id = g.job WHERE g.state = 'judging' ORDER BY g.job";

int jobs_running(struct jobs *jobs, struct arena *arena, const struct job **jobs_out,
                 size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_running, &statement, err) != 0)
        return -1;
    statement_set(statement, ":request", 0);
    statement_set(statement, ":result", 0);
    return jobs_read_all(statement, arena, jobs_out, count_out, err);
}

/* ---- at the start ---- */

static int recover(struct jobs *jobs, bool has_dispatcher, struct arena *arena,
                   struct jobs_recovered *recovered, struct err *err)
{
    const struct job *all = NULL;
    size_t count = 0;
    if (jobs_running(jobs, arena, &all, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        bool is_dead = false;
        if (has_dispatcher && all[i].is_sent)
            continue;
        if (give_up(jobs, &all[i], GIVEUP_CRASH, "the service ended while this was judged",
                    &is_dead, err) != 0)
            return -1;
        recovered->dead += is_dead;
        recovered->queued += !is_dead;
    }
    return 0;
}

int jobs_recover(struct jobs *jobs, bool has_dispatcher, struct jobs_recovered *recovered_out,
                 struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct jobs_recovered recovered = {0};
    if (jobs_enter(jobs, err) != 0 ||
        jobs_leave(jobs, recover(jobs, has_dispatcher, &arena, &recovered, err), err) != 0)
        return -1;
    *recovered_out = recovered;
    return 0;
}
