/* jobs_verbs: what a person asks of jobs: cancel, judge again, drop, prune. */
#include <string.h>

#include "store/jobs_internal.h"

/* A verb looks at the judging that counts, and may change it. */
struct verb {
    struct jobs *jobs;
    const struct job *job;
    const char *digest;
    int judging; /* of the judging that was made */
};
typedef int verb_function(struct verb *verb, enum jobs_outcome *outcome, struct err *err);

static int apply(struct verb *verb, int64_t id, verb_function *function,
                 enum jobs_outcome *outcome_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    if (jobs_enter(verb->jobs, err) != 0)
        return -1;
    int status = jobs_get_id(verb->jobs, id, 0, 0, &arena, &verb->job, err);
    if (status == 0 && verb->job != NULL)
        status = function(verb, &outcome, err);
    if (jobs_leave(verb->jobs, status, err) != 0)
        return -1;
    *outcome_out = outcome;
    return 0;
}

/* ---- cancel ---- */

static int cancel(struct verb *verb, enum jobs_outcome *outcome, struct err *err)
{
    *outcome = verb->job->state == JOB_CANCELLED ? JOBS_REPLAY : JOBS_STALE;
    if (job_state_is_final(verb->job->state))
        return 0;
    *outcome = JOBS_OK;
    return judging_end(verb->jobs, verb->job, JOB_CANCELLED, NULL, err);
}

int jobs_cancel(struct jobs *jobs, int64_t id, enum jobs_outcome *outcome_out, struct err *err)
{
    struct verb verb = {.jobs = jobs};
    return apply(&verb, id, cancel, outcome_out, err);
}

/* ---- judge again ---- */

static const char use_digest[] = "UPDATE job SET active_judging = active_judging + 1,"
                                 " problem_digest = coalesce(:digest, problem_digest)"
                                 " WHERE id = :job";
static const char add_again[] = "INSERT INTO job_judging(job, judging, priority, vt_ms, queued_us)"
                                " VALUES(:job, :judging, :priority, :vt, :now)";

static int requeue(struct verb *verb, enum jobs_outcome *outcome, struct err *err)
{
    const struct job *job = verb->job;
    int64_t now_us = jobs_now_us(verb->jobs);
    struct statement *activate, *add;
    *outcome = JOBS_STALE;
    if (!job_state_is_final(job->state))
        return 0;
    if (jobs_statement(verb->jobs, use_digest, &activate, err) != 0 ||
        jobs_statement(verb->jobs, add_again, &add, err) != 0)
        return -1;
    verb->judging = job->active_judging + 1;
    statement_set(activate, ":job", job->name.id);
    statement_set_text(activate, ":digest", verb->digest);
    statement_set(add, ":job", job->name.id);
    statement_set(add, ":judging", verb->judging);
    statement_set(add, ":priority", job->priority);
    statement_set(add, ":vt", now_us / 1000);
    statement_set(add, ":now", now_us);
    if (statement_run(activate, err) != 0 || statement_run(add, err) != 0)
        return -1;
    if (verb->jobs->open_count >= 0)
        verb->jobs->open_count++;
    *outcome = JOBS_OK;
    return 0;
}

int jobs_requeue(struct jobs *jobs, int64_t id, const char *digest, int *judging_out,
                 enum jobs_outcome *outcome_out, struct err *err)
{
    struct verb verb = {.jobs = jobs, .digest = digest};
    if (apply(&verb, id, requeue, outcome_out, err) != 0)
        return -1;
    if (*outcome_out == JOBS_OK)
        *judging_out = verb.judging;
    return 0;
}

/* ---- drop ---- */

static const char add_dropped[] = "INSERT INTO job_dropped VALUES(:job, :judging, :now)"
                                  " ON CONFLICT DO NOTHING";

static int drop(struct verb *verb, enum jobs_outcome *outcome, struct err *err)
{
    struct statement *statement;
    *outcome = JOBS_STALE;
    if (verb->job->state != JOB_DEAD)
        return 0;
    if (jobs_statement(verb->jobs, add_dropped, &statement, err) != 0)
        return -1;
    *outcome = JOBS_OK;
    statement_set(statement, ":job", verb->job->name.id);
    statement_set(statement, ":judging", verb->job->judging);
    statement_set(statement, ":now", jobs_now_us(verb->jobs));
    return statement_run(statement, err);
}

int jobs_drop(struct jobs *jobs, int64_t id, enum jobs_outcome *outcome_out, struct err *err)
{
    struct verb verb = {.jobs = jobs};
    return apply(&verb, id, drop, outcome_out, err);
}

/* ---- prune ---- */

/* Whoever is still to be told of one keeps it. */
static const char delete_old[] =
    "DELETE FROM job WHERE id IN (SELECT j.id FROM job j JOIN job_judging g ON g.job = j.id"
    " AND g.judging = j.active_judging WHERE j.received_us < :before AND g.state IN"
    " " JOB_FINAL_STATES " AND NOT EXISTS (SELECT 1 FROM webhook_out w WHERE w.job = j.id"
    " AND w.state = 'waiting') ORDER BY j.id LIMIT :most)";
static const char delete_users[] = "DELETE FROM service_user WHERE vt_ms < :before";

static int prune(struct jobs *jobs, int64_t before_us, int64_t most, int64_t *count,
                 struct err *err)
{
    struct statement *old, *users;
    if (jobs_statement(jobs, delete_old, &old, err) != 0 ||
        jobs_statement(jobs, delete_users, &users, err) != 0)
        return -1;
    statement_set(old, ":before", before_us);
    statement_set(old, ":most", most);
    if (statement_run(old, err) != 0)
        return -1;
    *count = old->database->call.changes(old->database->handle);
    statement_set(users, ":before", jobs_now_us(jobs) / 1000 - jobs->options.penalty_ms);
    return statement_run(users, err);
}

int jobs_prune(struct jobs *jobs, int64_t before_us, int64_t most, int64_t *count_out,
               struct err *err)
{
    int64_t count = 0;
    if (jobs_enter(jobs, err) != 0 ||
        jobs_leave(jobs, prune(jobs, before_us, most, &count, err), err) != 0)
        return -1;
    *count_out = count;
    return 0;
}
