/* service_run_rehearse: evalx queue rehearse: every submission of the jury goes to every worker by
 * name, and what comes back is compared (rehearsal.h). Packages are read here: a server gives no
 * sources of the jury away. */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "cli/queue_show.h"
#include "cli/rehearsal.h"
#include "cli/rehearsal_show.h"
#include "cli/service_files.h"
#include "cli/workspace.h"
#include "problem/problem.h"

enum { PRIORITY = -100, PATH_BYTES = 128 };

/* One submission on one worker. */
struct part {
    const char *id; /* of the server; NULL: it was refused */
    bool has_ended, is_dead;
};

struct rehearsing {
    struct queueing *queueing;
    struct rehearsal rehearsal;
    size_t row_room, part_room;
    struct part *parts; /* row after row, one for each worker */
    char label[CLIENT_KEY_BYTES];
    int status; /* the largest so far */
};

static void note_status(struct rehearsing *rehearsing, int status)
{
    if (status > rehearsing->status)
        rehearsing->status = status;
}

static int call(struct queueing *queueing, const struct client_call *call_to,
                struct json **answer_out, struct err *err)
{
    struct json *answer = NULL;
    if (client_call(queueing->client, call_to, &answer, err) != 0)
        return -1;
    if (queue_check_answer(answer, err) != 0) {
        json_close(answer);
        return -1;
    }
    *answer_out = answer;
    return 0;
}

static int get(struct queueing *queueing, const char *path, struct json **answer_out,
               struct err *err)
{
    const struct client_call wanted = {.method = "GET", .path = path};
    return call(queueing, &wanted, answer_out, err);
}

static const char *copy(struct rehearsing *rehearsing, const struct json *value)
{
    const char *text = json_text(value);
    return text != NULL ? arena_string(&rehearsing->queueing->arena, text) : NULL;
}

/* ---- workers ---- */

static void add_worker(struct rehearsing *rehearsing, const struct json *object)
{
    struct rehearsal *rehearsal = &rehearsing->rehearsal;
    const char *name = copy(rehearsing, json_get(object, "name"));
    const char *id = copy(rehearsing, json_get(object, "id"));
    const char *state = json_text(json_get(object, "state"));
    if (name == NULL)
        return;
    if (state == NULL || strcmp(state, "up") != 0) {
        say("worker %s is %s: not rehearsed", name, state != NULL ? state : "not to be understood");
        note_status(rehearsing, EXIT_NOT_ACCEPTED);
        return;
    }
    rehearsal->workers[rehearsal->worker_count++] =
        (struct rehearsal_worker){.name = name, .id = id != NULL ? id : name};
}

/* Two of one name are told apart by their ids. */
static void tell_apart(struct rehearsal *rehearsal)
{
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        struct rehearsal_worker *worker = &rehearsal->workers[i];
        for (size_t k = 0; k < i; k++) {
            if (strcmp(rehearsal->workers[k].name, worker->name) != 0)
                continue;
            rehearsal->workers[k].name = rehearsal->workers[k].id;
            worker->name = worker->id;
        }
    }
}

static int find_workers(struct rehearsing *rehearsing, struct err *err)
{
    struct rehearsal *rehearsal = &rehearsing->rehearsal;
    struct json *answer = NULL;
    if (get(rehearsing->queueing, "/v1/workers", &answer, err) != 0)
        return -1;
    const struct json *list = json_get(answer, "workers");
    rehearsal->workers = arena_alloc(&rehearsing->queueing->arena,
                                     (json_count(list) + 1) * sizeof(*rehearsal->workers));
    for (size_t i = 0; i < json_count(list); i++)
        add_worker(rehearsing, json_item(list, i));
    json_close(answer);
    tell_apart(rehearsal);
    return rehearsal->worker_count > 0
               ? 0
               : err_set(err, ERR_SERVICE,
                         "queue: rehearse: no worker is up, see evalx queue "
                         "workers");
}

/* ---- handing in ---- */

static void set_expected(struct rehearsing *rehearsing, const struct problem *problem,
                         const struct jury_submission *jury, struct rehearsal_row *row)
{
    struct arena *arena = &rehearsing->queueing->arena;
    bool is_plain = jury->rule_count == 0 && !jury->is_partial;
    const char **codes = arena_alloc(arena, (jury->expected_count + 1) * sizeof(*codes));
    for (size_t i = 0; i < jury->expected_count; i++)
        codes[i] = arena_string(arena, jury->expected[i]);
    row->expected = codes;
    row->expected_count = is_plain ? jury->expected_count : 0;
    row->vocabulary = vocabulary_of_package(problem);
}

