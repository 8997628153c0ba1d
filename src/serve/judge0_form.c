/* judge0_form: a submission as it comes, checked field by field, every default in its place. */
#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "base/parse.h"
#include "serve/judge0.h"

#define LIMIT(field_name, what, standard_value, least_value, most_value)                           \
    .name = (field_name), .kind = (what), .standard = (standard_value), .least = (least_value),    \
    .most = (most_value)

const struct judge0_field judge0_fields[] = {
    {.name = "source_code", .kind = JUDGE0_BYTES},
    {.name = "language_id", .kind = JUDGE0_LANGUAGE},
    {.name = "compiler_options", .kind = JUDGE0_TEXT, .most = JUDGE0_OPTIONS_MOST},
    {.name = "command_line_arguments", .kind = JUDGE0_TEXT, .most = JUDGE0_OPTIONS_MOST},
    {.name = "stdin", .kind = JUDGE0_BYTES},
    {.name = "expected_output", .kind = JUDGE0_BYTES},
    {LIMIT("cpu_time_limit", JUDGE0_DECIMAL, 5, 0, 15), .config = "cpu_time_limit",
     .config_most = "max_cpu_time_limit"},
    {LIMIT("cpu_extra_time", JUDGE0_DECIMAL, 1, 0, 5), .config = "cpu_extra_time",
     .config_most = "max_cpu_extra_time"},
    {LIMIT("wall_time_limit", JUDGE0_DECIMAL, 10, 1, 20), .config = "wall_time_limit",
     .config_most = "max_wall_time_limit"},
    {LIMIT("memory_limit", JUDGE0_WHOLE, 128000, 2048, 512000), .config = "memory_limit",
     .config_most = "max_memory_limit"},
    {LIMIT("stack_limit", JUDGE0_WHOLE, 64000, 0, 128000), .config = "stack_limit",
     .config_most = "max_stack_limit"},
    {LIMIT("max_processes_and_or_threads", JUDGE0_WHOLE, 60, 0, 120), .is_above_least = true,
     .config = "max_processes_and_or_threads", .config_most = "max_max_processes_and_or_threads"},
    {.name = "enable_per_process_and_thread_time_limit",
     .kind = JUDGE0_FLAG,
     .config = "enable_per_process_and_thread_time_limit"},
    {.name = "enable_per_process_and_thread_memory_limit",
     .kind = JUDGE0_FLAG,
     .config = "enable_per_process_and_thread_memory_limit"},
    {LIMIT("max_file_size", JUDGE0_WHOLE, 1024, 0, JUDGE0_FILE_KB_MOST), .config = "max_file_size",
     .config_most = "max_max_file_size"},
    {.name = "redirect_stderr_to_stdout",
     .kind = JUDGE0_FLAG,
     .config = "redirect_stderr_to_stdout"},
    {.name = "enable_network", .kind = JUDGE0_FLAG, .config = "enable_network"},
    {LIMIT("number_of_runs", JUDGE0_WHOLE, 1, 0, JUDGE0_RUNS_MOST), .is_above_least = true,
     .config = "number_of_runs", .config_most = "max_number_of_runs"},
    {.name = "additional_files", .kind = JUDGE0_ARCHIVE},
    {.name = "callback_url", .kind = JUDGE0_TEXT, .most = 2000},
};
const size_t judge0_field_count = EV_ARRAY_LENGTH(judge0_fields);

enum { DECIMAL_BYTES = 40 };

struct form {
    const struct server *server;
    const struct json *object;
    bool is_base64;
    struct json *stored, *errors;
    struct arena arena;
};

/* Several may be said of one field. */
static void add_error(struct form *form, const char *field, const char *message)
{
    struct json *list = json_edit(form->errors, field);
    if (list == NULL) {
        list = json_list();
        json_set(form->errors, field, list);
    }
    json_append_string(list, message);
}

