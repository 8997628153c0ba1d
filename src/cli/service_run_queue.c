/* service_run_queue: evalx queue: a verb is a row {words, operands, function}; answers of the
 * server are shown as tables, or as they came. */
#include <poll.h>
#include <string.h>

#include "cli/queue_show.h"
#include "render/render.h"
#include "serve/serve.h"

enum { WATCH_MS = 1000 };

typedef int queue_verb(struct queueing *queueing, struct err *err);

/* ---- asking ---- */

static int get(struct queueing *queueing, const char *path, struct json **answer_out,
               struct err *err)
{
    struct client_call call = {.method = "GET", .path = path};
    return client_call(queueing->client, &call, answer_out, err);
}

/* Posting without a key is never repeated: the user does it again, or not. */
static int post(struct queueing *queueing, const char *path, const struct json *body,
                struct json **answer_out, struct err *err)
{
    struct client_call call = {.method = "POST", .path = path, .body = body};
    return client_call(queueing->client, &call, answer_out, err);
}

/* ---- figures ---- */

static int status_once(struct queueing *queueing, struct err *err)
{
    struct json *answer = NULL, *workers = NULL;
    if (get(queueing, "/v1/queue", &answer, err) != 0)
        return -1;
    if (queue_check_answer(answer, err) != 0 || get(queueing, "/v1/workers", &workers, err) != 0) {
        if (answer != NULL)
            json_close(answer);
        return -1;
    }
    if (queue_is_format(queueing, "json")) {
        json_set(answer, "workers", json_share(json_get(workers, "workers")));
        json_close(workers);
        return queue_say_answer(answer);
    }
    int status = queue_show_object(queueing, answer, queue_status_columns);
    if (queue_is_format(queueing, "csv") || json_count(json_get(workers, "workers")) == 0) {
        json_close(workers);
        return status;
    }
    EV_STR struct str gap = {0};
    str_add_char(&gap, '\n');
    return say_result(&gap) + queue_show_list(queueing, workers, "workers", queue_worker_columns) +
           status;
}

/* Each time in an arena of its own, so that it can go on for days. */
static int status_again(struct queueing *queueing, struct err *err)
{
    struct arena kept = queueing->arena;
    queueing->arena = (struct arena){0};
    int status = status_once(queueing, err);
    arena_done(&queueing->arena);
    queueing->arena = kept;
    return status;
}

static int show_status(struct queueing *queueing, struct err *err)
{
    static const char home[] = "\033[H\033[J"; /* top left, and clear: ECMA-48 */
    struct pollfd stop = {.fd = queueing->stop_fd, .events = POLLIN};
    bool is_terminal = isatty(STDOUT_FILENO);
    if (!queueing->values->is_watching)
        return status_once(queueing, err);
    do {
        EV_STR struct str clear = {0};
        str_add(&clear, is_terminal && queue_is_format(queueing, "table") ? home : "");
        int status = say_result(&clear);
        if (status == 0)
            status = status_again(queueing, err);
        if (status != 0)
            return status;
    } while (poll(&stop, 1, WATCH_MS) == 0);
    return 0;
}

