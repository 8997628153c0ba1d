/* service_run_submit: evalx submit: sources become requests, answers become reports. */
#include <string.h>

#include "base/base64.h"
#include "cli/service_files.h"
#include "cli/services.h"
#include "model/report_read.h"
#include "render/render.h"
#include "serve/serve.h"

enum { SOURCE_MAX_BYTES = 11 << 20 }; /* whose base64 fits into what a server takes */

struct submitting {
    const struct submit_values *values;
    struct arena arena;
    struct client *client;
    struct printer *printer;
    const char *const *sources; /* as named */
    const char **ids;
    struct json *taken; /* the server's answers */
    struct json *told;  /* tests that were told of the one that is followed: name: true */
    size_t count;
    int status; /* the largest so far */
};

static void note_status(struct submitting *submitting, int status)
{
    if (status > submitting->status)
        submitting->status = status;
}

/* ---- handing in ---- */

static int add_labels(const struct submit_values *values, struct arena *arena, struct json *body,
                      struct err *err)
{
    struct json *labels = json_map();
    json_set(body, "labels", labels);
    for (size_t i = 0; i < values->labels.count; i++) {
        const char *text = values->labels.items[i];
        const char *equals = strchr(text, '=');
        if (equals == NULL || equals == text)
            return err_set(err, ERR_USAGE, "--label: '%s': KEY=VALUE is wanted", text);
        json_set_string(labels, arena_string_n(arena, text, (size_t)(equals - text)), equals + 1);
    }
    return 0;
}

int service_add_files(struct arena *arena, const char *path, struct json *body, struct err *err)
{
    struct submission_source source;
    bool is_too_large = false;
    struct json *files = json_list();
    json_set(body, "files", files);
    if (source_read(arena, &path, 1, SOURCE_MAX_BYTES, &source, &is_too_large, err) != 0)
        return -1;
    if (is_too_large)
        return err_set(err, ERR_INPUT, "%s: larger than the 11 MiB that a server takes", path);
    for (size_t i = 0; i < source.file_count; i++) {
        EV_STR struct str text = {0};
        struct json *file = json_map();
        base64_add(&text, source.files[i].bytes, source.files[i].count, 0);
        json_set_string(file, "name", source.files[i].name);
        json_set_string(file, "base64", str_text(&text));
        json_append(files, file);
    }
    return 0;
}

static int make_body(struct submitting *submitting, const char *path, struct json *body,
                     struct err *err)
{
    const struct submit_values *values = submitting->values;
    json_set_string(body, "problem", values->problem);
    if (values->shared.language != NULL)
        json_set_string(body, "language", values->shared.language);
    if (values->shared.user != NULL)
        json_set_string(body, "user", values->shared.user);
    if (values->webhook != NULL)
        json_set_string(body, "webhook", values->webhook);
    if (values->priority != 0)
        json_set_i64(body, "priority", values->priority);
    if (values->labels.count > 0 && add_labels(values, &submitting->arena, body, err) != 0)
        return -1;
    return service_add_files(&submitting->arena, path, body, err);
}

/* The key makes it safe to send again: the server has one submission of it, however often. */
static int hand_in(struct submitting *submitting, size_t index, struct err *err)
{
    const char *path = submitting->sources[index];
    struct json *body = json_map(), *answer = NULL;
    char key[CLIENT_KEY_BYTES];
    client_make_key(key);
    struct client_call call = {.method = "POST",
                               .path = "/v1/submissions",
                               .body = body,
                               .key =
                                   submitting->values->key != NULL ? submitting->values->key : key};
    int result = make_body(submitting, path, body, err);
    if (result == 0)
        result = client_call(submitting->client, &call, &answer, err);
    json_close(body);
    if (result != 0)
        return -1;
    const char *id = json_text(json_get(answer, "id"));
    if (id == NULL) {
        json_close(answer);
        return err_set(err, ERR_SERVICE, "submit: the server gave no id: is it evalx?");
    }
    submitting->ids[index] = arena_string(&submitting->arena, id);
    json_set_string(answer, "source", path);
    json_append(submitting->taken, answer);
    return 0;
}

/* ---- waiting ---- */

static bool has_ended(const struct json *answer)
{
    const char *state = json_text(json_get(answer, "state"));
    return state == NULL || (strcmp(state, "queued") != 0 && strcmp(state, "judging") != 0);
}

static void tell_test(struct submitting *submitting, const struct json *test)
{
    const char *name = json_text(json_get(test, "name"));
    const char *verdict = json_text(json_get(test, "verdict"));
    double ms = 0;
    if (submitting->values->shared.is_quiet || name == NULL || verdict == NULL)
        return;
    (void)json_number(json_get(test, "cpu_ms"), &ms); /* stays 0 where it was not measured */
    say("%s %s %.0f ms", name, verdict, ms);
    json_set_bool(submitting->told, name, true);
}

static bool on_event(void *context, const char *name, const struct json *data)
{
    if (strcmp(name, "state") == 0)
        return !has_ended(data);
    tell_test(context, json_get(data, "test"));
    return true;
}

