/* cmd_langs: evalx langs: which languages there are and which work on this host. */
#include <string.h>

#include "cli/commands.h"
#include "cli/langcheck.h"
#include "render/render.h"

struct langs_values {
    struct shared_values shared;
    bool is_checking;
};

static const struct option options[] = {
    {.name = "check",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct langs_values, is_checking),
     .help = "compile and run small programs in the languages named, or in all that are installed "
             "and not marked untested"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct langs_values, shared.format),
     .value = "FORMAT",
     .choices = "table json",
     .help = "table or json (default: table)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, judging_options, NULL};

static void join(struct str *out, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_printf(out, "%s%s", i == 0 ? "" : " ", words[i]);
}

static void widest(size_t *columns, const char *text)
{
    size_t own = render_columns(text);
    if (own > *columns)
        *columns = own;
}

static void add_column(struct str *out, const char *text, size_t columns)
{
    render_padded(out, text, columns);
    str_add(out, "  ");
}

static void add_state(struct str *out, const struct language *language, const char *version,
                      bool has_colour)
{
    const char *missing = language_missing_tool(language);
    const char *start = !has_colour ? "" : missing == NULL ? "\033[32m" : "\033[33m";
    const char *end = has_colour ? "\033[0m" : "";
    if (missing == NULL)
        str_printf(out, "%sinstalled%s%s%s%s\n", start, version ? " " : "", version ? version : "",
                   end, language->is_untested ? " (untested)" : "");
    else if (language->package != NULL && language->package[0] != '\0')
        str_printf(out, "%snot installed: apt-get install %s%s\n", start, language->package, end);
    else
        str_printf(out, "%snot installed: %s is missing%s\n", start, missing, end);
}

void languages_table(const struct languages *languages, const char *const *versions,
                     bool has_colour, struct str *out)
{
    size_t id_columns = 0, name_columns = 0, extension_columns = 0;
    for (size_t i = 0; i < languages->count; i++) {
        struct str extensions EV_STR = {0};
        join(&extensions, languages->items[i].extensions, languages->items[i].extension_count);
        widest(&id_columns, languages->items[i].id);
        widest(&name_columns, languages->items[i].name);
        widest(&extension_columns, str_text(&extensions));
    }
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        struct str extensions EV_STR = {0};
        join(&extensions, language->extensions, language->extension_count);
        add_column(out, language->id, id_columns);
        add_column(out, language->name, name_columns);
        add_column(out, str_text(&extensions), extension_columns);
        add_state(out, language, versions ? versions[i] : NULL, has_colour);
    }
}

static struct json *texts_json(const char *const *texts, size_t count)
{
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append_string(list, texts[i]);
    return list;
}

static struct json *language_json(const struct language *language, const char *version)
{
    const char *missing = language_missing_tool(language);
    struct json *item = json_map();
    json_set_string(item, "id", language->id);
    json_set_string(item, "name", language->name);
    json_set(item, "aliases", texts_json(language->aliases, language->alias_count));
    json_set(item, "extensions", texts_json(language->extensions, language->extension_count));
    json_set_bool(item, "installed", missing == NULL);
    json_set_string(item, "missing", missing);
    json_set_string(item, "package", language->package);
    json_set_string(item, "version", version);
    json_set_bool(item, "untested", language->is_untested);
    json_set_string(item, "untested_reason", language->untested_reason);
    json_set_string(item, "root", language->root);
    struct json *numbers = json_list();
    for (size_t i = 0; i < language->judge0_count; i++)
        json_append_i64(numbers, language->judge0[i]);
    json_set(item, "judge0", numbers);
    return item;
}

struct json *languages_json(const struct languages *languages, const char *const *versions)
{
    struct json *list = json_list();
    for (size_t i = 0; i < languages->count; i++)
        json_append(list, language_json(&languages->items[i], versions ? versions[i] : NULL));
    return list;
}

/* Where no sandbox works nobody can be asked, and the list does without. */
static const char *const *ask_versions(struct session *session, const struct shared_values *values)
{
    const struct languages *languages = &session->languages;
    const char **versions =
        arena_alloc(&session->arena, (languages->count + 1) * sizeof(*versions));
    struct err err = {0};
    if (session_open_judge(session, values, &err) != 0) {
        if (!values->is_quiet)
            say("no versions: %s", err.msg);
        return NULL;
    }
    for (size_t i = 0; i < languages->count; i++) {
        if (!language_missing_tool(&languages->items[i]))
            versions[i] = judge_version(session->judge, &languages->items[i]);
    }
    return versions;
}

