/* cmd_queue: evalx queue: operating a judging service. Its work is done in evalx-service. */
#include <string.h>

#include "cli/commands.h"
#include "cli/services.h"

#define VALUE(member) offsetof(struct queue_values, member)

enum { LIMIT_MOST = 1000 };

static const struct option options[] = {
    {.name = "watch",
     .letter = 'w',
     .kind = OPTION_FLAG,
     .offset = VALUE(is_watching),
     .help = "status: show it anew whenever it changes, until Ctrl-C"},
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = VALUE(problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "list, --all: only this problem"},
    {.name = "lang",
     .letter = 'l',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.language),
     .value = "LANGUAGE",
     .choices = "languages",
     .help = "list, --all: only this language, by its id"},
    {.name = "verdict",
     .kind = OPTION_TEXT,
     .offset = VALUE(verdict),
     .value = "VERDICT",
     .choices = "AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE",
     .help = "list, --all: only this verdict"},
    {.name = "state",
     .kind = OPTION_TEXT,
     .offset = VALUE(state),
     .value = "STATE",
     .choices = "queued judging done cancelled dead failed waiting sent",
     .help = "list: only this state; webhook list: waiting, sent or failed"},
    {.name = "user",
     .letter = 'u',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.user),
     .value = "USER",
     .help = "list, --all: only this user; token add: whose submissions it hands in"},
    {.name = "label",
     .kind = OPTION_TEXT,
     .offset = VALUE(label),
     .value = "KEY:VALUE",
     .help = "list: only what has this label"},
    {.name = "limit",
     .letter = 'n',
     .kind = OPTION_COUNT,
     .offset = VALUE(limit),
     .value = "N",
     .least = 1,
     .most = LIMIT_MOST,
     .help = "lists: as many rows at most (default: 20)"},
    {.name = "all",
     .kind = OPTION_FLAG,
     .offset = VALUE(is_all),
     .help = "requeue, dead retry, dead drop: all of them instead of IDs"},
    {.name = "role",
     .kind = OPTION_TEXT,
     .offset = VALUE(role),
     .value = "ROLE",
     .choices = "read submit worker admin",
     .help = "token add: read, submit, worker or admin (default: submit)"},
    {.name = "name",
     .kind = OPTION_TEXT,
     .offset = VALUE(name),
     .value = "NAME",
     .help = "token add: what you call it"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "rehearse: folder of the packages (default: the workspace's)"},
    {.name = "speed-tolerance",
     .kind = OPTION_COUNT,
     .offset = VALUE(speed_percent),
     .value = "PERCENT",
     .least = 1,
     .most = 10000,
     .help = "rehearse: how much slower or faster a worker may be (default: 20)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.format),
     .value = "FORMAT",
     .choices = "table json csv",
     .help = "table, json or csv (default: table)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, client_options, NULL};

static int run(void *values, const char *const *operands, size_t operand_count)
{
    return service_queue(values, operands, operand_count);
}

static void set_defaults(void *values)
{
    struct queue_values *queue = values;
    *queue = (struct queue_values){.limit = 20, .speed_percent = 20};
    shared_set_defaults(&queue->shared);
}

const struct command command_queue = {
    .name = "queue",
    .summary = "operate a judging service: queue, workers, tokens, webhooks",
    .synopsis = "[OPTIONS] [status | list | show ID | VERB ...]",
    .details = "  evalx queue [--watch]                   what waits and runs\n"
               "  evalx queue list --state dead           submissions, newest first\n"
               "  evalx queue show ID                     everything of one\n"
               "  evalx queue cancel ID...                it is not judged any more\n"
               "  evalx queue requeue ID... | --all -p P  judge again\n"
               "  evalx queue dead [retry|drop ID...]     those that were given up\n"
               "  evalx queue pause, resume, drain        stop judging, go on, take no more\n"
               "  evalx queue workers, drain WORKER       who judges; take one out\n"
               "  evalx queue rehearse [PROBLEM...]       the jury's submissions on every worker\n"
               "  evalx queue token add --user ada        a token for the API, told once\n"
               "  evalx queue token list, revoke N\n"
               "  evalx queue webhook list, replay N      who was told, and tell again\n\n"
               "A token is taken from EVALX_TOKEN; on the server's own machine none is needed\n"
               "until there is one for an admin.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct queue_values),
    .set_defaults = set_defaults,
    .run = run,
};
