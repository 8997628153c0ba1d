/* cmd_langs: evalx langs: which languages there are and which work on this host. */
#include <string.h>

#include "cli/commands.h"
#include "cli/shared.h"

static const struct option *const option_sets[] = {list_options, NULL};

static void join(struct str *out, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_printf(out, "%s%s", i == 0 ? "" : " ", words[i]);
}

static void widest(size_t *columns, const char *text)
{
    size_t length = strlen(text);
    if (length > *columns)
        *columns = length;
}

static void add_state(struct str *out, const struct language *language, bool has_colour)
{
    const char *missing = language_missing_tool(language);
    const char *start = !has_colour ? "" : missing == NULL ? "\033[32m" : "\033[33m";
    const char *end = has_colour ? "\033[0m" : "";
    if (missing == NULL)
        str_printf(out, "%sinstalled%s\n", start, end);
    else if (language->package != NULL && language->package[0] != '\0')
        str_printf(out, "%snot installed: apt-get install %s%s\n", start, language->package, end);
    else
        str_printf(out, "%snot installed: %s is missing%s\n", start, missing, end);
}

void languages_table(const struct languages *languages, bool has_colour, struct str *out)
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
        str_printf(out, "%-*s  %-*s  %-*s  ", (int)id_columns, language->id, (int)name_columns,
                   language->name, (int)extension_columns, str_text(&extensions));
        add_state(out, language, has_colour);
    }
}

static struct json *texts_json(const char *const *texts, size_t count)
{
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append_string(list, texts[i]);
    return list;
}

struct json *languages_json(const struct languages *languages)
{
    struct json *list = json_list();
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        const char *missing = language_missing_tool(language);
        struct json *item = json_map();
        json_set_string(item, "id", language->id);
        json_set_string(item, "name", language->name);
        json_set(item, "aliases", texts_json(language->aliases, language->alias_count));
        json_set(item, "extensions", texts_json(language->extensions, language->extension_count));
        json_set_bool(item, "installed", missing == NULL);
        json_set_string(item, "missing", missing);
        json_set_string(item, "package", language->package);
        json_append(list, item);
    }
    return list;
}

static int list(struct session *session, const struct shared_values *values, struct err *err)
{
    if (session_load(session, values, err) != 0)
        return say_error(err);
    if (strcmp(values->format, "json") == 0) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set(document, "languages", languages_json(&session->languages));
        return say_json(document);
    }
    struct str text EV_STR = {0};
    languages_table(&session->languages, terminal_has_colour(STDOUT_FILENO), &text);
    return say_result(&text);
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
    (void)operands; /* none are taken */
    struct session session = {0};
    struct err err = {0};
    if (check_list_usage("langs", values, operand_count, &err) != 0)
        return say_error(&err);
    int status = list(&session, values, &err);
    session_close(&session);
    return status;
}

static void set_defaults(void *values)
{
    shared_set_defaults(values);
}

const struct command command_langs = {
    .name = "langs",
    .summary = "list the languages, and how to install those that are missing",
    .synopsis = "[OPTIONS]",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct shared_values),
    .set_defaults = set_defaults,
    .run = run,
};
