/* submission: see submission.h. */
#include "serve/submission.h"

#include <string.h>

#include "base/base64.h"
#include "serve/adhoc.h"
#include "serve/dispatch.h"
#include "serve/problemset.h"
#include "serve/reading.h"

enum { NAME_MAX_BYTES = 200, ARGUMENTS_MAX = 100, TEXT_MAX = HTTP_BODY_MAX };

static const char *const known_keys[] = {"source",   "name",   "files",   "language",
                                         "problem",  "tests",  "limits",  "compile_options",
                                         "priority", "user",   "webhook", "idempotency_key",
                                         "labels",   "worker", NULL};

const struct run_limit run_limits[] = {
    {"cpu_ms", 1, 300000, 2000},
    {"wall_ms", 1, 600000, 5000},
    {"memory_bytes", 1 << 20, 4LL << 30, 256LL << 20},
    {"stack_bytes", 64 << 10, 4LL << 30, 256LL << 20},
    {"processes", 1, 512, 64},
    {"file_bytes", 0, 1LL << 30, 64LL << 20},
    {"output_bytes", 0, 64LL << 20, 16LL << 20},
};
const size_t run_limit_count = EV_ARRAY_LENGTH(run_limits);

struct reader {
    struct server *server;
    const struct caller *caller;
    const struct json *object;
    struct arena *arena;
    struct job_request *request;
    struct json *stored;
    const struct language *language; /* NULL: not known */
    bool has_outputs;                /* the submission is outputs, no program */
};

/* ---- files ---- */

static int check_name(const char *name, struct err *err)
{
    if (name[0] == '\0' || name[0] == '/' || strlen(name) > NAME_MAX_BYTES)
        return err_set(err, ERR_INPUT,
                       "name: '%.64s': a path below the submission's folder is "
                       "wanted, of at most %d bytes",
                       name, NAME_MAX_BYTES);
    for (const char *piece = name; piece != NULL;) {
        size_t length = strcspn(piece, "/");
        if (length == 0 || piece[0] == '.')
            return err_set(err, ERR_INPUT,
                           "name: '%.64s': no piece of it may be empty or begin "
                           "with a dot",
                           name);
        piece = piece[length] == '/' ? piece + length + 1 : NULL;
    }
    return 0;
}

static void add_file(struct json *files, const char *name, const char *bytes, size_t count)
{
    struct json *file = json_map();
    struct str text EV_STR = {0};
    base64_add(&text, bytes, count, 0);
    json_set_string(file, "name", name);
    json_set_string(file, "base64", str_text(&text));
    json_append(files, file);
}

/* {"name", "text"} or {"name", "base64"}. */
static int read_file_object(struct reader *reader, const struct json *object, struct json *files,
                            struct err *err)
{
    static const char *const keys[] = {"name", "text", "base64", NULL};
    const char *name, *text, *coded;
    if (read_object(object, "files", keys, err) != 0 ||
        read_word(object, "name", NAME_MAX_BYTES, &name, err) != 0 ||
        read_text(object, "text", TEXT_MAX, &text, err) != 0 ||
        read_text(object, "base64", TEXT_MAX, &coded, err) != 0)
        return -1;
    if (name == NULL || (text == NULL) == (coded == NULL))
        return err_set(err, ERR_INPUT, "files: each has a name, and either text or base64");
    if (check_name(name, err) != 0)
        return -1;
    for (size_t i = 0; i < json_count(files); i++) {
        if (strcmp(json_text(json_get(json_item(files, i), "name")), name) == 0)
            return err_set(err, ERR_INPUT, "files: '%s': twice", name);
    }
    const char *bytes = text;
    size_t count = text != NULL ? strlen(text) : 0;
    if (coded != NULL && base64_read(reader->arena, coded, strlen(coded), &bytes, &count, err) != 0)
        return err_wrap(err, "files: %s", name);
    add_file(files, name, bytes, count);
    return 0;
}

/* The name of a lone source that has none: what its language wants to see. */
static int name_source(const struct reader *reader, const char **name_out, struct err *err)
{
    const struct language *language = reader->language;
    if (*name_out != NULL)
        return check_name(*name_out, err);
    if (language == NULL || language->extension_count == 0)
        return err_set(err, ERR_INPUT,
                       "source: its language or a name with an extension is "
                       "wanted");
    *name_out = arena_printf(reader->arena, "main%s", language->extensions[0]);
    return 0;
}

