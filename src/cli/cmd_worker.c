/* cmd_worker: evalx worker: a machine that judges for a server. Its work is serve's, in
 * evalx-service. */
#include "cli/commands.h"
#include "cli/services.h"

#define VALUE(member) offsetof(struct worker_values, member)

static const struct option options[] = {
    {.name = "name",
     .kind = OPTION_TEXT,
     .offset = VALUE(name),
     .value = "NAME",
     .help = "how operators see this machine (default: its host name)"},
    {.name = "cache-max",
     .kind = OPTION_BYTES,
     .offset = VALUE(cache_bytes),
     .value = "SIZE",
     .help = "bytes of problem sets to keep (default: 20G)"},
    {.name = "cache-age",
     .kind = OPTION_DURATION,
     .offset = VALUE(cache_age_ns),
     .value = "DURATION",
     .help = "old revisions of problems go when unused for so long (default: a day)"},
    {.name = "idle",
     .kind = OPTION_DURATION,
     .offset = VALUE(idle_ns),
     .value = "DURATION",
     .variable = "EVALX_IDLE",
     .help = "boxes without work for so long are released until there is some (default: 5m)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    worker_place_options, options, queue_name_options, shared_cache_options, service_options, NULL};

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
    *worker = (struct worker_values){0};
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
