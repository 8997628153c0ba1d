/* run: one run from plan to facts: arm the counters, send the plan, watch, kill what breaks a
 * limit, read the counters.
 *
 *     prepare -> arm -> send -> [ watch ]* -> drain -> facts
 *                                   \-- answer, output, limits, forbidden call, interrupt
 *
 * Short runs are not disturbed: their output waits in the pipe until they end (a pipe holds 64
 * KiB); the reader only wakes for output after a millisecond. CPU is looked at once, when the limit
 * could be reached at the earliest, and again after what was then left. */
#include "sandbox/run.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/filter.h"

static const int64_t NS_PER_MS = 1000000;
static const int64_t FIRST_LOOK_NS = 1000000;    /* before that only the end is waited for */
static const int64_t SILENCE_NS = 5000000000;    /* a killed run must have been reported by then */
static const int64_t KILL_AGAIN_NS = 50000000;   /* the first order may have come too early */
static const int64_t LAST_RESORT_NS = 500000000; /* orders that long unheard: the spawner goes */
static const int64_t SAMPLE_NS = 20000000;       /* of memory, where no cgroup counts it */
static const int64_t MEMORY_CHECK_NS =
    200000000; /* for out-of-memory kills and cancels, in long runs */
static const int64_t WAIT_ANSWER_NS = 1000000000; /* for the spawner to say how long it waited */
static const int64_t WALL_STRETCH = 4;
static const int64_t LEAST_RECHECK_NS = 500000; /* of CPU time */
/* The clock of the scheduler may run ahead of CLOCK_MONOTONIC. */
enum { CLOCKS_DIFFER_SHARE = 100, CLOCKS_DIFFER_NS = 2000000 };

int64_t run_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

enum { NOT_STARTED_STATUS = 127 }; /* as shells have it */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t run_cpus(const struct run *run)
{
    return run->box->options.cpu >= 0 ? 1 : sandbox_cpu_count();
}

int64_t run_cpu_most_ns(const struct run *run, int64_t now)
{
    int64_t elapsed_ns = now - run->start_ns;
    return run_cpus(run) * (elapsed_ns + elapsed_ns / CLOCKS_DIFFER_SHARE + CLOCKS_DIFFER_NS);
}

void run_set_deadlines(struct run *run)
{
    run->wall_end_ns =
        run->plan->limits.wall_ns < 0 ? INT64_MAX : run->start_ns + run->plan->limits.wall_ns + 1;
    run->cpu_check_ns = run->plan->limits.cpu_ns < 0
                            ? INT64_MAX
                            : run->start_ns + run_cpu_left_ns(run, 0) / run_cpus(run);
    run->memory_check_ns = run->start_ns + MEMORY_CHECK_NS;
    run->sample_ns =
        run->box->sandbox->controllers & CGROUP_MEMORY ? INT64_MAX : run->start_ns + SAMPLE_NS;
}

/* ---- watching ---- */

/* A spawner that is gone, or does not do what it is told, is noticed by its silence. */
static void order(const struct run *run, enum wire_signal what)
{
    if (what == WIRE_SIGNAL_KILL && (run->box->sandbox->weak & WEAK_LOST_ORDERS))
        return;
    (void)syscall(SYS_pidfd_send_signal, run->box->spawner_pidfd, (int)what, NULL, 0);
}

void run_kill(struct run *run, unsigned limit)
{
    run->limits_hit |= limit;
    if (run->is_killed)
        return;
    run->is_killed = true;
    run->kill_ns = run_now_ns();
    run->kill_again_ns = run->kill_ns + KILL_AGAIN_NS;
    order(run, WIRE_SIGNAL_KILL);
}

/* A signal that waits already is not queued again (signal(7)): a program that floods the spawner
 * with those of its orders can keep ours from it. The kernel's own kill is not to be lost, and
 * takes the whole namespace along. */
static void insist(struct run *run, int64_t now)
{
    run->kill_again_ns = now + KILL_AGAIN_NS;
    if (now - run->kill_ns < LAST_RESORT_NS || (run->box->sandbox->weak & WEAK_NO_LAST_RESORT))
        order(run, WIRE_SIGNAL_KILL);
    else
        (void)syscall(SYS_pidfd_send_signal, run->box->spawner_pidfd, SIGKILL, NULL, 0);
}

