/* judge0_view: a job as the fields of an answer. */
#include <string.h>

#include "base/base64.h"
#include "model/agent_wire.h"
#include "serve/judge0.h"
#include "serve/view.h"

const char judge0_api[] = "judge0";
const char judge0_version[] = "1.13.1";

enum { LINE_COLUMNS = 60 }; /* of base64, with a newline at the end of each */

static const char *const status_names[] = {
    [JUDGE0_IN_QUEUE] = "In Queue",
    [JUDGE0_PROCESSING] = "Processing",
    [JUDGE0_ACCEPTED] = "Accepted",
    [JUDGE0_WRONG_ANSWER] = "Wrong Answer",
    [JUDGE0_TIME_LIMIT] = "Time Limit Exceeded",
    [JUDGE0_COMPILATION_ERROR] = "Compilation Error",
    [JUDGE0_SIGSEGV] = "Runtime Error (SIGSEGV)",
    [JUDGE0_SIGXFSZ] = "Runtime Error (SIGXFSZ)",
    [JUDGE0_SIGFPE] = "Runtime Error (SIGFPE)",
    [JUDGE0_SIGABRT] = "Runtime Error (SIGABRT)",
    [JUDGE0_NZEC] = "Runtime Error (NZEC)",
    [JUDGE0_OTHER] = "Runtime Error (Other)",
    [JUDGE0_INTERNAL_ERROR] = "Internal Error",
    [JUDGE0_EXEC_FORMAT_ERROR] = "Exec Format Error",
};

const char *judge0_status_name(int64_t status)
{
    return status >= 1 && status <= JUDGE0_STATUSES ? status_names[status] : "";
}

struct view {
    const struct server *server;
    const struct job *job;
    const struct json *stored, *result;
    struct json *out;
    struct arena arena;
    int64_t status;
    enum judge0_encoding encoding;
    bool is_bad; /* a text that is no UTF-8 */
};

/* ---- fields ---- */

static void add_encoded(struct view *view, const char *name, const char *bytes, size_t count)
{
    EV_STR struct str text = {.maximum = 2 * count + 8};
    base64_add(&text, bytes, count, view->encoding == JUDGE0_ONE_LINE ? 0 : LINE_COLUMNS);
    json_set_string_n(view->out, name, str_text(&text), text.count);
}

static void add_bytes(struct view *view, const char *name, const char *bytes, size_t count,
                      bool is_base64)
{
    if (bytes == NULL) {
        json_set_null(view->out, name);
    } else if (is_base64) {
        add_encoded(view, name, bytes, count);
    } else {
        view->is_bad = view->is_bad || !json_is_utf8(bytes, count);
        json_set_string_n(view->out, name, bytes, count);
    }
}

static void add_stored_bytes(struct view *view, const char *name, const struct json *from,
                             bool is_base64)
{
    const char *text = json_text(json_get(from, name)), *bytes = NULL;
    size_t count = 0;
    if (text != NULL)
        base64_read_loosely(&view->arena, text, strlen(text), &bytes, &count); /* our own */
    add_bytes(view, name, bytes, count, is_base64);
}

static void add_source_bytes(struct view *view, const char *name)
{
    add_stored_bytes(view, name, view->stored, view->encoding != JUDGE0_AS_TEXT);
}

static void add_archive(struct view *view, const char *name)
{
    add_stored_bytes(view, name, view->stored, true);
}

static void add_output(struct view *view, const char *name)
{
    add_stored_bytes(view, name, view->result, view->encoding != JUDGE0_AS_TEXT);
}

static void add_shared(struct json *out, const char *name, const struct json *value)
{
    if (json_is_null(value))
        json_set_null(out, name);
    else
        json_set(out, name, json_share(value));
}

static void add_stored(struct view *view, const char *name)
{
    add_shared(view->out, name, json_get(view->stored, name));
}

static void add_result(struct view *view, const char *name)
{
    add_shared(view->out, name, json_get(view->result, name));
}

/* Of one that was given up, or whose request was at fault: why. */
static void add_message(struct view *view, const char *name)
{
    const char *text = json_text(json_get(view->result, name));
    if (text == NULL)
        text = json_text(json_get(json_get(view->result, "error"), "message"));
    if (text == NULL && job_state_is_final(view->job->state))
        text = view->job->error;
    add_bytes(view, name, text, text != NULL ? strlen(text) : 0, view->encoding != JUDGE0_AS_TEXT);
}

static void add_status(struct view *view, const char *name)
{
    struct json *status = json_map();
    json_set_i64(status, "id", view->status);
    json_set_string(status, "description", judge0_status_name(view->status));
    json_set(view->out, name, status);
}

static void add_status_id(struct view *view, const char *name)
{
    json_set_i64(view->out, name, view->status);
}

static void add_language(struct view *view, const char *name)
{
    int64_t number = 0;
    struct json *language = json_map();
    (void)json_whole(json_get(view->stored, "language_id"), &number); /* always there */
    judge0_set_language(view->server, language, number);
    json_set(view->out, name, language);
}

static void add_created(struct view *view, const char *name)
{
    view_set_time(view->out, name, view->job->received_us);
}

static void add_finished(struct view *view, const char *name)
{
    view_set_time(view->out, name, view->job->finished_us);
}

static void add_token(struct view *view, const char *name)
{
    json_set_string(view->out, name, view->job->name.token);
}

