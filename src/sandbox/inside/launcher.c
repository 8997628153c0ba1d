/* launcher: makes the namespaces and the keeper in them, as evalx's own child, and ends. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

static const uint64_t NAMESPACES = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;

static uint64_t namespaces_of(const struct inside *inside)
{
    if (inside_is_trusted(inside))
        return 0;
    uint64_t flags = NAMESPACES;
    if (!IS_WEAK(&inside->setup, WEAK_NO_NETWORK_NAMESPACE))
        flags |= CLONE_NEWNET;
    if (inside->setup.flags & WIRE_HAS_USER_NAMESPACE)
        flags |= CLONE_NEWUSER;
    return flags;
}

static int write_text(const char *path, const char *text, struct failure *failure)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return failure_note(failure, "open", path);
    ssize_t wrote = write(fd, text, strlen(text));
    if (wrote < 0)
        (void)failure_note(failure, "write", path);
    (void)close(fd);
    return wrote < 0 ? -1 : 0;
}

/* One id only: ourselves. What the program runs as is then our own id without any capability. */
static int map_single(const char *folder, const char *file, uint32_t inner, uint32_t outer,
                      struct failure *failure)
{
    char path[64], number[2][24], line[64];
    text_join(path, sizeof(path), folder, "/", file);
    text_join(line, sizeof(line), text_of_number(number[0], sizeof(number[0]), inner), " ",
              text_of_number(number[1], sizeof(number[1]), outer));
    text_join(line + strlen(line), sizeof(line) - strlen(line), " 1", "", "");
    return write_text(path, line, failure);
}

/* newuidmap PID 0 OUTER 1 1 SUB COUNT: the helper that may map subordinate ids (newuidmap(1)). */
static int map_by_helper(const char *helper, const char *pid, uint32_t outer, uint32_t sub,
                         uint32_t count, struct failure *failure)
{
    char numbers[3][24];
    char name[16], process[24], zero[] = "0", one[] = "1", first[] = "1";
    text_join(name, sizeof(name), helper, "", "");
    text_join(process, sizeof(process), pid, "", "");
    char *argv[] = {name,
                    process,
                    zero,
                    text_of_number(numbers[0], sizeof(numbers[0]), outer),
                    one,
                    first,
                    text_of_number(numbers[1], sizeof(numbers[1]), sub),
                    text_of_number(numbers[2], sizeof(numbers[2]), count),
                    NULL};
    char variable[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    char *environment[] = {variable, NULL};
    pid_t child = 0;
    int status = 0;
    errno = posix_spawnp(&child, helper, NULL, NULL, argv, environment);
    if (errno)
        return failure_note(failure, "start", helper);
    if (waitpid(child, &status, 0) != child || status != 0) {
        errno = EPERM;
        return failure_note(failure, helper, "refused: see /etc/subuid and /etc/subgid");
    }
    return 0;
}

static int map_ids(const struct inside *inside, pid_t keeper, struct failure *failure)
{
    const struct wire_setup *setup = &inside->setup;
    char number[24], folder[40];
    const char *pid = text_of_number(number, sizeof(number), (uint64_t)keeper);
    text_join(folder, sizeof(folder), "/proc/", pid, "");
    if (setup->sub_count > 0) {
        if (map_by_helper("newuidmap", pid, setup->outer_uid, setup->sub_uid, setup->sub_count,
                          failure))
            return -1;
        return map_by_helper("newgidmap", pid, setup->outer_gid, setup->sub_gid, setup->sub_count,
                             failure);
    }
    char deny[64];
    text_join(deny, sizeof(deny), folder, "/setgroups", "");
    if (write_text(deny, "deny", failure))
        return -1;
    if (map_single(folder, "uid_map", setup->inner_uid, setup->outer_uid, failure))
        return -1;
    return map_single(folder, "gid_map", setup->inner_uid, setup->outer_gid, failure);
}

static int report(const struct inside *inside, const struct failure *failure, int pidfd)
{
    struct wire_answer answer = {.kind = WIRE_DONE, .sys_errno = failure->sys_errno};
    memcpy(answer.step, failure->step, sizeof(answer.step));
    return wire_send(inside->control_fd, &answer, sizeof(answer), NULL, 0, &pidfd,
                     pidfd >= 0 ? 1 : 0);
}

static _Noreturn void wait_for_maps(struct inside *inside, int gate_fd)
{
    char go = 0;
    if (read(gate_fd, &go, 1) != 1)
        _exit(1); /* the launcher failed and has said so */
    (void)close(gate_fd);
    keeper_run(inside);
}

/* The user's own limits on processes and files are not for our boxes, where we may lift them. */
static void lift_limits(void)
{
    static const int resources[] = {RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_STACK,
                                    RLIMIT_DATA,  RLIMIT_CPU,    RLIMIT_AS};
    for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++) {
        struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
        if (resources[i] == RLIMIT_NOFILE)
            limit = (struct rlimit){1024, 1 << 20};
        if (setrlimit(resources[i], &limit) == 0 || getrlimit(resources[i], &limit) != 0)
            continue;
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(resources[i], &limit); /* up to the hard one, where that is all we may */
    }
}

_Noreturn void launcher_run(struct inside *inside)
{
    lift_limits();
    struct failure failure = {0};
    int gate[2], pidfd = -1;
    if (pipe2(gate, O_CLOEXEC) != 0) {
        (void)failure_note(&failure, "pipe", NULL);
        _exit(report(inside, &failure, -1) ? 1 : 0);
    }
    pid_t keeper = inside_clone(namespaces_of(inside) | CLONE_PARENT, &pidfd);
    if (keeper == 0) {
        (void)close(gate[1]);
        wait_for_maps(inside, gate[0]);
    }
    if (keeper < 0)
        (void)failure_note(&failure, "clone3 with new namespaces", NULL);
    else if (inside->setup.flags & WIRE_HAS_USER_NAMESPACE)
        (void)map_ids(inside, keeper, &failure); /* noted in failure */
    int status = report(inside, &failure, pidfd) ? 1 : 0;
    if (failure.sys_errno == 0)
        (void)!write(gate[1], "g", 1); /* a keeper that is gone is seen by evalx */
    _exit(status);
}