/* Those that had ended before the stream was open, or while it was broken. */
static void tell_missed(struct submitting *submitting, const struct json *answer)
{
    const struct json *tests = json_get(answer, "tests");
    for (size_t i = 0; i < json_count(tests); i++) {
        const struct json *test = json_item(tests, i);
        const char *name = json_text(json_get(test, "name"));
        const char *verdict = json_text(json_get(test, "verdict"));
        bool is_run = verdict != NULL && strcmp(verdict, verdict_code(VERDICT_SKIPPED)) != 0;
        if (is_run && name != NULL && json_get(submitting->told, name) == NULL)
            tell_test(submitting, test);
    }
}

/* A stream that breaks is no failure: asking tells the end. */
static void follow(struct submitting *submitting, const char *id)
{
    struct err ignored = {0};
    const char *path = arena_printf(&submitting->arena, "/v1/submissions/%s/events", id);
    json_close(submitting->told);
    submitting->told = json_map();
    if (client_events(submitting->client, path, on_event, submitting, &ignored) != 0 &&
        ignored.kind != ERR_INTERRUPTED && !submitting->values->shared.is_quiet)
        say("%s; asking for the verdict instead", ignored.msg);
}

static int wait_for(struct submitting *submitting, const char *id, struct json **answer_out,
                    struct err *err)
{
    const char *path = arena_printf(&submitting->arena, "/v1/submissions/%s?wait=50", id);
    struct client_call call = {.method = "GET", .path = path};
    if (submitting->values->is_following)
        follow(submitting, id);
    for (;;) {
        struct json *answer = NULL;
        if (client_call(submitting->client, &call, &answer, err) != 0)
            return -1;
        if (has_ended(answer)) {
            if (submitting->values->is_following)
                tell_missed(submitting, answer);
            *answer_out = answer;
            return 0;
        }
        json_close(answer);
    }
}

static int show(struct submitting *submitting, size_t index, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct json *answer = NULL;
    if (wait_for(submitting, submitting->ids[index], &answer, err) != 0)
        return -1;
    struct submission_report *report = report_read(answer, &arena);
    json_close(answer);
    report->index = index;
    report->source = submitting->sources[index];
    printer_submission_done(submitting->printer, report);
    note_status(submitting, report_exit_status(report));
    return 0;
}

static int open_printer(struct submitting *submitting, struct err *err)
{
    const struct shared_values *shared = &submitting->values->shared;
    struct render_options render = {
        .format = shared->format,
        .out = stdout,
        .is_terminal = isatty(STDOUT_FILENO),
        .has_colour = terminal_has_colour(STDOUT_FILENO),
        .is_quiet = shared->is_quiet,
        .submission_count = submitting->count,
    };
    return printer_open(&render, &submitting->printer, err);
}

static void wait_for_all(struct submitting *submitting)
{
    struct err err = {0};
    bool is_interrupted = false;
    for (size_t i = 0; i < submitting->count && !is_interrupted; i++) {
        if (submitting->ids[i] == NULL || show(submitting, i, &err) == 0)
            continue;
        is_interrupted = err.kind == ERR_INTERRUPTED;
        note_status(submitting, is_interrupted ? err_exit_code(err.kind) : say_error(&err));
    }
    if (printer_finish(submitting->printer, is_interrupted, &err) != 0)
        note_status(submitting, say_error(&err));
}

/* ---- the whole ---- */

/* One that is refused does not stop the others; a service that is away does. */
static void hand_in_all(struct submitting *submitting)
{
    for (size_t i = 0; i < submitting->count; i++) {
        struct err err = {0};
        if (hand_in(submitting, i, &err) == 0)
            continue;
        note_status(submitting, say_error(&err));
        if (err.kind == ERR_SERVICE || err.kind == ERR_INTERRUPTED)
            return;
    }
}

static void show_ids(struct submitting *submitting)
{
    EV_STR struct str out = {0};
    if (strcmp(submitting->values->shared.format, "json") == 0) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set(document, "submissions", json_share(submitting->taken));
        note_status(submitting, say_json(document));
        return;
    }
    for (size_t i = 0; i < submitting->count; i++) {
        if (submitting->ids[i] != NULL)
            str_printf(&out, "%s\n", submitting->ids[i]);
    }
    note_status(submitting, say_result(&out));
}

static int open_client(struct submitting *submitting, struct err *err)
{
    const struct submit_values *values = submitting->values;
    struct client_options options = {.token = getenv("EVALX_TOKEN"),
                                     .patience_ms = values->patience_ns / 1000000};
    if (workspace_server(&submitting->arena, values->shared.server, &options.server, err) != 0 ||
        interrupt_open(&options.stop_fd, err) != 0)
        return -1;
    return client_open(&options, &submitting->client, err);
}

int service_submit(const struct submit_values *values, const char *const *operands, size_t count)
{
    struct submitting submitting = {
        .values = values, .sources = operands, .count = count, .taken = json_list()};
    struct err err = {0};
    bool is_waiting = values->is_waiting || values->is_following;
    submitting.ids = arena_alloc(&submitting.arena, (count + 1) * sizeof(*submitting.ids));
    if ((is_waiting && open_printer(&submitting, &err) != 0) ||
        open_client(&submitting, &err) != 0) {
        note_status(&submitting, say_error(&err));
    } else {
        hand_in_all(&submitting);
        if (is_waiting)
            wait_for_all(&submitting);
        else
            show_ids(&submitting);
    }
    printer_close(submitting.printer);
    client_close(submitting.client);
    json_close(submitting.taken);
    json_close(submitting.told);
    arena_done(&submitting.arena);
    return submitting.status;
}