void judge0_set_decimal(struct json *object, const char *key, double value)
{
    char text[DECIMAL_BYTES];
    (void)snprintf(text, sizeof(text), "%.6f", value); /* it fits: limits are small */
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == '0' && text[end - 2] != '.')
        text[--end] = '\0';
    json_set_string(object, key, text);
}

/* A text of any scalar, as form fields are. */
static const char *scalar_text(struct form *form, const struct json *value)
{
    double number;
    bool flag;
    const char *text = json_text(value);
    if (text != NULL)
        return text;
    if (json_flag(value, &flag))
        return flag ? "true" : "false";
    if (json_number(value, &number))
        return arena_printf(&form->arena, "%.15g", number);
    return NULL;
}

static void store_bytes(struct form *form, const char *name, const char *bytes, size_t count)
{
    EV_STR struct str text = {.maximum = 2 * count + 8};
    base64_add(&text, bytes, count, 0);
    json_set_string_n(form->stored, name, str_text(&text), text.count);
}

static void take_bytes(struct form *form, const struct judge0_field *field)
{
    const struct json *value = json_get(form->object, field->name);
    const char *text = scalar_text(form, value), *bytes = text;
    size_t count = text != NULL ? strlen(text) : 0;
    if (json_is_null(value))
        return;
    if (text == NULL) {
        add_error(form, field->name, "is invalid");
        return;
    }
    if (form->is_base64 || field->kind == JUDGE0_ARCHIVE)
        base64_read_loosely(&form->arena, text, count, &bytes, &count);
    store_bytes(form, field->name, bytes, count);
}

static void take_text(struct form *form, const struct judge0_field *field)
{
    const struct json *value = json_get(form->object, field->name);
    const char *text = scalar_text(form, value);
    if (text != NULL && strlen(text) > (size_t)field->most)
        add_error(
            form, field->name,
            arena_printf(&form->arena, "is too long (maximum is %.0f characters)", field->most));
    if (text != NULL)
        json_set_string(form->stored, field->name, text);
}

/* Whole numbers are shown as such, decimals with a point, as their owner has them. */
static const char *bound_text(struct form *form, const struct judge0_field *field, double bound)
{
    return arena_printf(&form->arena, field->kind == JUDGE0_DECIMAL ? "%.1f" : "%.0f", bound);
}

static void check_range(struct form *form, const struct judge0_field *field, double value)
{
    const char *least =
        bound_text(form, &(struct judge0_field){.kind = JUDGE0_WHOLE}, field->least);
    if (field->is_above_least && value <= field->least)
        add_error(form, field->name, arena_printf(&form->arena, "must be greater than %s", least));
    if (!field->is_above_least && value < field->least)
        add_error(form, field->name,
                  arena_printf(&form->arena, "must be greater than or equal to %s", least));
    if (value > field->most)
        add_error(form, field->name,
                  arena_printf(&form->arena, "must be less than or equal to %s",
                               bound_text(form, field, field->most)));
}

static void take_number(struct form *form, const struct judge0_field *field)
{
    const struct json *value = json_get(form->object, field->name);
    const char *text = json_is_null(value) ? NULL : scalar_text(form, value);
    double number = field->standard;
    bool is_given = !json_is_null(value) && !(text != NULL && text[0] == '\0');
    if (is_given &&
        (text == NULL || parse_double(field->name, text, -1e15, 1e15, &number, NULL) != 0)) {
        add_error(form, field->name, "is not a number");
        return;
    }
    check_range(form, field, number);
    if (field->kind == JUDGE0_DECIMAL)
        judge0_set_decimal(form->stored, field->name, number);
    else
        json_set_i64(form->stored, field->name, (int64_t)number);
}

