/* options: reads a command line by the command's tables. See cli.h. */
#include <string.h>

#include "base/parse.h"
#include "cli/cli.h"
#include "cli/shared.h"

static int store_flag(const struct option *option, const char *what, const char *text, void *at,
                      struct err *err)
{
    bool value = true;
    if (text != NULL && parse_bool(what, text, &value, err) != 0)
        return -1;
    *(bool *)at = option->is_clearing ? !value : value;
    return 0;
}

static int store_text(const struct option *option, const char *what, const char *text, void *at,
                      struct err *err)
{
    (void)option, (void)what, (void)err; /* any text will do: the command knows what it means */
    *(const char **)at = text;
    return 0;
}

static int store_count(const struct option *option, const char *what, const char *text, void *at,
                       struct err *err)
{
    return parse_i64(what, text, option->least, option->most, at, err);
}

static int store_duration(const struct option *option, const char *what, const char *text, void *at,
                          struct err *err)
{
    (void)option; /* the range is parse_duration's */
    return parse_duration(what, text, at, err);
}

static int store_bytes(const struct option *option, const char *what, const char *text, void *at,
                       struct err *err)
{
    (void)option; /* the range is parse_bytes's */
    return parse_bytes(what, text, at, err);
}

static int store_item(const struct option *option, const char *what, const char *text, void *at,
                      struct err *err)
{
    (void)option; /* any text will do: the command knows what it means */
    struct text_list *list = at;
    if (list->count == TEXT_LIST_MAX)
        return err_set(err, ERR_USAGE, "%s: given more than %d times", what, TEXT_LIST_MAX);
    list->items[list->count++] = text;
    return 0;
}

static int (*const stores[])(const struct option *option, const char *what, const char *text,
                             void *at, struct err *err) = {
    [OPTION_FLAG] = store_flag,         [OPTION_TEXT] = store_text,   [OPTION_COUNT] = store_count,
    [OPTION_DURATION] = store_duration, [OPTION_BYTES] = store_bytes, [OPTION_LIST] = store_item,
};

int option_store(const struct option *option, const char *what, const char *text, void *values,
                 struct err *err)
{
    return stores[option->kind](option, what, text, (char *)values + option->offset, err);
}

struct parser {
    const struct command *command;
    void *values;
    char **argv; /* operands are moved to its front */
    int argc, next;
    size_t operand_count;
    bool is_help;
};

const struct option help_option = {
    .name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "this text"};

const struct option *option_next(const struct command *command, const struct option *option)
{
    if (option == NULL && command->option_sets[0] == NULL)
        return &help_option;
    if (option == NULL)
        return command->option_sets[0];
    if (option == &help_option)
        return NULL;
    if (option[1].name != NULL)
        return option + 1;
    for (size_t set = 0; command->option_sets[set] != NULL; set++) {
        const struct option *start = command->option_sets[set];
        size_t count = 0;
        while (start[count].name != NULL)
            count++;
        if (option == start + count - 1)
            return command->option_sets[set + 1] == NULL ? &help_option
                                                         : command->option_sets[set + 1];
    }
    return NULL;
}

static const struct option *find_long(const struct command *command, const char *name,
                                      size_t length)
{
    for (const struct option *at = option_next(command, NULL); at != NULL;
         at = option_next(command, at)) {
        if (strlen(at->name) == length && strncmp(at->name, name, length) == 0)
            return at;
    }
    return NULL;
}

static const struct option *find_letter(const struct command *command, char letter)
{
    for (const struct option *at = option_next(command, NULL); at != NULL;
         at = option_next(command, at)) {
        if (at->letter == letter)
            return at;
    }
    return NULL;
}

enum { OPTIONS_MOST = 64 };

