/* api_submission: what became of submissions: one, its sources, hints, judgings and events; lists;
 * cancel and rejudge. */
#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/auth.h"
#include "serve/events.h"
#include "serve/problem_doc.h"
#include "serve/problemset.h"

enum { WAIT_MOST_S = 60 };

/* ---- one ---- */

static void answer_found(struct request *request)
{
    api_answer_job(request, request->parameters[0], MHD_HTTP_OK);
}

static void get_submission(struct request *request)
{
    int64_t wait_s;
    if (api_query_whole(request, "wait", 0, WAIT_MOST_S, 0, &wait_s) != 0)
        return;
    if (wait_s == 0) {
        answer_found(request);
        return;
    }
    const struct job *job = api_find_job(request, 0);
    if (job != NULL)
        api_wait_job(request, job->name.id, wait_s * 1000, answer_found);
}

static void get_hints(struct request *request)
{
    const struct job *job = api_find_job(request, JOB_WITH_RESULT);
    if (job == NULL)
        return;
    struct json *object = json_map();
    json_set_string(object, "id", job->name.token);
    json_set(object, "hints", view_hints(request->server, &request->caller, job));
    answer_json(request, MHD_HTTP_OK, object);
}

/* The job of the path, where it is the caller's own; else it was answered. */
static const struct job *find_own(struct request *request, unsigned parts)
{
    const struct job *job = api_find_job(request, parts);
    if (job == NULL || auth_owns(&request->caller, job))
        return job;
    answer_problem(request, MHD_HTTP_FORBIDDEN, "this submission is somebody else's");
    return NULL;
}

/* The files as they were handed in. */
static void get_source(struct request *request)
{
    const struct job *job = find_own(request, JOB_WITH_REQUEST);
    struct json *stored = NULL, *object = json_map();
    struct err err = {0};
    if (job == NULL ||
        json_parse("request", job->request, job->request_count, &stored, &err) != 0) {
        json_close(object);
        if (job != NULL)
            answer_error(request, &err);
        return;
    }
    const struct json *files = json_get(stored, "files");
    json_set_string(object, "id", job->name.token);
    json_set(object, "files", files != NULL ? json_share(files) : json_list());
    json_close(stored);
    answer_json(request, MHD_HTTP_OK, object);
}

static void get_judgings(struct request *request)
{
    const struct job *job = api_find_job(request, 0), *items;
    size_t count;
    struct err err = {0};
    if (job == NULL)
        return;
    if (jobs_judgings(request->server->jobs, job->name.id, &request->arena, &items, &count, &err) !=
        0) {
        answer_error(request, &err);
        return;
    }
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append(list, view_summary(&request->caller, &items[i]));
    json_set_string(object, "id", job->name.token);
    json_set(object, "judgings", list);
    answer_json(request, MHD_HTTP_OK, object);
}

static void get_events(struct request *request)
{
    const struct job *job = api_find_job(request, 0);
    if (job != NULL)
        events_stream(request, job->name.id);
}

static void get_all_events(struct request *request)
{
    events_stream(request, 0);
}

/* ---- lists ---- */

/* "KEY:VALUE". */
static int read_label(struct request *request, struct jobs_filter *filter)
{
    const char *text = request_query(request, "label");
    const char *colon = text != NULL ? strchr(text, ':') : NULL;
    if (text == NULL)
        return 0;
    if (colon == NULL || colon == text) {
        answer_problem(request, MHD_HTTP_BAD_REQUEST, "label: KEY:VALUE is wanted");
        return -1;
    }
    filter->label_key = arena_string_n(&request->arena, text, (size_t)(colon - text));
    filter->label_value = colon + 1;
    return 0;
}

static int read_filter(struct request *request, struct jobs_filter *filter)
{
    enum job_state state;
    *filter = (struct jobs_filter){
        .user = request_query(request, "user"),
        .problem = request_query(request, "problem"),
        .language = request_query(request, "language"),
        .verdict = request_query(request, "verdict"),
        .state = request_query(request, "state"),
        .api = request_query(request, "api"),
        .is_rehearsal_hidden = !auth_sees_all(&request->caller), /* of the jury */
    };
    if (filter->state != NULL && !job_state_find(filter->state, &state)) {
        answer_problem(request, MHD_HTTP_BAD_REQUEST,
                       "state: queued, judging, done, cancelled or dead is wanted");
        return -1;
    }
    if (request->caller.user != NULL) /* of others there is nothing to list */
        filter->user = request->caller.user;
    if (api_read_page(request, filter) != 0 ||
        api_query_whole(request, "since", 0, INT64_MAX / 1000, 0, &filter->since_us) != 0 ||
        api_query_whole(request, "until", 0, INT64_MAX / 1000, 0, &filter->until_us) != 0)
        return -1;
    filter->since_us *= 1000; /* the query has ms */
    filter->until_us *= 1000;
    return read_label(request, filter);
}

static void list_submissions(struct request *request)
{
    struct jobs_filter filter;
    if (read_filter(request, &filter) == 0)
        api_answer_page(request, &filter);
}