static void take_flag(struct form *form, const struct judge0_field *field)
{
    static const char *const no[] = {"false", "0", "f", "off", "n", "no", ""};
    const char *text = scalar_text(form, json_get(form->object, field->name));
    bool is_set = text != NULL;
    for (size_t i = 0; is_set && i < EV_ARRAY_LENGTH(no); i++)
        is_set = strcmp(text, no[i]) != 0;
    json_set_bool(form->stored, field->name, is_set);
}

static bool is_blank(const struct form *form, const char *name)
{
    const char *text = json_text(json_get(form->stored, name));
    return text == NULL || text[0] == '\0';
}

static void check_language_use(struct form *form, int64_t number, const struct language *language)
{
    bool is_project = number == JUDGE0_MULTI_FILE;
    if (is_project && !is_blank(form, "source_code"))
        add_error(form, "source_code", "must be blank");
    if (!is_project && is_blank(form, "source_code"))
        add_error(form, "source_code", "can't be blank");
    if (is_project && is_blank(form, "additional_files"))
        add_error(form, "additional_files", "can't be blank");
    bool is_compiled = language != NULL && language->compile != NULL &&
                       strcmp(language->entry, "mainfile") != 0; /* a check of syntax is none */
    if (!is_blank(form, "compiler_options") && !is_compiled)
        add_error(form, "compiler_options",
                  "setting compiler options is only allowed for compiled languages");
}

static void take_language(struct form *form, const struct judge0_field *field)
{
    const struct json *value = json_get(form->object, field->name);
    const struct language *language = NULL;
    const char *text = scalar_text(form, value);
    double number = 0;
    bool is_special = false, is_archived = false, is_known = false;
    if (text != NULL && parse_double(field->name, text, 0, 1e9, &number, NULL) == 0)
        is_known =
            judge0_language(form->server, (int64_t)number, &language, &is_special, &is_archived);
    if (text == NULL)
        add_error(form, field->name, "can't be blank");
    if (!is_known)
        add_error(form, field->name,
                  arena_printf(&form->arena, "language with id %s doesn't exist",
                               text != NULL ? text : ""));
    else if (is_archived)
        add_error(form, field->name,
                  arena_printf(&form->arena,
                               "language with id %s is archived and cannot be used anymore", text));
    json_set_i64(form->stored, field->name, (int64_t)number);
    check_language_use(form, (int64_t)number, is_special ? NULL : language);
}

static void (*const takers[])(struct form *form, const struct judge0_field *field) = {
    [JUDGE0_BYTES] = take_bytes, [JUDGE0_ARCHIVE] = take_bytes,  [JUDGE0_LANGUAGE] = take_language,
    [JUDGE0_TEXT] = take_text,   [JUDGE0_DECIMAL] = take_number, [JUDGE0_WHOLE] = take_number,
    [JUDGE0_FLAG] = take_flag,
};

/* Nothing runs with a network here. */
static void check_network(struct form *form)
{
    bool is_wanted = false;
    if (json_flag(json_get(form->stored, "enable_network"), &is_wanted) && is_wanted)
        add_error(form, "enable_network", "enabling network is not allowed");
}

/* The language comes last: what it wants of others is looked up. */
static void take_all(struct form *form)
{
    const struct judge0_field *language = NULL;
    for (size_t i = 0; i < judge0_field_count; i++) {
        if (judge0_fields[i].kind == JUDGE0_LANGUAGE)
            language = &judge0_fields[i];
        else
            takers[judge0_fields[i].kind](form, &judge0_fields[i]);
    }
    take_language(form, language);
    check_network(form);
}

struct json *judge0_read(const struct server *server, const struct json *object, bool is_base64,
                         struct json **errors_out)
{
    struct form form = {.server = server,
                        .object = object,
                        .is_base64 = is_base64,
                        .stored = json_map(),
                        .errors = json_map()};
    take_all(&form);
    arena_done(&form.arena);
    if (json_key_count(form.errors) == 0) {
        json_close(form.errors);
        return form.stored;
    }
    json_close(form.stored);
    *errors_out = form.errors;
    return NULL;
}
