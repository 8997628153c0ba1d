/* launch: starting a box and speaking with its keeper. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/private.h"

/* A keeper that says nothing for so long is taken for dead. Staging gigabytes takes a while. */
enum { ANSWER_TIMEOUT_MS = 120000, HELLO_TIMEOUT_MS = 30000 };

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)close(fds[i]);
}

/* Receive one packet within the time-out, or the box is dead. */
static ssize_t receive(struct box *box, int fd, void *packet, size_t bytes, int *fds,
                       size_t *fd_count, int timeout_ms)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int ready;
    do
        ready = poll(&wait, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        errno = ETIMEDOUT;
    ssize_t got = ready > 0 ? wire_receive(fd, packet, bytes, fds, fd_count, 0) : -1;
    if (got == 0)
        errno = ECONNRESET;
    if (got <= 0)
        box->is_dead = true;
    return got;
}

int box_take_answer(struct box *box, struct err *err)
{
    struct wire_answer answer;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    ssize_t got =
        receive(box, box->control_fd, &answer, sizeof(answer), fds, &fd_count, ANSWER_TIMEOUT_MS);
    if (got > 0 && fd_count == 1 && box->keeper_pidfd < 0)
        box->keeper_pidfd = fds[0];
    else if (got > 0)
        close_all(fds, fd_count);
    if (got != sizeof(answer) || answer.kind != WIRE_DONE) {
        box->is_dead = true;
        return err_sys(err, ERR_JUDGE, "sandbox: the box ended unexpectedly");
    }
    if (answer.sys_errno == 0)
        return 0;
    answer.step[WIRE_STEP_MAX - 1] = '\0';
    errno = answer.sys_errno;
    return err_sys(err, ERR_JUDGE, "sandbox: %s", answer.step);
}

int box_request(struct box *box, const struct wire_request *request, const int *fds,
                size_t fd_count, struct err *err)
{
    if (box->is_dead)
        return err_set(err, ERR_JUDGE, "sandbox: the box is dead");
    if (wire_send(box->control_fd, request, sizeof(*request), NULL, 0, fds, fd_count) != 0) {
        box->is_dead = true;
        return err_sys(err, ERR_JUDGE, "sandbox: speak to the box");
    }
    return box_take_answer(box, err);
}

/* The root of the host with what this box has more, or the language's own; and what is shared. */
static int add_records(const struct box *box, struct str *records, struct err *err)
{
    const struct sandbox *sandbox = box->sandbox;
    if (box->options.root == NULL) {
        str_add_n(records, str_text(&sandbox->records), sandbox->records.count);
        root_plan_paths(&box->options, records);
    } else if (root_plan_own(box->options.root, records, err) != 0) {
        return -1;
    }
    if (box->options.kind == BOX_COMPILE)
        str_add_n(records, str_text(&sandbox->shared), sandbox->shared.count);
    return 0;
}

static void fill_setup(const struct box *box, size_t record_bytes, struct wire_setup *setup)
{
    const struct sandbox *sandbox = box->sandbox;
    *setup = (struct wire_setup){
        .request = {.op = WIRE_SETUP,
                    .generation = box->generation,
                    .written_bytes = box->options.written_bytes,
                    .files = box->options.files},
        .flags = sandbox->has_listener ? WIRE_HAS_LISTENER : 0U,
        .weak = sandbox->weak,
        .cpu = box->options.cpu,
        .uid = box->uid,
        .gid = box->uid,
        .outer_uid = getuid(),
        .outer_gid = getgid(),
        .record_bytes = (uint32_t)record_bytes,
    };
    if (sandbox->tier == SANDBOX_USER) {
        setup->flags |= WIRE_HAS_USER_NAMESPACE;
        setup->sub_uid = sandbox->sub_uid;
        setup->sub_gid = sandbox->sub_gid;
        setup->sub_count = sandbox->sub_count;
        if (sandbox->sub_count == 0) {
            setup->flags |= WIRE_IS_SETGROUPS_DENIED;
            setup->inner_uid = box->uid;
        }
    }
    if (sandbox->tier == SANDBOX_TRUSTED) {
        setup->flags |= WIRE_IS_TRUSTED;
        setup->gid = getgid();
    }
    if (sandbox->controllers & CGROUP_MEMORY)
        setup->flags |= WIRE_HAS_CGROUP_MEMORY;
    if (box->options.kind == BOX_RUN)
        setup->counter = sandbox->counter;
    (void)snprintf(setup->folder, sizeof(setup->folder), "%s", box->folder);
}

