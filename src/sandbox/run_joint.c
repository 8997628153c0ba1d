/* run_joint: several runs stepped together: a contestant's program and the one that talks with it.
 *
 *      evalx  -- polls both boxes, holds a copy of every end of every pipe --.
 *        |                                                                    |
 *   run box: program  ===== pipe =====>  jury box: interactor                 |
 *                     <==== pipe ======                                       |
 *
 * What they say to each other never passes through here, unless somebody wants to see it: then
 * each of the pipes is two, with a relay between. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "sandbox/run.h"
#include "sandbox/run_relay.h"

static const int64_t IDLE_SHARE = 100;          /* less than 1/100 of a CPU is standing still */
static const int64_t FLOOD_CHECK_NS = 25000000; /* for output that goes past us */

struct joint {
    struct run runs[JOINT_RUNS_MAX];
    struct joint_run *plans;
    size_t count, left;
    const struct joint_events *events;
    size_t last;            /* the only one left, once there is one */
    int64_t idle_check_ns;  /* when to look next whether it stands still; INT64_MAX: never */
    int64_t idle_check_cpu; /* its CPU time at the look before */
    int64_t flood_check_ns; /* when to look next who floods */
};

static void look_for_idleness(struct joint *joint, int64_t now)
{
    struct run *run = &joint->runs[joint->last];
    int64_t idle_ns = joint->plans[joint->last].idle_ns;
    int64_t cpu_ns = cgroup_leaf_cpu_ns(run->box->leaf);
    if (cpu_ns - joint->idle_check_cpu < idle_ns / IDLE_SHARE)
        run_kill(run, LIMIT_WALL);
    joint->idle_check_ns = now + idle_ns;
    joint->idle_check_cpu = cpu_ns;
}

/* From now on the last one is watched. */
static void watch_last(struct joint *joint)
{
    for (size_t i = 0; i < joint->count; i++) {
        if (joint->plans[i].is_over || joint->plans[i].idle_ns < 0)
            continue;
        joint->last = i;
        joint->idle_check_ns = run_now_ns() + joint->plans[i].idle_ns;
        joint->idle_check_cpu = cgroup_leaf_cpu_ns(joint->runs[i].box->leaf);
    }
}

/* An interactor is ours, and what it may write is its own limit's business. */
static void look_for_floods(struct joint *joint, int64_t now)
{
    joint->flood_check_ns = now + FLOOD_CHECK_NS;
    for (size_t i = 0; i < joint->count; i++) {
        struct run *run = &joint->runs[i];
        int64_t limit = run->plan->limits.output_bytes;
        if (joint->plans[i].is_over || run->is_killed || limit < 0 ||
            run->box->options.kind != BOX_RUN)
            continue;
        if (run_written_bytes(run) > limit)
            run_kill(run, LIMIT_OUTPUT);
    }
}

/* What nobody reads any more is read here. */
static void drain_one(struct joint *joint, size_t index)
{
    struct run_stream *stream = &joint->runs[index].streams[0];
    int fd = joint->plans[index].drain_fd;
    if (!joint->plans[index].is_over && fd >= 0 && stream->fd < 0)
        stream->fd = stream->own_fd =
            fcntl(fd, F_DUPFD_CLOEXEC, 3); /* -1: it waits, until a limit ends it */
    joint->plans[index].drain_fd = -1;
}

static int end_one(struct joint *joint, size_t index, struct err *err)
{
    struct joint_run *plan = &joint->plans[index];
    if (run_finish(&joint->runs[index], &plan->facts, err))
        return -1;
    plan->is_over = true;
    joint->left--;
    joint->idle_check_ns = INT64_MAX;
    unsigned doomed = joint->events->ended(joint->events->context, index);
    for (size_t i = 0; i < joint->count; i++) {
        if ((doomed & 1U << i) && !joint->plans[i].is_over)
            run_kill(&joint->runs[i], 0);
        drain_one(joint, i);
    }
    if (joint->left == 1)
        watch_last(joint);
    return 0;
}

/* What to poll, and for how long at most: the runs', then the relays'. */
static int64_t watch_all(struct joint *joint, struct pollfd *waits)
{
    int64_t now = run_now_ns();
    int64_t left = joint->flood_check_ns - now;
    if (joint->idle_check_ns - now < left)
        left = joint->idle_check_ns - now;
    for (size_t i = 0; i < joint->count; i++, waits += RUN_WATCH_COUNT) {
        for (size_t k = 0; k < RUN_WATCH_COUNT; k++)
            waits[k] = (struct pollfd){.fd = -1}; /* passed over: poll(2) */
        int64_t own = joint->plans[i].is_over ? left : run_watch(&joint->runs[i], waits) - now;
        left = own < left ? own : left;
    }
    for (size_t i = 0; i < joint->events->relay_count; i++)
        waits[i] = relay_watch(&joint->events->relays[i]);
    return left > 0 ? left : 0;
}

/* What was said before an end is passed on before it. */
static int act_all(struct joint *joint, const struct pollfd *waits, struct err *err)
{
    const struct pollfd *relays = waits + joint->count * RUN_WATCH_COUNT;
    for (size_t i = 0; i < joint->events->relay_count; i++) {
        if (relay_act(&joint->events->relays[i], &relays[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < joint->count; i++, waits += RUN_WATCH_COUNT) {
        if (joint->plans[i].is_over)
            continue;
        if (run_act(&joint->runs[i], waits, err) ||
            (joint->runs[i].is_over && end_one(joint, i, err)))
            return -1;
    }
    return 0;
}

static int step(struct joint *joint, struct err *err)
{
    struct pollfd waits[JOINT_RUNS_MAX * RUN_WATCH_COUNT + JOINT_RELAYS_MAX];
    size_t count = joint->count * RUN_WATCH_COUNT + joint->events->relay_count;
    int64_t left = watch_all(joint, waits);
    struct timespec timeout = {left / 1000000000, left % 1000000000};
    if (ppoll(waits, count, &timeout, NULL) < 0) {
        if (errno != EINTR)
            return err_sys(err, ERR_JUDGE, "sandbox: poll");
        memset(waits, 0, sizeof(waits)); /* nothing came */
    }
    if (act_all(joint, waits, err) != 0)
        return -1;
    int64_t now = run_now_ns();
    if (now >= joint->flood_check_ns) {
        look_for_floods(joint, now);
        if (joint->events->look)
            joint->events->look(joint->events->context);
    }
    if (now >= joint->idle_check_ns)
        look_for_idleness(joint, now);
    return 0;
}

int box_run_joint(struct joint_run *runs, size_t count, const struct joint_events *events,
                  struct err *err)
{
    struct joint joint = {
        .plans = runs, .count = count, .left = count, .events = events, .idle_check_ns = INT64_MAX};
    size_t started = 0;
    int failed = 0;
    for (size_t i = 0; i < events->relay_count && !failed; i++)
        failed = relay_open(&events->relays[i], err);
    for (; started < count && !failed; started++) {
        size_t index = count - 1 - started; /* who serves is ready first */
        runs[index].is_over = false;
        failed = run_start(&joint.runs[index], runs[index].box, &runs[index].plan, err);
    }
    while (!failed && joint.left > 0)
        failed = step(&joint, err);
    for (size_t i = count - started; i < count; i++)
        run_abandon(&joint.runs[i]);
    return failed ? -1 : 0;
}