static int unknown_option(const struct command *command, const char *name, size_t length,
                          struct err *err)
{
    const char *known[OPTIONS_MOST];
    size_t count = 0;
    for (const struct option *at = option_next(command, NULL); at != NULL;
         at = option_next(command, at)) {
        if (count < OPTIONS_MOST)
            known[count++] = at->name;
    }
    struct str word EV_STR = {0};
    str_add_n(&word, name, length);
    const char *near = nearest_word(str_text(&word), known, count);
    if (near != NULL)
        return err_set(err, ERR_USAGE, "%s: unknown option --%s, did you mean --%s?", command->name,
                       str_text(&word), near);
    return err_set(err, ERR_USAGE, "%s: unknown option --%s, see evalx %s --help", command->name,
                   str_text(&word), command->name);
}

/* text NULL: take the next argument where the option needs one. */
static int apply(struct parser *parser, const struct option *option, const char *text,
                 struct err *err)
{
    if (option == &help_option) {
        parser->is_help = true;
        return 0;
    }
    if (option->kind == OPTION_FLAG && text != NULL)
        return err_set(err, ERR_USAGE, "%s: --%s takes no value", parser->command->name,
                       option->name);
    if (option->kind != OPTION_FLAG && text == NULL) {
        if (parser->next >= parser->argc)
            return err_set(err, ERR_USAGE, "%s: --%s needs a value: %s", parser->command->name,
                           option->name, option->value);
        text = parser->argv[parser->next++];
    }
    struct str what EV_STR = {0};
    str_printf(&what, "--%s", option->name);
    return option_store(option, str_text(&what), text, parser->values, err);
}

static int parse_long(struct parser *parser, const char *argument, struct err *err)
{
    size_t length = strcspn(argument, "=");
    const struct option *option = find_long(parser->command, argument, length);
    if (option == NULL)
        return unknown_option(parser->command, argument, length, err);
    return apply(parser, option, argument[length] == '=' ? argument + length + 1 : NULL, err);
}

/* "-q", "-qf json", "-fjson": the first letter that takes a value takes the rest of the
 * argument. */
static int parse_letters(struct parser *parser, const char *letters, struct err *err)
{
    for (; *letters != '\0'; letters++) {
        const struct option *option = find_letter(parser->command, *letters);
        if (option == NULL)
            return err_set(err, ERR_USAGE, "%s: unknown option -%c, see evalx %s --help",
                           parser->command->name, *letters, parser->command->name);
        bool takes_rest = option->kind != OPTION_FLAG && letters[1] != '\0';
        if (apply(parser, option, takes_rest ? letters + 1 : NULL, err) != 0)
            return -1;
        if (takes_rest)
            return 0;
    }
    return 0;
}

static int read_variables(struct parser *parser, struct err *err)
{
    const struct command *command = parser->command;
    for (const struct option *at = option_next(command, NULL); at != NULL;
         at = option_next(command, at)) {
        const char *text = at->variable == NULL ? NULL : getenv(at->variable);
        if (text != NULL && text[0] != '\0' &&
            option_store(at, at->variable, text, parser->values, err) != 0)
            return -1;
    }
    return 0;
}

static int read_arguments(struct parser *parser, struct err *err)
{
    bool are_options_over = false;
    while (parser->next < parser->argc) {
        char *argument = parser->argv[parser->next++];
        bool is_operand = are_options_over || argument[0] != '-' || argument[1] == '\0';
        if (is_operand) {
            parser->argv[parser->operand_count++] = argument;
            continue;
        }
        if (strcmp(argument, "--") == 0)
            are_options_over = true;
        else if (argument[1] == '-' ? parse_long(parser, argument + 2, err)
                                    : parse_letters(parser, argument + 1, err))
            return -1;
    }
    return 0;
}

int options_parse(const struct command *command, int argc, char **argv, void *values,
                  const char *const **operands_out, size_t *operand_count_out, bool *is_help_out,
                  struct err *err)
{
    struct parser parser = {.command = command, .values = values, .argv = argv, .argc = argc};
    if (command->set_defaults != NULL)
        command->set_defaults(values);
    if (read_variables(&parser, err) != 0 || read_arguments(&parser, err) != 0)
        return -1;
    *operands_out = (const char *const *)argv;
    *operand_count_out = parser.operand_count;
    *is_help_out = parser.is_help;
    return 0;
}
