/* jobs_finish: judgings end, once. */
#include <math.h>
#include <string.h>

#include "store/jobs_internal.h"

static const char end_done[] =
    "UPDATE job_judging SET state = 'done', verdict = :verdict, score = :score, error = :error,"
    " finished_us = :now, started_us = coalesce(:started, started_us, :now),"
    " worker = coalesce(:worker, worker), attempts = max(attempts, 1),"
    " result_bytes = :result_bytes, result = :result WHERE job = :job AND judging = :judging";
static const char end_otherwise[] =
    "UPDATE job_judging SET state = :state, error = coalesce(:error, error), finished_us = :now"
    " WHERE job = :job AND judging = :judging";
static const char keep_history[] = "UPDATE job SET history_id = :history WHERE id = :job";
static const char find_history[] = "SELECT id FROM submission WHERE id = :id";
static const char add_endpoint[] = "INSERT INTO webhook_endpoint(url) VALUES(:url)"
                                   " ON CONFLICT(url) DO NOTHING";
static const char add_webhooks[] =
    "INSERT INTO webhook_out(endpoint, job, judging, created_us, due_us)"
    " SELECT url, :job, :judging, :now, :now FROM webhook_endpoint WHERE disabled_us = 0"
    " AND (url = :url OR (is_for_all AND :is_ours)) ON CONFLICT DO NOTHING";

/* ---- who is to be told ---- */

int webhook_add(struct jobs *jobs, const struct job *job, struct err *err)
{
    struct statement *endpoint, *webhooks;
    if (jobs_statement(jobs, add_endpoint, &endpoint, err) != 0 ||
        jobs_statement(jobs, add_webhooks, &webhooks, err) != 0)
        return -1;
    statement_set_text(endpoint, ":url", job->webhook);
    if (job->webhook != NULL && statement_run(endpoint, err) != 0)
        return -1;
    statement_set(webhooks, ":job", job->name.id);
    statement_set(webhooks, ":judging", job->judging);
    statement_set(webhooks, ":now", jobs_now_us(jobs));
    statement_set_text(webhooks, ":url", job->webhook);
    statement_set(webhooks, ":is_ours", strcmp(job->api, "v1") == 0);
    return statement_run(webhooks, err);
}

/* ---- ends without a verdict ---- */

int judging_end(struct jobs *jobs, const struct job *job, enum job_state state, const char *error,
                struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, end_otherwise, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":state", job_state_name(state));
    statement_set_text(statement, ":error", error);
    statement_set(statement, ":now", jobs_now_us(jobs));
    statement_set(statement, ":job", job->name.id);
    statement_set(statement, ":judging", job->judging);
    if (statement_run(statement, err) != 0)
        return -1;
    if (jobs->open_count > 0)
        jobs->open_count--;
    jobs->figures.ended[state]++;
    return webhook_add(jobs, job, err);
}

/* ---- the history ---- */

/* Of the job's judging before, unless somebody has pruned it. */
static int find_submission(struct jobs *jobs, const struct job *job, int64_t *id, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_history, &statement, err) != 0)
        return -1;
    statement_set(statement, ":id", job->history_id);
    return jobs_ask(statement, id, err);
}

static int write_history(struct jobs *jobs, const struct job *job, const struct job_result *result,
                         struct err *err)
{
    struct statement *statement;
    struct submission_report report = *result->report;
    struct store_package package = {.path = result->package, .known_digest = job->problem_digest};
    struct store_entry entry = {
        .report = &report, .received_us = job->received_us, .finished_us = jobs_now_us(jobs)};
    int64_t history = 0;
    report.id = job->name.token;
    report.user = job->user;
    report.problem = job->problem;
    if (report.source == NULL)
        report.source = "submission";
    if (package.path != NULL && package.known_digest != NULL && job->problem != NULL)
        entry.package = &package;
    if (find_submission(jobs, job, &entry.submission, err) != 0 ||
        record_within(jobs->store, &entry, &history, err) != 0 ||
        jobs_statement(jobs, keep_history, &statement, err) != 0)
        return -1;
    statement_set(statement, ":history", history);
    statement_set(statement, ":job", job->name.id);
    return statement_run(statement, err);
}

/* ---- the end ---- */

static enum jobs_outcome check(const struct job *job, const struct job_result *result)
{
    if (job == NULL)
        return JOBS_UNKNOWN;
    bool is_holder =
        result->lease == NULL || (job->lease != NULL && strcmp(job->lease, result->lease) == 0);
    if (job_state_is_final(job->state)) {
        bool is_alike = job->state == (result->is_dead ? JOB_DEAD : JOB_DONE);
        return is_alike && is_holder ? JOBS_REPLAY : JOBS_STALE;
    }
    return is_holder ? JOBS_OK : JOBS_STALE;
}

static int write_result(struct jobs *jobs, const struct job *job, const struct job_result *result,
                        struct arena *arena, struct err *err)
{
    const struct submission_report *report = result->report;
    const char *verdict = report != NULL ? record_verdict(report) : result->verdict;
    struct statement *statement;
    const void *packed = NULL;
    size_t packed_count = 0;
    if (jobs_statement(jobs, end_done, &statement, err) != 0 ||
        bytes_pack(arena, result->result, result->result_count, &packed, &packed_count, err) != 0)
        return -1;
    statement_set_text(statement, ":verdict", result->verdict != NULL ? result->verdict : verdict);
    statement_set_real(statement, ":score", report != NULL ? report->score : result->score);
    statement_set_text(statement, ":error", result->error);
    statement_set(statement, ":now", jobs_now_us(jobs));
    if (result->started_us > 0)
        statement_set(statement, ":started", result->started_us);
    else
        statement_set_null(statement, ":started");
    statement_set_text(statement, ":worker", result->worker);
    statement_set(statement, ":result_bytes", (int64_t)result->result_count);
    statement_set_bytes(statement, ":result", packed, packed_count);
    statement_set(statement, ":job", job->name.id);
    statement_set(statement, ":judging", job->judging);
    return statement_run(statement, err);
}

static int finish(struct jobs *jobs, const struct job *job, const struct job_result *result,
                  struct arena *arena, struct err *err)
{
    if (result->is_dead)
        return judging_end(jobs, job, JOB_DEAD, result->error, err);
    if (result->report == NULL && result->verdict == NULL)
        return err_set(err, ERR_JUDGE, "service: a result without a verdict");
    bool is_rehearsal = strcmp(job->api, JOB_REHEARSAL) == 0;
    if (result->report != NULL && job->problem != NULL && !is_rehearsal &&
        write_history(jobs, job, result, err) != 0)
        return -1;
    if (write_result(jobs, job, result, arena, err) != 0 || webhook_add(jobs, job, err) != 0)
        return -1;
    if (jobs->open_count > 0)
        jobs->open_count--;
    jobs->figures.ended[JOB_DONE]++;
    return 0;
}

int jobs_finish(struct jobs *jobs, const struct job_result *result, enum jobs_outcome *outcome_out,
                struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct job *job = NULL;
    enum jobs_outcome outcome = JOBS_STALE;
    if (jobs_enter(jobs, err) != 0)
        return -1;
    int status = jobs_get_id(jobs, result->id, result->judging, 0, &arena, &job, err);
    if (status == 0)
        outcome = check(job, result);
    if (status == 0 && outcome == JOBS_OK)
        status = finish(jobs, job, result, &arena, err);
    if (jobs_leave(jobs, status, err) != 0)
        return -1;
    jobs->figures.stale += outcome == JOBS_STALE;
    *outcome_out = outcome;
    return 0;
}
