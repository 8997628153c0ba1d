/* joint: runs that are stepped together. Part of sandbox.h, which others include. */
#ifndef EVALX_SANDBOX_JOINT_H
#define EVALX_SANDBOX_JOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "model/facts.h"
#include "sandbox/plan.h"

struct box;

/* Several programs at once, each in a box of its own, that talk through pipes of the caller's: its
 * ends are to stay open here until `ended` says so, so that no program learns of another's end
 * before the caller knows which was first. */
enum { JOINT_RUNS_MAX = 16 };
struct joint_run {
    struct box *box;
    struct run_plan plan;
    struct facts facts; /* filled before `ended` is called */
    bool is_over;
    /* Once the others are over it may stand still (use no CPU time) for so long; -1: for ever */
    int64_t idle_ns;
    /* -1; `ended` may set it, once who read its standard output is over: our end of that pipe, from
     * which the rest is dropped, and counted. Borrowed */
    int drain_fd;
};
/* Bytes that are passed on in user space, for who wants to see them: slower than one pipe. */
struct joint_relay {
    int from_fd; /* a pipe's, for reading; -1: nothing is passed on any more. Borrowed */
    int *to_fd;  /* another pipe's, for writing: closed, and -1, at the end of what is read */
    void (*seen)(void *context, const char *bytes, size_t count); /* as it is read */
    void *context;
    char *pending; /* what is read and not yet written: of JOINT_RELAY_BYTES, the caller's */
    size_t begin, end;
};
enum { JOINT_RELAY_BYTES = 1 << 16, JOINT_RELAYS_MAX = 4 };
struct joint_events {
    void *context;
    struct joint_relay *relays; /* `ended` may change from_fd */
    size_t relay_count;         /* JOINT_RELAYS_MAX at most */
    /* The program `index` is over: close what it is the last to hold. Returns bits 1 << index of
     * runs to be killed now. */
    unsigned (*ended)(void *context, size_t index);
    void (*look)(
        void *context); /* every now and then, some times in a tenth of a second; or NULL */
};
/* To the end of all. Of those that end at the same moment, the lower index is first. Errors as of
 * box_run, for every one of the boxes. */
int box_run_joint(struct joint_run *runs, size_t count, const struct joint_events *events,
                  struct err *err) EV_MUST_CHECK;

#endif
