/* The option parser, by a command of its own that has an option of every kind. */
#include <string.h>

#include <criterion/criterion.h>

#include "cli/cli.h"

struct values {
    bool is_quiet, has_progress;
    const char *format;
    int64_t slots, time_ns, memory_bytes;
    struct text_list each;
};

static const struct option first_set[] = {
    {.name = "quiet",
     .letter = 'q',
     .kind = OPTION_FLAG,
     .offset = offsetof(struct values, is_quiet),
     .variable = "EVALX_TEST_QUIET",
     .help = "quiet"},
    {.name = "no-progress",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct values, has_progress),
     .is_clearing = true,
     .help = "no bar"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct values, format),
     .value = "FORMAT",
     .variable = "EVALX_TEST_FORMAT",
     .help = "format"},
    {.name = NULL},
};

static const struct option second_set[] = {
    {.name = "slots",
     .letter = 'j',
     .kind = OPTION_COUNT,
     .offset = offsetof(struct values, slots),
     .value = "N",
     .variable = "EVALX_TEST_SLOTS",
     .least = 1,
     .most = 64,
     .help = "slots"},
    {.name = "time",
     .kind = OPTION_DURATION,
     .offset = offsetof(struct values, time_ns),
     .value = "DURATION",
     .help = "time"},
    {.name = "memory",
     .kind = OPTION_BYTES,
     .offset = offsetof(struct values, memory_bytes),
     .value = "SIZE",
     .help = "memory"},
    {.name = "each",
     .kind = OPTION_LIST,
     .offset = offsetof(struct values, each),
     .value = "DIR",
     .help = "each"},
    {.name = NULL},
};

static const struct option *const sets[] = {first_set, second_set, NULL};

static void set_defaults(void *at)
{
    *(struct values *)at = (struct values){.has_progress = true, .format = "table"};
}

static const struct command command = {
    .name = "test",
    .summary = "a command for tests",
    .synopsis = "[OPTIONS] SRC...",
    .option_sets = sets,
    .values_bytes = sizeof(struct values),
    .set_defaults = set_defaults,
};

enum { ARGUMENTS_MAX = 8 };

struct parsed {
    int status;
    struct values values;
    const char *const *operands;
    size_t operand_count;
    bool is_help;
    struct err err;
    char *argv[ARGUMENTS_MAX];
};

static void parse(struct parsed *parsed, const char *const *arguments)
{
    int argc = 0;
    *parsed = (struct parsed){0};
    for (; argc < ARGUMENTS_MAX && arguments[argc] != NULL; argc++)
        parsed->argv[argc] = strdup(arguments[argc]);
    parsed->status = options_parse(&command, argc, parsed->argv, &parsed->values, &parsed->operands,
                                   &parsed->operand_count, &parsed->is_help, &parsed->err);
}

#define PARSE(parsed, ...) parse(parsed, (const char *const[ARGUMENTS_MAX + 1]){__VA_ARGS__})

