/* cmd_submit: evalx submit: to a judging service. Its work is done in evalx-service. */
#include <string.h>

#include "cli/commands.h"
#include "cli/services.h"

#define VALUE(member) offsetof(struct submit_values, member)

enum { PATIENCE_S = 30 };

static const struct option options[] = {
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = VALUE(problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "the problem, by its name on the server"},
    {.name = "wait",
     .letter = 'w',
     .kind = OPTION_FLAG,
     .offset = VALUE(is_waiting),
     .help = "wait for the verdict and show it as evalx judge does"},
    {.name = "follow",
     .kind = OPTION_FLAG,
     .offset = VALUE(is_following),
     .help = "--wait, and tell every test when it is done"},
    {.name = "lang",
     .letter = 'l',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.language),
     .value = "LANGUAGE",
     .choices = "languages",
     .help = "language of the submission, by id (default: detected)"},
    {.name = "user",
     .letter = 'u',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.user),
     .value = "USER",
     .help = "who hands it in (default: the token's user)"},
    {.name = "priority",
     .kind = OPTION_COUNT,
     .offset = VALUE(priority),
     .value = "N",
     .least = -100,
     .most = 100,
     .help = "-100 to 100, the highest is judged first; above 0 for admins (default: 0)"},
    {.name = "label",
     .kind = OPTION_LIST,
     .offset = VALUE(labels),
     .value = "KEY=VALUE",
     .help = "a label by which it can be found again; may be repeated"},
    {.name = "webhook",
     .kind = OPTION_TEXT,
     .offset = VALUE(webhook),
     .value = "URL",
     .help = "where the server is to send the result"},
    {.name = "key",
     .kind = OPTION_TEXT,
     .offset = VALUE(key),
     .value = "KEY",
     .help = "idempotency key: the same one again is the same submission (default: a new one)"},
    {.name = "patience",
     .kind = OPTION_DURATION,
     .offset = VALUE(patience_ns),
     .value = "DURATION",
     .help = "how long to try again where the server cannot be reached (default: 30s)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.format),
     .value = "FORMAT",
     .choices = "table json ndjson junit tap csv markdown",
     .help = "table, json, ndjson, junit, tap, csv or markdown (default: table)"},
    {.name = "quiet",
     .letter = 'q',
     .kind = OPTION_FLAG,
     .offset = VALUE(shared.is_quiet),
     .help = "only the result"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, client_options, NULL};

static int check_usage(const struct submit_values *values, size_t count, struct err *err)
{
    bool is_data =
        strcmp(values->shared.format, "json") == 0 || strcmp(values->shared.format, "table") == 0;
    if (count == 0)
        return err_set(err, ERR_USAGE, "submit: what? evalx submit SRC... --problem P");
    if (values->problem == NULL)
        return err_set(err, ERR_USAGE, "submit: for which problem? evalx submit SRC --problem P");
    if (values->key != NULL && count > 1)
        return err_set(err, ERR_USAGE, "submit: --key: it stands for one submission");
    if (!is_data && !values->is_waiting && !values->is_following)
        return err_set(err, ERR_USAGE, "submit: --format: without --wait only table and json");
    return 0;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct err err = {0};
    if (check_usage(values, operand_count, &err) != 0)
        return say_error(&err);
    return service_submit(values, operands, operand_count);
}

static void set_defaults(void *values)
{
    struct submit_values *submit = values;
    *submit = (struct submit_values){.patience_ns = PATIENCE_S * INT64_C(1000000000)};
    shared_set_defaults(&submit->shared);
}

const struct command command_submit = {
    .name = "submit",
    .summary = "hand submissions in to a judging service",
    .synopsis = "[OPTIONS] SRC... --problem P",
    .details = "A SRC is a file, a folder (one submission of many files) or - (standard input).\n\n"
               "  evalx submit solution.cpp --problem hello-sum            its id\n"
               "  evalx submit solution.cpp --problem hello-sum --wait     its verdict\n"
               "  evalx submit *.py --problem hello-sum --wait --format json\n\n"
               "A token is taken from EVALX_TOKEN. Exit status: 0 taken (--wait: accepted),\n"
               "1 not accepted, 2 wrong usage, 3 refused, 4 the judge failed, 5 the service is\n"
               "unavailable, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct submit_values),
    .set_defaults = set_defaults,
    .run = run,
};
