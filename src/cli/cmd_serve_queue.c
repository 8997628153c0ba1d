/* cmd_serve_queue: evalx serve-queue: the judging service. Its work is serve's, in evalx-service.
 * */
#include "cli/commands.h"
#include "cli/services.h"

#define VALUE(member) offsetof(struct serve_queue_values, member)

static const struct option options[] = {
    {.name = "listen",
     .kind = OPTION_TEXT,
     .offset = VALUE(listen),
     .value = "ADDRESS:PORT",
     .variable = "EVALX_LISTEN",
     .help = "where to answer HTTP; port 0: any free one (default: 127.0.0.1:8080)"},
    {.name = "public-url",
     .kind = OPTION_TEXT,
     .offset = VALUE(public_url),
     .value = "URL",
     .variable = "EVALX_PUBLIC_URL",
     .help = "by which browsers and workers reach this server (default: the address)"},
    {.name = "redis",
     .kind = OPTION_TEXT,
     .offset = VALUE(redis),
     .value = "URL",
     .variable = "EVALX_REDIS",
     .help = "hand submissions to workers through this Redis (default: judge here)"},
    {.name = "redis-unchecked",
     .kind = OPTION_FLAG,
     .offset = VALUE(is_redis_unchecked),
     .help = "take a Redis whose configuration cannot be read (CONFIG GET is refused)"},
    {.name = "uneven",
     .kind = OPTION_TEXT,
     .offset = VALUE(uneven),
     .value = "ACTION",
     .variable = "EVALX_UNEVEN",
     .choices = "warn refuse",
     .help = "workers whose tools or speed differ from the others': warn, or refuse "
             "them (default: warn)"},
    {.name = "speed-tolerance",
     .kind = OPTION_COUNT,
     .offset = VALUE(speed_percent),
     .value = "PERCENT",
     .variable = "EVALX_SPEED_TOLERANCE",
     .least = 1,
     .most = 10000,
     .help = "how much slower or faster than the others a worker may be (default: 50)"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = VALUE(shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "the problem set (default: the workspace's folder)"},
    {.name = "idle",
     .kind = OPTION_DURATION,
     .offset = VALUE(idle_ns),
     .value = "DURATION",
     .variable = "EVALX_IDLE",
     .help = "boxes without work for so long are released until there is some (default: 5m)"},
    {.name = "state",
     .kind = OPTION_TEXT,
     .offset = VALUE(state),
     .value = "FOLDER",
     .variable = "EVALX_STATE",
     .choices = "folders",
     .help = "database and problem revisions (default: .evalx of the workspace)"},
    {.name = "feedback",
     .kind = OPTION_TEXT,
     .offset = VALUE(feedback),
     .value = "LEVEL",
     .variable = "EVALX_FEEDBACK",
     .choices = "verdict samples groups full",
     .help = "what contestants see: verdict, samples, groups or full (default: samples)"},
    {.name = "queue-max",
     .kind = OPTION_COUNT,
     .offset = VALUE(queue_most),
     .value = "N",
     .variable = "EVALX_QUEUE_MAX",
     .least = 1,
     .most = 10000000,
     .help = "submissions that may wait; more are refused for now (default: 100000)"},
    {.name = "judge0-batch-max",
     .kind = OPTION_COUNT,
     .offset = VALUE(batch_most),
     .value = "N",
     .variable = "EVALX_JUDGE0_BATCH_MAX",
     .least = 1,
     .most = 500, /* tokens fit into a request line */
     .help = "submissions in one batch of Judge0's API (default: 20)"},
    {.name = "rate",
     .kind = OPTION_COUNT,
     .offset = VALUE(rate),
     .value = "N",
     .variable = "EVALX_RATE",
     .least = 0,
     .most = 1000000,
     .help = "submissions a minute of one user or address, 0: any number (default: 0)"},
    {.name = "cors",
     .kind = OPTION_LIST,
     .offset = VALUE(cors),
     .value = "ORIGIN",
     .help = "let pages of this origin ask; may be repeated (default: none)"},
    {.name = "webhook",
     .kind = OPTION_LIST,
     .offset = VALUE(webhooks),
     .value = "URL",
     .help = "tell this address of every verdict; may be repeated"},
    {.name = "webhook-secret",
     .kind = OPTION_TEXT,
     .offset = VALUE(webhook_secret),
     .value = "FILE",
     .choices = "files",
     .help = "what signs webhooks, whsec_... (default: webhook-secret in the state folder)"},
    {.name = "webhook-allow-cidr",
     .kind = OPTION_LIST,
     .offset = VALUE(webhook_networks),
     .value = "NETWORK",
     .help = "webhooks may reach this network though it is not public; may be repeated"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, queue_name_options,
                                                   shared_cache_options, service_options, NULL};

static int run(void *values, const char *const *operands, size_t operand_count)
{
    (void)operands;
    if (operand_count > 0) {
        say("serve-queue: takes no operands, only options; see evalx serve-queue --help");
        return EXIT_USAGE;
    }
    return service_serve_queue(values);
}

static void set_defaults(void *values)
{
    struct serve_queue_values *serve = values;
    *serve = (struct serve_queue_values){.listen = "127.0.0.1:8080",
                                         .feedback = "samples",

                                         .queue_most = 100000,
                                         .batch_most = 20,
                                         .uneven = "warn",
                                         .speed_percent = 50};
    shared_set_defaults(&serve->shared);
}

const struct command command_serve_queue = {
    .name = "serve-queue",
    .summary = "the judging service: HTTP API, live page, queue, webhooks, metrics",
    .synopsis = "[OPTIONS]",
    .details = "  evalx serve-queue --problems problems\n"
               "  evalx serve-queue --listen 0.0.0.0:8080 --redis redis://localhost\n\n"
               "SIGTERM finishes or hands back what runs and ends; SIGHUP reads problems and\n"
               "languages again. Without a token only this machine may submit.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct serve_queue_values),
    .set_defaults = set_defaults,
    .run = run,
};
