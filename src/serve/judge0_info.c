/* judge0_info: languages, statuses, settings and figures of that API. */
#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "base/fs.h"
#include "base/parse.h"
#include "serve/dispatch.h"
#include "serve/judge0.h"
#include "serve/view.h"

enum { NUMBER_MOST = 1000 };

/* ---- languages ---- */

static const struct {
    int64_t number;
    const char *name, *source_file, *run;
} specials[] = {
    {JUDGE0_PLAIN_TEXT, "Plain Text", "text.txt", "cat text.txt"},
    {JUDGE0_EXECUTABLE, "Executable", "a.out", "./a.out"},
    {JUDGE0_MULTI_FILE, "Multi-file program", NULL, NULL},
};

static const char *special_name(int64_t number)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(specials); i++) {
        if (specials[i].number == number)
            return specials[i].name;
    }
    return NULL;
}

/* Where others judge, they know what they have. */
static bool is_here(const struct server *server, const struct language *language)
{
    return server->options->redis != NULL ||
           language_missing_tool(language_usable(&server->languages, language)) == NULL;
}

bool judge0_language(const struct server *server, int64_t number,
                     const struct language **language_out, bool *is_special_out,
                     bool *is_archived_out)
{
    *is_special_out = special_name(number) != NULL;
    *language_out = *is_special_out ? NULL : language_find_judge0(&server->languages, number);
    *is_archived_out = *language_out != NULL && !is_here(server, *language_out);
    return *is_special_out || *language_out != NULL;
}

void judge0_set_language(const struct server *server, struct json *object, int64_t number)
{
    const struct language *language;
    bool is_special, is_archived;
    (void)judge0_language(server, number, &language, &is_special, &is_archived);
    json_set_i64(object, "id", number);
    json_set_string(object, "name",
                    is_special         ? special_name(number)
                    : language != NULL ? language->name
                                       : NULL);
}

static struct json *languages(const struct server *server, bool has_archived)
{
    struct json *list = json_list();
    for (int64_t number = 1; number <= NUMBER_MOST; number++) {
        const struct language *language;
        bool is_special, is_archived;
        if (!judge0_language(server, number, &language, &is_special, &is_archived) ||
            (is_archived && !has_archived))
            continue;
        struct json *object = json_map();
        judge0_set_language(server, object, number);
        if (has_archived)
            json_set_bool(object, "is_archived", is_archived);
        json_append(list, object);
    }
    return list;
}

static void list_languages(struct request *request)
{
    answer_json(request, MHD_HTTP_OK, languages(request->server, false));
}

static void list_all_languages(struct request *request)
{
    answer_json(request, MHD_HTTP_OK, languages(request->server, true));
}

static void set_command(struct json *object, const char *key, const char *const *words)
{
    EV_STR struct str text = {0};
    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        str_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
    json_set_string(object, key, words != NULL ? str_text(&text) : NULL);
}

static void set_source_file(struct json *object, const struct language *language)
{
    EV_STR struct str text = {0};
    str_printf(&text, "main%s", language->extensions[0]);
    json_set_string(object, "source_file", str_text(&text));
}

static void set_special_commands(struct json *object, int64_t number)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(specials); i++) {
        if (specials[i].number != number)
            continue;
        json_set_string(object, "source_file", specials[i].source_file);
        json_set_null(object, "compile_cmd");
        json_set_string(object, "run_cmd", specials[i].run);
    }
}

static void show_language(struct request *request)
{
    const struct language *language = NULL;
    bool is_special = false, is_archived = false;
    int64_t number = 0;
    struct json *object = json_map();
    if (parse_i64("id", request->parameters[0], 1, NUMBER_MOST, &number, NULL) != 0 ||
        !judge0_language(request->server, number, &language, &is_special, &is_archived)) {
        json_set_i64(object, "status", MHD_HTTP_NOT_FOUND);
        json_set_string(object, "error", "Not Found");
        answer_json(request, MHD_HTTP_NOT_FOUND, object);
        return;
    }
    judge0_set_language(request->server, object, number);
    json_set_bool(object, "is_archived", is_archived);
    if (is_special) {
        set_special_commands(object, number);
    } else {
        set_source_file(object, language);
        set_command(object, "compile_cmd", language->compile);
        set_command(object, "run_cmd", language->run);
    }
    answer_json(request, MHD_HTTP_OK, object);
}

