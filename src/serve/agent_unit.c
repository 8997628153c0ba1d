/* agent_unit: a place for an agent: starting it, ending it, and what its death means. */
#include <string.h>

#include "serve/agent_private.h"
#include "serve/depot.h"
#include "serve/report.h"

enum {
    IDLE_MS = 5 * 60 * 1000,
    SILENCE_MS = 10 * 60 * 1000,
    CANCEL_MS = 30 * 1000,
    CAREFUL_MS = 60 * 1000,
    BACKOFF_LEAST_MS = 100,
    BACKOFF_MOST_MS = 30 * 1000,
    START_MS = 60 * 1000, /* from the start of a process to its "ready" */
    ARGUMENTS_MAX = 16,
};

bool unit_is_of(const struct unit *unit, bool is_run)
{
    return (unit->number > 0) == is_run;
}

size_t unit_limit(const struct unit *unit)
{
    bool is_one = unit->number > 0 || clock_ms() < unit->careful_ms;
    return is_one ? 1 : (size_t)unit->agents->slots + 1;
}

/* What waited is handed back: nobody knows when an agent will start. */
static void release_waiting(struct agents *agents, const char *why)
{
    const struct agent_ending ending = {.end = AGENT_INTERRUPTED, .message = why};
    int64_t last_id = agents->last_id; /* whoever is told may start others */
    for (;;) {
        struct task *task = agents->tasks;
        while (task != NULL && (task->unit != NULL || task->id > last_id))
            task = task->next;
        if (task == NULL)
            return;
        task_end(agents, task, &ending);
    }
}

static void back_off(struct unit *unit)
{
    int64_t wait_ms = BACKOFF_LEAST_MS;
    for (int i = 0; i < unit->crashes && wait_ms < BACKOFF_MOST_MS; i++)
        wait_ms *= 2;
    unit->crashes++;
    unit->agents->crashes++;
    unit->not_before_ms = clock_ms() + (wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS);
    unit->careful_ms = clock_ms() + CAREFUL_MS;
}

static void not_started(struct unit *unit, const char *why)
{
    struct agents *agents = unit->agents;
    REPORT(LOG_ERROR, "agent does not start", {"agent", unit->name}, {"reason", why});
    (void)snprintf(agents->trouble, sizeof(agents->trouble), "the agent does not start: %s", why);
    agents->troubled = unit;
    release_waiting(agents, agents->trouble);
}

/* Its tasks may have killed it, all but those that were to end: these and, where we have killed it
 * for the sake of one of them, the others too, are nobody's fault. */
static void end_tasks(struct unit *unit, const char *why)
{
    struct agents *agents = unit->agents;
    bool is_our_doing = false;
    int64_t now = clock_ms();
    int64_t patience = or_default(agents->options.cancel_ms, CANCEL_MS);
    for (struct task *task = agents->tasks; task != NULL; task = task->next)
        is_our_doing = is_our_doing || (task->unit == unit && task->cancel_ms > 0 &&
                                        now - task->cancel_ms >= patience);
    while (unit->task_count > 0) {
        struct task *task = agents->tasks;
        while (task->unit != unit)
            task = task->next;
        bool is_nobodys = is_our_doing || task->cancel_ms > 0;
        const struct agent_ending ending = {.end = is_nobodys ? AGENT_INTERRUPTED : AGENT_CRASHED,
                                            .message = why};
        task_end(agents, task, &ending);
    }
}

static void on_gone(void *context, const char *how)
{
    struct unit *unit = context;
    char words[256];
    enum unit_state state = unit->state;
    struct agents *agents = unit->agents;
    (void)snprintf(words, sizeof(words), "%.200s", agent_process_last_words(unit->process));
    agent_process_close(unit->process);
    unit->process = NULL;
    unit->state = UNIT_DOWN;
    if (state == UNIT_ENDING && unit->task_count == 0) {
        REPORT(LOG_INFO, "agent stopped", {"agent", unit->name}, {"end", how});
    } else {
        back_off(unit);
        REPORT(LOG_ERROR, "agent died", {"agent", unit->name}, {"end", how}, {"words", words});
    }
    if (state == UNIT_STARTING)
        not_started(unit, words[0] != '\0' ? words : how);
    char why[128];
    (void)snprintf(why, sizeof(why), "the agent died: %s", how); /* cut where it is too long */
    end_tasks(unit, why);
    agents_tell_changed(agents);
    agents_dispatch(agents);
}

static const struct agent_process_calls process_calls = {.line = unit_on_line, .gone = on_gone};

void unit_start(struct unit *unit)
{
    struct agents *agents = unit->agents;
    const char *argv[ARGUMENTS_MAX];
    char slots[24], first[24], depot[24];
    size_t count = 0;
    struct err err = {0};
    (void)snprintf(slots, sizeof(slots), "%d", unit->number > 0 ? 1 : agents->slots);
    (void)snprintf(first, sizeof(first), "%zu", unit->number > 0 ? unit->number - 1 : 0);
    argv[count++] = agents->options.program;
    argv[count++] = "agent";
    argv[count++] = "--slots";
    argv[count++] = slots;
    argv[count++] = "--first-slot";
    argv[count++] = first;
    if (unit->number == 0)
        argv[count++] = "--versions";
    EV_FD int depot_fd = depot_connect(agents->options.depot);
    if (depot_fd >= 0) {
        (void)snprintf(depot, sizeof(depot), "%d", AGENT_DEPOT_FD);
        argv[count++] = "--depot-fd";
        argv[count++] = depot;
    }
    for (size_t i = 0; agents->options.arguments != NULL && agents->options.arguments[i] != NULL &&
                       count < ARGUMENTS_MAX - 1;
         i++)
        argv[count++] = agents->options.arguments[i];
    argv[count] = NULL;
    agents->starts++;
    unit->heard_ms = clock_ms();
    const struct agent_command command = {argv, unit->name, depot_fd};
    if (agent_process_start(agents->options.loop, &command, &process_calls, unit, &unit->process,
                            &err) == 0) {
        unit->state = UNIT_STARTING;
        return;
    }
    back_off(unit);
    not_started(unit, err.msg);
}

bool unit_may_start(const struct unit *unit)
{
    return unit->state == UNIT_DOWN && clock_ms() >= unit->not_before_ms;
}

/* Told to end, it finishes what it has; nothing new goes to it. */
void unit_end(struct unit *unit)
{
    unit->state = UNIT_ENDING;
    unit->heard_ms = clock_ms();
    agent_process_end_input(unit->process);
}

void unit_tick(struct unit *unit)
{
    struct agents *agents = unit->agents;
    int64_t now = clock_ms();
    bool is_at_work = unit->task_count > 0;
    int64_t silence = is_at_work ? or_default(agents->options.silence_ms, SILENCE_MS) : START_MS;
    bool is_to_speak = is_at_work || unit->state == UNIT_STARTING || unit->state == UNIT_ENDING;
    if (unit->state != UNIT_DOWN && is_to_speak && now - unit->heard_ms > silence) {
        REPORT(LOG_ERROR, "agent hangs", {"agent", unit->name});
        agent_process_kill(unit->process);
    }
    if (unit->state == UNIT_UP && unit->task_count == 0 &&
        now - unit->idle_ms >= or_default(agents->options.idle_ms, IDLE_MS))
        unit_end(unit);
    if (agents->troubled == unit && unit_may_start(unit))
        unit_start(unit); /* until it is seen to start */
}
