/* keeper: pid 1 of the box. Serves requests of the control socket, one at a time, and replaces
 * the zygote when asked. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

struct keeper {
    struct inside *inside;
    int zygote_pidfd;
    int order_fd;                 /* to the zygote */
    int64_t written_bytes, files; /* of the writable folders as mounted */
    bool is_filter_new;           /* the zygote does not have it yet */
};

struct received {
    struct wire_request request;
    int fds[WIRE_FDS_MAX];
    size_t fd_count;
};

static void close_fds(int *fds, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        (void)close(fds[i]);
    *count = 0;
}

static int answer(const struct keeper *keeper, const struct failure *failure)
{
    struct wire_answer done = {.kind = WIRE_DONE, .sys_errno = failure->sys_errno};
    memcpy(done.step, failure->step, sizeof(done.step));
    return wire_send(keeper->inside->control_fd, &done, sizeof(done), NULL, 0, NULL, 0);
}

/* Order a new spawner; the zygote ends the old one first and says how it went. */
static int order_spawner(struct keeper *keeper, uint32_t generation, struct failure *failure)
{
    struct wire_answer done;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    size_t count = keeper->is_filter_new ? 1 : 0;
    if (wire_send(keeper->order_fd, &generation, sizeof(generation), NULL, 0,
                  &keeper->inside->filter_fd, count))
        return failure_note(failure, "order a spawner", NULL);
    keeper->is_filter_new = false;
    ssize_t got = wire_receive(keeper->order_fd, &done, sizeof(done), fds, &fd_count, 0);
    close_fds(fds, &fd_count);
    if (got != sizeof(done)) {
        errno = got < 0 ? errno : ECHILD;
        return failure_note(failure, "hear from the zygote", NULL);
    }
    if (done.sys_errno == 0)
        return 0;
    failure->sys_errno = done.sys_errno;
    memcpy(failure->step, done.step, sizeof(failure->step));
    return -1;
}

/* Whatever lives in this box but us: only as pid 1 of its namespace may the keeper say "all". */
static void end_others(struct keeper *keeper)
{
    if (keeper->zygote_pidfd >= 0)
        inside_kill(keeper->zygote_pidfd);
    leftovers_kill(keeper->inside);
    (void)leftovers_end(keeper->inside, NULL);
    if (keeper->zygote_pidfd >= 0)
        (void)close(keeper->zygote_pidfd);
    if (keeper->order_fd >= 0)
        (void)close(keeper->order_fd);
    keeper->zygote_pidfd = keeper->order_fd = -1;
}

/* The zygote moves itself into the cgroup while we go on with the mounts. */
static int start_zygote(struct keeper *keeper, struct failure *failure)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return failure_note(failure, "socketpair", NULL);
    pid_t pid = inside_clone(0, &keeper->zygote_pidfd);
    if (pid == 0) {
        (void)close(pair[0]);
        (void)close(keeper->inside->control_fd);
        zygote_run(keeper->inside, pair[1]);
    }
    (void)close(pair[1]);
    if (pid < 0) {
        (void)close(pair[0]);
        return failure_note(failure, "fork the zygote", NULL);
    }
    keeper->order_fd = pair[0];
    (void)close(
        keeper->inside->run_fd); /* its end must be the only one left, so that evalx sees it go */
    keeper->inside->run_fd = -1;
    close_fds(keeper->inside->join_fds, &keeper->inside->join_count);
    return 0;
}

static int renew(const struct keeper *keeper, const struct wire_request *request,
                 struct failure *failure)
{
    if (!inside_is_trusted(keeper->inside))
        return mounts_renew_writable(request->written_bytes, request->files, failure);
    if (stage_clear(keeper->inside, FOLDER_WORK, failure))
        return -1;
    return stage_clear(keeper->inside, FOLDER_TMP, failure);
}

static bool is_same_size(const struct keeper *keeper, const struct wire_request *request)
{
    return request->written_bytes == keeper->written_bytes && request->files == keeper->files;
}

static int renew_as_asked(struct keeper *keeper, const struct wire_request *request,
                          struct failure *failure)
{
    if (IS_WEAK(&keeper->inside->setup, WEAK_NO_CLEANING))
        return 0;
    keeper->written_bytes = request->written_bytes;
    keeper->files = request->files;
    return renew(keeper, request, failure);
}

/* Between the runs of one submission. */
static int do_clean(struct keeper *keeper, struct received *in, struct failure *failure)
{
    if (!inside_is_trusted(keeper->inside) && is_same_size(keeper, &in->request) &&
        !IS_WEAK(&keeper->inside->setup, WEAK_NO_CLEANING) && mounts_sweep_writable(keeper->inside))
        return 0;
    return renew_as_asked(keeper, &in->request, failure);
}

/* Folders that were written to are mounted anew: swept ones would still tell by inode numbers and
 * times that there had been something. */
static int do_begin(struct keeper *keeper, struct received *in, struct failure *failure)
{
    if (order_spawner(keeper, 0, failure)) /* generation 0: end the old one and wait */
        return -1;
    if ((in->request.is_used || !is_same_size(keeper, &in->request)) &&
        renew_as_asked(keeper, &in->request, failure))
        return -1;
    if (stage_clear(keeper->inside, FOLDER_PROGRAM, failure) ||
        stage_clear(keeper->inside, FOLDER_DATA, failure))
        return -1;
    return order_spawner(keeper, in->request.generation, failure);
}