static int send_setup(const struct box *box, struct err *err)
{
    const struct sandbox *sandbox = box->sandbox;
    struct wire_setup setup;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    EV_STR struct str records = {0};
    if (add_records(box, &records, err) != 0)
        return -1;
    fill_setup(box, records.count, &setup);
    if (!(sandbox->weak & WEAK_NO_CGROUP))
        fd_count += cgroup_leaf_join_fds(box->leaf, fds + fd_count);
    if (wire_send(box->control_fd, &setup, sizeof(setup), str_text(&records), records.count, fds,
                  fd_count) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: speak to %s", sandbox->box_program);
    return 0;
}

static int send_filter(const struct box *box, struct err *err)
{
    struct wire_request request = {.op = WIRE_FILTER};
    int fd;
    if (sandbox_filter(box->sandbox, &fd, err))
        return -1;
    (void)wire_send(box->control_fd, &request, sizeof(request), NULL, 0, &fd,
                    1); /* a keeper that is gone has said why */
    return 0;
}

/* vfork and exec of the small static helper, its sockets at fixed numbers. */
static int spawn_launcher(const struct box *box, int control_fd, int run_fd, pid_t *pid_out,
                          struct err *err)
{
    posix_spawn_file_actions_t actions;
    char name[] = "evalx-box";
    char *argv[] = {name, NULL};
    char *environment[] = {NULL};
    /* Moved out of the way first: the numbers wanted may be taken by the other one. */
    EV_FD int control_high = fcntl(control_fd, F_DUPFD_CLOEXEC, 16);
    EV_FD int run_high = fcntl(run_fd, F_DUPFD_CLOEXEC, 16);
    if (control_high < 0 || run_high < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: duplicate a descriptor");
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, control_high, WIRE_CONTROL_FD);
    (void)posix_spawn_file_actions_adddup2(&actions, run_high, WIRE_RUN_FD);
    int failed = posix_spawn(pid_out, box->sandbox->box_program, &actions, NULL, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    errno = failed;
    return failed ? err_sys(err, ERR_JUDGE, "sandbox: start %s", box->sandbox->box_program) : 0;
}

static int make_pair(int *ours, int *theirs, struct err *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: socketpair");
    *ours = pair[0];
    *theirs = pair[1];
    return 0;
}

int box_launch(struct box *box, struct err *err)
{
    EV_FD int control_theirs = -1;
    EV_FD int run_theirs = -1;
    pid_t launcher = 0;
    if (make_pair(&box->control_fd, &control_theirs, err) ||
        make_pair(&box->run_fd, &run_theirs, err) ||
        spawn_launcher(box, control_theirs, run_theirs, &launcher, err))
        return -1;
    fd_close(&control_theirs);
    fd_close(&run_theirs);
    int failed =
        send_setup(box, err) || box_take_answer(box, err); /* of the launcher: the keeper's pidfd */
    (void)waitpid(launcher, NULL, 0);                      /* it has said its only word */
    if (failed || send_filter(box, err) || box_take_answer(box, err))
        return -1;
    return box_await_spawner(box, err);
}

/* Its descriptors, in the order of WIRE_HELLO. */
static void take_hello(struct box *box, const int *fds, size_t fd_count)
{
    bool has_counter = box->options.kind == BOX_RUN && box->sandbox->counter.per_second > 0;
    size_t next = 0;
    box->spawner_pidfd = next < fd_count ? fds[next++] : -1;
    box->counter_fd = has_counter && next < fd_count ? fds[next++] : -1;
    box->listener_fd = next < fd_count ? fds[next++] : -1;
    while (next < fd_count)
        (void)close(fds[next++]);
    box->is_lost = false;
}

int box_await_spawner(struct box *box, struct err *err)
{
    fd_close(&box->spawner_pidfd);
    fd_close(&box->listener_fd);
    fd_close(&box->counter_fd);
    pipes_close(box); /* a spawner's are its own */
    for (;;) {
        struct wire_result hello;
        int fds[WIRE_FDS_MAX];
        size_t fd_count = 0;
        ssize_t got =
            receive(box, box->run_fd, &hello, sizeof(hello), fds, &fd_count, HELLO_TIMEOUT_MS);
        if (got != sizeof(hello))
            return err_sys(err, ERR_JUDGE, "sandbox: the spawner does not answer");
        if (hello.generation != box->generation ||
            (hello.kind != WIRE_HELLO && hello.kind != WIRE_LOST)) {
            close_all(fds, fd_count); /* of the one before */
            continue;
        }
        if (hello.kind == WIRE_HELLO && hello.sys_errno == 0) {
            take_hello(box, fds, fd_count);
            return 0;
        }
        close_all(fds, fd_count);
        hello.step[WIRE_STEP_MAX - 1] = '\0';
        box->is_lost = true;
        errno = hello.sys_errno ? hello.sys_errno : ECHILD;
        return err_sys(err, ERR_JUDGE, "sandbox: %s",
                       hello.kind == WIRE_LOST ? "start the spawner" : hello.step);
    }
}

int box_enter_anew(struct box *box, struct err *err)
{
    EV_FD int run_theirs = -1;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    char name[32];
    struct wire_request request = {.op = WIRE_ENTER, .generation = ++box->generation};
    fd_close(&box->run_fd);
    if (make_pair(&box->run_fd, &run_theirs, err))
        return -1;
    struct cgroup_leaf *worn = box->leaf;
    box->leaf = NULL;
    (void)snprintf(name, sizeof(name), "box%u-%u", box->number, ++box->leaf_serial);
    int failed = cgroup_leaf_open(box->sandbox->tree, name, &box->leaf, err);
    if (!failed) {
        fds[fd_count++] = run_theirs;
        if (!(box->sandbox->weak & WEAK_NO_CGROUP))
            fd_count += cgroup_leaf_join_fds(box->leaf, fds + fd_count);
        failed = box_request(box, &request, fds, fd_count, err);
    }
    fd_close(&run_theirs);
    cgroup_leaf_close(worn);
    return failed ? -1 : box_await_spawner(box, err);
}
