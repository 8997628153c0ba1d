/* agent_event: what an agent says, and to whom it goes. */
#include <string.h>

#include "model/report_wire.h"
#include "serve/agent_private.h"
#include "serve/report.h"

static void keep(struct json **place, struct json **value)
{
    json_close(*place);
    *place = *value;
    *value = NULL;
}

static void on_ready(struct unit *unit, struct json **event)
{
    struct agents *agents = unit->agents;
    int64_t slots = 0;
    unit->state = UNIT_UP;
    unit->idle_ms = clock_ms();
    agents->trouble[0] = '\0';
    agents->troubled = NULL;
    REPORT(LOG_INFO, "agent started", {"agent", unit->name});
    if (agents->options.ready != NULL)
        agents->options.ready(agents->options.context, *event);
    if (unit->number > 0)
        return;
    if (json_whole(json_get(*event, "slots"), &slots) && slots > 0 && slots <= INT16_MAX)
        agents->slots = (int)slots;
    keep(&agents->ready, event);
}

static void on_done(struct agents *agents, struct task *task, const struct json *event)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct submission_report report;
    struct err err = {0};
    if (report_from_wire(&arena, json_get(event, "report"), &report, &err) != 0) {
        task_end_with(agents, task, AGENT_UNABLE, err.msg);
        return;
    }
    const struct agent_ending ending = {
        .end = AGENT_DONE, .report = &report, .wire = json_get(event, "report")};
    task_end(agents, task, &ending);
}

static void on_ran(struct agents *agents, struct task *task, const struct json *event)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct ran_report report;
    struct err err = {0};
    if (ran_report_read(&arena, json_get(event, "result"), &report, &err) != 0) {
        task_end_with(agents, task, AGENT_UNABLE, err.msg);
        return;
    }
    const struct agent_ending ending = {.end = AGENT_RAN, .ran = &report};
    task_end(agents, task, &ending);
}

static void on_refused(struct agents *agents, struct task *task, const struct json *event)
{
    const char *kind = json_text(json_get(event, "kind"));
    bool is_input = kind != NULL && strcmp(kind, "input") == 0;
    const char *message = json_text(json_get(event, "message"));
    task_end_with(agents, task, is_input ? AGENT_REFUSED : AGENT_UNABLE, message);
}

static void on_interrupted(struct agents *agents, struct task *task, const struct json *event)
{
    (void)event; /* has nothing more to say */
    task_end_with(agents, task, AGENT_INTERRUPTED, NULL);
}

static const struct {
    const char *name;
    void (*take)(struct agents *agents, struct task *task, const struct json *event);
    bool is_good; /* the agent is well */
} last_events[] = {
    {"done", on_done, true},
    {"ran", on_ran, true},
    {"refused", on_refused, true},
    {"interrupted", on_interrupted, false},
};

/* False: no event of a task, or of none that we know. */
static bool take_task_event(struct unit *unit, const char *name, const struct json *event,
                            const char *line)
{
    struct agents *agents = unit->agents;
    int64_t id = 0;
    struct task *task = json_whole(json_get(event, "seq"), &id) ? task_find(agents, id) : NULL;
    if (task == NULL || task->unit != unit)
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(last_events); i++) {
        if (strcmp(name, last_events[i].name) != 0)
            continue;
        if (last_events[i].is_good)
            unit->crashes = 0;
        last_events[i].take(agents, task, event);
        agents_tell_changed(agents);
        agents_dispatch(agents);
        return true;
    }
    if (task->calls->progress != NULL)
        task->calls->progress(task->context, name, event, line);
    return true;
}

static void take_event(struct unit *unit, struct json **event, const char *line)
{
    const char *name = json_text(json_get(*event, "event"));
    if (name == NULL) {
        agent_process_kill(unit->process);
    } else if (strcmp(name, "ready") == 0 && unit->state == UNIT_STARTING) {
        on_ready(unit, event);
        agents_tell_changed(unit->agents);
        agents_dispatch(unit->agents);
    } else if (strcmp(name, "languages") == 0) {
        keep(&unit->agents->languages, event);
        if (unit->agents->options.ready != NULL)
            unit->agents->options.ready(unit->agents->options.context, unit->agents->languages);
    } else if (!take_task_event(unit, name, *event, line)) {
        REPORT(LOG_WARN, "agent told of something unknown", {"agent", unit->name}, {"event", name});
    }
}

/* What cannot be read is not ours: such an agent is ended. */
void unit_on_line(void *context, const char *bytes, size_t count)
{
    static const struct json_bounds bounds = {AGENT_LINE_MAX, AGENT_VALUES_MAX};
    struct unit *unit = context;
    struct json *event = NULL;
    struct err err = {0};
    unit->heard_ms = clock_ms();
    if (json_parse_within("agent", bytes, count, &bounds, &event, &err) != 0) {
        REPORT(LOG_ERROR, "agent cannot be understood", {"agent", unit->name}, {"reason", err.msg});
        agent_process_kill(unit->process);
        return;
    }
    take_event(unit, &event, bytes);
    json_close(event);
}
