/* cmd_agent: evalx agent, see agent.h. What the service cannot be told in an event goes to standard
 * error. */
#include <fcntl.h>
#include <string.h>

#include "cli/agent.h"
#include "cli/commands.h"
#include "cli/lines.h"

enum { LINE_KEPT_BYTES = 1 << 20, DEPOT_FD_MOST = 1023 };

struct agent_values {
    struct shared_values shared;
    int64_t first_slot;
    int64_t depot_fd; /* 0: none */
    bool has_versions;
};

static const struct option options[] = {
    {.name = "first-slot",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct agent_values, first_slot),
     .value = "N",
     .most = SLOTS_MOST,
     .help = "slots that other agents have before this one's: their CPUs are left alone"},
    {.name = "depot-fd",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct agent_values, depot_fd),
     .value = "N",
     .least = STDERR_FILENO + 1,
     .most = DEPOT_FD_MOST,
     .help = "a socket: what other machines have compiled and judged is asked for there"},
    {.name = "versions",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct agent_values, has_versions),
     .help = "tell the versions of the languages' tools, as soon as they are known"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, judging_options, NULL};

static int check_request(const struct agent_request *request, struct err *err)
{
    if (strcmp(request->what, "judge") != 0)
        return 0;
    if (request->problem == NULL || request->problem[0] != '/' || request->revision == NULL)
        return err_set(err, ERR_INPUT, "judge: problem (an absolute path) and revision");
    return 0;
}

/* A line that is no request ends the agent: whoever writes such lines is not to be trusted with the
 * next. */
static int do_request(struct agent *agent, struct arena *arena, const struct agent_request *request,
                      struct err *err)
{
    struct err refused = {0};
    if (strcmp(request->what, "cancel") == 0) {
        agent_cancel(agent, request->seq);
        return 0;
    }
    bool is_judge = strcmp(request->what, "judge") == 0;
    if (!is_judge && strcmp(request->what, "run") != 0)
        return err_set(err, ERR_INPUT, "do: '%.32s' is unknown", request->what);
    if (check_request(request, &refused) != 0) {
        agent_tell_refused(agent, request->seq, &refused);
        return 0;
    }
    struct agent_job *job = agent_job_open(agent, arena, request);
    if (is_judge)
        agent_judge(agent, job);
    else
        agent_run(agent, job);
    return 0;
}

static int do_line(struct agent *agent, const struct lines *lines, struct err *err)
{
    static const struct json_bounds bounds = {AGENT_LINE_MAX, AGENT_VALUES_MAX};
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct agent_request request;
    struct json *value = NULL;
    if (lines->line.is_cut)
        return err_set(err, ERR_INPUT, "a line longer than %d MiB", AGENT_LINE_MAX >> 20);
    if (json_parse_within("request", str_text(&lines->line), lines->line.count, &bounds, &value,
                          err) != 0)
        return -1;
    int status = agent_request_read(&arena, value, &request, err);
    json_close(value);
    return status == 0 ? do_request(agent, &arena, &request, err) : -1;
}

static int do_lines(struct agent *agent, struct err *err)
{
    struct lines *lines =
        lines_open(STDIN_FILENO, agent->session.options.cancel_fd, AGENT_LINE_MAX);
    bool has_line = true;
    int status = 0;
    while (status == 0 && has_line && !interrupt_is_raised()) {
        status = lines_next(lines, &has_line, err);
        if (status == 0 && has_line)
            status = do_line(agent, lines, err);
        if (lines->line.capacity > LINE_KEPT_BYTES)
            str_done(&lines->line); /* one large request is no reason to hold its room for ever */
    }
    lines_close(lines);
    return status;
}

static void *tell_languages(void *context)
{
    agent_tell_languages(context);
    return NULL;
}

static int serve(struct agent *agent, const struct agent_values *values, struct err *err)
{
    pthread_t asker;
    bool has_asker = false;
    if (session_load(&agent->session, &values->shared, err) != 0 ||
        session_load_hints(&agent->session, &values->shared, err) != 0)
        return -1;
    agent->session.options.events = agent_events(agent);
    agent->session.options.first_slot = (int)values->first_slot;
    if (values->depot_fd > 0) {
        agent_depot_open(&agent->depot, (int)values->depot_fd);
        agent->session.options.depot = &agent->depot.calls;
    }
    if (session_open_judge(&agent->session, &values->shared, err) != 0 ||
        agent_open(agent, err) != 0)
        return -1;
    agent_tell_ready(agent);
    if (values->has_versions)
        has_asker = pthread_create(&asker, NULL, tell_languages, agent) == 0;
    int status = do_lines(agent, err);
    if (status != 0 && err->kind != ERR_INTERRUPTED)
        interrupt_raise();
    agent_finish(agent);
    if (has_asker)
        (void)pthread_join(asker, NULL); /* ours, and joined once */
    agent_tell_unfinished(agent);
    return status;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    (void)operands;
    struct agent agent = {.depot = {.fd = -1}};
    struct err err = {0};
    if (operand_count > 0) {
        say("agent: takes no operands: requests come on standard input");
        return EXIT_USAGE;
    }
    int status = serve(&agent, values, &err);
    session_close(&agent.session);
    agent_depot_close(&agent.depot);
    if (status != 0 && err.kind != ERR_INTERRUPTED)
        return say_error(&err);
    return status != 0 || interrupt_is_raised() ? err_exit_code(ERR_INTERRUPTED) : 0;
}

static void set_defaults(void *values)
{
    struct agent_values *agent_values = values;
    *agent_values = (struct agent_values){0};
    shared_set_defaults(&agent_values->shared);
}

const struct command command_agent = {
    .name = "agent",
    .summary = "judge what the service asks for; the service starts it",
    .synopsis = "[OPTIONS] < REQUESTS > EVENTS",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct agent_values),
    .set_defaults = set_defaults,
    .run = run,
    .is_hidden = true,
};
