/* agent: see agent.h.
 *
 *   agents_start -> task, waiting -> unit that is up and has room -> line on its standard input
 *                                                  its lines -> calls of the task
 *
 * A unit is a place for an agent, whether one runs or not. What has no descriptor to wait for
 * (idleness, silence, cancels that are not heeded, starting again) is looked at once a second while
 * there is anything to look at. */
#include "serve/agent.h"

#include <string.h>

#include "sandbox/sandbox.h"
#include "serve/agent_private.h"

enum {
    TICK_MS = 1000,
    CANCEL_MS = 30 * 1000,
};

static const char *const end_names[] = {
    [AGENT_DONE] = "done",
    [AGENT_RAN] = "ran",
    [AGENT_REFUSED] = "refused",
    [AGENT_UNABLE] = "unable",
    [AGENT_INTERRUPTED] = "interrupted",
    [AGENT_CRASHED] = "crashed",
};

const char *agent_end_name(enum agent_end end)
{
    return end_names[end];
}

/* ---- tasks ---- */

struct task *task_find(struct agents *agents, int64_t id)
{
    struct task *task = agents->tasks;
    while (task != NULL && task->id != id)
        task = task->next;
    return task;
}

/* Out of the list first: the call may start another. */
void task_end(struct agents *agents, struct task *task, const struct agent_ending *ending)
{
    struct task **at = &agents->tasks;
    while (*at != task)
        at = &(*at)->next;
    *at = task->next;
    if (task->unit != NULL && --task->unit->task_count == 0)
        task->unit->idle_ms = clock_ms();
    const struct agent_calls *calls = task->calls;
    void *context = task->context;
    str_done(&task->line);
    free(task);
    calls->ended(context, ending);
}

void task_end_with(struct agents *agents, struct task *task, enum agent_end end,
                   const char *message)
{
    const struct agent_ending ending = {.end = end, .message = message};
    task_end(agents, task, &ending);
}

void agents_tell_changed(struct agents *agents)
{
    if (agents->options.changed != NULL)
        agents->options.changed(agents->options.context);
}

static void set_tick(struct agents *agents)
{
    bool is_needed = agents->tasks != NULL || agents->trouble[0] != '\0';
    for (size_t i = 0; i < agents->unit_count; i++)
        is_needed = is_needed || agents->units[i].state != UNIT_DOWN;
    if (is_needed && agents->tick.due_ms == 0)
        timer_set(&agents->tick, TICK_MS);
}

/* Up with room, else one that is starting, else one that may be started; NULL: none. */
static struct unit *choose_unit(struct agents *agents, bool is_run)
{
    struct unit *best = NULL;
    for (size_t i = 0; i < agents->unit_count; i++) {
        struct unit *unit = &agents->units[i];
        if (!unit_is_of(unit, is_run))
            continue;
        if (unit->state == UNIT_UP && unit->task_count < unit_limit(unit))
            return unit;
        if (best == NULL && unit_may_start(unit))
            best = unit;
    }
    return best;
}

static size_t starting_count(const struct agents *agents, bool is_run)
{
    size_t count = 0;
    for (size_t i = 0; i < agents->unit_count; i++)
        count += unit_is_of(&agents->units[i], is_run) && agents->units[i].state == UNIT_STARTING;
    return count;
}

static struct task *find_too_large(struct agents *agents)
{
    struct task *task = agents->tasks;
    while (task != NULL && (task->unit != NULL || !task->line.is_cut))
        task = task->next;
    return task;
}

static void refuse_too_large(struct agents *agents)
{
    struct task *task;
    while ((task = find_too_large(agents)) != NULL)
        task_end_with(agents, task, AGENT_REFUSED, "the request is larger than an agent takes");
}

static void send(struct unit *unit, struct task *task)
{
    task->unit = unit;
    if (unit->task_count++ == 0)
        unit->heard_ms = clock_ms();
    agent_process_write(unit->process, str_text(&task->line), task->line.count);
    str_done(&task->line);
}

/* Of a kind, in the order in which they came. */
static void dispatch_kind(struct agents *agents, bool is_run)
{
    size_t coming = starting_count(agents, is_run);
    for (struct task *task = agents->tasks; task != NULL; task = task->next) {
        if (task->unit != NULL || task->is_run != is_run)
            continue;
        struct unit *unit = choose_unit(agents, is_run);
        if (unit != NULL && unit->state == UNIT_UP) {
            send(unit, task);
        } else if (coming > 0) {
            coming--; /* it waits for one that is starting */
        } else if (unit != NULL) {
            unit_start(unit);
            if (agents->trouble[0] != '\0')
                return; /* nothing waits any more */
        }
    }
}

void agents_dispatch(struct agents *agents)
{
    if (agents->is_dispatching)
        return;
    agents->is_dispatching = true;
    refuse_too_large(agents);
    dispatch_kind(agents, false);
    dispatch_kind(agents, true);
    agents->is_dispatching = false;
    set_tick(agents);
}

static void on_tick(void *context)
{
    struct agents *agents = context;
    int64_t now = clock_ms();
    for (struct task *task = agents->tasks; task != NULL; task = task->next) {
        if (task->unit != NULL && task->unit->process != NULL && task->cancel_ms > 0 &&
            now - task->cancel_ms >= or_default(agents->options.cancel_ms, CANCEL_MS))
            agent_process_kill(task->unit->process);
    }
    for (size_t i = 0; i < agents->unit_count; i++)
        unit_tick(&agents->units[i]);
    agents_dispatch(agents);
}

/* ---- the outside ---- */

