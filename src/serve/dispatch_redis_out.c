/* dispatch_redis_out: what comes back from workers, into the record. In the main thread. */
#include <string.h>

#include "base/parse.h"
#include "model/report_wire.h"
#include "serve/dispatch_redis.h"
#include "serve/outcome.h"
#include "serve/report.h"

void remote_report(const char *what, const struct err *err)
{
    REPORT(LOG_ERROR, what, {"error", err->msg});
}

int64_t remote_job_id(const struct queue_job *job)
{
    int64_t id = 0;
    struct err ignored; /* what is no number is no job of ours */
    return parse_i64("id", job->id, 1, INT64_MAX, &id, &ignored) != 0 ? 0 : id;
}

/* The row as it is now, without texts; NULL: there is none. */
const struct job *remote_find_row(struct server *server, const struct queue_job *job,
                                  struct arena *arena)
{
    const struct job *row = NULL;
    struct err err = {0};
    if (jobs_get_id(server->jobs, remote_job_id(job), (int)job->judging, 0, arena, &row, &err) != 0)
        remote_report("the queue cannot be read", &err);
    return row;
}

/* A worker may be of another mind about what was asked for: nobody is accepted by a run. */
static int check_kind(const struct job *row, const struct outcome *outcome, struct err *err)
{
    const struct ran_report *ran = outcome->ran;
    bool is_run = row->kind == JOB_RUN;
    if ((outcome->report != NULL && is_run) || (ran != NULL && !is_run))
        return err_set(err, ERR_INPUT, "result: of another kind than what was asked for");
    bool is_compiled = ran != NULL && (!ran->compile.is_attempted || ran->compile.is_ok);
    if (is_compiled && ran->run_count == 0)
        return err_set(err, ERR_INPUT, "result: without runs");
    return 0;
}

static int read_result(struct arena *arena, const struct job *row, const struct queue_job *job,
                       struct outcome *outcome, struct err *err)
{
    static const struct json_bounds bounds = {QUEUE_RESULT_MAX, AGENT_VALUES_MAX};
    struct submission_report *report = arena_alloc(arena, sizeof(*report));
    struct ran_report *ran = arena_alloc(arena, sizeof(*ran));
    struct json *value = NULL;
    if (json_parse_within("result", job->result, job->result_count, &bounds, &value, err) != 0)
        return -1;
    const char *refused = json_text(json_get(value, "refused"));
    int status = 0;
    if (json_get(value, "report") != NULL) {
        status = report_from_wire(arena, json_get(value, "report"), report, err);
        outcome->report = report;
    } else if (json_get(value, "ran") != NULL) {
        status = ran_report_read(arena, json_get(value, "ran"), ran, err);
        outcome->ran = ran;
    } else if (refused != NULL) {
        outcome->error = arena_string(arena, refused);
    } else {
        status = err_set(err, ERR_INPUT, "result: none of report, ran and refused");
    }
    json_close(value);
    return status != 0 ? status : check_kind(row, outcome, err);
}

/* How often it was given up. */
static void record_counts(struct server *server, enum job_state state, const struct queue_job *job)
{
    const struct job_progress progress = {.id = remote_job_id(job),
                                          .judging = (int)job->judging,
                                          .state = state,
                                          .attempts = (int)job->attempts,
                                          .crashes = (int)job->crashes,
                                          .nacks = (int)job->nacks,
                                          .releases = (int)job->releases};
    struct err err = {0};
    if (server_write(server, &err) != 0 || jobs_set_progress(server->jobs, &progress, &err) != 0)
        remote_report("counts of failures cannot be recorded", &err);
}

static void record_end(struct server *server, const struct job *row, const struct queue_job *job)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct outcome outcome = {.job = remote_job_id(job),
                              .judging = (int)job->judging,
                              .worker = job->worker,
                              .started_us = job->started_ms * 1000};
    enum jobs_outcome found = JOBS_UNKNOWN;
    struct err err = {0};
    remote_tell_last_news(server, row, job);
    if (job->outcome == QUEUE_OUTCOME_DEAD) {
        outcome.is_dead = true;
        outcome.error = job->error;
    } else if (read_result(&arena, row, job, &outcome, &err) != 0) {
        REPORT(LOG_ERROR, "a worker's result cannot be read", {"worker", job->worker},
               {"error", err.msg});
        record_counts(server, row->state, job);
        outcome.report = NULL;
        outcome.ran = NULL;
        outcome.is_dead = true;
        outcome.error = arena_printf(&arena, "the worker's result cannot be read: %s", err.msg);
    }
    if (outcome_record(server, &outcome, &found, &err) != 0)
        remote_report("a result cannot be recorded", &err); /* it stays in Redis */
}

static void record_cancelled(struct server *server, const struct queue_job *job)
{
    enum jobs_outcome found = JOBS_UNKNOWN;
    struct err err = {0};
    if (server_write(server, &err) != 0 ||
        jobs_cancel(server->jobs, remote_job_id(job), &found, &err) != 0)
        remote_report("a cancel cannot be recorded", &err);
}

/* A result alone is recorded by its end. */
static bool has_news_of_counts(const struct job *row, const struct queue_job *job)
{
    return job->outcome != QUEUE_DONE || job->attempts > 1 || job->crashes > row->crashes ||
           job->nacks > row->nacks || job->releases > row->releases;
}

void remote_record(struct remote *remote, const struct letter *letter)
{
    struct server *server = remote->dispatch.server;
    for (size_t i = 0; i < letter->count; i++) {
        struct arena arena EV_CLEANUP(arena_done) = {0};
        const struct job *row = remote_find_row(server, &letter->jobs[i], &arena);
        if (row == NULL || job_state_is_final(row->state))
            continue; /* recorded before: the first one stays */
        if (has_news_of_counts(row, &letter->jobs[i]))
            record_counts(server, row->state, &letter->jobs[i]);
        if (letter->jobs[i].outcome == QUEUE_CANCELLED)
            record_cancelled(server, &letter->jobs[i]);
        else
            record_end(server, row, &letter->jobs[i]);
    }
}

void remote_record_given(struct remote *remote, const struct letter *letter)
{
    for (size_t i = 0; i < letter->count; i++)
        record_counts(remote->dispatch.server, JOB_QUEUED, &letter->jobs[i]);
}

/* In the round after: what is there now is on the disk, or was there before. */
bool remote_is_recorded(struct server *server, const struct letter *letter, size_t index)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct queue_job *job = &letter->jobs[index];
    const struct job *row = NULL;
    struct err err = {0};
    if (jobs_get_id(server->jobs, remote_job_id(job), (int)job->judging, 0, &arena, &row, &err) !=
        0)
        return false;
    if (row == NULL || job_state_is_final(row->state))
        return true; /* a row that is not there was pruned: nobody asks for it any more */
    return letter->kind == LETTER_GIVEN && row->crashes >= job->crashes &&
           row->nacks >= job->nacks && row->releases >= job->releases;
}