static void list_statuses(struct request *request)
{
    struct json *list = json_list();
    for (int64_t status = 1; status <= JUDGE0_STATUSES; status++) {
        struct json *object = json_map();
        json_set_i64(object, "id", status);
        json_set_string(object, "description", judge0_status_name(status));
        json_append(list, object);
    }
    answer_json(request, MHD_HTTP_OK, list);
}

/* ---- settings ---- */

static const struct {
    const char *name;
    bool value;
} switches[] = {
    {"maintenance_mode", false},
    {"enable_wait_result", true},
    {"enable_compiler_options", true},
    {"enable_command_line_arguments", true},
    {"enable_submission_delete", false},
    {"enable_callbacks", true},
    {"enable_additional_files", true},
    {"enable_batched_submissions", true},
    {"allow_enable_per_process_and_thread_time_limit", true},
    {"allow_enable_per_process_and_thread_memory_limit", true},
    {"allow_enable_network", false},
    {"use_docs_as_homepage", false},
};

static const struct {
    const char *name;
    double value;
    bool is_whole;
} figures[] = {
    {"callbacks_max_tries", 3, true},
    {"callbacks_timeout", 5, false},
    {"max_extract_size", SOURCE_TOTAL_MAX_BYTES >> 10, true}, /* KB */
    {"submission_cache_duration", 0, false},
};

static void set_figure(struct json *object, const char *key, double value, bool is_whole)
{
    if (is_whole)
        json_set_i64(object, key, (int64_t)value);
    else
        json_set_double(object, key, value);
}

static void set_field(struct json *object, const struct judge0_field *field)
{
    if (field->config == NULL)
        return;
    if (field->kind == JUDGE0_FLAG)
        json_set_bool(object, field->config, false);
    else
        set_figure(object, field->config, field->standard, field->kind == JUDGE0_WHOLE);
    if (field->config_most != NULL)
        set_figure(object, field->config_most, field->most, field->kind == JUDGE0_WHOLE);
}

static void show_config(struct request *request)
{
    struct json *object = json_map();
    for (size_t i = 0; i < EV_ARRAY_LENGTH(switches); i++)
        json_set_bool(object, switches[i].name, switches[i].value);
    json_set(object, "allowed_languages_for_compile_options", json_list());
    for (size_t i = 0; i < EV_ARRAY_LENGTH(figures); i++)
        set_figure(object, figures[i].name, figures[i].value, figures[i].is_whole);
    json_set_i64(object, "max_submission_batch_size", request->server->options->batch_most);
    json_set_i64(object, "max_queue_size", request->server->options->queue_most);
    for (size_t i = 0; i < judge0_field_count; i++)
        set_field(object, &judge0_fields[i]);
    answer_json(request, MHD_HTTP_OK, object);
}

/* ---- this machine ---- */

static void set_meminfo(struct json *object)
{
    static const struct {
        const char *line, *key;
    } rows[] = {{"MemTotal:", "Mem"}, {"SwapTotal:", "Swap"}};
    EV_STR struct str text = {0};
    struct err ignored; /* without it, it is not shown */
    if (fs_read(AT_FDCWD, "/proc/meminfo", 1 << 16, &text, &ignored) != 0)
        return;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *at = strstr(str_text(&text), rows[i].line);
        if (at == NULL)
            continue;
        at += strlen(rows[i].line);
        at += strspn(at, " ");
        json_set_string_n(object, rows[i].key, at, strcspn(at, "\n"));
    }
}

static void show_system(struct request *request)
{
    struct json *object = json_map();
    struct utsname names;
    if (uname(&names) == 0) {
        json_set_string(object, "Architecture", names.machine);
        json_set_string(object, "Kernel", names.release);
    }
    EV_STR struct str cpus = {0};
    str_printf(&cpus, "%ld", sysconf(_SC_NPROCESSORS_ONLN));
    json_set_string(object, "CPU(s)", str_text(&cpus));
    set_meminfo(object);
    answer_json(request, MHD_HTTP_OK, object);
}

