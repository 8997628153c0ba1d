/* outcome: see outcome.h. */
#include "serve/outcome.h"

#include <math.h>
#include <string.h>

#include "render/render.h"
#include "serve/adhoc.h"
#include "serve/events.h"
#include "serve/judge0.h"
#include "serve/metrics.h"
#include "serve/problemset.h"
#include "serve/progress.h"
#include "serve/report.h"
#include "serve/seen_hints.h"

static void set_difference(struct json *object, const struct difference *difference)
{
    if (difference->expected == NULL || difference->got == NULL)
        return;
    struct json *value = json_map();
    json_set_i64(value, "line", difference->line);
    json_set_i64(value, "column", difference->column);
    json_set_string(value, "before", difference->before);
    json_set_string(value, "expected", difference->expected);
    json_set_string(value, "got", difference->got);
    json_set(object, "difference", value);
}

/* The documented report; which tests are samples, what contestants see depends on it; and first
 * differences. */
static struct json *result_of_report(const struct server *server,
                                     const struct submission_report *report)
{
    struct json *result = render_submission_json(report);
    struct json *tests = json_edit(result, "tests");
    for (size_t i = 0; i < report->test_count; i++) {
        struct json *test = json_edit_item(tests, i);
        json_set_bool(test, "sample", report->tests[i].is_sample);
        set_difference(test, &report->tests[i].difference);
    }
    seen_hints_store(server, report, result);
    return result;
}

/* Without any: nobody could even begin. */
static struct json *result_of_error(const char *message)
{
    struct json *result = json_map(), *error = json_map();
    json_set_string(result, "verdict", verdict_code(VERDICT_JUDGE_ERROR));
    json_set(result, "tests", json_list());
    json_set_null(result, "compile");
    json_set(result, "hints", json_list());
    json_set_string(error, "kind", "input");
    json_set_string(error, "message", message);
    json_set(result, "error", error);
    return result;
}

/* What answers of one API are made of: a row for each. */
static const struct {
    const char *api;
    struct json *(*make)(const struct job *job, const struct ran_report *ran);
} ran_results[] = {{"v1", adhoc_result}, {"judge0", judge0_result}};

static struct json *result_of_run(const struct job *job, const struct ran_report *ran)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(ran_results); i++) {
        if (strcmp(ran_results[i].api, job->api) == 0)
            return ran_results[i].make(job, ran);
    }
    return ran_report_write(ran);
}

static struct json *make_result(const struct server *server, const struct job *job,
                                const struct outcome *outcome)
{
    if (outcome->report != NULL)
        return result_of_report(server, outcome->report);
    if (outcome->ran != NULL)
        return result_of_run(job, outcome->ran);
    return result_of_error(outcome->error);
}

static void set_verdict(const struct outcome *outcome, const struct json *result,
                        struct job_result *out)
{
    const char *verdict = json_text(json_get(result, "verdict"));
    bool is_judged = outcome->report != NULL && outcome->report->error.kind == ERR_NONE;
    out->score = NAN;
    (void)json_number(json_get(result, "score"), &out->score); /* null stays NAN */
    if (is_judged)
        out->report = outcome->report;
    else
        out->verdict = verdict != NULL ? verdict : verdict_code(VERDICT_JUDGE_ERROR);
    if (outcome->report != NULL && !is_judged)
        out->error = outcome->report->error.msg;
}

/* What no buffer holds is left out: half of it nobody could read. */
static void write_result(const struct json *result, struct str *text)
{
    json_write(result, false, text);
    if (!text->is_cut)
        return;
    struct json *instead = result_of_error("the result is larger than what is kept of one");
    if (json_get(result, "verdict") != NULL)
        json_set(instead, "verdict", json_share(json_get(result, "verdict")));
    str_clear(text);
    json_write(instead, false, text);
    json_close(instead);
}

static int finish(struct server *server, const struct job *job, const struct outcome *outcome,
                  struct arena *arena, enum jobs_outcome *found_out, struct err *err)
{
    struct job_result row = {
        .id = outcome->job,
        .judging = outcome->judging,
        .lease = outcome->lease,
        .worker = outcome->worker,
        .is_dead = outcome->is_dead,
        .error = outcome->error,
        .started_us = outcome->started_us,
    };
    struct str text EV_STR = {0};
    if (!outcome->is_dead) {
        struct json *result = make_result(server, job, outcome);
        set_verdict(outcome, result, &row);
        if (row.verdict != NULL)
            row.verdict = arena_string(arena, row.verdict);
        write_result(result, &text);
        json_close(result);
        row.result = str_text(&text);
        row.result_count = text.count;
    }
    if (job->problem_digest != NULL)
        row.package = problemset_path(server->problems, job->problem_digest, arena);
    return jobs_finish(server->jobs, &row, found_out, err);
}

/* The verdict as it stands in the record. */
static void count(struct server *server, const struct job *before, const struct outcome *outcome)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *after = NULL;
    struct err ignored; /* a figure less */
    if (jobs_get_id(server->jobs, outcome->job, outcome->judging, 0, &arena, &after, &ignored) ==
            0 &&
        after != NULL && after->verdict != NULL)
        metrics_judged(server->metrics, before, outcome->report, after->verdict, now_us());
}

static void tell(struct server *server, const struct job *job, const struct outcome *outcome)
{
    char judging[16];
    (void)snprintf(judging, sizeof(judging), "%d", outcome->judging); /* fits */
    events_note(server->events, outcome->job, outcome->judging, "state", NULL);
    REPORT(LOG_INFO, outcome->is_dead ? "dead" : "judged", {"submission", job->name.token},
           {"judging", judging}, {"problem", job->problem}, {"worker", outcome->worker},
           {"error", outcome->error});
    if (!outcome->is_dead && strcmp(job->api, JOB_REHEARSAL) != 0)
        count(server, job, outcome);
}

int outcome_record(struct server *server, const struct outcome *outcome,
                   enum jobs_outcome *found_out, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    unsigned parts = outcome->ran != NULL ? JOB_WITH_REQUEST : 0; /* a report has all it needs */
    if (server_write(server, err) != 0 ||
        jobs_get_id(server->jobs, outcome->job, outcome->judging, parts, &arena, &job, err) != 0)
        return -1;
    if (job == NULL) {
        *found_out = JOBS_UNKNOWN;
        return 0;
    }
    if (finish(server, job, outcome, &arena, found_out, err) != 0)
        return -1;
    if (*found_out == JOBS_OK)
        tell(server, job, outcome);
    else if (*found_out == JOBS_STALE)
        REPORT(LOG_INFO, "a result came too late", {"submission", job->name.token},
               {"worker", outcome->worker});
    return 0;
}

void outcome_state(struct server *server, int64_t job, int judging, enum job_state state)
{
    (void)state; /* watchers are told what the record says then */
    events_note(server->events, job, judging, "state", NULL);
}

void outcome_progress(struct server *server, int64_t job, int judging, const char *event,
                      const struct json *message)
{
    progress_note(server->progress, job, judging, message);
    events_note(server->events, job, judging, event, json_share(message));
}