static int list(struct session *session, const struct shared_values *values)
{
    const char *const *versions = ask_versions(session, values);
    if (strcmp(values->format, "json") == 0) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set(document, "languages", languages_json(&session->languages, versions));
        return say_json(document);
    }
    struct str text EV_STR = {0};
    languages_table(&session->languages, versions, terminal_has_colour(STDOUT_FILENO), &text);
    return say_result(&text);
}

/* ---- --check ---- */

/* Those named, or all that are installed and supposed to work. */
static int choose(struct session *session, const char *const *names, size_t name_count,
                  struct check_row *rows, size_t *count_out, struct err *err)
{
    const struct languages *languages = &session->languages;
    size_t count = 0;
    for (size_t i = 0; i < name_count; i++) {
        const struct language *language = language_find(languages, names[i]);
        const char *missing = language ? language_missing_tool(language) : NULL;
        if (!language)
            return err_set(err, ERR_USAGE, "langs: '%s': unknown, see evalx langs", names[i]);
        if (missing)
            return err_set(err, ERR_INPUT, "langs: %s: %s is not installed%s%s", language->id,
                           missing, language->package[0] ? ": apt-get install " : "",
                           language->package);
        rows[count++].language = language;
    }
    for (size_t i = 0; name_count == 0 && i < languages->count; i++) {
        if (!languages->items[i].is_untested && !language_missing_tool(&languages->items[i]))
            rows[count++].language = &languages->items[i];
    }
    *count_out = count;
    return 0;
}

static void say_details(const struct check_row *row)
{
    for (size_t i = 0; i < CHECK_PROGRAMS; i++) {
        const struct check_cell *cell = &row->cells[i];
        if (cell->state == CHECKED_BAD)
            say("%s: %s: %s, not %s: %s", row->language->id, check_program_name(i),
                verdict_code(cell->verdict), verdict_code(cell->expected),
                cell->detail ? cell->detail : "");
    }
}

static int say_checks(const struct shared_values *values, const struct check_row *rows,
                      size_t count)
{
    bool is_json = strcmp(values->format, "json") == 0;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        is_good = is_good && check_row_is_good(&rows[i]);
        if (!is_json)
            say_details(&rows[i]);
    }
    struct str text EV_STR = {0};
    struct json *document = is_json ? json_map() : NULL;
    if (is_json) {
        json_set_i64(document, "version", 1);
        json_set(document, "languages", check_json(rows, count));
    } else {
        check_table(rows, count, &text);
    }
    int status = is_json ? say_json(document) : say_result(&text);
    return status != 0 ? status : is_good ? 0 : EXIT_NOT_ACCEPTED;
}

static int check(struct session *session, const struct shared_values *values,
                 const char *const *names, size_t name_count, struct err *err)
{
    size_t most = name_count > session->languages.count ? name_count : session->languages.count;
    struct check_row *rows = arena_alloc(&session->arena, (most + 1) * sizeof(*rows));
    size_t count = 0;
    if (choose(session, names, name_count, rows, &count, err) != 0 ||
        languages_check(session, values, rows, count, err) != 0)
        return say_error(err);
    return say_checks(values, rows, count);
}

int check_list_usage(const char *command, const struct shared_values *values, size_t operand_count,
                     struct err *err)
{
    if (operand_count > 0)
        return err_set(err, ERR_USAGE, "%s: takes no operands", command);
    if (strcmp(values->format, "table") != 0 && strcmp(values->format, "json") != 0)
        return err_set(err, ERR_USAGE, "%s: --format: '%s' is unknown, known are table and json",
                       command, values->format);
    return 0;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct langs_values *langs = values;
    const struct shared_values *shared = &langs->shared;
    struct session session = {0};
    struct err err = {0};
    if (check_list_usage("langs", shared, langs->is_checking ? 0 : operand_count, &err) != 0 ||
        session_load(&session, shared, &err) != 0) {
        session_close(&session);
        return say_error(&err);
    }
    int status = langs->is_checking ? check(&session, shared, operands, operand_count, &err)
                                    : list(&session, shared);
    session_close(&session);
    return status;
}

static void set_defaults(void *values)
{
    struct langs_values *langs = values;
    *langs = (struct langs_values){0};
    shared_set_defaults(&langs->shared);
}

const struct command command_langs = {
    .name = "langs",
    .summary = "list the languages, and how to install those that are missing; check them",
    .synopsis = "[OPTIONS] [--check [LANGUAGE...]]",
    .details = "  evalx langs                    what there is, with versions\n"
               "  evalx langs --check            small programs in all that are installed\n"
               "  evalx langs --check java rust  in these\n\n"
               "Exit status: 0 done, 1 a program did not end as it must, 2 wrong usage,\n"
               "3 bad input, 4 evalx failed.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct langs_values),
    .set_defaults = set_defaults,
    .run = run,
};