static void show_about(struct request *request)
{
    struct json *object = json_map();
    EV_STR struct str maintainer = {0};
    str_printf(&maintainer, "evalx %s", request->server->options->version);
    json_set_string(object, "version", judge0_version);
    json_set_string(object, "homepage", request->server->public_url);
    json_set_string(object, "source_code", request->server->public_url);
    json_set_string(object, "maintainer", str_text(&maintainer));
    answer_json(request, MHD_HTTP_OK, object);
}

static void show_version(struct request *request)
{
    answer_text(request, MHD_HTTP_OK, "text/plain; charset=utf-8", judge0_version,
                strlen(judge0_version));
}

static void show_sandbox(struct request *request)
{
    EV_STR struct str text = {0};
    str_printf(&text, "evalx %s\n", request->server->options->version);
    answer_text(request, MHD_HTTP_OK, "text/plain; charset=utf-8", str_text(&text), text.count);
}

/* ---- figures ---- */

static int64_t whole_of(const struct json *object, const char *key)
{
    int64_t value = 0;
    (void)json_whole(json_get(object, key), &value); /* absent: none */
    return value;
}

static void show_workers(struct request *request)
{
    struct server *server = request->server;
    struct json *workers = json_list(), *list = json_list(), *object = json_map();
    struct jobs_counts counts = {0};
    struct err ignored; /* then nothing waits, as far as is known */
    int64_t slots = 0, busy = 0;
    server->dispatch->calls->workers(server->dispatch, workers);
    for (size_t i = 0; i < json_count(workers); i++) {
        slots += whole_of(json_item(workers, i), "slots");
        busy += whole_of(json_item(workers, i), "busy");
    }
    (void)!jobs_count(server->jobs, &counts, &ignored);
    busy = busy < slots ? busy : slots;
    bool is_paused = service_flag(server->jobs, SERVICE_PAUSED);
    json_set_string(object, "queue", judge0_version);
    json_set_i64(object, "size", counts.queued);
    json_set_i64(object, "available", slots);
    json_set_i64(object, "idle", slots - busy);
    json_set_i64(object, "working", busy);
    json_set_i64(object, "paused", is_paused ? slots : 0);
    json_set_i64(object, "failed", counts.dead);
    json_append(list, object);
    json_close(workers);
    answer_json(request, MHD_HTTP_OK, list);
}

enum { F = ROUTE_JUDGE0 };

const struct route judge0_info_routes[] = {
    {METHOD_GET, "/languages", RIGHT_READ, F, list_languages},
    {METHOD_GET, "/languages/", RIGHT_READ, F, list_languages},
    {METHOD_GET, "/languages/all", RIGHT_READ, F, list_all_languages},
    {METHOD_GET, "/languages/all/", RIGHT_READ, F, list_all_languages},
    {METHOD_GET, "/languages/{id}", RIGHT_READ, F, show_language},
    {METHOD_GET, "/languages/{id}/", RIGHT_READ, F, show_language},
    {METHOD_GET, "/statuses", RIGHT_READ, F, list_statuses},
    {METHOD_GET, "/statuses/", RIGHT_READ, F, list_statuses},
    {METHOD_GET, "/config_info", RIGHT_READ, F, show_config},
    {METHOD_GET, "/config_info/", RIGHT_READ, F, show_config},
    {METHOD_GET, "/system_info", RIGHT_READ, F, show_system},
    {METHOD_GET, "/system_info/", RIGHT_READ, F, show_system},
    {METHOD_GET, "/about", RIGHT_READ, F, show_about},
    {METHOD_GET, "/about/", RIGHT_READ, F, show_about},
    {METHOD_GET, "/version", RIGHT_READ, F, show_version},
    {METHOD_GET, "/version/", RIGHT_READ, F, show_version},
    {METHOD_GET, "/isolate", RIGHT_READ, F, show_sandbox},
    {METHOD_GET, "/workers", RIGHT_READ, F, show_workers},
    {METHOD_GET, "/workers/", RIGHT_READ, F, show_workers},
    {METHOD_GET, "/statistics", RIGHT_READ, F, judge0_statistics},
    {METHOD_GET, "/statistics/", RIGHT_READ, F, judge0_statistics},
    {.pattern = NULL},
};