int agents_open(const struct agents_options *options, struct agents **agents_out, struct err *err)
{
    (void)err; /* nothing can fail yet */
    struct agents *agents = calloc(1, sizeof(*agents));
    if (agents == NULL)
        err_out_of_memory();
    agents->options = *options;
    agents->slots = options->slots > 0 ? options->slots : sandbox_cpu_count();
    size_t runs = (size_t)(options->run_agents > 0 ? options->run_agents : agents->slots);
    agents->unit_count = 1 + runs;
    agents->units = calloc(agents->unit_count, sizeof(*agents->units));
    if (agents->units == NULL)
        err_out_of_memory();
    for (size_t i = 0; i < agents->unit_count; i++) {
        struct unit *unit = &agents->units[i];
        unit->agents = agents;
        unit->number = i;
        (void)snprintf(unit->name, sizeof(unit->name), i == 0 ? "judge" : "run%zu", i);
    }
    timer_init(&agents->tick, options->loop, on_tick, agents);
    *agents_out = agents;
    return 0;
}

void agents_close(struct agents *agents)
{
    if (agents == NULL)
        return;
    timer_done(&agents->tick);
    for (size_t i = 0; i < agents->unit_count; i++)
        agent_process_close(agents->units[i].process);
    while (agents->tasks != NULL) {
        struct task *task = agents->tasks;
        agents->tasks = task->next;
        str_done(&task->line);
        free(task);
    }
    json_close(agents->ready);
    json_close(agents->languages);
    free(agents->units);
    free(agents);
}

size_t agents_room(const struct agents *agents, const char *what)
{
    bool is_run = strcmp(what, "run") == 0;
    size_t room = 0, taken = 0;
    if (agents->trouble[0] != '\0')
        return 0;
    for (size_t i = 0; i < agents->unit_count; i++) {
        if (unit_is_of(&agents->units[i], is_run))
            room += unit_limit(&agents->units[i]);
    }
    for (const struct task *task = agents->tasks; task != NULL; task = task->next)
        taken += task->is_run == is_run;
    return room > taken ? room - taken : 0;
}

int64_t agents_start(struct agents *agents, struct agent_request *request,
                     const struct agent_calls *calls, void *context)
{
    struct task *task = calloc(1, sizeof(*task));
    if (task == NULL)
        err_out_of_memory();
    *task = (struct task){
        .id = ++agents->last_id,
        .is_run = strcmp(request->what, "run") == 0,
        .line = {.maximum = AGENT_LINE_MAX},
        .calls = calls,
        .context = context,
    };
    request->seq = task->id;
    struct json *object = agent_request_write(request);
    json_write(object, false, &task->line);
    json_close(object);
    str_add_char(&task->line, '\n'); /* dropped where it is full, and then it is cut */
    struct task **at = &agents->tasks;
    while (*at != NULL)
        at = &(*at)->next;
    *at = task;
    int64_t id = task->id;
    timer_set(&agents->tick, 0); /* never from within this call */
    return id;
}

void agents_cancel(struct agents *agents, int64_t id)
{
    struct task *task = task_find(agents, id);
    if (task == NULL || task->cancel_ms > 0)
        return;
    task->cancel_ms = clock_ms();
    if (task->unit == NULL) {
        task_end_with(agents, task, AGENT_INTERRUPTED, NULL);
        return;
    }
    EV_STR struct str line = {0};
    str_printf(&line, "{\"do\":\"cancel\",\"seq\":%lld}\n", (long long)id);
    agent_process_write(task->unit->process, str_text(&line), line.count);
}

void agents_warm(struct agents *agents)
{
    if (unit_may_start(&agents->units[0]))
        unit_start(&agents->units[0]);
    set_tick(agents);
}

void agents_drain(struct agents *agents)
{
    for (size_t i = 0; i < agents->unit_count; i++) {
        if (agents->units[i].state == UNIT_UP)
            unit_end(&agents->units[i]);
    }
}

size_t agents_busy(const struct agents *agents)
{
    size_t count = 0;
    for (const struct task *task = agents->tasks; task != NULL; task = task->next)
        count++;
    return count;
}

struct agents_figures agents_figures(const struct agents *agents)
{
    struct agents_figures figures = {.starts = agents->starts, .crashes = agents->crashes};
    for (size_t i = 0; i < agents->unit_count; i++) {
        const struct unit *unit = &agents->units[i];
        int64_t slots = i == 0 ? agents->slots : 1;
        bool is_up = unit->process != NULL;
        figures.agents_up += is_up;
        figures.boxes_released += is_up ? 0 : slots;
        figures.boxes_busy += is_up && unit->task_count > 0 ? slots : 0;
        figures.boxes_idle += is_up && unit->task_count == 0 ? slots : 0;
    }
    for (const struct task *task = agents->tasks; task != NULL; task = task->next) {
        figures.tasks_waiting += task->unit == NULL;
        figures.tasks_running += task->unit != NULL;
    }
    return figures;
}

struct json *agents_boxes(const struct agents *agents)
{
    struct agents_figures figures = agents_figures(agents);
    struct json *boxes = json_map();
    json_set_i64(boxes, "busy", figures.boxes_busy);
    json_set_i64(boxes, "idle", figures.boxes_idle);
    json_set_i64(boxes, "released", figures.boxes_released);
    return boxes;
}

int agents_slots(const struct agents *agents)
{
    return agents->slots;
}

const struct json *agents_degraded(const struct agents *agents)
{
    return json_get(agents->ready, "degraded");
}

const struct json *agents_languages(const struct agents *agents)
{
    return json_get(agents->languages != NULL ? agents->languages : agents->ready, "languages");
}

const char *agents_trouble(const struct agents *agents)
{
    return agents->trouble[0] != '\0' ? agents->trouble : NULL;
}