static void feed(struct run *run, struct run_stream *stream, const char *bytes, size_t count)
{
    int64_t limit = run->plan->limits.output_bytes;
    int64_t before = run->output_bytes;
    run->output_bytes += (int64_t)count;
    stream->bytes += (int64_t)count;
    if (limit >= 0 && run->output_bytes > limit) {
        count = before < limit ? (size_t)(limit - before) : 0;
        run_kill(run, LIMIT_OUTPUT);
    }
    if (count == 0 || run->is_sink_closed || !stream->sink->feed)
        return;
    if (stream->sink->feed(stream->sink->context, bytes, count) != 0) {
        run->is_sink_closed = true;
        run_kill(run, 0);
    }
}

/* What is there now, without waiting. Pipes know RWF_NOWAIT since Linux 6.4; before, the
 * description must not block. */
static ssize_t read_now(int fd, char *buffer, size_t bytes)
{
    struct iovec part = {buffer, bytes};
    ssize_t got = preadv2(fd, &part, 1, -1, RWF_NOWAIT);
    if (got >= 0 || errno != EOPNOTSUPP)
        return got;
    return fcntl(fd, F_SETFL, O_NONBLOCK) ? -1 : read(fd, buffer, bytes);
}

/* Read what is there. */
static void drain(struct run *run, struct run_stream *stream)
{
    for (unsigned rounds = 0; stream->fd >= 0 && rounds < 64; rounds++) {
        ssize_t got = read_now(stream->fd, run->box->buffer, sizeof(run->box->buffer));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return; /* EAGAIN: nothing yet */
        if (got == 0)
            stream->fd = -1; /* nobody writes any more */
        feed(run, stream, run->box->buffer, (size_t)got);
    }
}

