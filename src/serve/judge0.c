/* judge0: the addresses of submissions, see judge0.h. */
#include "serve/judge0.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/auth.h"
#include "serve/events.h"
#include "serve/rate.h"

enum { WAIT_MOST_MS = 10 * 60 * 1000, PAGE = 20, PAGE_MOST = 1000, RETRY_FULL_S = 10 };

static const char conversion_error[] =
    "some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true "
    "query parameter";

void answer_judge0_error(struct request *request, unsigned status, const char *format, ...)
{
    va_list args;
    char line[1024];
    va_start(args, format);
    (void)vsnprintf(line, sizeof(line), format, args); /* cut where it is longer */
    va_end(args);
    struct json *object = json_map();
    json_set_string(object, "error", line);
    answer_json(request, status, object);
}

static void answer_failure(struct request *request)
{
    answer_judge0_error(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "Internal Server Error");
}

static void answer_not_found(struct request *request)
{
    struct json *object = json_map();
    json_set_i64(object, "status", MHD_HTTP_NOT_FOUND);
    json_set_string(object, "error", "Not Found");
    answer_json(request, MHD_HTTP_NOT_FOUND, object);
}

static bool is_asked(const struct request *request, const char *name)
{
    const char *text = request_query(request, name);
    return text != NULL && strcmp(text, "true") == 0;
}

/* Judge0's own Python client up to its version 0.0.7 refuses the newlines that Judge0 puts into
 * base64. It is told by the HTTP library that it uses; whoever else uses that reads base64 with and
 * without them. */
static enum judge0_encoding encoding_of(const struct request *request)
{
    const char *agent = request_header(request, MHD_HTTP_HEADER_USER_AGENT);
    if (!is_asked(request, "base64_encoded"))
        return JUDGE0_AS_TEXT;
    bool is_strict = agent != NULL && str_starts_with(agent, "python-requests/");
    return is_strict ? JUDGE0_ONE_LINE : JUDGE0_WRAPPED;
}

/* Answered where it is false. */
static bool read_fields(struct request *request, uint64_t *fields_out)
{
    const char *invalid;
    if (judge0_read_fields(request_query(request, "fields"), &request->arena, fields_out,
                           &invalid) == 0)
        return true;
    answer_judge0_error(request, MHD_HTTP_BAD_REQUEST, "invalid fields: [%s]", invalid);
    return false;
}

/* ---- looking at one ---- */

/* Of this API, and for this caller's eyes; NULL: there is none such, or *has_failed_out. */
static const struct job *find_job(struct request *request, const char *token, struct arena *arena,
                                  bool *has_failed_out)
{
    const struct job *job = NULL;
    struct err err = {0};
    *has_failed_out = jobs_get(request->server->jobs, token, 0, JOB_WITH_REQUEST | JOB_WITH_RESULT,
                               arena, &job, &err) != 0;
    if (*has_failed_out || job == NULL || strcmp(job->api, judge0_api) != 0 ||
        !auth_owns(&request->caller, job)) /* an answer may have the source */
        return NULL;
    return job;
}

/* With the token where it was just made: there is no other way to learn it. */
static void answer_job(struct request *request, const char *token, unsigned status)
{
    bool has_failed;
    uint64_t fields;
    if (!read_fields(request, &fields))
        return;
    const struct job *job = find_job(request, token, &request->arena, &has_failed);
    if (job == NULL) {
        if (has_failed)
            answer_failure(request);
        else
            answer_not_found(request);
        return;
    }
    struct json *object = judge0_view(request->server, job, fields, encoding_of(request));
    if (object != NULL) {
        answer_json(request, status, object);
        return;
    }
    object = json_map();
    json_set_string(object, "error", conversion_error);
    if (status == MHD_HTTP_CREATED)
        json_set_string(object, "token", token);
    answer_json(request, status == MHD_HTTP_CREATED ? status : MHD_HTTP_BAD_REQUEST, object);
}

static void show(struct request *request)
{
    answer_job(request, request->parameters[0], MHD_HTTP_OK);
}

/* ---- handing in ---- */

static bool read_object(struct request *request, struct json **value_out)
{
    *value_out = judge0_read_body(request);
    if (*value_out != NULL)
        return true;
    struct json *object = json_map();
    json_set_i64(object, "status", MHD_HTTP_BAD_REQUEST);
    json_set_string(object, "error", "Bad Request");
    answer_json(request, MHD_HTTP_BAD_REQUEST, object);
    return false;
}