static int read_files(struct reader *reader, struct err *err)
{
    struct json *files = json_list();
    const struct json *list;
    const char *source, *name;
    json_set(reader->stored, "files", files);
    if (read_text(reader->object, "source", TEXT_MAX, &source, err) != 0 ||
        read_word(reader->object, "name", NAME_MAX_BYTES, &name, err) != 0 ||
        read_list(reader->object, "files", SOURCE_FILES_MAX, &list, err) != 0)
        return -1;
    if ((source == NULL) == (list == NULL) || (list != NULL && json_count(list) == 0))
        return err_set(err, ERR_INPUT, "source or files: one of them is wanted");
    if (source != NULL) {
        if (name_source(reader, &name, err) != 0)
            return -1;
        add_file(files, name, source, strlen(source));
        return 0;
    }
    for (size_t i = 0; i < json_count(list); i++) {
        if (read_file_object(reader, json_item(list, i), files, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- what it is for ---- */

static int read_language(struct reader *reader, struct err *err)
{
    const char *name;
    if (read_word(reader->object, "language", NAME_MAX_BYTES, &name, err) != 0)
        return -1;
    if (name == NULL)
        return 0;
    reader->language = language_find(&reader->server->languages, name);
    if (reader->language == NULL)
        return err_set(err, ERR_INPUT, "language: '%.64s': unknown, see /v1/languages", name);
    reader->request->language = reader->language->id;
    return 0;
}

static int compare_names(const void *left, const void *right)
{
    const struct source_file *a = left, *b = right;
    return strcmp(a->name, b->name);
}

/* Now, while somebody can still be told: what no language claims is refused. Outputs that are
 * handed in as they are have none. */
static int detect_language(struct reader *reader, struct err *err)
{
    const struct report_file *stored;
    struct submission_source source = {.shown = "submission"};
    if (reader->language != NULL || reader->has_outputs)
        return 0;
    if (stored_files(reader->stored, reader->arena, &stored, &source.file_count, err) != 0)
        return -1;
    source.files = arena_alloc(reader->arena, (source.file_count + 1) * sizeof(*source.files));
    for (size_t i = 0; i < source.file_count; i++)
        source.files[i] = (struct source_file){
            .name = stored[i].name, .bytes = stored[i].bytes, .count = stored[i].count};
    qsort(source.files, source.file_count, sizeof(*source.files), compare_names);
    if (language_detect(&reader->server->languages, &source, &reader->language, err) != 0)
        return -1;
    reader->request->language = reader->language->id;
    return 0;
}

static int read_problem(struct reader *reader, const char *name, struct err *err)
{
    const struct problem_entry *problem = problemset_find(reader->server->problems, name);
    if (problem == NULL)
        return err_set(err, ERR_INPUT, "problem: '%.64s': unknown, see /v1/problems", name);
    if (problem->error != NULL)
        return err_set(err, ERR_INPUT, "problem: '%s': cannot be used at present", name);
    reader->request->kind = JOB_JUDGE;
    reader->has_outputs = problem->has_outputs;
    reader->request->problem = problem->name;
    reader->request->problem_digest = problem->revision;
    return 0;
}

static int read_limits(struct reader *reader, struct err *err)
{
    const struct json *given = json_get(reader->object, "limits");
    struct json *limits = json_map();
    const char *keys[EV_ARRAY_LENGTH(run_limits) + 1] = {0};
    json_set(reader->stored, "limits", limits);
    for (size_t i = 0; i < run_limit_count; i++)
        keys[i] = run_limits[i].key;
    if (!json_is_null(given) && read_object(given, "limits", keys, err) != 0)
        return -1;
    for (size_t i = 0; i < run_limit_count; i++) {
        int64_t value = run_limits[i].standard;
        if (!json_is_null(given) && read_whole(given, run_limits[i].key, run_limits[i].least,
                                               run_limits[i].most, &value, err) != 0)
            return -1;
        json_set_i64(limits, run_limits[i].key, value);
    }
    return 0;
}

/* Text, or bytes in "KEY_base64", as base64; NULL adds a null. */
static int add_bytes(struct reader *reader, const struct json *test, const char *key,
                     struct json *out, struct err *err)
{
    const char *text, *coded, *bytes;
    size_t count;
    const char *coded_key = arena_printf(reader->arena, "%s_base64", key);
    if (read_text(test, key, TEXT_MAX, &text, err) != 0 ||
        read_text(test, coded_key, TEXT_MAX, &coded, err) != 0)
        return -1;
    if (text != NULL && coded != NULL)
        return err_set(err, ERR_INPUT, "%s: given twice", key);
    if (coded != NULL) {
        if (base64_read(reader->arena, coded, strlen(coded), &bytes, &count, err) != 0)
            return err_wrap(err, "%s", coded_key);
        json_set_string(out, key, coded);
        return 0;
    }
    struct str packed EV_STR = {0};
    if (text != NULL)
        base64_add(&packed, text, strlen(text), 0);
    json_set_string(out, key, text != NULL ? str_text(&packed) : NULL);
    return 0;
}

static int read_test(struct reader *reader, const struct json *test, size_t number,
                     struct json *tests, struct err *err)
{
    static const char *const keys[] = {
        "name", "input", "input_base64", "output", "output_base64", "arguments", NULL};
    struct json *stored = json_map(), *copied = json_list();
    const struct json *arguments;
    const char *name;
    json_append(tests, stored);
    json_set(stored, "arguments", copied);
    if (read_object(test, "tests", keys, err) != 0 ||
        read_word(test, "name", NAME_MAX_BYTES, &name, err) != 0 ||
        add_bytes(reader, test, "input", stored, err) != 0 ||
        add_bytes(reader, test, "output", stored, err) != 0 ||
        read_list(test, "arguments", ARGUMENTS_MAX, &arguments, err) != 0)
        return -1;
    json_set_string(stored, "name",
                    name != NULL ? name : arena_printf(reader->arena, "%zu", number));
    for (size_t i = 0; i < json_count(arguments); i++) {
        const char *text = json_text(json_item(arguments, i));
        if (text == NULL || strlen(text) > NAME_MAX_BYTES * 5)
            return err_set(err, ERR_INPUT, "arguments: texts of at most %d bytes are wanted",
                           NAME_MAX_BYTES * 5);
        json_append_string(copied, text);
    }
    return 0;
}

static int read_tests(struct reader *reader, const struct json *list, struct err *err)
{
    struct json *tests = json_list();
    const char *options;
    json_set(reader->stored, "tests", tests);
    if (json_count(list) == 0)
        return err_set(err, ERR_INPUT, "tests: none of them");
    for (size_t i = 0; i < json_count(list); i++) {
        if (read_test(reader, json_item(list, i), i + 1, tests, err) != 0)
            return err_wrap(err, "test %zu", i + 1);
    }
    if (read_word(reader->object, "compile_options", NAME_MAX_BYTES * 5, &options, err) != 0)
        return -1;
    if (options != NULL)
        json_set_string(reader->stored, "compile_options", options);
    reader->request->kind = JOB_RUN;
    return read_limits(reader, err);
}

static int read_task(struct reader *reader, struct err *err)
{
    const char *problem;
    const struct json *tests;
    if (read_word(reader->object, "problem", NAME_MAX_BYTES, &problem, err) != 0 ||
        read_list(reader->object, "tests", SUBMISSION_TESTS_MAX, &tests, err) != 0)
        return -1;
    if ((problem == NULL) == (tests == NULL))
        return err_set(err, ERR_INPUT, "problem or tests: one of them is wanted");
    if (tests != NULL)
        return read_tests(reader, tests, err);
    if (!json_is_null(json_get(reader->object, "limits")) ||
        !json_is_null(json_get(reader->object, "compile_options")))
        return err_set(err, ERR_INPUT,
                       "limits, compile_options: only beside tests; a problem has "
                       "its own");
    return read_problem(reader, problem, err);
}

/* ---- what goes with it ---- */

static int read_labels(struct reader *reader, struct err *err)
{
    const struct json *labels = json_get(reader->object, "labels");
    if (json_is_null(labels))
        return 0;
    if (!json_is_map(labels) || json_key_count(labels) > SUBMISSION_LABELS_MAX)
        return err_set(err, ERR_INPUT, "labels: an object of at most %d texts is wanted",
                       SUBMISSION_LABELS_MAX);
    for (const char *key = json_next_key(labels, NULL); key != NULL;
         key = json_next_key(labels, key)) {
        const char *text = json_text(json_get(labels, key));
        if (text == NULL || strlen(text) > NAME_MAX_BYTES || strlen(key) > NAME_MAX_BYTES)
            return err_set(err, ERR_INPUT, "labels: '%.64s': text of at most %d bytes is wanted",
                           key, NAME_MAX_BYTES);
    }
    struct str text EV_STR = {0};
    json_write(labels, false, &text);
    reader->request->labels = arena_string(reader->arena, str_text(&text));
    return 0;
}

static int read_user(struct reader *reader, bool *is_forbidden_out, struct err *err)
{
    const char *user;
    int64_t priority = 0;
    if (read_word(reader->object, "user", NAME_MAX_BYTES, &user, err) != 0 ||
        read_whole(reader->object, "priority", -SUBMISSION_PRIORITY_MAX, SUBMISSION_PRIORITY_MAX,
                   &priority, err) != 0)
        return -1;
    const char *own = reader->caller->user;
    if (own != NULL && user != NULL && strcmp(own, user) != 0) {
        *is_forbidden_out = true;
        return err_set(err, ERR_INPUT, "user: this token submits for '%s' alone", own);
    }
    if (priority > 0 && !(reader->caller->right == RIGHT_ADMIN)) {
        *is_forbidden_out = true;
        return err_set(err, ERR_INPUT, "priority: only an admin's token may raise it");
    }
    reader->request->user = own != NULL ? own : user != NULL ? user : "";
    reader->request->priority = (int)priority;
    return 0;
}

static bool is_worker(const struct json *workers, const char *name)
{
    for (size_t i = 0; i < json_count(workers); i++) {
        const struct json *worker = json_item(workers, i);
        const char *own = json_text(json_get(worker, "name"));
        const char *id = json_text(json_get(worker, "id")); /* embedded: none */
        if ((own != NULL && strcmp(own, name) == 0) || (id != NULL && strcmp(id, name) == 0))
            return true;
    }
    return false;
}

/* A rehearsal: by one worker alone. */
static int read_worker(struct reader *reader, bool *is_forbidden_out, struct err *err)
{
    const struct dispatch *dispatch = reader->server->dispatch;
    const char *name;
    if (read_word(reader->object, "worker", NAME_MAX_BYTES, &name, err) != 0)
        return -1;
    if (name == NULL)
        return 0;
    if (reader->caller->right != RIGHT_ADMIN) {
        *is_forbidden_out = true;
        return err_set(err, ERR_INPUT, "worker: only an admin's token may choose it");
    }
    if (reader->request->kind != JOB_JUDGE)
        return err_set(err, ERR_INPUT, "worker: only beside a problem");
    struct json *workers = json_list();
    dispatch->calls->workers(dispatch, workers);
    bool is_known = is_worker(workers, name);
    json_close(workers);
    if (!is_known)
        return err_set(err, ERR_INPUT, "worker: '%.64s': unknown, see /v1/workers", name);
    json_set_string(reader->stored, "worker", name);
    reader->request->api = JOB_REHEARSAL;
    return 0;
}

static int read_webhook(struct reader *reader, struct err *err)
{
    const char *url;
    if (read_word(reader->object, "webhook", 2000, &url, err) != 0)
        return -1;
    if (url != NULL && !str_starts_with(url, "https://") && !str_starts_with(url, "http://"))
        return err_set(err, ERR_INPUT, "webhook: an URL with http or https is wanted");
    reader->request->webhook = url;
    return 0;
}

static int read_key(struct reader *reader, const char *header, struct err *err)
{
    const char *key;
    struct str text EV_STR = {0};
    if (read_word(reader->object, "idempotency_key", NAME_MAX_BYTES, &key, err) != 0)
        return -1;
    if (key == NULL)
        key = header;
    if (key != NULL && (key[0] == '\0' || strlen(key) > NAME_MAX_BYTES))
        return err_set(err, ERR_INPUT, "idempotency_key: 1 to %d bytes are wanted", NAME_MAX_BYTES);
    json_write(reader->object, false, &text);
    reader->request->idempotency_key = key;
    reader->request->idempotency_text = arena_string(reader->arena, str_text(&text));
    return 0;
}

static int read_all(struct reader *reader, const char *key, bool *is_forbidden_out, struct err *err)
{
    if (read_object(reader->object, "submission", known_keys, err) != 0 ||
        read_user(reader, is_forbidden_out, err) != 0 || read_language(reader, err) != 0 ||
        read_task(reader, err) != 0 || read_files(reader, err) != 0 ||
        detect_language(reader, err) != 0 || read_labels(reader, err) != 0 ||
        read_webhook(reader, err) != 0 || read_worker(reader, is_forbidden_out, err) != 0)
        return -1;
    return read_key(reader, key, err);
}

int submission_read(struct server *server, const struct caller *caller, const struct json *object,
                    const char *key, struct arena *arena, struct job_request *request_out,
                    bool *is_forbidden_out, struct err *err)
{
    *request_out = (struct job_request){.api = "v1"};
    *is_forbidden_out = false;
    struct reader reader = {.server = server,
                            .caller = caller,
                            .object = object,
                            .arena = arena,
                            .request = request_out,
                            .stored = json_map()};
    int result = read_all(&reader, key, is_forbidden_out, err);
    struct str text EV_STR = {0};
    if (result == 0) {
        json_write(reader.stored, false, &text);
        if (text.is_cut || text.count > JSON_MAXIMUM_BYTES)
            result = err_set(err, ERR_INPUT,
                             "submission: its files and tests are larger than %d bytes in base64",
                             JSON_MAXIMUM_BYTES);
    }
    if (result == 0) {
        request_out->request = arena_copy(arena, str_text(&text), text.count + 1);
        request_out->request_count = text.count;
    }
    json_close(reader.stored);
    return result;
}