static const struct {
    const char *name;
    void (*add)(struct view *view, const char *name);
    bool is_standard;
} fields_table[] = {
    {"source_code", add_source_bytes, false},
    {"language_id", add_stored, false},
    {"stdin", add_source_bytes, false},
    {"expected_output", add_source_bytes, false},
    {"stdout", add_output, true},
    {"status_id", add_status_id, false},
    {"created_at", add_created, false},
    {"finished_at", add_finished, false},
    {"time", add_result, true},
    {"memory", add_result, true},
    {"stderr", add_output, true},
    {"token", add_token, true},
    {"number_of_runs", add_stored, false},
    {"cpu_time_limit", add_stored, false},
    {"cpu_extra_time", add_stored, false},
    {"wall_time_limit", add_stored, false},
    {"memory_limit", add_stored, false},
    {"stack_limit", add_stored, false},
    {"max_processes_and_or_threads", add_stored, false},
    {"enable_per_process_and_thread_time_limit", add_stored, false},
    {"enable_per_process_and_thread_memory_limit", add_stored, false},
    {"max_file_size", add_stored, false},
    {"compile_output", add_output, true},
    {"exit_code", add_result, false},
    {"exit_signal", add_result, false},
    {"message", add_message, true},
    {"wall_time", add_result, false},
    {"compiler_options", add_stored, false},
    {"command_line_arguments", add_stored, false},
    {"redirect_stderr_to_stdout", add_stored, false},
    {"callback_url", add_stored, false},
    {"additional_files", add_archive, false},
    {"enable_network", add_stored, false},
    {"status", add_status, true},
    {"language", add_language, false},
};

/* ---- which of them ---- */

static uint64_t standard_fields(void)
{
    uint64_t fields = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(fields_table); i++)
        fields |= fields_table[i].is_standard ? UINT64_C(1) << i : 0;
    return fields;
}

/* 0: there is none such. */
static uint64_t find_field(const char *name, size_t length)
{
    if (length == 1 && name[0] == '*')
        return UINT64_MAX;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(fields_table); i++) {
        if (strlen(fields_table[i].name) == length &&
            memcmp(fields_table[i].name, name, length) == 0)
            return UINT64_C(1) << i;
    }
    return 0;
}

int judge0_read_fields(const char *text, struct arena *arena, uint64_t *fields_out,
                       const char **invalid_out)
{
    EV_STR struct str invalid = {.maximum = 4096};
    uint64_t fields = 0;
    for (const char *at = text != NULL ? text : ""; *at != '\0';) {
        size_t length = strcspn(at, ",");
        uint64_t found = find_field(at, length);
        if (found == 0) {
            str_add(&invalid, invalid.count > 0 ? ", " : "");
            str_add_n(&invalid, at, length);
        }
        fields |= found;
        at += length + (at[length] == ',');
    }
    *fields_out = fields != 0 ? fields : standard_fields();
    *invalid_out = arena_string(arena, str_text(&invalid));
    return invalid.count > 0 ? -1 : 0;
}

/* ---- the whole ---- */

static int64_t status_of(const struct job *job, const struct json *result)
{
    static const int64_t statuses[] = {[JOB_QUEUED] = JUDGE0_IN_QUEUE,
                                       [JOB_JUDGING] = JUDGE0_PROCESSING,
                                       [JOB_DONE] = JUDGE0_INTERNAL_ERROR,
                                       [JOB_CANCELLED] = JUDGE0_INTERNAL_ERROR,
                                       [JOB_DEAD] = JUDGE0_INTERNAL_ERROR};
    int64_t status = 0;
    bool is_told = job->state == JOB_DONE && json_whole(json_get(result, "status"), &status);
    return is_told ? status : statuses[job->state];
}

static struct json *parse_part(const char *text, size_t count)
{
    static const struct json_bounds bounds = {STR_MAXIMUM, AGENT_VALUES_MAX};
    struct json *value = NULL;
    struct err ignored; /* our own; nothing where nothing is stored */
    if (text == NULL || json_parse_within("part", text, count, &bounds, &value, &ignored) != 0)
        return json_map();
    return value;
}

struct json *judge0_view(const struct server *server, const struct job *job, uint64_t fields,
                         enum judge0_encoding encoding)
{
    struct json *stored = parse_part(job->request, job->request_count);
    struct json *result = parse_part(job->result, job->result_count);
    struct view view = {.server = server,
                        .job = job,
                        .stored = stored,
                        .result = result,
                        .out = json_map(),
                        .status = status_of(job, result),
                        .encoding = encoding};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(fields_table); i++) {
        if (fields & (UINT64_C(1) << i))
            fields_table[i].add(&view, fields_table[i].name);
    }
    arena_done(&view.arena);
    json_close(stored);
    json_close(result);
    if (!view.is_bad)
        return view.out;
    json_close(view.out);
    return NULL;
}

struct json *judge0_callback(const struct server *server, const struct job *job)
{
    return judge0_view(server, job, standard_fields(), JUDGE0_WRAPPED);
}

size_t judge0_split_tokens(char *text, const char **tokens_out, size_t most)
{
    size_t count = 0, length = strlen(text);
    while (length > 0 && text[length - 1] == ',')
        text[--length] = '\0';
    while (*text != '\0') {
        size_t piece = strcspn(text, ",");
        bool is_last = text[piece] == '\0';
        text[piece] = '\0';
        if (count < most)
            tokens_out[count] = text;
        count++;
        if (is_last)
            break;
        text += piece + 1;
    }
    return count;
}
