/* zygote: lives in the cgroup leaf and clones spawners, each pid 1 of a fresh pid namespace. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

struct zygote {
    struct inside *inside;
    int order_fd;
    pid_t spawner;
    int spawner_pidfd;
    struct failure failure; /* of settling: told at the first order */
    bool has_parked;
};

static int join_cgroup(struct inside *inside, struct failure *failure)
{
    for (size_t i = 0; i < inside->join_count; i++) {
        if (write(inside->join_fds[i], "0", 1) != 1)
            return failure_note(failure, "join a cgroup", NULL);
    }
    for (size_t i = 0; i < inside->join_count; i++)
        (void)close(inside->join_fds[i]);
    inside->join_count = 0;
    return 0;
}

static void end_spawner(struct zygote *zygote)
{
    if (zygote->spawner <= 0)
        return;
    inside_kill(zygote->spawner_pidfd);
    if (inside_is_trusted(zygote->inside))
        (void)leftovers_end(zygote->inside, NULL);
    else
        (void)waitpid(zygote->spawner, NULL, __WALL); /* returns once its whole namespace is gone */
    (void)close(zygote->spawner_pidfd);
    zygote->spawner = 0;
    zygote->spawner_pidfd = -1;
}

/* Once, while the keeper builds the root. */
static int settle(struct inside *inside, struct failure *failure)
{
    if (join_cgroup(inside, failure))
        return -1;
    if (inside_is_trusted(inside))
        return 0;
    if (unshare(CLONE_NEWCGROUP) != 0)
        return failure_note(failure, "unshare the cgroup namespace", NULL);
    if (IS_WEAK(&inside->setup, WEAK_KEEP_CAPABILITIES))
        return 0;
    return spawner_drop_bounding_set(failure);
}

/* The /proc of the submission before makes room for the next one; it is moved, since unmounting
 * waits for a grace period of the kernel's, and let go when nobody waits for us. */
static void park_proc(struct zygote *zygote)
{
    if (!inside_is_trusted(zygote->inside))
        zygote->has_parked = mount(KEEPER_ROOT "/proc", KEEPER_PARKED, NULL, MS_MOVE, NULL) == 0;
}

static void let_go_of_parked(struct zygote *zygote)
{
    if (zygote->has_parked)
        (void)umount2(KEEPER_PARKED, MNT_DETACH);
    zygote->has_parked = false;
}

static int start_spawner(struct zygote *zygote, uint32_t generation)
{
    struct inside *inside = zygote->inside;
    bool has_namespace =
        !inside_is_trusted(inside) && !IS_WEAK(&inside->setup, WEAK_NO_PID_NAMESPACE);
    if (zygote->failure.sys_errno)
        return -1;
    park_proc(zygote);
    inside->generation = generation;
    pid_t pid = inside_clone(has_namespace ? CLONE_NEWPID : 0, &zygote->spawner_pidfd);
    if (pid == 0) {
        (void)close(zygote->order_fd);
        spawner_run(inside);
    }
    if (pid < 0)
        return failure_note(&zygote->failure, "fork the spawner", NULL);
    zygote->spawner = pid;
    return 0;
}

static void serve_order(struct zygote *zygote)
{
    uint32_t generation = 0;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    ssize_t got =
        wire_receive(zygote->order_fd, &generation, sizeof(generation), fds, &fd_count, 0);
    if (got != sizeof(generation)) {
        end_spawner(zygote);
        _exit(0);
    }
    if (fd_count == 1)
        zygote->inside->filter_fd = fds[0];
    end_spawner(zygote);
    if (generation != 0)
        (void)start_spawner(zygote, generation); /* noted in failure */
    struct wire_answer done = {.kind = WIRE_DONE, .sys_errno = zygote->failure.sys_errno};
    memcpy(done.step, zygote->failure.step, sizeof(done.step));
    if (wire_send(zygote->order_fd, &done, sizeof(done), NULL, 0, NULL, 0))
        _exit(1);
    let_go_of_parked(zygote);
}

/* The spawner ended by itself: an out-of-memory kill may do that. */
static void report_lost(struct zygote *zygote)
{
    struct wire_result lost = {.kind = WIRE_LOST, .generation = zygote->inside->generation};
    int status = 0;
    if (inside_is_trusted(zygote->inside))
        (void)leftovers_end(zygote->inside, NULL);
    else
        (void)waitpid(zygote->spawner, &status, __WALL);
    lost.wait_status = status;
    (void)close(zygote->spawner_pidfd);
    zygote->spawner = 0;
    zygote->spawner_pidfd = -1;
    (void)wire_send(zygote->inside->run_fd, &lost, sizeof(lost), NULL, 0, NULL, 0);
}

_Noreturn void zygote_run(struct inside *inside, int order_fd)
{
    struct zygote zygote = {.inside = inside, .order_fd = order_fd, .spawner_pidfd = -1};
    (void)prctl(PR_SET_NAME, "evalx-zygote");
    (void)prctl(PR_SET_DUMPABLE, 0);
    if (inside_is_trusted(inside)) {
        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    (void)settle(inside, &zygote.failure); /* noted in failure */
    for (;;) {
        struct pollfd waits[] = {{.fd = zygote.order_fd, .events = POLLIN},
                                 {.fd = zygote.spawner_pidfd, .events = POLLIN}};
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            _exit(1);
        if (waits[0].revents)
            serve_order(&zygote);
        else if (waits[1].revents)
            report_lost(&zygote);
    }
}
