/* jobs_outbox: what a dispatcher beside the record is to be told, and what it tells. */
#include "store/jobs_internal.h"

static const char find_unsent[] =
    "SELECT" JOB_COLUMNS "FROM job_judging g JOIN job j ON j.id = g.job"
    " WHERE g.state = 'queued' AND g.is_sent = 0 ORDER BY g.job, g.judging LIMIT :most";
static const char find_unfinished[] =
    "SELECT" JOB_COLUMNS "FROM job_judging g JOIN job j ON j.id = g.job"
    " WHERE g.state IN ('queued', 'judging') AND g.is_sent"
    " AND (g.job, g.judging) > (:job, :judging) ORDER BY g.job, g.judging LIMIT :most";
/* One that has to be sent again is judged by nobody. */
static const char set_sent[] = "UPDATE job_judging SET is_sent = :is_sent,"
                               " state = CASE WHEN :is_sent THEN state ELSE 'queued' END"
                               " WHERE job = :job AND judging = :judging"
                               " AND state IN ('queued', 'judging')";
/* Whoever tells of it has it: it was sent, whether that was noted or not. */
static const char set_progress[] =
    "UPDATE job_judging SET state = :state, is_sent = 1, worker = :worker,"
    " started_us = CASE WHEN :started > 0 THEN :started ELSE started_us END,"
    " attempts = max(attempts, :attempts), crashes = max(crashes, :crashes),"
    " nacks = max(nacks, :nacks), releases = max(releases, :releases)"
    " WHERE job = :job AND judging = :judging AND state IN ('queued', 'judging')";

int jobs_unsent(struct jobs *jobs, size_t most, struct arena *arena, const struct job **jobs_out,
                size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_unsent, &statement, err) != 0)
        return -1;
    statement_set(statement, ":most", (int64_t)most);
    statement_set(statement, ":request", 0);
    statement_set(statement, ":result", 0);
    return jobs_read_all(statement, arena, jobs_out, count_out, err);
}

int jobs_unfinished(struct jobs *jobs, int64_t after_id, int after_judging, size_t most,
                    struct arena *arena, const struct job **jobs_out, size_t *count_out,
                    struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_unfinished, &statement, err) != 0)
        return -1;
    statement_set(statement, ":job", after_id);
    statement_set(statement, ":judging", after_judging);
    statement_set(statement, ":most", (int64_t)most);
    statement_set(statement, ":request", 0);
    statement_set(statement, ":result", 0);
    return jobs_read_all(statement, arena, jobs_out, count_out, err);
}

/* One statement that is set, as a call of its own or inside the tick. */
static int run_alone(struct jobs *jobs, struct statement *statement, struct err *err)
{
    if (jobs_enter(jobs, err) != 0)
        return -1;
    return jobs_leave(jobs, statement_run(statement, err), err);
}

int jobs_set_sent(struct jobs *jobs, int64_t id, int judging, bool is_sent, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, set_sent, &statement, err) != 0)
        return -1;
    statement_set(statement, ":is_sent", is_sent);
    statement_set(statement, ":job", id);
    statement_set(statement, ":judging", judging);
    return run_alone(jobs, statement, err);
}

static uint64_t more(int now, int before)
{
    return now > before ? (uint64_t)(now - before) : 0;
}

static int count_progress(struct jobs *jobs, const struct job_progress *progress, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct job *job = NULL;
    if (jobs_get_id(jobs, progress->id, progress->judging, 0, &arena, &job, err) != 0)
        return -1;
    if (job == NULL || job_state_is_final(job->state))
        return 0;
    jobs->figures.giveups[GIVEUP_CRASH] += more(progress->crashes, job->crashes);
    jobs->figures.giveups[GIVEUP_NACK] += more(progress->nacks, job->nacks);
    jobs->figures.giveups[GIVEUP_RELEASE] += more(progress->releases, job->releases);
    return 0;
}

int jobs_set_progress(struct jobs *jobs, const struct job_progress *progress, struct err *err)
{
    struct statement *statement;
    if (count_progress(jobs, progress, err) != 0)
        return -1;
    if (jobs_statement(jobs, set_progress, &statement, err) != 0)
        return -1;
    bool is_judging = progress->state == JOB_JUDGING;
    statement_set_text(statement, ":state", is_judging ? "judging" : "queued");
    statement_set_text(statement, ":worker", progress->worker);
    statement_set(statement, ":started", progress->started_us);
    statement_set(statement, ":attempts", progress->attempts);
    statement_set(statement, ":crashes", progress->crashes);
    statement_set(statement, ":nacks", progress->nacks);
    statement_set(statement, ":releases", progress->releases);
    statement_set(statement, ":job", progress->id);
    statement_set(statement, ":judging", progress->judging);
    return run_alone(jobs, statement, err);
}
