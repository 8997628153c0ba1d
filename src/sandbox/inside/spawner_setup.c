/* spawner_setup: what a spawner does once, before its first run: every program inherits it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

/* A private /proc of the new namespace: only its own processes, none of the host's facts
 * (proc(5), hidepid and subset). */
static int mount_proc(bool is_whole, struct failure *failure)
{
    const char *options = is_whole ? "" : "hidepid=2,subset=pid";
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) != 0)
        return failure_note(failure, "mount", "/proc");
    return 0;
}

/* A session keyring of our own, so that the host's cannot be reached (keyrings(7)). */
static void leave_keyring(void)
{
    (void)syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */,
                  NULL); /* no keyrings here: nothing to leave */
}

int spawner_drop_bounding_set(struct failure *failure)
{
    unsigned long capability = 0;
    while (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
        capability++;
    if (errno == EINVAL && capability > 0) /* there are no more of them */
        return 0;
    return failure_note(failure, "drop the bounding set", NULL);
}

/* The ids are dropped here, once, and not for each program. A program then has the spawner's user,
 * but can do nothing to it: it is pid 1 of the namespace and not dumpable (signal(7), ptrace(2));
 * its limits, priority and CPUs are out of the filter's reach. */
static int drop_ids(const struct wire_setup *setup, struct failure *failure)
{
    uid_t uid[3] = {0, 0, 0};
    gid_t gid[3] = {0, 0, 0};
    (void)prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    if (syscall(SYS_setresgid, setup->gid, setup->gid, setup->gid) != 0)
        return failure_note(failure, "setresgid", NULL);
    if (syscall(SYS_setresuid, setup->uid, setup->uid, setup->uid) != 0)
        return failure_note(failure, "setresuid", NULL);
    (void)prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
    (void)prctl(PR_SET_DUMPABLE, 0); /* a change of ids sets it to what the host has chosen */
    (void)syscall(SYS_getresuid, &uid[0], &uid[1], &uid[2]);
    (void)syscall(SYS_getresgid, &gid[0], &gid[1], &gid[2]);
    for (size_t i = 0; i < 3; i++) {
        if (uid[i] == setup->uid && gid[i] == setup->gid)
            continue;
        errno = EPERM;
        return failure_note(failure, "drop ids", NULL);
    }
    return 0;
}

/* The spawner keeps what it needs for killing and choosing pids, and, where no cgroup counts
 * memory, for seeing processes that made themselves undumpable (proc(5), hidepid). Nothing is
 * inheritable or ambient, and the user is not root: execve leaves a program none
 * (capabilities(7)). In the trusted tier it may be, and with no_new_privs gets none that we have
 * not. */
static int keep_few_capabilities(const struct inside *inside, struct failure *failure)
{
    static const unsigned kept[] = {CAP_KILL, CAP_CHECKPOINT_RESTORE, CAP_SYS_PTRACE};
    bool is_counted = (inside->setup.flags & WIRE_HAS_CGROUP_MEMORY) != 0;
    size_t count = sizeof(kept) / sizeof(kept[0]) - (is_counted ? 1 : 0);
    if (inside_is_trusted(inside))
        count = 0;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0}, {0}};
    for (size_t i = 0; i < count; i++) {
        data[kept[i] / 32].effective |= 1U << kept[i] % 32;
        data[kept[i] / 32].permitted |= 1U << kept[i] % 32;
    }
    if (syscall(SYS_capset, &header, data) != 0)
        return failure_note(failure, "keep few capabilities", NULL);
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return 0;
}

static int load_filter(const struct inside *inside, int *listener_out, struct failure *failure)
{
    static struct sock_filter instructions[BPF_MAXINSNS];
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failure_note(failure, "set no_new_privs", NULL);
    if (IS_WEAK(&inside->setup, WEAK_NO_FILTER))
        return 0;
    ssize_t got = pread(inside->filter_fd, instructions, sizeof(instructions), 0);
    if (got <= 0 || got % (ssize_t)sizeof(instructions[0]) != 0)
        return failure_note(failure, "read the filter", NULL);
    struct sock_fprog filter = {(unsigned short)((size_t)got / sizeof(instructions[0])),
                                instructions};
    bool has_listener = (inside->setup.flags & WIRE_HAS_LISTENER) != 0;
    long loaded = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                          has_listener ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &filter);
    if (loaded < 0)
        return failure_note(failure, "load the filter", NULL);
    if (has_listener)
        *listener_out = (int)loaded;
    return 0;
}