static struct rehearsal_row *add_row(struct rehearsing *rehearsing, const char *name,
                                     const struct problem *problem,
                                     const struct jury_submission *jury)
{
    struct rehearsal *all = &rehearsing->rehearsal;
    struct arena *arena = &rehearsing->queueing->arena;
    size_t parts = all->row_count * all->worker_count;
    all->rows = arena_grow(arena, all->rows, all->row_count, all->row_count + 1, sizeof(*all->rows),
                           &rehearsing->row_room);
    rehearsing->parts = arena_grow(arena, rehearsing->parts, parts, parts + all->worker_count,
                                   sizeof(*rehearsing->parts), &rehearsing->part_room);
    struct rehearsal_row *row = &all->rows[all->row_count++];
    *row = (struct rehearsal_row){
        .problem = name,
        .source = arena_string(arena, jury->path),
        .results = arena_alloc(arena, all->worker_count * sizeof(*row->results))};
    for (size_t i = 0; i < all->worker_count; i++) {
        row->results[i] = (struct rehearsal_result){.cpu_ms = -1};
        rehearsing->parts[parts + i] = (struct part){.id = NULL};
    }
    set_expected(rehearsing, problem, jury, row);
    return row;
}

static int make_body(struct rehearsing *rehearsing, const struct problem *problem,
                     const struct rehearsal_row *row, const struct jury_submission *jury,
                     struct json *body, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct json *labels = json_map();
    json_set_string(body, "problem", row->problem);
    if (jury->language != NULL)
        json_set_string(body, "language", jury->language);
    json_set_i64(body, "priority", PRIORITY);
    json_set(body, "labels", labels);
    json_set_string(labels, "rehearsal", rehearsing->label);
    json_set_string(labels, "source",
                    strrchr(row->source, '/') != NULL ? strrchr(row->source, '/') + 1
                                                      : row->source);
    return service_add_files(&arena, fs_join(&arena, problem->path, jury->path), body, err);
}

/* What the server refuses is a result, too. */
static int hand_in(struct rehearsing *rehearsing, size_t row, size_t worker, struct json *body,
                   struct err *err)
{
    struct rehearsal *all = &rehearsing->rehearsal;
    char key[CLIENT_KEY_BYTES];
    client_make_key(key);
    const struct client_call wanted = {
        .method = "POST", .path = "/v1/submissions", .body = body, .key = key};
    struct json *answer = NULL;
    json_set_string(body, "worker", all->workers[worker].id);
    if (call(rehearsing->queueing, &wanted, &answer, err) != 0) {
        if (err->kind != ERR_INPUT)
            return -1;
        all->rows[row].results[worker].reason =
            arena_string(&rehearsing->queueing->arena, err->msg);
        return 0;
    }
    rehearsing->parts[row * all->worker_count + worker].id =
        copy(rehearsing, json_get(answer, "id"));
    json_close(answer);
    return 0;
}

static int hand_in_jury(struct rehearsing *rehearsing, const char *name,
                        const struct problem *problem, struct err *err)
{
    for (size_t i = 0; i < problem->jury_count; i++) {
        const struct jury_submission *jury = &problem->jury[i];
        if (jury->is_not_run)
            continue;
        const struct rehearsal_row *row = add_row(rehearsing, name, problem, jury);
        size_t index = rehearsing->rehearsal.row_count - 1;
        struct json *body = json_map();
        int result = make_body(rehearsing, problem, row, jury, body, err);
        for (size_t k = 0; result == 0 && k < rehearsing->rehearsal.worker_count; k++)
            result = hand_in(rehearsing, index, k, body, err);
        json_close(body);
        if (result != 0)
            return -1;
    }
    return 0;
}

/* A package that cannot be read does not stop the others. */
static int hand_in_problem(struct rehearsing *rehearsing, const char *name, const char *folder,
                           struct err *err)
{
    struct queueing *queueing = rehearsing->queueing;
    struct problem problem = {0};
    const char *path;
    int result = problem_locate(&queueing->arena, name, folder, &path, err);
    if (result == 0)
        result = problem_open_shared(path, &problem, err);
    if (result == 0)
        result = hand_in_jury(rehearsing, arena_string(&queueing->arena, name), &problem, err);
    problem_close(&problem);
    if (result == 0 || err->kind != ERR_INPUT)
        return result;
    note_status(rehearsing, say_error(err));
    return 0;
}