static void answer_later(struct request *request, unsigned status, int64_t wait_s, const char *why)
{
    answer_header(request, MHD_HTTP_HEADER_RETRY_AFTER,
                  arena_printf(&request->arena, "%lld", (long long)wait_s));
    answer_judge0_error(request, status, "%s", why);
}

/* Answered where it is false. */
static bool has_room(struct request *request, size_t count)
{
    struct server *server = request->server;
    const struct caller *caller = &request->caller;
    const char *key = caller->user != NULL ? caller->user : caller->address;
    int64_t open_count, wait_s = 1;
    struct err err = {0};
    if (jobs_open_count(server->jobs, &open_count, &err) != 0) {
        answer_failure(request);
        return false;
    }
    if (server->is_stopping || service_flag(server->jobs, SERVICE_DRAINING) ||
        open_count + (int64_t)count > server->options->queue_most) {
        answer_later(request, MHD_HTTP_SERVICE_UNAVAILABLE, RETRY_FULL_S, "queue is full");
        return false;
    }
    if (caller->right == RIGHT_ADMIN || rate_take(server->rate, key, count, clock_ms(), &wait_s))
        return true;
    answer_later(request, MHD_HTTP_TOO_MANY_REQUESTS, wait_s, "too many submissions in a minute");
    return false;
}

/* NULL for the numbers that are made of files. */
static const char *language_of(const struct server *server, const struct json *stored)
{
    const struct language *language = NULL;
    bool is_special, is_archived;
    int64_t number = 0;
    (void)json_whole(json_get(stored, "language_id"), &number); /* it was checked */
    (void)judge0_language(server, number, &language, &is_special, &is_archived);
    return language != NULL ? language->id : NULL;
}

static int record(struct request *request, const struct json *stored, struct job_name *name_out,
                  struct err *err)
{
    struct server *server = request->server;
    EV_STR struct str text = {0};
    enum jobs_added added;
    const char *callback = json_text(json_get(stored, "callback_url"));
    json_write(stored, false, &text);
    const struct job_request row = {
        .user = request->caller.user != NULL ? request->caller.user : "",
        .api = judge0_api,
        .kind = JOB_RUN,
        .language = language_of(server, stored),
        .webhook = callback != NULL && callback[0] != '\0' ? callback : NULL,
        .request = str_text(&text),
        .request_count = text.count,
    };
    if (text.is_cut || text.count > JSON_MAXIMUM_BYTES) /* nobody could read it again */
        return err_set(err, ERR_INPUT, "too large");
    if (server_write(server, err) != 0 || jobs_add(server->jobs, &row, name_out, &added, err) != 0)
        return -1;
    events_note(server->events, name_out->id, 1, "state", NULL);
    return 0;
}

/* The answer of one: {"token"}, or what is wrong with it. *is_taken_out: the former. */
static struct json *take(struct request *request, const struct json *object,
                         struct job_name *name_out, bool *is_taken_out)
{
    struct json *answer = NULL;
    struct err err = {0};
    struct json *stored =
        judge0_read(request->server, object, is_asked(request, "base64_encoded"), &answer);
    *is_taken_out = false;
    if (stored == NULL)
        return answer;
    *is_taken_out = record(request, stored, name_out, &err) == 0;
    json_close(stored);
    answer = json_map();
    if (*is_taken_out)
        json_set_string(answer, "token", name_out->token);
    else
        json_set_string(answer, "error", err.kind == ERR_INPUT ? err.msg : "Internal Server Error");
    return answer;
}

static void answer_after_wait(struct request *request)
{
    answer_job(request, request->parameters[0], MHD_HTTP_CREATED);
}

static void create(struct request *request)
{
    struct job_name name;
    struct json *object;
    uint64_t fields;
    bool is_taken;
    if (!read_fields(request, &fields) || !has_room(request, 1) || !read_object(request, &object))
        return;
    struct json *answer = take(request, object, &name, &is_taken);
    json_close(object);
    if (!is_taken || !is_asked(request, "wait")) {
        answer_json(request, is_taken ? MHD_HTTP_CREATED : MHD_HTTP_UNPROCESSABLE_CONTENT, answer);
        return;
    }
    json_close(answer);
    request->parameters[0] = arena_string(&request->arena, name.token);
    api_wait_job(request, name.id, WAIT_MOST_MS, answer_after_wait);
}

