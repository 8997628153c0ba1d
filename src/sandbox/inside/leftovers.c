/* leftovers: nothing survives a run.
 *
 * As pid 1 of a pid namespace, kill(-1) reaches every other process at once and no fork can slip
 * through (kill(2); the kernel holds tasklist_lock, and a fork with a signal pending is restarted).
 * Without a namespace the calling process is a subreaper: what it kills leaves its own children to
 * it, until there is nobody. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

enum { ROUNDS_MAX = 10000 };

static void kill_children_listed(const char *list)
{
    pid_t pid = 0;
    for (const char *at = list; *at; at++) {
        if (*at >= '0' && *at <= '9') {
            pid = pid * 10 + (*at - '0');
        } else if (pid > 0) {
            (void)kill(pid, SIGKILL);
            pid = 0;
        }
    }
}

/* /proc/PID/task/TID/children, see proc(5). */
static void kill_children(void)
{
    char list[16384]; /* not static: an order by signal may come in between */
    int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t got = read(fd, list, sizeof(list) - 1);
    (void)close(fd);
    list[got > 0 ? got : 0] = '\0';
    kill_children_listed(list);
}

static bool is_alone_in_namespace(void)
{
    return getpid() == 1;
}

void leftovers_kill(const struct inside *inside)
{
    (void)inside;
    if (is_alone_in_namespace())
        (void)kill(-1, SIGKILL);
    else
        kill_children();
}

/* Reap any child. A pid, 0 when none has ended (WNOHANG), -1 when there is none. */
static pid_t reap(int flags, int64_t *cpu_ns)
{
    struct rusage usage;
    pid_t pid = wait4(-1, NULL, flags | __WALL, &usage);
    if (pid > 0 && cpu_ns)
        *cpu_ns += usage_cpu_ns(&usage);
    return pid;
}

uint32_t leftovers_end(const struct inside *inside, int64_t *cpu_ns)
{
    uint32_t killed = 0;
    if (IS_WEAK(&inside->setup, WEAK_NO_KILL))
        return 0;
    for (unsigned round = 0; round < ROUNDS_MAX; round++) {
        pid_t pid = reap(WNOHANG, cpu_ns);
        if (pid > 0)
            continue; /* an orphan that had ended already */
        if (pid < 0 && errno == ECHILD)
            return killed;
        leftovers_kill(inside);
        if (reap(0, cpu_ns) > 0)
            killed++;
    }
    return killed;
}