static int find_folder(struct queueing *queueing, const char **folder_out, struct err *err)
{
    struct workspace workspace;
    *folder_out = queueing->values->shared.problems;
    if (*folder_out != NULL)
        return 0;
    if (workspace_find(&queueing->arena, ".", &workspace, err) != 0)
        return -1;
    *folder_out = workspace.problems;
    return *folder_out != NULL ? 0
                               : err_set(err, ERR_USAGE,
                                         "queue: rehearse: where are the packages? Name their "
                                         "folder with --problems");
}

/* Those that were named; else all that the server has. */
static int hand_in_all(struct rehearsing *rehearsing, struct err *err)
{
    struct queueing *queueing = rehearsing->queueing;
    const char *folder;
    struct json *answer = NULL;
    if (find_folder(queueing, &folder, err) != 0)
        return -1;
    for (size_t i = 0; i < queueing->count; i++) {
        if (hand_in_problem(rehearsing, queueing->operands[i], folder, err) != 0)
            return -1;
    }
    if (queueing->count > 0)
        return 0;
    if (get(queueing, "/v1/problems", &answer, err) != 0)
        return -1;
    const struct json *list = json_get(answer, "problems");
    int result = 0;
    for (size_t i = 0; result == 0 && i < json_count(list); i++) {
        const char *name = json_text(json_get(json_item(list, i), "name"));
        if (name != NULL)
            result = hand_in_problem(rehearsing, name, folder, err);
    }
    json_close(answer);
    return result;
}

/* When the server takes nothing, it is one answer, not a table of it. */
static int check_taken(const struct rehearsing *rehearsing, struct err *err)
{
    const struct rehearsal *all = &rehearsing->rehearsal;
    if (all->row_count == 0)
        return err_set(err, ERR_INPUT, "queue: rehearse: no submissions of a jury were found");
    for (size_t i = 0; i < all->row_count * all->worker_count; i++) {
        if (rehearsing->parts[i].id != NULL)
            return 0;
    }
    const char *reason = all->rows[0].results[0].reason;
    return err_set(err, ERR_INPUT, "queue: rehearse: %s", reason != NULL ? reason : "no answer");
}

/* ---- waiting ---- */

static double slowest_ms(const struct json *tests)
{
    double slowest = -1, ms;
    for (size_t i = 0; i < json_count(tests); i++) {
        if (json_number(json_get(json_item(tests, i), "cpu_ms"), &ms) && ms > slowest)
            slowest = ms;
    }
    return slowest;
}

static void read_end(struct rehearsing *rehearsing, const char *state, const struct json *answer,
                     const struct rehearsal_worker *worker, struct rehearsal_result *result)
{
    const char *judge = json_text(json_get(answer, "worker"));
    const struct json *error = json_get(json_get(answer, "error"), "message");
    result->reason = copy(rehearsing, json_get(answer, "reason"));
    if (result->reason == NULL)
        result->reason = copy(rehearsing, error);
    if (strcmp(state, "done") != 0) {
        result->reason = result->reason != NULL ? result->reason : "cancelled";
        return;
    }
    if (judge != NULL && strcmp(judge, worker->id) != 0) {
        result->reason = arena_printf(&rehearsing->queueing->arena,
                                      "judged by %s: is this worker of another version?", judge);
        return;
    }
    result->verdict = copy(rehearsing, json_get(answer, "verdict"));
    result->cpu_ms = slowest_ms(json_get(answer, "tests"));
}

static int wait_for(struct rehearsing *rehearsing, size_t index, struct err *err)
{
    struct rehearsal *all = &rehearsing->rehearsal;
    struct part *part = &rehearsing->parts[index];
    size_t worker = index % all->worker_count;
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof(path), "/v1/submissions/%.64s?wait=50", part->id); /* fits */
    while (!part->has_ended) {
        struct json *answer = NULL;
        if (get(rehearsing->queueing, path, &answer, err) != 0)
            return -1;
        const char *state = json_text(json_get(answer, "state"));
        part->has_ended =
            state == NULL || (strcmp(state, "queued") != 0 && strcmp(state, "judging") != 0);
        part->is_dead = state != NULL && strcmp(state, "dead") == 0;
        if (part->has_ended)
            read_end(rehearsing, state != NULL ? state : "", answer, &all->workers[worker],
                     &all->rows[index / all->worker_count].results[worker]);
        json_close(answer);
    }
    return 0;
}