static const struct good {
    const char *label;
    const char *arguments[ARGUMENTS_MAX];
    struct values values;
    const char *operands; /* joined by blanks */
} good[] = {
    {"nothing", {NULL}, {.has_progress = true, .format = "table"}, ""},
    {"long with a blank", {"--format", "json"}, {.has_progress = true, .format = "json"}, ""},
    {"long with =", {"--format=json"}, {.has_progress = true, .format = "json"}, ""},
    {"an empty value", {"--format="}, {.has_progress = true, .format = ""}, ""},
    {"a value that looks like an option",
     {"--format", "-q"},
     {.has_progress = true, .format = "-q"},
     ""},
    {"a letter", {"-q"}, {.is_quiet = true, .has_progress = true, .format = "table"}, ""},
    {"a letter and its value", {"-f", "json"}, {.has_progress = true, .format = "json"}, ""},
    {"a letter with its value", {"-fjson"}, {.has_progress = true, .format = "json"}, ""},
    {"a cluster",
     {"-qj3"},
     {.is_quiet = true, .has_progress = true, .format = "table", .slots = 3},
     ""},
    {"a cluster, value apart",
     {"-qj", "3"},
     {.is_quiet = true, .has_progress = true, .format = "table", .slots = 3},
     ""},
    {"a flag that clears", {"--no-progress"}, {.format = "table"}, ""},
    {"units",
     {"--time", "500ms", "--memory", "1G"},
     {.has_progress = true, .format = "table", .time_ns = 500000000, .memory_bytes = 1 << 30},
     ""},
    {"the last one wins",
     {"--slots", "2", "--slots=5"},
     {.has_progress = true, .format = "table", .slots = 5},
     ""},
    {"operands between options",
     {"a.c", "-q", "b.c"},
     {.is_quiet = true, .has_progress = true, .format = "table"},
     "a.c b.c"},
    {"a dash is an operand", {"-"}, {.has_progress = true, .format = "table"}, "-"},
    {"nothing is an option after --",
     {"a", "--", "-q", "--time", "--"},
     {.has_progress = true, .format = "table"},
     "a -q --time --"},
    {"an empty operand", {""}, {.has_progress = true, .format = "table"}, ""},
};

Test(options, every_way_of_writing_is_understood)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(good); i++) {
        const struct good *row = &good[i];
        struct parsed parsed;
        parse(&parsed, row->arguments);
        cr_assert_eq(parsed.status, 0, "%s: %s", row->label, parsed.err.msg);
        cr_expect_eq(parsed.values.is_quiet, row->values.is_quiet, "%s", row->label);
        cr_expect_eq(parsed.values.has_progress, row->values.has_progress, "%s", row->label);
        cr_expect_str_eq(parsed.values.format, row->values.format, "%s", row->label);
        cr_expect_eq(parsed.values.slots, row->values.slots, "%s", row->label);
        cr_expect_eq(parsed.values.time_ns, row->values.time_ns, "%s", row->label);
        cr_expect_eq(parsed.values.memory_bytes, row->values.memory_bytes, "%s", row->label);
        struct str operands EV_STR = {0};
        for (size_t k = 0; k < parsed.operand_count; k++)
            str_printf(&operands, "%s%s", k == 0 ? "" : " ", parsed.operands[k]);
        cr_expect_str_eq(str_text(&operands), row->operands, "%s", row->label);
    }
}

static const struct bad {
    const char *label;
    const char *arguments[ARGUMENTS_MAX];
    const char *says;
} bad[] = {
    {"a typing error", {"--tme", "1"}, "unknown option --tme, did you mean --time?"},
    {"nothing near", {"--zzzzzz"}, "unknown option --zzzzzz, see evalx test --help"},
    {"no abbreviations", {"--form", "json"}, "unknown option --form, did you mean --format?"},
    {"no undeclared --no-", {"--no-quiet"}, "unknown option --no-quiet"},
    {"an unknown letter", {"-qx"}, "unknown option -x"},
    {"a missing value", {"--time"}, "--time needs a value: DURATION"},
    {"a missing value of a letter", {"-j"}, "--slots needs a value: N"},
    {"a flag with a value", {"--quiet=yes"}, "--quiet takes no value"},
    {"below the range", {"--slots", "0"}, "--slots"},
    {"above the range", {"--slots", "65"}, "--slots"},
    {"no number", {"-jx"}, "--slots"},
    {"no duration", {"--time", "12parsecs"}, "12parsecs"},
    {"a negative size", {"--memory=-1"}, "--memory"},
};

Test(options, what_is_wrong_is_named)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(bad); i++) {
        struct parsed parsed;
        parse(&parsed, bad[i].arguments);
        cr_expect_eq(parsed.status, -1, "%s", bad[i].label);
        cr_expect_eq(parsed.err.kind, ERR_USAGE, "%s", bad[i].label);
        cr_expect(strstr(parsed.err.msg, bad[i].says), "%s: %s", bad[i].label, parsed.err.msg);
    }
}

