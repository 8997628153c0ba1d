/* host_namespace: which namespaces can be made here.
 *
 * Tried in a child that shares our memory and ends at once (clone(2), CLONE_VM | CLONE_VFORK): its
 * namespaces end with it. An ordinary user needs a user namespace around each; settings that forbid
 * it have names of their own per distribution. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/host_look.h"

enum { STACK_BYTES = 32 << 10 };

struct attempt {
    const char *what;
    int flags;
    int (*then)(void); /* what must work inside as well; NULL: nothing */
};

/* AppArmor lets a user namespace be made and takes its capabilities away: only a mount shows it. */
static int make_mounts_private(void)
{
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static int mount_proc(void)
{
    if (make_mounts_private() != 0)
        return -1;
    return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

static const struct attempt attempts[HOST_TRY_COUNT] = {
    [HOST_TRY_USER] = {"user", CLONE_NEWUSER, NULL},
    [HOST_TRY_MOUNT] = {"mount", CLONE_NEWNS, make_mounts_private},
    [HOST_TRY_PID] = {"pid", CLONE_NEWPID, NULL},
    [HOST_TRY_NETWORK] = {"network", CLONE_NEWNET, NULL},
    [HOST_TRY_IPC] = {"ipc", CLONE_NEWIPC, NULL},
    [HOST_TRY_UTS] = {"uts", CLONE_NEWUTS, NULL},
    [HOST_TRY_CGROUP] = {"cgroup", CLONE_NEWCGROUP, NULL},
    [HOST_TRY_PROC] = {"own /proc", CLONE_NEWNS | CLONE_NEWPID, mount_proc},
};

static int run_attempt(void *argument)
{
    const struct attempt *attempt = argument;
    _exit(attempt->then && attempt->then() != 0 ? errno & 0x7f : 0);
}

/* 0, or the errno of what failed. */
static int try_one(const struct attempt *attempt, bool is_admin)
{
    char stack[STACK_BYTES] __attribute__((aligned(64)));
    struct attempt copy = *attempt;
    int flags = attempt->flags | (is_admin ? 0 : CLONE_NEWUSER) | CLONE_VM | CLONE_VFORK | SIGCHLD;
    int status = 0;
    pid_t pid = clone(run_attempt, stack + sizeof(stack), flags, &copy);
    if (pid < 0)
        return errno;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return EPERM;
    return WEXITSTATUS(status);
}

void host_try_all(struct host_look *look)
{
    for (int i = 0; i < HOST_TRY_COUNT; i++)
        look->tried[i] = try_one(&attempts[i], look->is_admin);
}

/* --- Settings that forbid --- */

static const struct {
    const char *path;
    int64_t forbidding;
    const char *mend;
} settings[] = {
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1,
     "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
    {"/proc/sys/kernel/unprivileged_userns_clone", 0,
     "sudo sysctl kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/user/max_user_namespaces", 0, "sudo sysctl user.max_user_namespaces=15000"},
};

bool host_may_make_user_namespaces(struct host_look *look, const char **mend_out)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(settings); i++) {
        if (host_number(look, settings[i].path) == settings[i].forbidding) {
            *mend_out = settings[i].mend;
            return false;
        }
    }
    *mend_out = "";
    return host_has(look, "/proc/self/ns/user");
}

/* On a recorded tree, settings must stand for trying. */
static bool is_likely(struct host_look *look)
{
    const char *mend = "";
    return look->is_admin || (!look->container && host_may_make_user_namespaces(look, &mend));
}

bool host_has_namespaces(struct host_look *look)
{
    static const enum host_try needed[] = {HOST_TRY_MOUNT, HOST_TRY_PID, HOST_TRY_NETWORK,
                                           HOST_TRY_IPC,   HOST_TRY_UTS, HOST_TRY_PROC};
    if (look->is_recorded)
        return is_likely(look);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(needed); i++) {
        if (look->tried[needed[i]] != 0)
            return false;
    }
    return true;
}

/* --- Rows --- */

static void mend_namespace(struct host_look *look, struct host_item *item)
{
    const char *setting = "";
    if (look->container)
        host_mend(item, "%s", host_container_mend(look));
    else if (!look->is_admin && !host_may_make_user_namespaces(look, &setting) &&
             setting[0] != '\0')
        host_mend(item, "%s", setting);
    else if (!look->is_admin)
        host_mend(item, "run it as root: sudo evalx ...");
    else
        host_mend(item, "use a kernel that has it, such as your distribution's own");
}

static void examine(struct host_look *look, struct host_item *item, enum host_try which)
{
    int tried = look->tried[which];
    if (tried == 0)
        host_say(item, HOST_OK, "works%s", look->is_admin ? "" : ", in a user namespace");
    else if (tried == HOST_NOT_TRIED)
        host_say(item, HOST_INFO, "not tried");
    else
        host_say(item, HOST_MISSING, "does not work: %s", strerror(tried));
    if (item->state == HOST_MISSING)
        mend_namespace(look, item);
}

void host_user_namespaces(struct host_look *look, struct host_item *item)
{
    const char *mend = "";
    bool is_allowed = host_may_make_user_namespaces(look, &mend);
    int tried = look->tried[HOST_TRY_USER];
    bool is_working = tried == 0 || (tried == HOST_NOT_TRIED && is_allowed);
    if (look->is_admin) { /* needs none */
        host_say(item, HOST_INFO, is_working ? "works; not needed as root" : "not needed as root");
    } else if (is_working && is_allowed) {
        host_say(item, HOST_OK, "works");
    } else {
        host_say(item, HOST_MISSING,
                 is_working ? "restricted: it gives no rights" : "ordinary users may not make any");
        mend_namespace(look, item);
    }
}

void host_mount(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_MOUNT);
}

void host_pid(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_PID);
}

void host_network(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_NETWORK);
}

void host_ipc(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_IPC);
}

void host_uts(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_UTS);
}

void host_cgroup_namespace(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_CGROUP);
}

void host_proc_mount(struct host_look *look, struct host_item *item)
{
    examine(look, item, HOST_TRY_PROC);
}
