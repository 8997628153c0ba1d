/* api_submit: POST /v1/submissions and its batches: checked, counted, recorded, answered when it is
 * on the disk. */
#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/auth.h"
#include "serve/events.h"
#include "serve/problem_doc.h"
#include "serve/rate.h"
#include "serve/report.h"
#include "serve/submission.h"

enum { BATCH_MOST = 1000, WAIT_MOST_S = 60, RETRY_FULL_S = 10 };

/* What came of one submission: a name, or why there is none. */
struct taken {
    unsigned status; /* 201 new, 200 known, else a problem's */
    struct job_name name;
    struct err err;
};

/* ---- may anything be taken? ---- */

/* Answers 429 or 503 where not. */
static bool has_room(struct request *request, size_t count)
{
    struct server *server = request->server;
    int64_t open_count, wait_s = 1;
    struct err err = {0};
    if (server->is_stopping || service_flag(server->jobs, SERVICE_DRAINING)) {
        answer_retry(request, MHD_HTTP_SERVICE_UNAVAILABLE, RETRY_FULL_S,
                     "the service takes nothing more at present");
        return false;
    }
    if (jobs_open_count(server->jobs, &open_count, &err) != 0) {
        answer_error(request, &err);
        return false;
    }
    if (open_count + (int64_t)count > server->options->queue_most) {
        answer_retry(request, MHD_HTTP_TOO_MANY_REQUESTS, RETRY_FULL_S, "the queue is full");
        return false;
    }
    const struct caller *caller = &request->caller;
    const char *key = caller->user != NULL ? caller->user : caller->address;
    if (caller->right == RIGHT_ADMIN || rate_take(server->rate, key, count, clock_ms(), &wait_s))
        return true;
    answer_retry(request, MHD_HTTP_TOO_MANY_REQUESTS, wait_s, "too many submissions in a minute");
    return false;
}

/* ---- one ---- */

static void take(struct request *request, const struct json *object, const char *key,
                 struct taken *taken)
{
    struct server *server = request->server;
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct job_request row;
    enum jobs_added added = JOBS_NEW;
    bool is_forbidden = false;
    if (submission_read(server, &request->caller, object, key, &arena, &row, &is_forbidden,
                        &taken->err) != 0) {
        taken->status = is_forbidden ? MHD_HTTP_FORBIDDEN : MHD_HTTP_UNPROCESSABLE_CONTENT;
        return;
    }
    if (server_write(server, &taken->err) != 0 ||
        jobs_add(server->jobs, &row, &taken->name, &added, &taken->err) != 0) {
        bool is_callers = taken->err.kind == ERR_INPUT || taken->err.kind == ERR_USAGE;
        taken->status =
            is_callers ? MHD_HTTP_UNPROCESSABLE_CONTENT : MHD_HTTP_INTERNAL_SERVER_ERROR;
        return;
    }
    static const unsigned statuses[] = {[JOBS_NEW] = MHD_HTTP_CREATED,
                                        [JOBS_KNOWN] = MHD_HTTP_OK,
                                        [JOBS_CONFLICT] = MHD_HTTP_CONFLICT};
    taken->status = statuses[added];
    if (added == JOBS_CONFLICT)
        (void)err_set(&taken->err, ERR_INPUT, "idempotency_key: stands for another submission");
    if (added != JOBS_NEW)
        return;
    events_note(server->events, taken->name.id, 1, "state", NULL);
    REPORT(LOG_INFO, "taken", {"submission", taken->name.token}, {"request", request->id},
           {"problem", row.problem}, {"user", row.user[0] != '\0' ? row.user : NULL});
}

static bool is_taken(const struct taken *taken)
{
    return taken->status == MHD_HTTP_CREATED || taken->status == MHD_HTTP_OK;
}

/* As the database has it now: queued, or what became of one that is known. */
static void answer_taken(struct request *request, const struct taken *taken)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    struct err err = {0};
    if (jobs_get_id(request->server->jobs, taken->name.id, 0, 0, &arena, &job, &err) != 0 ||
        job == NULL) {
        answer_error(request, &err);
        return;
    }
    answer_header(request, MHD_HTTP_HEADER_LOCATION,
                  arena_printf(&request->arena, "/v1/submissions/%s", taken->name.token));
    answer_json(request, taken->status, view_summary(&request->caller, job));
}

static void answer_after_wait(struct request *request)
{
    const char *token = request->parameters[0];
    api_answer_job(request, token, MHD_HTTP_CREATED);
}

/* ?wait=SECONDS: the answer comes with the result, or when the time is over. */
static int read_wait(const struct request *request, int64_t *wait_s_out, struct err *err)
{
    const char *text = request_query(request, "wait");
    *wait_s_out = 0;
    return text == NULL ? 0 : parse_i64("wait", text, 0, WAIT_MOST_S, wait_s_out, err);
}

static void submit(struct request *request)
{
    struct taken taken = {0};
    struct json *object = NULL;
    int64_t wait_s;
    struct err err = {0};
    if (read_wait(request, &wait_s, &err) != 0) {
        answer_problem(request, MHD_HTTP_BAD_REQUEST, "%s", err.msg);
        return;
    }
    if (!has_room(request, 1) || api_read_body(request, &object) != 0)
        return;
    take(request, object, request_header(request, "Idempotency-Key"), &taken);
    json_close(object);
    if (!is_taken(&taken)) {
        if (taken.status == MHD_HTTP_INTERNAL_SERVER_ERROR)
            answer_error(request, &taken.err);
        else
            answer_problem(request, taken.status, "%s", taken.err.msg);
        return;
    }
    if (wait_s > 0) {
        request->parameters[0] = arena_string(&request->arena, taken.name.token);
        api_wait_job(request, taken.name.id, wait_s * 1000, answer_after_wait);
        return;
    }
    answer_taken(request, &taken);
}

/* ---- many ---- */

static struct json *taken_json(const struct taken *taken)
{
    struct json *object = json_map();
    json_set_i64(object, "status", (int64_t)taken->status);
    if (is_taken(taken)) {
        json_set_string(object, "id", taken->name.token);
        return object;
    }
    json_set_string(object, "detail",
                    taken->status == MHD_HTTP_INTERNAL_SERVER_ERROR
                        ? "the server could not do this; its log says why"
                        : taken->err.msg);
    return object;
}

static void submit_list(struct request *request, const struct json *list)
{
    struct json *answers = json_list(), *object = json_map();
    size_t refused = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        struct taken taken = {0};
        take(request, json_item(list, i), NULL, &taken);
        refused += !is_taken(&taken);
        json_append(answers, taken_json(&taken));
    }
    json_set(object, "submissions", answers);
    answer_json(request, refused == 0 ? MHD_HTTP_CREATED : MHD_HTTP_MULTI_STATUS, object);
}

static void submit_batch(struct request *request)
{
    struct json *object = NULL;
    if (api_read_body(request, &object) != 0)
        return;
    const struct json *list = json_get(object, "submissions");
    size_t count = json_count(list);
    if (!json_is_list(list) || count == 0 || count > BATCH_MOST)
        answer_problem(request, MHD_HTTP_UNPROCESSABLE_CONTENT,
                       "submissions: a list of 1 to %d is wanted", BATCH_MOST);
    else if (has_room(request, count))
        submit_list(request, list);
    json_close(object);
}

const struct route submit_routes[] = {
    {METHOD_POST, "/v1/submissions", RIGHT_SUBMIT, 0, submit},
    {METHOD_POST, "/v1/submissions/batch", RIGHT_SUBMIT, 0, submit_batch},
    {.pattern = NULL},
};
