/* api_queue: operating the queue: figures, pause, resume, drain, the dead, judging again; workers.
 * */
#include <microhttpd.h>
#include <string.h>

#include "serve/api.h"
#include "serve/dispatch.h"
#include "serve/events.h"
#include "serve/problem_doc.h"
#include "serve/problemset.h"
#include "serve/reading.h"

enum { IDS_MOST = 1000 };

/* ---- figures ---- */

static void answer_queue_state(struct request *request)
{
    struct server *server = request->server;
    struct jobs_counts counts;
    struct err err = {0};
    if (jobs_count(server->jobs, &counts, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    struct json *object = json_map();
    json_set_bool(object, "paused", service_flag(server->jobs, SERVICE_PAUSED));
    json_set_bool(object, "draining",
                  server->is_stopping || service_flag(server->jobs, SERVICE_DRAINING));
    json_set_i64(object, "queued", counts.queued);
    json_set_i64(object, "delayed", counts.delayed);
    json_set_i64(object, "judging", counts.judging);
    json_set_i64(object, "dead", counts.dead);
    json_set_i64(object, "webhooks_waiting", counts.webhooks_waiting);
    json_set_i64(object, "webhooks_failed", counts.webhooks_failed);
    json_set_i64(object, "database_bytes", counts.file_bytes);
    view_set_time(object, "oldest_queued_at", counts.oldest_queued_us);
    view_set_time(object, "started_at", server->started_us);
    json_set_string(object, "dispatcher", server->options->redis != NULL ? "redis" : "embedded");
    json_set_string(object, "version", server->options->version);
    answer_json(request, MHD_HTTP_OK, object);
}

/* ---- flags ---- */

static void set_flags(struct request *request, bool is_paused, bool is_draining)
{
    struct server *server = request->server;
    struct err err = {0};
    if (server_write(server, &err) != 0 ||
        service_set_flag(server->jobs, SERVICE_PAUSED, is_paused, &err) != 0 ||
        service_set_flag(server->jobs, SERVICE_DRAINING, is_draining, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    answer_queue_state(request);
}

static void pause_queue(struct request *request)
{
    set_flags(request, true, service_flag(request->server->jobs, SERVICE_DRAINING));
}

static void resume_queue(struct request *request)
{
    set_flags(request, false, false);
}

static void drain_queue(struct request *request)
{
    set_flags(request, service_flag(request->server->jobs, SERVICE_PAUSED), true);
}

/* ---- the dead, and judging again ---- */

/* What a verb does to one job. */
typedef int (*job_verb)(struct server *server, const struct job *job, enum jobs_outcome *found_out,
                        struct err *err);

static int requeue_one(struct server *server, const struct job *job, enum jobs_outcome *found_out,
                       struct err *err)
{
    const struct problem_entry *problem =
        job->problem != NULL ? problemset_find(server->problems, job->problem) : NULL;
    bool is_current = problem != NULL && problem->error == NULL;
    int judging = 0;
    if (jobs_requeue(server->jobs, job->name.id, is_current ? problem->revision : NULL, &judging,
                     found_out, err) != 0)
        return -1;
    if (*found_out == JOBS_OK)
        events_note(server->events, job->name.id, judging, "state", NULL);
    return 0;
}

static int drop_one(struct server *server, const struct job *job, enum jobs_outcome *found_out,
                    struct err *err)
{
    return jobs_drop(server->jobs, job->name.id, found_out, err);
}

static int do_jobs(struct request *request, const struct job *items, size_t count, job_verb verb,
                   struct json *done, struct json *refused)
{
    struct err err = {0};
    for (size_t i = 0; i < count; i++) {
        enum jobs_outcome found = JOBS_UNKNOWN;
        if (verb(request->server, &items[i], &found, &err) != 0) {
            answer_error(request, &err);
            return -1;
        }
        json_append_string(found == JOBS_OK ? done : refused, items[i].name.token);
    }
    return 0;
}

static int do_named(struct request *request, const struct json *ids, job_verb verb,
                    struct json *done, struct json *refused)
{
    struct err err = {0};
    for (size_t i = 0; i < json_count(ids); i++) {
        const char *token = json_text(json_item(ids, i));
        const struct job *job = NULL;
        if (token != NULL &&
            jobs_get(request->server->jobs, token, 0, 0, &request->arena, &job, &err) != 0) {
            answer_error(request, &err);
            return -1;
        }
        if (job == NULL)
            json_append_string(refused, token != NULL ? token : "");
        else if (do_jobs(request, job, 1, verb, done, refused) != 0)
            return -1;
    }
    return 0;
}

/* All that the filter finds, API_LIST_MOST at a time; what is there is told by "more". */
static int do_found(struct request *request, struct jobs_filter *filter, job_verb verb,
                    struct json *done, struct json *refused, bool *has_more_out)
{
    const struct job *items;
    size_t count;
    struct err err = {0};
    filter->limit = API_LIST_MOST;
    if (jobs_list(request->server->jobs, filter, &request->arena, &items, &count, &err) != 0) {
        answer_error(request, &err);
        return -1;
    }
    *has_more_out = count == API_LIST_MOST;
    return do_jobs(request, items, count, verb, done, refused);
}

/* {"ids": [...]}, or {"all": true} with "problem", "verdict", "language", "user" to choose by. */
static int do_chosen(struct request *request, const struct json *body, struct jobs_filter *filter,
                     job_verb verb, struct json *done, struct json *refused, bool *has_more_out)
{
    static const char *const keys[] = {"ids",      "all",  "problem", "verdict",
                                       "language", "user", NULL};
    const struct json *ids;
    bool is_all = false;
    struct err err = {0};
    if (read_object(body, "body", keys, &err) != 0 ||
        read_list(body, "ids", IDS_MOST, &ids, &err) != 0 ||
        read_flag(body, "all", &is_all, &err) != 0 ||
        read_word(body, "problem", 200, &filter->problem, &err) != 0 ||
        read_word(body, "verdict", 200, &filter->verdict, &err) != 0 ||
        read_word(body, "language", 200, &filter->language, &err) != 0 ||
        read_word(body, "user", 200, &filter->user, &err) != 0) {
        answer_error(request, &err);
        return -1;
    }
    if ((ids == NULL) == !is_all) {
        answer_problem(request, MHD_HTTP_UNPROCESSABLE_CONTENT, "ids, or all: one is wanted");
        return -1;
    }
    return ids != NULL ? do_named(request, ids, verb, done, refused)
                       : do_found(request, filter, verb, done, refused, has_more_out);
}

static void do_verb(struct request *request, struct jobs_filter filter, job_verb verb)
{
    struct json *body = NULL, *object = json_map(), *done = json_list(), *refused = json_list();
    bool has_more = false;
    struct err err = {0};
    json_set(object, "done", done);
    json_set(object, "refused", refused);
    if (api_read_body(request, &body) != 0) {
        json_close(object);
        return;
    }
    int result = server_write(request->server, &err);
    if (result != 0)
        answer_error(request, &err);
    else
        result = do_chosen(request, body, &filter, verb, done, refused, &has_more);
    json_close(body);
    json_set_bool(object, "more", has_more);
    if (result == 0)
        answer_json(request, MHD_HTTP_OK, object);
    else
        json_close(object);
}

static void requeue(struct request *request)
{
    do_verb(request, (struct jobs_filter){.is_rehearsal_hidden = true}, requeue_one);
}

static void retry_dead(struct request *request)
{
    const struct jobs_filter filter = {
        .state = "dead", .is_dropped_hidden = true, .is_rehearsal_hidden = true};
    do_verb(request, filter, requeue_one);
}

static void drop_dead(struct request *request)
{
    do_verb(request, (struct jobs_filter){.state = "dead", .is_dropped_hidden = true}, drop_one);
}

static void list_dead(struct request *request)
{
    struct jobs_filter filter = {.state = "dead", .is_dropped_hidden = true};
    if (api_read_page(request, &filter) == 0)
        api_answer_page(request, &filter);
}

/* ---- workers ---- */

static void list_workers(struct request *request)
{
    const struct dispatch *dispatch = request->server->dispatch;
    struct json *object = json_map(), *list = json_list();
    dispatch->calls->workers(dispatch, list);
    json_set(object, "workers", list);
    answer_json(request, MHD_HTTP_OK, object);
}

static void drain_worker(struct request *request)
{
    struct dispatch *dispatch = request->server->dispatch;
    if (dispatch->calls->drain_worker == NULL ||
        !dispatch->calls->drain_worker(dispatch, request->parameters[0])) {
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such worker to be told");
        return;
    }
    list_workers(request);
}

const struct route queue_routes[] = {
    {METHOD_GET, "/v1/queue", RIGHT_READ, 0, answer_queue_state},
    {METHOD_POST, "/v1/queue/pause", RIGHT_ADMIN, 0, pause_queue},
    {METHOD_POST, "/v1/queue/resume", RIGHT_ADMIN, 0, resume_queue},
    {METHOD_POST, "/v1/queue/drain", RIGHT_ADMIN, 0, drain_queue},
    {METHOD_POST, "/v1/queue/requeue", RIGHT_ADMIN, 0, requeue},
    {METHOD_GET, "/v1/queue/dead", RIGHT_ADMIN, 0, list_dead},
    {METHOD_POST, "/v1/queue/dead/retry", RIGHT_ADMIN, 0, retry_dead},
    {METHOD_POST, "/v1/queue/dead/drop", RIGHT_ADMIN, 0, drop_dead},
    {METHOD_GET, "/v1/workers", RIGHT_READ, 0, list_workers},
    {METHOD_POST, "/v1/workers/{name}/drain", RIGHT_ADMIN, 0, drain_worker},
    {.pattern = NULL},
};
