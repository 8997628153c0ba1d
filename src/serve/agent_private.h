/* agent_private: what the files of the supervisor share. */
#ifndef EVALX_SERVE_AGENT_PRIVATE_H
#define EVALX_SERVE_AGENT_PRIVATE_H

#include "serve/agent.h"
#include "serve/agent_process.h"

struct task {
    struct task *next;
    int64_t id;
    bool is_run;
    struct str line;   /* until it is written; is_cut: it is too large for that */
    struct unit *unit; /* NULL: waiting */
    const struct agent_calls *calls;
    void *context;
    int64_t cancel_ms; /* when it was; 0: never */
};

enum unit_state { UNIT_DOWN, UNIT_STARTING, UNIT_UP, UNIT_ENDING, UNIT_STATES };

struct unit {
    struct agents *agents;
    size_t number; /* 0: the one for packages */
    char name[32];
    enum unit_state state;
    struct agent_process *process;
    size_t task_count;
    int64_t heard_ms, idle_ms; /* of the last line, and since when it has no task */
    int64_t not_before_ms, careful_ms;
    int crashes; /* without a task that ended well in between */
};

struct agents {
    struct agents_options options;
    struct unit *units;
    size_t unit_count;
    struct task *tasks; /* oldest first */
    int64_t last_id;
    int slots;
    bool is_dispatching;
    struct timer tick;
    struct json *ready, *languages; /* the agent's own words */
    struct unit *troubled;          /* that has not started the last time; NULL: none */
    int64_t starts, crashes;
    char trouble[256]; /* why no agent starts; "": it does */
};

static inline int64_t or_default(int64_t given, int64_t standard)
{
    return given > 0 ? given : standard;
}

/* ---- agent.c ---- */

struct task *task_find(struct agents *agents, int64_t id);
/* Calls its last call; it is gone. */
void task_end(struct agents *agents, struct task *task, const struct agent_ending *ending);
void task_end_with(struct agents *agents, struct task *task, enum agent_end end,
                   const char *message);
void agents_tell_changed(struct agents *agents);
/* Waiting tasks to units with room; units are started for them. */
void agents_dispatch(struct agents *agents);

/* ---- agent_unit.c ---- */

void unit_start(struct unit *unit);
bool unit_may_start(const struct unit *unit);
bool unit_is_of(const struct unit *unit, bool is_run);
/* Tasks at once. */
size_t unit_limit(const struct unit *unit);
/* Told to end, it finishes what it has; nothing new goes to it. */
void unit_end(struct unit *unit);
void unit_tick(struct unit *unit);

/* ---- agent_event.c ---- */

/* A line of an agent; context is its unit. */
void unit_on_line(void *context, const char *bytes, size_t count);

#endif
