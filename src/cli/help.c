/* help: the texts of --help, and the tables in a form for tools, all from the option tables. */
#include <string.h>

#include "cli/shared.h"

enum {
    HELP_COLUMNS = 80,
    LABEL_COLUMNS = 28,
};

/* Words of text from column `indent` on, wrapped; the first line is already at the indent. */
static void add_wrapped(struct str *out, const char *text, size_t indent)
{
    size_t column = indent;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (column > indent && column + 1 + length > HELP_COLUMNS) {
            str_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            str_add_char(out, ' ');
            column++;
        }
        str_add_n(out, text, length);
        column += length;
        text += length + strspn(text + length, " ");
    }
    str_add_char(out, '\n');
}

static void add_option(struct str *out, const struct option *option)
{
    struct str label EV_STR = {0};
    if (option->letter != 0)
        str_printf(&label, "  -%c, --%s", option->letter, option->name);
    else
        str_printf(&label, "      --%s", option->name);
    if (option->value != NULL)
        str_printf(&label, " %s", option->value);
    if (label.count + 2 > LABEL_COLUMNS)
        str_printf(out, "%s\n%*s", str_text(&label), LABEL_COLUMNS, "");
    else
        str_printf(out, "%-*s", LABEL_COLUMNS, str_text(&label));
    struct str help EV_STR = {0};
    str_add(&help, option->help);
    if (option->variable != NULL)
        str_printf(&help, " [%s]", option->variable);
    add_wrapped(out, str_text(&help), LABEL_COLUMNS);
}

void options_help(const struct command *command, struct str *out)
{
    str_printf(out, "usage: evalx %s %s\n\n", command->name, command->synopsis);
    add_wrapped(out, command->summary, 0);
    str_add(out, "\noptions:\n");
    for (const struct option *at = option_next(command, NULL); at != NULL;
         at = option_next(command, at))
        add_option(out, at);
    if (command->details != NULL)
        str_printf(out, "\n%s\n", command->details);
    str_printf(out, "\nThe manual: man evalx-%s\n", command->name);
}

void program_help(struct str *out)
{
    str_add(
        out,
        "usage: evalx COMMAND [OPTIONS] ...\n\n"
        "Judge programs: compile them, run them in a sandbox, tell their verdicts.\n\ncommands:\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (!commands[i]->is_hidden)
            str_printf(out, "  %-10s%s\n", commands[i]->name, commands[i]->summary);
    }
    str_add(out, "  help      the options of a command: evalx help judge\n\n"
                 "options:\n"
                 "  -h, --help     this text\n"
                 "      --version  the version\n\n"
                 "To begin: evalx init contest\n");
}

static const char *const kind_names[] = {
    [OPTION_FLAG] = "flag",         [OPTION_TEXT] = "text",   [OPTION_COUNT] = "count",
    [OPTION_DURATION] = "duration", [OPTION_BYTES] = "bytes", [OPTION_LIST] = "list",
};

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

void dump_options(struct str *out)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        const struct command *command = commands[i];
        if (command->is_hidden)
            continue;
        str_printf(out, "%s\t-\t-\tcommand\t-\t-\t%s\n", command->name, command->summary);
        for (const struct option *at = option_next(command, NULL); at != NULL;
             at = option_next(command, at))
            str_printf(out, "%s\t%s\t%c\t%s\t%s\t%s\t%s\n", command->name, at->name,
                       at->letter == 0 ? '-' : at->letter, kind_names[at->kind], or_dash(at->value),
                       or_dash(at->choices), at->help);
    }
}