static int show_workers(struct queueing *queueing, struct err *err)
{
    struct json *answer = NULL;
    if (get(queueing, "/v1/workers", &answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "workers", queue_worker_columns);
}

/* ---- submissions ---- */

static void add_query(struct queueing *queueing, struct str *path, const char *key,
                      const char *value)
{
    if (value != NULL)
        str_printf(path, "&%s=%s", key, client_escape(&queueing->arena, value));
}

static int show_submissions(struct queueing *queueing, struct err *err)
{
    const struct queue_values *values = queueing->values;
    EV_STR struct str path = {0};
    struct json *answer = NULL;
    str_printf(&path, "/v1/submissions?limit=%lld", (long long)values->limit);
    add_query(queueing, &path, "problem", values->problem);
    add_query(queueing, &path, "language", values->shared.language);
    add_query(queueing, &path, "verdict", values->verdict);
    add_query(queueing, &path, "state", values->state);
    add_query(queueing, &path, "user", values->shared.user);
    add_query(queueing, &path, "label", values->label);
    if (get(queueing, str_text(&path), &answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "submissions", queue_submission_columns);
}

static int show_one(struct queueing *queueing, struct err *err)
{
    const char *path = arena_printf(&queueing->arena, "/v1/submissions/%s",
                                    client_escape(&queueing->arena, queueing->operands[0]));
    struct json *answer = NULL;
    if (get(queueing, path, &answer, err) != 0 || queue_check_answer(answer, err) != 0)
        return -1;
    struct json *tests = json_map();
    const struct json *list = json_get(answer, "tests");
    size_t count = json_count(list);
    json_set(tests, "tests", list != NULL ? json_share(list) : json_list());
    int status = queue_show_object(queueing, answer, queue_detail_columns);
    if (!queue_is_format(queueing, "table") || count == 0) {
        json_close(tests);
        return status;
    }
    EV_STR struct str gap = {0};
    str_add_char(&gap, '\n');
    return say_result(&gap) + queue_show_list(queueing, tests, "tests", queue_test_columns) +
           status;
}

/* Each operand by itself: the first that is refused ends it. */
static int cancel(struct queueing *queueing, struct err *err)
{
    struct json *document = json_map(), *list = json_list();
    json_set(document, "submissions", list);
    for (size_t i = 0; i < queueing->count; i++) {
        const char *id = client_escape(&queueing->arena, queueing->operands[i]);
        const char *path = arena_printf(&queueing->arena, "/v1/submissions/%s/cancel", id);
        struct json *answer = NULL;
        if (post(queueing, path, NULL, &answer, err) != 0) {
            json_close(document);
            return err_wrap(err, "%s", queueing->operands[i]);
        }
        json_append(list, answer);
    }
    return queue_show_list(queueing, document, "submissions", queue_submission_columns);
}

/* ---- many at once ---- */

static int make_choice(struct queueing *queueing, struct json *body, struct err *err)
{
    const struct queue_values *values = queueing->values;
    struct json *ids;
    if (values->is_all == (queueing->count > 0))
        return err_set(err, ERR_USAGE, "queue: which? IDs, or --all");
    if (!values->is_all) {
        ids = json_list();
        json_set(body, "ids", ids);
        for (size_t i = 0; i < queueing->count; i++)
            json_append_string(ids, queueing->operands[i]);
        return 0;
    }
    json_set_bool(body, "all", true);
    if (values->problem != NULL)
        json_set_string(body, "problem", values->problem);
    if (values->verdict != NULL)
        json_set_string(body, "verdict", values->verdict);
    if (values->shared.language != NULL)
        json_set_string(body, "language", values->shared.language);
    if (values->shared.user != NULL)
        json_set_string(body, "user", values->shared.user);
    return 0;
}

/* What was refused (it is unknown, or in another state) is told, and makes the status 1. */
static int show_done(struct queueing *queueing, struct json *answer)
{
    const struct json *refused = json_get(answer, "refused");
    EV_STR struct str out = {0};
    bool is_refused = json_count(refused) > 0, has_more = false;
    if (json_flag(json_get(answer, "more"), &has_more) && has_more)
        say("there are more: call it again for the next");
    if (queue_is_format(queueing, "json")) {
        int status = queue_say_answer(answer);
        return status != 0 ? status : is_refused ? EXIT_NOT_ACCEPTED : 0;
    }
    const struct json *done = json_get(answer, "done");
    for (size_t i = 0; i < json_count(done); i++)
        str_printf(&out, "%s\n", json_text(json_item(done, i)));
    for (size_t i = 0; i < json_count(refused); i++)
        say("%s: unknown, or in a state that does not allow it", json_text(json_item(refused, i)));
    json_close(answer);
    int status = say_result(&out);
    return status != 0 ? status : is_refused ? EXIT_NOT_ACCEPTED : 0;
}

static int do_many(struct queueing *queueing, const char *path, struct err *err)
{
    struct json *body = json_map(), *answer = NULL;
    int result = make_choice(queueing, body, err);
    if (result == 0)
        result = post(queueing, path, body, &answer, err);
    json_close(body);
    return result != 0 ? -1 : show_done(queueing, answer);
}

static int requeue(struct queueing *queueing, struct err *err)
{
    return do_many(queueing, "/v1/queue/requeue", err);
}

static int retry_dead(struct queueing *queueing, struct err *err)
{
    return do_many(queueing, "/v1/queue/dead/retry", err);
}

static int drop_dead(struct queueing *queueing, struct err *err)
{
    return do_many(queueing, "/v1/queue/dead/drop", err);
}

static int show_dead(struct queueing *queueing, struct err *err)
{
    static const struct table_column columns[] = {
        {"id", "ID", COLUMN_TEXT},
        {"problem", "problem", COLUMN_TEXT},
        {"language", "language", COLUMN_TEXT},
        {"user", "user", COLUMN_TEXT},
        {"attempts", "attempts", COLUMN_COUNT},
        {"reason", "reason", COLUMN_TEXT},
        {"received_at", "received", COLUMN_TEXT},
        {NULL, NULL, COLUMN_TEXT},
    };
    struct json *answer = NULL;
    const char *path = arena_printf(&queueing->arena, "/v1/queue/dead?limit=%lld",
                                    (long long)queueing->values->limit);
    if (get(queueing, path, &answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "submissions", columns);
}

/* ---- flags ---- */

static int set_flag(struct queueing *queueing, const char *path, struct err *err)
{
    struct json *answer = NULL;
    if (post(queueing, path, NULL, &answer, err) != 0 || queue_check_answer(answer, err) != 0)
        return -1;
    return queue_show_object(queueing, answer, queue_status_columns);
}

static int pause_queue(struct queueing *queueing, struct err *err)
{
    return set_flag(queueing, "/v1/queue/pause", err);
}

static int resume_queue(struct queueing *queueing, struct err *err)
{
    return set_flag(queueing, "/v1/queue/resume", err);
}

static int drain(struct queueing *queueing, struct err *err)
{
    struct json *answer = NULL;
    if (queueing->count == 0)
        return set_flag(queueing, "/v1/queue/drain", err);
    const char *name = client_escape(&queueing->arena, queueing->operands[0]);
    const char *path = arena_printf(&queueing->arena, "/v1/workers/%s/drain", name);
    if (post(queueing, path, NULL, &answer, err) != 0 || queue_check_answer(answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "workers", queue_worker_columns);
}

/* ---- tokens ---- */

static int add_token(struct queueing *queueing, struct err *err)
{
    const struct queue_values *values = queueing->values;
    struct json *body = json_map(), *answer = NULL;
    EV_STR struct str out = {0};
    json_set_string(body, "role", values->role != NULL ? values->role : "submit");
    if (values->shared.user != NULL)
        json_set_string(body, "user", values->shared.user);
    if (values->name != NULL)
        json_set_string(body, "name", values->name);
    int result = post(queueing, "/v1/tokens", body, &answer, err);
    json_close(body);
    if (result != 0 || queue_check_answer(answer, err) != 0)
        return -1;
    if (queue_is_format(queueing, "json"))
        return queue_say_answer(answer);
    const char *text = json_text(json_get(answer, "token"));
    str_printf(&out, "%s\n", text != NULL ? text : "");
    json_close(answer);
    return say_result(&out);
}

static int show_tokens(struct queueing *queueing, struct err *err)
{
    struct json *answer = NULL;
    if (get(queueing, "/v1/tokens", &answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "tokens", queue_token_columns);
}

static int revoke_token(struct queueing *queueing, struct err *err)
{
    for (size_t i = 0; i < queueing->count; i++) {
        const char *id = client_escape(&queueing->arena, queueing->operands[i]);
        struct client_call call = {.method = "DELETE",
                                   .path = arena_printf(&queueing->arena, "/v1/tokens/%s", id)};
        struct json *answer = NULL;
        if (client_call(queueing->client, &call, &answer, err) != 0)
            return err_wrap(err, "%s", queueing->operands[i]);
        if (answer != NULL)
            json_close(answer);
    }
    return 0;
}

/* ---- webhooks ---- */

static int show_webhooks(struct queueing *queueing, struct err *err)
{
    EV_STR struct str path = {0};
    struct json *answer = NULL;
    str_printf(&path, "/v1/webhooks?limit=%lld", (long long)queueing->values->limit);
    add_query(queueing, &path, "state", queueing->values->state);
    if (get(queueing, str_text(&path), &answer, err) != 0)
        return -1;
    return queue_show_list(queueing, answer, "webhooks", queue_webhook_columns);
}

static int replay_webhook(struct queueing *queueing, struct err *err)
{
    for (size_t i = 0; i < queueing->count; i++) {
        const char *id = client_escape(&queueing->arena, queueing->operands[i]);
        const char *path = arena_printf(&queueing->arena, "/v1/webhooks/%s/replay", id);
        struct json *answer = NULL;
        if (post(queueing, path, NULL, &answer, err) != 0)
            return err_wrap(err, "%s", queueing->operands[i]);
        if (answer != NULL)
            json_close(answer);
    }
    return 0;
}

/* ---- which of them ---- */

enum { ANY = 1000000 };

/* A verb of two words stands before the one that is its first word alone. */
static const struct {
    const char *word, *second; /* NULL: one word */
    queue_verb *run;
    size_t least, most; /* operands */
} verbs[] = {
    {"status", NULL, show_status, 0, 0},
    {"list", NULL, show_submissions, 0, 0},
    {"show", NULL, show_one, 1, 1},
    {"cancel", NULL, cancel, 1, ANY},
    {"requeue", NULL, requeue, 0, ANY},
    {"dead", "list", show_dead, 0, 0},
    {"dead", "retry", retry_dead, 0, ANY},
    {"dead", "drop", drop_dead, 0, ANY},
    {"dead", NULL, show_dead, 0, 0},
    {"pause", NULL, pause_queue, 0, 0},
    {"resume", NULL, resume_queue, 0, 0},
    {"drain", NULL, drain, 0, 1},
    {"workers", NULL, show_workers, 0, 0},
    {"rehearse", NULL, queue_rehearse, 0, ANY},
    {"token", "add", add_token, 0, 0},
    {"token", "list", show_tokens, 0, 0},
    {"token", "revoke", revoke_token, 1, ANY},
    {"token", NULL, show_tokens, 0, 0},
    {"webhook", "list", show_webhooks, 0, 0},
    {"webhook", "replay", replay_webhook, 1, ANY},
    {"webhook", NULL, show_webhooks, 0, 0},
};

static bool is_verb(size_t verb, const char *const *operands, size_t count)
{
    if (strcmp(verbs[verb].word, operands[0]) != 0)
        return false;
    return verbs[verb].second == NULL ||
           (count > 1 && strcmp(verbs[verb].second, operands[1]) == 0);
}

static int find_verb(struct queueing *queueing, size_t *verb_out, struct err *err)
{
    static const char *const usual[] = {"status"};
    const char *const *operands = queueing->count > 0 ? queueing->operands : usual;
    size_t count = queueing->count > 0 ? queueing->count : 1, verb = 0;
    while (verb < EV_ARRAY_LENGTH(verbs) && !is_verb(verb, operands, count))
        verb++;
    if (verb == EV_ARRAY_LENGTH(verbs))
        return err_set(err, ERR_USAGE, "queue: '%s' is unknown, see evalx queue --help",
                       operands[0]);
    size_t words = verbs[verb].second != NULL ? 2 : 1;
    if (count - words < verbs[verb].least || count - words > verbs[verb].most)
        return err_set(err, ERR_USAGE, "queue: %s: see evalx queue --help", operands[0]);
    queueing->operands = operands + words;
    queueing->count = count - words;
    *verb_out = verb;
    return 0;
}

static int prepare(struct queueing *queueing, size_t *verb_out, struct err *err)
{
    struct client_options options = {.token = getenv("EVALX_TOKEN"), .patience_ms = 2000};
    if (!queue_is_format(queueing, "table") && !queue_is_format(queueing, "json") &&
        !queue_is_format(queueing, "csv"))
        return err_set(err, ERR_USAGE,
                       "queue: --format: '%s' is unknown, known are table, json and csv",
                       queueing->values->shared.format);
    if (find_verb(queueing, verb_out, err) != 0 ||
        workspace_server(&queueing->arena, queueing->values->shared.server, &options.server, err) !=
            0 ||
        interrupt_open(&queueing->stop_fd, err) != 0)
        return -1;
    options.stop_fd = queueing->stop_fd;
    return client_open(&options, &queueing->client, err);
}

int service_queue(const struct queue_values *values, const char *const *operands, size_t count)
{
    struct queueing queueing = {.values = values, .operands = operands, .count = count};
    struct err err = {0};
    size_t verb = 0;
    int status = prepare(&queueing, &verb, &err);
    if (status == 0)
        status = verbs[verb].run(&queueing, &err);
    if (status < 0)
        status = say_error(&err);
    client_close(queueing.client);
    arena_done(&queueing.arena);
    return status;
}