/* False: answered. *bytes: see api_grow. */
static bool add_one(struct request *request, const char *token, struct json *list, size_t *bytes)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    struct err err = {0};
    if (jobs_get(request->server->jobs, token, 0, JOB_WITH_RESULT, &arena, &job, &err) != 0) {
        answer_error(request, &err);
        return false;
    }
    if (job == NULL || !auth_sees(&request->caller, job)) {
        json_append(list, NULL);
        return true;
    }
    if (!api_grow(bytes, job->result_count)) {
        answer_problem(request, MHD_HTTP_CONTENT_TOO_LARGE,
                       "ids: the results are larger than %d bytes, ask for fewer", API_ANSWER_MAX);
        return false;
    }
    json_append(list, view_job(request->server, &request->caller, job));
    return true;
}

/* A comma at the end has none behind it. */
static size_t count_ids(const char *ids)
{
    size_t count = 0;
    for (const char *at = ids; at != NULL && *at != '\0'; count++) {
        size_t length = strcspn(at, ",");
        at += length + (at[length] == ',');
    }
    return count;
}

/* ?ids=A,B,...: in that order; null where there is none. */
static void get_batch(struct request *request)
{
    const char *ids = request_query(request, "ids");
    size_t count = count_ids(ids), bytes = 0;
    if (count == 0 || count > API_LIST_MOST) {
        answer_problem(request, MHD_HTTP_BAD_REQUEST, "ids: 1 to %d of them, with commas between",
                       API_LIST_MOST);
        return;
    }
    struct json *object = json_map(), *list = json_list();
    json_set(object, "submissions", list);
    for (const char *at = ids; *at != '\0';) {
        size_t length = strcspn(at, ",");
        const char *token = arena_string_n(&request->arena, at, length);
        if (!add_one(request, token, list, &bytes)) {
            json_close(object);
            return;
        }
        at += length + (at[length] == ',');
    }
    answer_json(request, MHD_HTTP_OK, object);
}

/* ---- verbs ---- */

static void answer_again(struct request *request)
{
    api_answer_job(request, request->parameters[0], MHD_HTTP_OK);
}

static void cancel(struct request *request)
{
    struct server *server = request->server;
    const struct job *job = find_own(request, 0);
    enum jobs_outcome found = JOBS_UNKNOWN;
    struct err err = {0};
    if (job == NULL)
        return;
    if (server_write(server, &err) != 0 ||
        jobs_cancel(server->jobs, job->name.id, &found, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    if (found == JOBS_STALE) {
        answer_problem(request, MHD_HTTP_CONFLICT, "it has ended: %s", job_state_name(job->state));
        return;
    }
    if (found == JOBS_OK) {
        server_cancelled(server, job->name.id, job->judging);
        events_note(server->events, job->name.id, job->judging, "state", NULL);
    }
    answer_again(request);
}

/* By the problem as it is now: null where it is ad-hoc, or has gone. */
static const char *current_revision(const struct server *server, const struct job *job)
{
    const struct problem_entry *problem =
        job->problem != NULL ? problemset_find(server->problems, job->problem) : NULL;
    return problem != NULL && problem->error == NULL ? problem->revision : NULL;
}

static void rejudge(struct request *request)
{
    struct server *server = request->server;
    const struct job *job = api_find_job(request, 0);
    enum jobs_outcome found = JOBS_UNKNOWN;
    int judging = 0;
    struct err err = {0};
    if (job == NULL)
        return;
    if (server_write(server, &err) != 0 ||
        jobs_requeue(server->jobs, job->name.id, current_revision(server, job), &judging, &found,
                     &err) != 0) {
        answer_error(request, &err);
        return;
    }
    if (found == JOBS_STALE) {
        answer_problem(request, MHD_HTTP_CONFLICT, "it has not ended yet");
        return;
    }
    events_note(server->events, job->name.id, judging, "state", NULL);
    answer_again(request);
}

const struct route submission_routes[] = {
    {METHOD_GET, "/v1/submissions", RIGHT_READ, 0, list_submissions},
    {METHOD_GET, "/v1/submissions/batch", RIGHT_READ, 0, get_batch},
    {METHOD_GET, "/v1/submissions/{id}", RIGHT_READ, 0, get_submission},
    {METHOD_GET, "/v1/submissions/{id}/hints", RIGHT_READ, 0, get_hints},
    {METHOD_GET, "/v1/submissions/{id}/source", RIGHT_SUBMIT, 0, get_source},
    {METHOD_GET, "/v1/submissions/{id}/judgings", RIGHT_READ, 0, get_judgings},
    {METHOD_GET, "/v1/submissions/{id}/events", RIGHT_READ, 0, get_events},
    {METHOD_POST, "/v1/submissions/{id}/cancel", RIGHT_SUBMIT, 0, cancel},
    {METHOD_POST, "/v1/submissions/{id}/rejudge", RIGHT_ADMIN, 0, rejudge},
    {METHOD_GET, "/v1/events", RIGHT_READ, 0, get_all_events},
    {.pattern = NULL},
};