/* A call that only an attack makes: the program stands still in it until it is killed. */
static void take_forbidden_call(struct run *run)
{
    struct seccomp_notif notification = {0};
    if (ioctl(run->box->listener_fd, SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0)
        return; /* it died meanwhile */
    run->made_forbidden_call = true;
    (void)filter_call_name(notification.data.nr, run->forbidden_call, sizeof(run->forbidden_call));
    run_kill(run, 0);
}

static void check_cpu(struct run *run, int64_t now)
{
    int64_t used = earlier(cgroup_leaf_cpu_ns(run->box->leaf), run_cpu_most_ns(run, now));
    int64_t left = run_cpu_left_ns(run, used < 0 ? run->sampled_cpu_ns : used);
    if (left < 0) {
        run_kill(run, LIMIT_CPU);
        return;
    }
    left = left / run_cpus(run) + 1;
    run->cpu_check_ns = now + (left > LEAST_RECHECK_NS ? left : LEAST_RECHECK_NS);
    if (used < 0)
        run->cpu_check_ns =
            now + earlier(left > LEAST_RECHECK_NS ? left : LEAST_RECHECK_NS, SAMPLE_NS);
}

/* A process of several was killed for want of memory: the others may wait for it for ever. */
static void check_memory(struct run *run, int64_t now)
{
    run->memory_check_ns = now + MEMORY_CHECK_NS;
    if (cgroup_leaf_oom_kills(run->box->leaf) > 0)
        run_kill(run, LIMIT_MEMORY);
}

static void check_cancel(struct run *run)
{
    if (!run->plan->is_cancelled || !atomic_load(run->plan->is_cancelled))
        return;
    run->is_interrupted = true;
    run_kill(run, 0);
}

static void ask_usage(struct run *run, int64_t now)
{
    run->sample_ns = now + SAMPLE_NS;
    order(run, WIRE_SIGNAL_QUERY);
}

/* See check_wall. */
static void stretch_wall(struct run *run, int64_t wait_ns)
{
    int64_t end_ns = run->start_ns + run->plan->limits.wall_ns + wait_ns;
    if (!run->is_wait_asked)
        return; /* a sample for other reasons */
    run->is_wait_asked = end_ns <= run_now_ns() + LEAST_RECHECK_NS;
    run->wall_end_ns = end_ns;
}

static void take_usage(struct run *run, const struct wire_result *usage)
{
    int64_t limit = run->plan->limits.memory_bytes;
    stretch_wall(run, usage->wait_ns);
    if (usage->cpu_ns > run->sampled_cpu_ns)
        run->sampled_cpu_ns = usage->cpu_ns;
    if (usage->rss_bytes > run->sampled_rss_bytes)
        run->sampled_rss_bytes = usage->rss_bytes;
    if (run->sample_ns < INT64_MAX && limit >= 0 && usage->rss_bytes > limit)
        run_kill(run, LIMIT_MEMORY);
}

/* The wall limit is there for programs that idle. On a busy host a program may have been ready and
 * without a CPU: before it is ended the spawner is asked for how long, and that is added, up to
 * WALL_STRETCH times the limit in all. */
static void check_wall(struct run *run, int64_t now)
{
    if (run->is_wait_asked || now - run->start_ns > WALL_STRETCH * run->plan->limits.wall_ns) {
        run_kill(run, LIMIT_WALL);
        return;
    }
    run->is_wait_asked = true;
    run->wall_end_ns = now + WAIT_ANSWER_NS;
    order(run, WIRE_SIGNAL_QUERY);
}

/* Deadlines that have passed. -1 when the box has fallen silent. */
static int check_deadlines(struct run *run, struct err *err)
{
    int64_t now = run_now_ns();
    if (run->is_killed && now - run->kill_ns > SILENCE_NS) {
        run->box->is_dead = true;
        return err_set(err, ERR_JUDGE, "sandbox: the box has fallen silent");
    }
    if (run->is_killed && now >= run->kill_again_ns)
        insist(run, now);
    if (now > run->wall_end_ns && !run->is_killed)
        check_wall(run, now);
    if (now >= run->cpu_check_ns && !run->is_killed)
        check_cpu(run, now);
    if (now >= run->memory_check_ns && !run->is_killed) {
        check_memory(run, now);
        check_cancel(run);
    }
    if (now >= run->sample_ns && !run->is_killed)
        ask_usage(run, now);
    return 0;
}

static int64_t next_deadline(const struct run *run, int64_t now)
{
    if (run->is_killed)
        return earlier(run->kill_ns + SILENCE_NS + NS_PER_MS, run->kill_again_ns);
    int64_t at = earlier(earlier(run->cpu_check_ns, run->memory_check_ns), run->sample_ns);
    at = earlier(at, run->wall_end_ns);
    if (now - run->start_ns < FIRST_LOOK_NS)
        at = earlier(at, run->start_ns + FIRST_LOOK_NS);
    return at;
}

/* The answer, or a sample. Returns true when the run is over. */
static bool take_answer(struct run *run)
{
    struct wire_result result = {0};
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    ssize_t got =
        wire_receive(run->box->run_fd, &result, sizeof(result), fds, &fd_count, MSG_DONTWAIT);
    for (size_t i = 0; i < fd_count; i++)
        (void)close(fds[i]);
    if (got < 0 && errno == EAGAIN)
        return false;
    if (got != sizeof(result) && got != offsetof(struct wire_result, step)) {
        run->box->is_lost = true;
        return true;
    }
    if (result.generation != run->box->generation)
        return false;
    if (result.kind == WIRE_USAGE) {
        take_usage(run, &result);
        return false;
    }
    run->result = result;
    run->box->is_lost = result.kind != WIRE_RESULT;
    return true;
}

enum { WATCH_ANSWER, WATCH_CANCEL, WATCH_CALL, WATCH_OUTPUT, WATCH_ERROR };

int64_t run_watch(const struct run *run, struct pollfd waits[RUN_WATCH_COUNT])
{
    int64_t now = run_now_ns();
    bool is_young = now - run->start_ns < FIRST_LOOK_NS;
    bool is_left = is_young || run->is_killed;
    const int fds[RUN_WATCH_COUNT] = {
        [WATCH_ANSWER] = run->box->run_fd,
        [WATCH_CANCEL] = is_left ? -1 : run->box->sandbox->cancel_fd,
        [WATCH_CALL] = is_left ? -1 : run->box->listener_fd,
        [WATCH_OUTPUT] = is_young ? -1 : run->streams[0].fd,
        [WATCH_ERROR] = is_young ? -1 : run->streams[1].fd,
    };
    for (size_t i = 0; i < RUN_WATCH_COUNT; i++)
        waits[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    return next_deadline(run, now);
}

int run_act(struct run *run, const struct pollfd waits[RUN_WATCH_COUNT], struct err *err)
{
    if (waits[WATCH_OUTPUT].revents)
        drain(run, &run->streams[0]);
    if (waits[WATCH_ERROR].revents)
        drain(run, &run->streams[1]);
    if (waits[WATCH_CALL].revents & POLLIN)
        take_forbidden_call(run);
    if (waits[WATCH_CANCEL].revents) {
        run->is_interrupted = true;
        run_kill(run, 0);
    }
    if (waits[WATCH_ANSWER].revents && take_answer(run)) {
        run->is_over = true;
        return 0;
    }
    return check_deadlines(run, err);
}

/* A timer for poll(2) alone would be set and taken back in every run, which costs more than all the
 * rest of waiting (on a virtual machine each is a trip to the host). One that is left standing from
 * run to run wakes us now and then for nothing. */
static int set_timer(struct box *box, int64_t end_ns, struct err *err)
{
    struct itimerspec when = {.it_value = {end_ns / 1000000000, end_ns % 1000000000}};
    if (box->timer_end_ns <= end_ns)
        return 0;
    if (timerfd_settime(box->timer_fd, TFD_TIMER_ABSTIME, &when, NULL) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: set a timer");
    box->timer_end_ns = end_ns;
    return 0;
}

int run_step(struct run *run, struct err *err)
{
    struct box *box = run->box;
    struct pollfd waits[RUN_WATCH_COUNT + 1];
    struct pollfd *timer = &waits[RUN_WATCH_COUNT];
    int64_t end_ns = run_watch(run, waits);
    *timer = (struct pollfd){.fd = box->timer_fd, .events = POLLIN};
    if (set_timer(box, end_ns, err))
        return -1;
    if (poll(waits, RUN_WATCH_COUNT + 1, -1) < 0 && errno != EINTR)
        return err_sys(err, ERR_JUDGE, "sandbox: poll");
    if (timer->revents)
        box->timer_end_ns = INT64_MAX; /* and stays readable until it is set anew */
    return run_act(run, waits, err);
}

/* ---- ending ---- */

/* What was staged as the program cannot be executed: that is its maker's doing, not ours. */
static bool is_program_at_fault(const struct run *run)
{
    static const char step[] = "execve ";
    static const int errors[] = {ENOENT, EACCES, ENOEXEC, EINVAL, ELIBBAD, ETXTBSY, EISDIR, ELOOP};
    const char *folder = box_folder(run->box, BOX_PROGRAM);
    if (strncmp(run->result.step, step, strlen(step)) != 0 ||
        strncmp(run->result.step + strlen(step), folder, strlen(folder)) != 0)
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(errors); i++) {
        if (run->result.sys_errno == errors[i])
            return true;
    }
    return false;
}

/* It ended by itself, and nothing was left that had to be killed. */
static bool is_quiet(const struct run *run)
{
    const struct wire_result *result = &run->result;
    return !run->is_killed && !run->box->is_lost && result->sys_errno == 0 &&
           WIFEXITED(result->wait_status) && result->leftovers == 0;
}

int run_finish(struct run *run, struct facts *facts_out, struct err *err)
{
    struct cgroup_usage usage;
    for (size_t i = 0; i < BOX_OUTPUTS; i++)
        drain(run, &run->streams[i]); /* all writers are dead, and a pipe holds little */
    run->is_drained = true;
    run->box->is_dirty |= run->result.is_dirty || run->box->is_lost || run->plan->is_work_kept;
    if (cgroup_leaf_read(run->box->leaf, is_quiet(run), &usage, err))
        return -1;
    if (run->is_interrupted)
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    if (usage.host_oom_kills > 0)
        return err_set(
            err, ERR_JUDGE,
            "sandbox: the host ran out of memory while the program ran, far from its limit");
    if (is_program_at_fault(run)) {
        run->result.wait_status = NOT_STARTED_STATUS << 8;
        run_fill_facts(run, &usage, facts_out);
        facts_out->start_errno = run->result.sys_errno;
        return run_counter_fill(run, facts_out, err);
    }
    if (run->result.sys_errno && usage.oom_kills == 0) {
        errno = run->result.sys_errno;
        run->result.step[WIRE_STEP_MAX - 1] = '\0';
        return err_sys(err, ERR_JUDGE, "sandbox: %s", run->result.step);
    }
    if (run->box->is_lost && usage.oom_kills == 0 && !run->is_killed)
        return err_set(err, ERR_JUDGE, "sandbox: the spawner died");
    run_fill_facts(run, &usage, facts_out);
    return run_counter_fill(run, facts_out, err);
}

void run_abandon(struct run *run)
{
    run_restore_input(run);
    for (size_t i = 0; i < BOX_OUTPUTS; i++)
        fd_close(&run->streams[i].own_fd);
    if (!run->is_drained)
        pipes_close(run->box);
}

static int run_once(struct box *box, const struct run_plan *plan, struct facts *facts_out,
                    struct err *err)
{
    struct run run;
    int failed = run_start(&run, box, plan, err);
    while (!failed && !run.is_over)
        failed = run_step(&run, err);
    if (!failed)
        failed = run_finish(&run, facts_out, err);
    run_abandon(&run);
    return failed ? -1 : 0;
}

int box_run(struct box *box, const struct run_plan *plan, struct facts *facts_out, struct err *err)
{
    return run_once(box, plan, facts_out, err);
}
