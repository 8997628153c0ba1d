/* agent: the programs that judge for us (`evalx agent`, model/agent_wire.h), started, fed, watched
 * and started again, from the loop's thread.
 *
 * One agent has all slots and judges on packages; a few of one slot each run ad-hoc programs. Each
 * starts with its first task and is stopped when it had none for five minutes: its boxes are
 * released. When one dies, its tasks are told as crashed, and it is started again, later each time;
 * for a minute then it gets one task at a time, so that the next crash blames the right one. */
#ifndef EVALX_SERVE_AGENT_H
#define EVALX_SERVE_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "model/agent_wire.h"
#include "serve/loop.h"

struct agents;
struct depot;

/* 0 and NULL: the default. All is borrowed until agents_close. */
struct agents_options {
    struct loop *loop;
    const char *program;          /* path of evalx */
    const char *const *arguments; /* more for each agent, NULL-terminated: "--langs", FILE */
    int slots;                    /* of the agent for packages: one per physical CPU */
    int run_agents;               /* as many as slots */
    int64_t idle_ms;              /* 5 min */
    int64_t silence_ms;           /* with tasks and without a word, an agent hangs: 10 min */
    int64_t cancel_ms;            /* after a cancel an agent has so long to end the task: 30 s */
    struct depot *depot;          /* what machines have in common; NULL: none */
    void *context;
    /* Each may be NULL. An agent is ready, or gone: agents_room has changed. */
    void (*changed)(void *context);
    /* "ready" of one that has just started; later "languages", with their versions. Borrowed. */
    void (*ready)(void *context, const struct json *event);
};

enum agent_end {
    AGENT_DONE,        /* report is there, of a "judge" */
    AGENT_RAN,         /* ran is there, of a "run" */
    AGENT_REFUSED,     /* the request's or the package's own fault; message */
    AGENT_UNABLE,      /* this machine cannot, another may; message */
    AGENT_INTERRUPTED, /* cancelled, or we are ending: nobody's fault */
    AGENT_CRASHED,     /* the agent died of it, or may have; message */
};
const char *agent_end_name(enum agent_end end);

struct agent_ending {
    enum agent_end end;
    const char *message;                    /* or NULL */
    const struct submission_report *report; /* all gone when the call returns */
    const struct json *wire;                /* the report, as the agent has put it */
    const struct ran_report *ran;
};

struct agent_calls {
    /* "compiled" or "test", as the agent has put it, and the line that message was made of; may be
     * NULL. Borrowed. */
    void (*progress)(void *context, const char *event, const struct json *message,
                     const char *line);
    /* The last call, never from within agents_start. */
    void (*ended)(void *context, const struct agent_ending *ending);
};

/* Nothing is started yet. ERR_JUDGE. */
int agents_open(const struct agents_options *options, struct agents **agents_out,
                struct err *err) EV_MUST_CHECK;
/* Kills what runs; no call is made any more. NULL is fine. */
void agents_close(struct agents *agents);

/* How many more tasks of this kind ("judge", "run") would be begun soon: a queue should hand out no
 * more than that. */
size_t agents_room(const struct agents *agents, const char *what);

/* The request's seq is set here, and is the task's name from now on. It is written to the agent at
 * once, or when there is one: nothing of it stays borrowed. `calls` is borrowed. */
int64_t agents_start(struct agents *agents, struct agent_request *request,
                     const struct agent_calls *calls, void *context);
/* It will end soon, most likely as interrupted. Unknown ones are passed over. */
void agents_cancel(struct agents *agents, int64_t task);

/* Start the agent for packages, though nothing is to be judged yet. */
void agents_warm(struct agents *agents);
/* Finish what runs and end; agents_busy tells when that is. New tasks start them again. */
void agents_drain(struct agents *agents);
size_t agents_busy(const struct agents *agents); /* tasks under way or waiting */

/* ---- what is known ---- */

struct agents_figures {
    /* A box is what a slot runs programs in. */
    int64_t boxes_busy, boxes_idle, boxes_released;
    int64_t agents_up, starts, crashes;
    int64_t tasks_waiting, tasks_running;
};
struct agents_figures agents_figures(const struct agents *agents);
/* {"busy","idle","released"} of the figures. */
struct json *agents_boxes(const struct agents *agents);
/* Slots of the agent for packages; what the host lacks and which languages it has, as its "ready"
 * told; NULL before the first one was started. Borrowed until the loop's next round. */
int agents_slots(const struct agents *agents);
const struct json *agents_degraded(const struct agents *agents);
const struct json *agents_languages(const struct agents *agents);
/* Why nothing can be judged: the agent does not start. NULL: all is well. */
const char *agents_trouble(const struct agents *agents);

#endif
