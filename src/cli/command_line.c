/* command_line: see command_line.h. */
#include "cli/command_line.h"

#include <stdlib.h>
#include <string.h>

void quote_for_shell(struct str *out, const char *text)
{
    str_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            str_add(out, "'\\''");
        else
            str_add_char(out, *text);
    }
    str_add_char(out, '\'');
}

static void add_limits(struct str *out, const struct option *options,
                       const struct shared_values *values)
{
    for (const struct option *at = options; at->name != NULL; at++) {
        const char *place = (const char *)values + at->offset;
        int64_t value;
        memcpy(&value, place, sizeof(value));
        if (value < 0)
            continue;
        bool is_duration = at->kind == OPTION_DURATION;
        str_printf(out, " --%s %lld%s", at->name, (long long)(is_duration ? value / 1000 : value),
                   is_duration ? "us" : "");
    }
}

static void add_text(struct str *out, const char *option, const char *value)
{
    str_printf(out, " --%s ", option);
    quote_for_shell(out, value);
}

/* Languages of another table than evalx's own, or with other flags. */
static void add_languages(struct str *out, const struct session *session,
                          const struct shared_values *values)
{
    const struct workspace *workspace = &session->workspace;
    const char *table = values->langs != NULL ? values->langs : workspace->langs;
    const char *profile = values->profile != NULL ? values->profile : workspace->profile;
    EV_FREE char *absolute = table != NULL ? realpath(table, NULL) : NULL;
    if (absolute != NULL)
        add_text(out, "langs", absolute);
    if (profile != NULL)
        add_text(out, "profile", profile);
}

const char *command_line_make(struct arena *arena, const struct session *session,
                              const struct shared_values *values,
                              const struct history_options *options)
{
    EV_STR struct str text = {0};
    struct shared_values limits = *values;
    limits.limits = limits_override(session->workspace.limits, &values->limits);
    add_languages(&text, session, values);
    add_limits(&text, limits_options, &limits);
    add_limits(&text, compile_limits_options, &limits);
    if (session->time_source != NULL)
        str_printf(&text, " %s", session->time_source);
    if (options->is_stopping_on_first)
        str_add(&text, " --stop-on-first");
    if (session->options.is_running_all)
        str_add(&text, " --all-tests");
    if (session->options.repeats > 0)
        str_printf(&text, " --repeat %zu", session->options.repeats);
    if (options->tests_glob != NULL)
        add_text(&text, "tests", options->tests_glob);
    return text.count > 0 ? arena_string(arena, str_text(&text) + 1) : NULL;
}

/* ---- are these words ours ---- */

static const struct {
    const char *name;
    bool has_value;
} others[] = {
    {"langs", true}, {"profile", true}, {"time-source", true}, {"instructions-per-second", true},
    {"tests", true}, {"repeat", true},  {"all-tests", false},  {"stop-on-first", false},
};

static bool is_limit(const struct option *options, const char *name, size_t length)
{
    for (; options->name != NULL; options++) {
        if (strlen(options->name) == length && memcmp(options->name, name, length) == 0)
            return true;
    }
    return false;
}

/* Behind an option's name; NULL: it is none of these. */
static const char *skip_option(const char *words, bool *has_value_out)
{
    if (!str_starts_with(words, "--"))
        return NULL;
    const char *name = words + 2;
    size_t length = strcspn(name, " ");
    *has_value_out = true;
    if (is_limit(limits_options, name, length) || is_limit(compile_limits_options, name, length))
        return name + length;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(others); i++) {
        *has_value_out = others[i].has_value;
        if (strlen(others[i].name) == length && memcmp(others[i].name, name, length) == 0)
            return name + length;
    }
    return NULL;
}

/* Behind a value as quote_for_shell writes it, or one of letters, digits, points and hyphens;
 * NULL: it is none. */
static const char *skip_value(const char *words)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    static const char quote[] = "'\\''";
    size_t length = strspn(words, plain);
    if (*words != '\'')
        return length > 0 ? words + length : NULL;
    for (words++; *words != '\0'; words++) {
        if ((unsigned char)*words < ' ' || *words == 0x7f) /* a line of the script is a line */
            return NULL;
        if (str_starts_with(words, quote))
            words += sizeof(quote) - 2;
        else if (*words == '\'')
            return words + 1;
    }
    return NULL;
}

bool command_line_is_own(const char *words)
{
    while (*words != '\0') {
        bool has_value;
        words = skip_option(words, &has_value);
        if (words != NULL && has_value)
            words = *words == ' ' ? skip_value(words + 1) : NULL;
        if (words == NULL || (*words != '\0' && *words != ' '))
            return false;
        words += *words == ' ';
    }
    return true;
}