/* Answered where it is false. */
static bool check_batch(struct request *request, size_t count)
{
    int64_t most = request->server->options->batch_most;
    if (count > (size_t)most) {
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST,
                            "number of submissions in a batch should be less than or equal to %lld",
                            (long long)most);
        return false;
    }
    if (count == 0)
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST,
                            "there should be at least one submission in a batch");
    return count > 0;
}

static void create_batch(struct request *request)
{
    struct json *object, *answers = json_list();
    bool is_any_taken = false, is_answered = true;
    if (!read_object(request, &object)) {
        json_close(answers);
        return;
    }
    const struct json *list = json_get(object, "submissions");
    size_t count = json_count(list);
    if (check_batch(request, count) && has_room(request, count))
        is_answered = false;
    for (size_t i = 0; !is_answered && i < count; i++) {
        struct job_name name;
        bool is_taken;
        json_append(answers, take(request, json_item(list, i), &name, &is_taken));
        is_any_taken = is_any_taken || is_taken;
    }
    json_close(object);
    if (is_answered)
        json_close(answers);
    else
        answer_json(request, is_any_taken ? MHD_HTTP_CREATED : MHD_HTTP_UNPROCESSABLE_CONTENT,
                    answers);
}

/* ---- looking at several ---- */

static const char batch_conversion_error[] =
    "some attributes for one or more submissions cannot be converted to UTF-8, use "
    "base64_encoded=true query parameter";

/* Adds a null where there is none such. False: answered. *bytes: see api_grow. */
static bool add_shown(struct request *request, struct json *list, const char *token,
                      uint64_t fields, size_t *bytes)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    bool has_failed;
    const struct job *job = find_job(request, token, &arena, &has_failed);
    struct json *object = NULL;
    if (job != NULL && !api_grow(bytes, job->request_count + job->result_count)) {
        answer_judge0_error(request, MHD_HTTP_CONTENT_TOO_LARGE, "ask for fewer submissions");
        return false;
    }
    if (job != NULL)
        object = judge0_view(request->server, job, fields, encoding_of(request));
    if (has_failed)
        answer_failure(request);
    else if (job != NULL && object == NULL)
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST, "%s", batch_conversion_error);
    else
        json_append(list, object);
    return !has_failed && (job == NULL || object != NULL);
}

static void show_batch(struct request *request)
{
    size_t most = (size_t)request->server->options->batch_most;
    const char *text = request_header(request, "tokens");
    const char **tokens = arena_alloc(&request->arena, most * sizeof(*tokens));
    uint64_t fields;
    if (text == NULL)
        text = request_query(request, "tokens");
    char *copy = arena_string(&request->arena, text != NULL ? text : "");
    size_t count = judge0_split_tokens(copy, tokens, most), bytes = 0;
    if (!read_fields(request, &fields) || !check_batch(request, count))
        return;
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++) {
        if (!add_shown(request, list, tokens[i], fields, &bytes)) {
            json_close(list);
            return;
        }
    }
    struct json *object = json_map();
    json_set(object, "submissions", list);
    answer_json(request, MHD_HTTP_OK, object);
}

/* ---- all of them, for whoever may see all ---- */

/* X-Auth-User is for more rights than X-Auth-Token gives. */
static bool is_authorized(struct request *request)
{
    const struct api_token *token = NULL;
    struct err err = {0};
    const char *text = request_header(request, "X-Auth-User");
    if (text == NULL)
        text = request_query(request, "X-Auth-User");
    if (request->caller.right == RIGHT_ADMIN)
        return true;
    return text != NULL &&
           api_token_find(request->server->jobs, text, &request->arena, &token, &err) == 0 &&
           token != NULL && token->role == ROLE_ADMIN;
}

static int64_t read_count(const struct request *request, const char *name, int64_t standard)
{
    const char *text = request_query(request, name);
    int64_t value = 0;
    if (text == NULL)
        return standard;
    return parse_i64(name, text, INT32_MIN, INT32_MAX, &value, NULL) == 0 ? value : 0;
}

static void set_page(struct json *object, const char *key, int64_t page, bool is_there)
{
    if (is_there)
        json_set_i64(object, key, page);
    else
        json_set_null(object, key);
}

/* The rows of one page, and in *total_out how many there are in all. */
static int list_page(struct request *request, int64_t skip, int64_t most, struct json *list,
                     uint64_t fields, int64_t *total_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct jobs_filter filter = {.api = judge0_api, .limit = PAGE_MOST};
    const struct job *rows;
    size_t count = PAGE_MOST, bytes = 0;
    *total_out = 0;
    while (count == PAGE_MOST) {
        if (jobs_list(request->server->jobs, &filter, &arena, &rows, &count, err) != 0)
            return -1;
        for (size_t i = 0; i < count; i++, (*total_out)++) {
            bool is_on_page = *total_out >= skip && *total_out < skip + most;
            if (is_on_page && !add_shown(request, list, rows[i].name.token, fields, &bytes))
                return 1;
        }
        filter.before_id = count > 0 ? rows[count - 1].name.id : 0;
    }
    return 0;
}

