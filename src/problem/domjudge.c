/* domjudge: domjudge-problem.ini, lines of KEY = VALUE with optional quotes; ; and # begin a
 * comment.
 *
 * Facts: DOMjudge manual, "Problem package format"; the time limit here gives way to
 * problem.yaml's. */
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "problem/kattis.h"

#define INI_FILE "domjudge-problem.ini"

struct ini_line {
    int number;
    const char *value;
};

struct ini_key {
    const char *name;
    int (*read)(struct package *package, const struct ini_line *line, struct err *err);
};

static int read_name(struct package *package, const struct ini_line *line, struct err *err)
{
    (void)err;
    if (*line->value)
        package->ini_name = line->value;
    return 0;
}

static int read_time_limit(struct package *package, const struct ini_line *line, struct err *err)
{
    struct err cause;
    if (parse_double("timelimit", line->value, 0.001, 86400.0, &package->ini_time_limit_s,
                     &cause) == 0)
        return 0;
    return err_set(err, ERR_INPUT, "%s/" INI_FILE ":%d:1: %s", package->shown, line->number,
                   cause.msg);
}

/* A program of the judge's own set, by name: the usual one, or that of the package. Any other is
 * not here. */
static int read_special(struct package *package, const struct ini_line *line, const char *usual,
                        unsigned kind, struct err *err)
{
    if (!*line->value || strcmp(line->value, usual) == 0 || strcmp(line->value, "default") == 0)
        return 0;
    if (!package_has_folder(package, "output_validators") &&
        !package_has_folder(package, "output_validator"))
        return err_set(err, ERR_INPUT,
                       "%s/" INI_FILE ":%d:1: '%.64s' is a program of some DOMjudge, not of this "
                       "package: put it into output_validators/",
                       package->shown, line->number, line->value);
    package->validation = VALIDATION_CUSTOM;
    package->problem.kinds |= kind;
    return 0;
}

static int read_special_run(struct package *package, const struct ini_line *line, struct err *err)
{
    return read_special(package, line, "run", PROBLEM_INTERACTIVE, err);
}

static int read_special_compare(struct package *package, const struct ini_line *line,
                                struct err *err)
{
    return read_special(package, line, "compare", 0, err);
}

/* problem.yaml's validator_flags come first, where there are some. */
static int read_special_args(struct package *package, const struct ini_line *line, struct err *err)
{
    (void)err;
    if (package->validator_flags.count == 0)
        package->validator_flags = words_split(package, line->value);
    return 0;
}

static int pass_over(struct package *package, const struct ini_line *line, struct err *err)
{
    (void)package;
    (void)line;
    (void)err;
    return 0;
}

static const struct ini_key keys[] = {
    {"name", read_name},
    {"timelimit", read_time_limit},
    {"special_run", read_special_run},
    {"special_compare", read_special_compare},
    {"allow_submit", pass_over},
    {"allow_judge", pass_over},
    {"points", pass_over},
    {"color", pass_over},
    {"externalid", pass_over},
    {"short-name", pass_over},
    {"probid", pass_over},
    {"cid", pass_over},
    {"special_compare_args", read_special_args},
};

/* The text between the ends, without white space around it. Cuts the text. */
static char *trimmed(char *text)
{
    static const char space[] = " \t\r\n";
    text += strspn(text, space);
    size_t length = strlen(text);
    while (length > 0 && strchr(space, text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

static char *unquoted(char *text)
{
    size_t length = strlen(text);
    bool is_quoted =
        length >= 2 && (text[0] == '\'' || text[0] == '"') && text[length - 1] == text[0];
    if (!is_quoted)
        return text;
    text[length - 1] = '\0';
    return text + 1;
}

static int read_line(struct package *package, char *text, int number, struct err *err)
{
    char *key = trimmed(text);
    if (*key == '\0' || strchr(";#[", *key))
        return 0;
    char *equals = strchr(key, '=');
    if (!equals)
        return err_set(err, ERR_INPUT, "%s/" INI_FILE ":%d:1: expected KEY = VALUE", package->shown,
                       number);
    *equals = '\0';
    key = trimmed(key);
    struct ini_line line = {.number = number, .value = unquoted(trimmed(equals + 1))};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(keys); i++) {
        if (strcasecmp(keys[i].name, key) == 0)
            return keys[i].read(package, &line, err);
    }
    package_warn(package, INI_FILE, "line %d: unknown key '%.64s' is passed over", number, key);
    return 0;
}

int domjudge_read_ini(struct package *package, struct err *err)
{
    if (!package_has(package, INI_FILE))
        return 0;
    EV_STR struct str text = {0};
    if (package_read(package, INI_FILE, &text, err) != 0)
        return -1;
    char *at = arena_string(&package->problem.arena, str_text(&text)); /* values point into it */
    for (int number = 1; at; number++) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        if (read_line(package, at, number, err) != 0)
            return -1;
        at = end ? end + 1 : NULL;
    }
    return 0;
}
