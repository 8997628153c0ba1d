/* api: see api.h. */
#include "serve/api.h"

#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/auth.h"
#include "serve/events.h"
#include "serve/problem_doc.h"
#include "serve/progress.h"

static int read_json(struct request *request, struct json **value_out)
{
    struct err err = {0};
    if (json_parse("body", str_text(&request->body), request->body.count, value_out, &err) == 0)
        return 0;
    answer_problem(request, MHD_HTTP_BAD_REQUEST, "%s", err.msg);
    return -1;
}

int api_read_body(struct request *request, struct json **value_out)
{
    struct json *value = NULL;
    if (read_json(request, &value) != 0)
        return -1;
    if (!json_is_map(value)) {
        json_close(value);
        answer_problem(request, MHD_HTTP_UNPROCESSABLE_CONTENT, "an object is wanted");
        return -1;
    }
    *value_out = value;
    return 0;
}

int api_read_optional_body(struct request *request, struct json **value_out)
{
    if (request->body.count > 0)
        return api_read_body(request, value_out);
    *value_out = json_map();
    return 0;
}

static const struct job *find_job(struct request *request, const char *token, unsigned parts)
{
    const struct job *job = NULL;
    struct err err = {0};
    int64_t judging;
    if (api_query_whole(request, "judging", 0, INT32_MAX, 0, &judging) != 0)
        return NULL;
    if (jobs_get(request->server->jobs, token, (int)judging, parts, &request->arena, &job, &err) !=
        0) {
        answer_error(request, &err);
        return NULL;
    }
    if (job == NULL || !auth_sees(&request->caller, job)) {
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such submission");
        return NULL;
    }
    return job;
}

const struct job *api_find_job(struct request *request, unsigned parts)
{
    return find_job(request, request->parameters[0], parts);
}

/* Of a judging under way: the tests that this caller is told are done. */
static int64_t told_tests(const struct request *request, const struct job *job)
{
    int64_t tests = -1; /* stays so where nothing is told */
    if (!view_tells_tests(request->server, &request->caller, job))
        return tests;
    struct json *progress = progress_view(request->server->progress, job);
    if (progress == NULL)
        return tests;
    (void)json_whole(json_get(progress, "tests"), &tests);
    json_close(progress);
    return tests;
}

/* Changes whenever the answer does, for this kind of caller. */
static const char *tag_of(struct request *request, const struct job *job, int64_t position)
{
    const struct caller *caller = &request->caller;
    return arena_printf(
        &request->arena, "\"%d-%d-%d-%d-%lld-%lld-%d-%d-%d\"", job->judging, (int)job->state,
        job->attempts, job->releases, (long long)position, (long long)told_tests(request, job),
        (int)request->server->options->feedback, auth_sees_all(caller), auth_owns(caller, job));
}

void api_answer_job(struct request *request, const char *token, unsigned status)
{
    const struct job *job = find_job(request, token, JOB_WITH_RESULT);
    int64_t position = 0;
    struct err err = {0};
    if (job == NULL)
        return;
    if (job->state == JOB_QUEUED &&
        jobs_position(request->server->jobs, job, &position, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    const char *tag = tag_of(request, job, position);
    const char *known = request_header(request, MHD_HTTP_HEADER_IF_NONE_MATCH);
    answer_header(request, MHD_HTTP_HEADER_ETAG, tag);
    answer_header(request, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache, private");
    if (request->method == METHOD_GET && known != NULL && strstr(known, tag) != NULL) {
        answer_empty(request, MHD_HTTP_NOT_MODIFIED);
        return;
    }
    struct json *object = view_job(request->server, &request->caller, job);
    if (job->state == JOB_QUEUED)
        json_set_i64(object, "position", position);
    answer_json(request, status, object);
}

void api_wait_job(struct request *request, int64_t id, int64_t most_ms,
                  void (*then)(struct request *request))
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    struct err err = {0};
    if (jobs_get_id(request->server->jobs, id, 0, 0, &arena, &job, &err) != 0)
        answer_error(request, &err);
    else if (job == NULL || job_state_is_final(job->state))
        then(request);
    else
        events_wait(request, id, most_ms, then);
}

int api_query_whole(struct request *request, const char *name, int64_t least, int64_t most,
                    int64_t standard, int64_t *value_out)
{
    const char *text = request_query(request, name);
    struct err err = {0};
    *value_out = standard;
    if (text == NULL || parse_i64(name, text, least, most, value_out, &err) == 0)
        return 0;
    answer_problem(request, MHD_HTTP_BAD_REQUEST, "%s", err.msg);
    return -1;
}

int api_read_page(struct request *request, struct jobs_filter *filter)
{
    enum { STANDARD = 100 };
    bool is_wrong =
        api_query_whole(request, "limit", 1, API_LIST_MOST, STANDARD, &filter->limit) != 0 ||
        api_query_whole(request, "before", 0, INT64_MAX, 0, &filter->before_id) != 0 ||
        api_query_whole(request, "after", 0, INT64_MAX, 0, &filter->after_id) != 0;
    return is_wrong ? -1 : 0;
}

void api_answer_page(struct request *request, const struct jobs_filter *filter)
{
    const struct job *items;
    size_t count;
    struct err err = {0};
    if (jobs_list(request->server->jobs, filter, &request->arena, &items, &count, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append(list, view_summary(&request->caller, &items[i]));
    json_set(object, "submissions", list);
    const char *way = filter->after_id > 0 ? "after" : "before", *next = NULL;
    if (count == (size_t)filter->limit)
        next = arena_printf(&request->arena, "%s=%lld", way, (long long)items[count - 1].name.id);
    json_set_string(object, "next", next);
    answer_json(request, MHD_HTTP_OK, object);
}

bool api_grow(size_t *bytes, size_t more)
{
    if (*bytes > 0 && *bytes + more > API_ANSWER_MAX)
        return false;
    *bytes += more;
    return true;
}