static void answer_page(struct request *request, int64_t page, int64_t per_page, uint64_t fields)
{
    struct json *list = json_list(), *object = json_map(), *meta = json_map();
    struct err err = {0};
    int64_t total = 0;
    request->caller.right = RIGHT_ADMIN; /* X-Auth-User's */
    request->caller.user = NULL;
    int status = list_page(request, (page - 1) * per_page, per_page, list, fields, &total, &err);
    int64_t pages = per_page > 0 ? (total + per_page - 1) / per_page : 0;
    json_set(object, "submissions", list);
    json_set_i64(meta, "current_page", page);
    set_page(meta, "next_page", page + 1, page < pages);
    set_page(meta, "prev_page", page - 1, page > 1);
    json_set_i64(meta, "total_pages", pages);
    json_set_i64(meta, "total_count", total);
    json_set(object, "meta", meta);
    if (status == 0) {
        answer_json(request, MHD_HTTP_OK, object);
        return;
    }
    json_close(object);
    if (status < 0)
        answer_failure(request);
}

static void list_all(struct request *request)
{
    int64_t page = read_count(request, "page", 1), per_page = read_count(request, "per_page", PAGE);
    uint64_t fields;
    if (!is_authorized(request)) {
        answer_empty(request, MHD_HTTP_FORBIDDEN);
        return;
    }
    if (!read_fields(request, &fields))
        return;
    if (page <= 0)
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST, "invalid page: %lld", (long long)page);
    else if (per_page < 0)
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST, "invalid per_page: %lld",
                            (long long)per_page);
    else
        answer_page(request, page, per_page < PAGE_MOST ? per_page : PAGE_MOST, fields);
}

/* The record is not for forgetting: what that API calls its default. */
static void delete_one(struct request *request)
{
    if (!is_authorized(request))
        answer_empty(request, MHD_HTTP_FORBIDDEN);
    else
        answer_judge0_error(request, MHD_HTTP_BAD_REQUEST, "delete not allowed");
}

static void authenticate(struct request *request)
{
    answer_empty(request, MHD_HTTP_OK); /* who comes here has a token that is good */
}

static void authorize(struct request *request)
{
    answer_empty(request, is_authorized(request) ? MHD_HTTP_OK : MHD_HTTP_FORBIDDEN);
}

enum { FLAGS = ROUTE_JUDGE0 | ROUTE_ANY_TYPE };

const struct route judge0_routes[] = {
    {METHOD_POST, "/submissions", RIGHT_SUBMIT, FLAGS, create},
    {METHOD_POST, "/submissions/", RIGHT_SUBMIT, FLAGS, create},
    {METHOD_GET, "/submissions", RIGHT_READ, FLAGS, list_all},
    {METHOD_GET, "/submissions/", RIGHT_READ, FLAGS, list_all},
    {METHOD_POST, "/submissions/batch", RIGHT_SUBMIT, FLAGS, create_batch},
    {METHOD_POST, "/submissions/batch/", RIGHT_SUBMIT, FLAGS, create_batch},
    {METHOD_GET, "/submissions/batch", RIGHT_READ, FLAGS, show_batch},
    {METHOD_GET, "/submissions/batch/", RIGHT_READ, FLAGS, show_batch},
    {METHOD_GET, "/submissions/{token}", RIGHT_READ, FLAGS, show},
    {METHOD_GET, "/submissions/{token}/", RIGHT_READ, FLAGS, show},
    {METHOD_DELETE, "/submissions/{token}", RIGHT_READ, FLAGS, delete_one},
    {METHOD_DELETE, "/submissions/{token}/", RIGHT_READ, FLAGS, delete_one},
    {METHOD_POST, "/authenticate", RIGHT_READ, FLAGS, authenticate},
    {METHOD_POST, "/authenticate/", RIGHT_READ, FLAGS, authenticate},
    {METHOD_POST, "/authorize", RIGHT_READ, FLAGS, authorize},
    {METHOD_POST, "/authorize/", RIGHT_READ, FLAGS, authorize},
    {.pattern = NULL},
};