Test(options, a_variable_stands_for_an_option)
{
    struct parsed parsed;
    setenv("EVALX_TEST_SLOTS", "7", 1);
    setenv("EVALX_TEST_QUIET", "1", 1);
    PARSE(&parsed, NULL);
    cr_assert_eq(parsed.status, 0, "%s", parsed.err.msg);
    cr_expect_eq(parsed.values.slots, 7);
    cr_expect(parsed.values.is_quiet);
}

Test(options, an_option_beats_its_variable)
{
    struct parsed parsed;
    setenv("EVALX_TEST_FORMAT", "json", 1);
    PARSE(&parsed, "-f", "ndjson");
    cr_expect_str_eq(parsed.values.format, "ndjson");
}

Test(options, an_empty_variable_says_nothing)
{
    struct parsed parsed;
    setenv("EVALX_TEST_SLOTS", "", 1);
    PARSE(&parsed, NULL);
    cr_expect_eq(parsed.status, 0, "%s", parsed.err.msg);
}

Test(options, a_false_variable_leaves_a_flag_off)
{
    struct parsed parsed;
    setenv("EVALX_TEST_QUIET", "0", 1);
    PARSE(&parsed, NULL);
    cr_expect_not(parsed.values.is_quiet);
}

Test(options, a_bad_variable_is_named)
{
    struct parsed parsed;
    setenv("EVALX_TEST_SLOTS", "many", 1);
    PARSE(&parsed, NULL);
    cr_expect_eq(parsed.status, -1);
    cr_expect(strstr(parsed.err.msg, "EVALX_TEST_SLOTS"), "%s", parsed.err.msg);
}

Test(options, a_list_collects_every_value)
{
    struct parsed parsed;
    PARSE(&parsed, "--each", "a", "--each=b");
    cr_assert_eq(parsed.values.each.count, 2);
    cr_expect_str_eq(parsed.values.each.items[0], "a");
    cr_expect_str_eq(parsed.values.each.items[1], "b");
}

Test(options, every_command_has_help)
{
    struct parsed parsed;
    PARSE(&parsed, "a.c", "--help");
    cr_expect(parsed.is_help);
    PARSE(&parsed, "-h");
    cr_expect(parsed.is_help);
}

Test(options, help_names_every_option_within_80_columns)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        struct str help EV_STR = {0};
        options_help(commands[i], &help);
        for (size_t set = 0; commands[i]->option_sets[set] != NULL; set++) {
            for (const struct option *at = commands[i]->option_sets[set]; at->name != NULL; at++)
                cr_expect(strstr(str_text(&help), at->name), "%s --%s", commands[i]->name,
                          at->name);
        }
        for (const char *line = str_text(&help); *line != '\0';) {
            size_t length = strcspn(line, "\n");
            cr_expect_leq(length, 80, "%s: %.*s", commands[i]->name, (int)length, line);
            line += length + (line[length] == '\n');
        }
    }
}

Test(options, no_command_has_a_name_or_letter_twice)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        struct str names EV_STR = {0}, letters EV_STR = {0};
        str_add(&letters, "h");
        for (size_t set = 0; commands[i]->option_sets[set] != NULL; set++) {
            for (const struct option *at = commands[i]->option_sets[set]; at->name != NULL; at++) {
                struct str name EV_STR = {0};
                str_printf(&name, " %s ", at->name);
                cr_expect_null(strstr(str_text(&names), str_text(&name)), "%s --%s",
                               commands[i]->name, at->name);
                str_add(&names, str_text(&name));
                cr_expect(at->letter == 0 || strchr(str_text(&letters), at->letter) == NULL,
                          "%s -%c", commands[i]->name, at->letter);
                if (at->letter != 0)
                    str_add_char(&letters, at->letter);
            }
        }
    }
}