static void tell_progress(size_t done, size_t count)
{
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\rrehearsed %zu of %zu%s", done, count, done == count ? "\n" : "");
}

static int wait_for_all(struct rehearsing *rehearsing, struct err *err)
{
    size_t count = rehearsing->rehearsal.row_count * rehearsing->rehearsal.worker_count;
    for (size_t i = 0; i < count; i++) {
        if (rehearsing->parts[i].id != NULL && wait_for(rehearsing, i, err) != 0)
            return -1;
        tell_progress(i + 1, count);
    }
    return 0;
}

/* ---- afterwards ---- */

/* Dead ones are told of in the result: no operator has to look at them. */
static void drop_dead(struct rehearsing *rehearsing, struct client *client, size_t count)
{
    struct json *body = json_map(), *ids = json_list(), *answer = NULL;
    struct err ignored = {0}; /* they stay among the dead ones */
    const struct client_call drop = {.method = "POST", .path = "/v1/queue/dead/drop", .body = body};
    json_set(body, "ids", ids);
    for (size_t i = 0; i < count; i++) {
        if (rehearsing->parts[i].is_dead)
            json_append_string(ids, rehearsing->parts[i].id);
    }
    if (json_count(ids) > 0 && client_call(client, &drop, &answer, &ignored) == 0)
        json_close(answer);
    json_close(body);
}

/* Nobody waits for the rest any more. */
static void cancel_rest(struct rehearsing *rehearsing, struct client *client, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct part *part = &rehearsing->parts[i];
        char path[PATH_BYTES];
        struct json *answer = NULL;
        struct err ignored = {0}; /* it may have ended by now */
        if (part->id == NULL || part->has_ended)
            continue;
        (void)snprintf(path, sizeof(path), "/v1/submissions/%.64s/cancel", part->id); /* fits */
        const struct client_call cancel = {.method = "POST", .path = path};
        if (client_call(client, &cancel, &answer, &ignored) == 0)
            json_close(answer);
        else if (ignored.kind == ERR_SERVICE)
            return;
    }
}

/* By a connection that an interrupt does not end. */
static void tidy(struct rehearsing *rehearsing)
{
    struct queueing *queueing = rehearsing->queueing;
    struct client_options options = {
        .token = getenv("EVALX_TOKEN"), .patience_ms = 2000, .stop_fd = -1};
    struct client *client = NULL;
    struct err ignored = {0}; /* was fine before */
    size_t count = rehearsing->rehearsal.row_count * rehearsing->rehearsal.worker_count;
    if (workspace_server(&queueing->arena, queueing->values->shared.server, &options.server,
                         &ignored) != 0 ||
        client_open(&options, &client, &ignored) != 0)
        return;
    cancel_rest(rehearsing, client, count);
    drop_dead(rehearsing, client, count);
    client_close(client);
}

int queue_rehearse(struct queueing *queueing, struct err *err)
{
    struct rehearsing rehearsing = {
        .queueing = queueing,
        .rehearsal = {.tolerance = (double)queueing->values->speed_percent / 100}};
    struct rehearsal *all = &rehearsing.rehearsal;
    client_make_key(rehearsing.label);
    if (find_workers(&rehearsing, err) != 0)
        return -1;
    int result = hand_in_all(&rehearsing, err);
    if (result == 0)
        result = check_taken(&rehearsing, err);
    if (result == 0)
        result = wait_for_all(&rehearsing, err);
    tidy(&rehearsing);
    if (result != 0)
        return -1;
    rehearsal_compare(all, &queueing->arena);
    bool is_fine =
        all->missing_count + all->differing_count + all->unexpected_count + all->uneven_count == 0;
    note_status(&rehearsing, is_fine ? 0 : EXIT_NOT_ACCEPTED);
    note_status(&rehearsing,
                rehearsal_show(all, queueing->values->shared.format, &queueing->arena));
    return rehearsing.status;
}