/* Ahead of any crowd of programs, so that killing them does not wait for them; what we fork is an
 * ordinary process again (sched(7), "Reset scheduling policy for child processes"). Niceness would
 * say nothing against programs with sessions of their own (sched(7), "The autogroup feature").
 * Only where we are pinned, as they are: from another CPU they could keep us busy, and us the
 * host. An ordinary user may not, and the kill waits a little longer. */
static void step_ahead(const struct wire_setup *setup)
{
    struct sched_param first = {1}, none = {0};
    if (setup->cpu >= 0 && sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first) == 0)
        return;
    if (sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none) == 0)
        (void)setpriority(PRIO_PROCESS, 0, -20);
}

/* RLIMIT_CORE 1, not 0: the kernel then runs no piped core handler either (core(5)). */
static int limit_core(struct failure *failure)
{
    struct rlimit limit = {1, 1};
    return setrlimit(RLIMIT_CORE, &limit) == 0 ? 0
                                               : failure_note(failure, "limit core files", NULL);
}

/* Root and /proc of the submission; in the trusted tier there is only the host's. */
static int enter_root(const struct inside *inside, struct failure *failure)
{
    if (inside_is_trusted(inside)) {
        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        return 0;
    }
    if (chroot(KEEPER_ROOT) != 0 || chdir("/") != 0)
        return failure_note(failure, "chroot", KEEPER_ROOT);
    return mount_proc(IS_WEAK(&inside->setup, WEAK_OPEN_PROC), failure);
}

/* Groups, ids, capabilities; and none can be had again by execve. */
static int drop_privileges(const struct inside *inside, struct failure *failure)
{
    const struct wire_setup *setup = &inside->setup;
    bool is_trusted = inside_is_trusted(inside);
    if (!is_trusted && !(setup->flags & WIRE_IS_SETGROUPS_DENIED) &&
        syscall(SYS_setgroups, 0, NULL) != 0)
        return failure_note(failure, "setgroups", NULL);
    if (!is_trusted && !IS_WEAK(setup, WEAK_NO_UID_DROP) && drop_ids(setup, failure))
        return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failure_note(failure, "set no_new_privs", NULL);
    return IS_WEAK(setup, WEAK_KEEP_CAPABILITIES) ? 0 : keep_few_capabilities(inside, failure);
}

/* kill(0, ...) of a program must not reach those outside. The session is the keeper's, which has no
 * terminal: one of our own would cost a scheduling group. */
static void leave_group(const struct inside *inside)
{
    if (inside_is_trusted(inside))
        (void)setsid();
    else
        (void)setpgid(0, 0);
}

/* While we may: with a program's rights it is refused where kernel.perf_event_paranoid is high. */
static int open_counter(const struct inside *inside, int *fd_out, struct failure *failure)
{
    if (inside->setup.counter.per_second == 0)
        return 0;
    if (counter_keep_apart() < 0) /* stays open for the life of a spawner */
        return failure_note(failure, "open a counter", NULL);
    *fd_out = counter_open(&inside->setup.counter);
    return *fd_out >= 0 ? 0 : failure_note(failure, "open a counter", NULL);
}

int spawner_enter(struct inside *inside, struct spawner_fds *fds, struct failure *failure)
{
    (void)prctl(PR_SET_NAME, "evalx-spawner");
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)umask(022);
    leave_group(inside);
    if (enter_root(inside, failure) || open_counter(inside, &fds->counter, failure))
        return -1;
    leave_keyring();
    step_ahead(&inside->setup);
    if (limit_core(failure) || drop_privileges(inside, failure))
        return -1;
    if (inside_is_trusted(inside) && landlock_enter(inside, failure))
        return -1;
    return load_filter(inside, &fds->listener, failure);
}