/* A new zygote, in the leaf of the join files. */
static int do_enter(struct keeper *keeper, struct received *in, struct failure *failure)
{
    struct inside *inside = keeper->inside;
    size_t next = 0;
    end_others(keeper);
    if (in->fd_count < 1) {
        errno = EPROTO;
        return failure_note(failure, "enter without a run socket", NULL);
    }
    inside->run_fd = in->fds[next++];
    while (next < in->fd_count && inside->join_count < JOIN_FDS_MAX)
        inside->join_fds[inside->join_count++] = in->fds[next++];
    in->fd_count = 0; /* handed over */
    if (start_zygote(keeper, failure))
        return -1;
    return order_spawner(keeper, in->request.generation, failure);
}

static int do_stage(struct keeper *keeper, struct received *in, struct failure *failure)
{
    if (in->fd_count != 1) {
        errno = EPROTO;
        return failure_note(failure, "stage without a file", NULL);
    }
    return stage_file(keeper->inside, &in->request, in->fds[0], failure);
}

static int do_stage_folder(struct keeper *keeper, struct received *in, struct failure *failure)
{
    return stage_folder(keeper->inside, &in->request, failure);
}

static int do_unstage(struct keeper *keeper, struct received *in, struct failure *failure)
{
    return stage_clear(keeper->inside, in->request.folder, failure);
}

static int do_collect(struct keeper *keeper, struct received *in, struct failure *failure)
{
    return stage_collect(keeper->inside, &in->request, failure);
}

static int (*const operations[])(struct keeper *, struct received *, struct failure *) = {
    [WIRE_ENTER] = do_enter,
    [WIRE_BEGIN] = do_begin,
    [WIRE_CLEAN] = do_clean,
    [WIRE_STAGE] = do_stage,
    [WIRE_STAGE_FOLDER] = do_stage_folder,
    [WIRE_UNSTAGE] = do_unstage,
    [WIRE_COLLECT] = do_collect,
};

static void serve_one(struct keeper *keeper)
{
    struct received in = {0};
    struct failure failure = {0};
    ssize_t got = wire_receive(keeper->inside->control_fd, &in.request, sizeof(in.request), in.fds,
                               &in.fd_count, 0);
    if (got <= 0)
        _exit(0); /* evalx is gone: so is the box */
    in.request.name[WIRE_NAME_MAX - 1] = '\0';
    size_t known = sizeof(operations) / sizeof(operations[0]);
    if (got != sizeof(in.request) || in.request.op >= known || !operations[in.request.op]) {
        errno = EPROTO;
        (void)failure_note(&failure, "understand a request", NULL);
    } else {
        (void)operations[in.request.op](keeper, &in, &failure); /* noted in failure */
    }
    close_fds(in.fds, &in.fd_count);
    if (answer(keeper, &failure))
        _exit(0);
}

static int pin(const struct inside *inside, struct failure *failure)
{
    if (inside->setup.cpu < 0)
        return 0;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)inside->setup.cpu, &set);
    return sched_setaffinity(0, sizeof(set), &set) == 0
               ? 0
               : failure_note(failure, "pin to a CPU", NULL);
}

/* evalx builds it while we build the root. */
static int take_filter(struct keeper *keeper, struct failure *failure)
{
    struct received in = {0};
    ssize_t got = wire_receive(keeper->inside->control_fd, &in.request, sizeof(in.request), in.fds,
                               &in.fd_count, 0);
    if (got <= 0)
        _exit(0); /* evalx is gone */
    if (got != sizeof(in.request) || in.request.op != WIRE_FILTER || in.fd_count != 1) {
        close_fds(in.fds, &in.fd_count);
        errno = EPROTO;
        return failure_note(failure, "take the filter", NULL);
    }
    keeper->inside->filter_fd = in.fds[0];
    keeper->is_filter_new = true;
    return 0;
}

static int build(struct keeper *keeper, struct failure *failure)
{
    struct inside *inside = keeper->inside;
    const struct wire_request *request = &inside->setup.request;
    keeper->written_bytes = request->written_bytes;
    keeper->files = request->files;
    if (pin(inside, failure) || start_zygote(keeper, failure))
        return -1;
    if (!inside_is_trusted(inside)) {
        if (sethostname("box", 3) != 0)
            return failure_note(failure, "sethostname", NULL);
        if (mounts_build(inside, failure) ||
            mounts_renew_writable(request->written_bytes, request->files, failure))
            return -1;
    }
    if (take_filter(keeper, failure))
        return -1;
    return order_spawner(keeper, request->generation, failure);
}

_Noreturn void keeper_run(struct inside *inside)
{
    struct keeper keeper = {.inside = inside, .zygote_pidfd = -1, .order_fd = -1};
    struct failure failure = {0};
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)prctl(PR_SET_NAME, "evalx-keeper");
    if (inside_is_trusted(inside)) /* the host's namespace: its pids are not ours to choose */
        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    else
        inside->last_pid_fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    (void)setsid();                 /* Ctrl-C at the terminal is evalx's to handle */
    (void)build(&keeper, &failure); /* noted in failure */
    if (answer(&keeper, &failure) || failure.sys_errno)
        _exit(1);
    for (;;)
        serve_one(&keeper);
}
