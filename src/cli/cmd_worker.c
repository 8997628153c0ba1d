/* cmd_worker: evalx worker: a machine that judges for a server. Its work is serve's, in
 * evalx-service. */
#include "cli/commands.h"
#include "cli/services.h"

#define VALUE(member) offsetof(struct worker_values, member)

static const struct option options[] = {
    {.name = "redis",
     .kind = OPTION_TEXT,
     .offset = VALUE(redis),
     .value = "URL",
     .variable = "EVALX_REDIS",
     .help = "where submissions wait: redis://[user@]host[:port][/db] or unix:///path"},
    {.name = "redis-name",
     .kind = OPTION_TEXT,
     .offset = VALUE(redis_name),
     .value = "NAME",
     .variable = "EVALX_REDIS_NAME",
     .help = "which queue of that Redis (default: evalx)"},
    {.name = "redis-password-file",
     .kind = OPTION_TEXT,
     .offset = VALUE(password_file),
     .value = "FILE",
     .variable = "EVALX_REDIS_PASSWORD_FILE",
     .choices = "files",
     .help = "a file with the password of Redis"},
    {.name = "server",
     .kind = OPTION_TEXT,
     .offset = VALUE(server),
     .value = "URL",
     .variable = "EVALX_SERVER",
     .help = "where to fetch problem sets (default: what the server says)"},
    {.name = "token-file",
     .kind = OPTION_TEXT,
     .offset = VALUE(token_file),
     .value = "FILE",
     .variable = "EVALX_TOKEN_FILE",
     .choices = "files",
     .help = "a file with this worker's token (default: EVALX_TOKEN)"},
    {.name = "name",
     .kind = OPTION_TEXT,
     .offset = VALUE(name),
     .value = "NAME",
     .help = "how operators see this machine (default: its host name)"},
    {.name = "cache",
     .kind = OPTION_TEXT,
     .offset = VALUE(cache),
     .value = "FOLDER",
     .variable = "EVALX_WORKER_CACHE",
     .choices = "folders",
     .help = "for problem sets (default: worker in the user's cache folder)"},
    {.name = "cache-max",
     .kind = OPTION_BYTES,
     .offset = VALUE(cache_bytes),
     .value = "SIZE",
     .help = "bytes of problem sets to keep (default: 20G)"},
    {.name = "slots",
     .kind = OPTION_COUNT,
     .offset = VALUE(shared.slots),
     .value = "N",
     .variable = "EVALX_SLOTS",
     .least = 1,
     .most = SLOTS_MOST,
     .help = "tests judged at once on this machine (default: one per physical CPU)"},
    {.name = "langs",
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.langs),
     .value = "FILE",
     .variable = "EVALX_LANGS",
     .choices = "files",
     .help = "table of languages (default: the workspace's, or evalx's own)"},
    {.name = "log",
     .kind = OPTION_TEXT,
     .offset = VALUE(log),
     .value = "FORMAT",
     .variable = "EVALX_LOG_FORMAT",
     .choices = "text json",
     .help = "lines of text or JSON on standard error (default: text)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, NULL};

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct worker_values *worker = values;
    (void)operands;
    if (operand_count > 0) {
        say("worker: takes no operands, only options; see evalx worker --help");
        return EXIT_USAGE;
    }
    if (worker->redis == NULL) {
        say("worker: where do submissions wait? --redis URL, or EVALX_REDIS");
        return EXIT_USAGE;
    }
    return service_worker(worker);
}

static void set_defaults(void *values)
{
    struct worker_values *worker = values;
    *worker = (struct worker_values){.log = "text"};
    shared_set_defaults(&worker->shared);
}

const struct command command_worker = {
    .name = "worker",
    .summary = "a machine that judges for evalx serve-queue, by way of Redis",
    .synopsis = "--redis URL [OPTIONS]",
    .details = "  evalx worker --redis redis://judge.example\n"
               "  EVALX_TOKEN=... evalx worker --redis unix:///run/redis/redis.sock --slots 4\n\n"
               "SIGTERM finishes what runs and ends; a second one hands it back. A lost\n"
               "connection is made again for ever.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct worker_values),
    .set_defaults = set_defaults,
    .run = run,
};
