/* program: from clone to execve. The child shares our memory and runs on a stack of its own; only
 * system calls here. It is not waited for at execve, as vfork does: the next thing to hear of it is
 * its end, which saves a turn. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

enum { STACK_BYTES = 64 << 10 };

static char stack[STACK_BYTES] __attribute__((aligned(64)));

static int set_limit(int resource, int64_t soft, int64_t hard)
{
    struct rlimit limit = {(rlim_t)soft, (rlim_t)hard};
    return syscall(SYS_prlimit64, 0, resource, &limit, NULL) == 0 ? 0 : -1;
}

/* What was allowed to us may be less than what the plan asks for (limits.conf(5)); no program of
 * ours can have more. */
static int64_t hard_limits[RLIM_NLIMITS];

void program_prepare(void)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit own;
        bool is_free =
            syscall(SYS_prlimit64, 0, resource, NULL, &own) != 0 || own.rlim_max == RLIM_INFINITY;
        hard_limits[resource] = is_free ? INT64_MAX : (int64_t)own.rlim_max;
    }
}

static int64_t allowed_hard(int resource, int64_t wanted)
{
    return wanted < hard_limits[resource] ? wanted : hard_limits[resource];
}

static int set_limits(struct program *program)
{
    const struct wire_run *run = program->run;
    const struct {
        int resource;
        int64_t value, hard;
        const char *name;
    } limits[] = {
        {RLIMIT_CPU, run->cpu_s, run->cpu_s + 1, "CPU"},
        {RLIMIT_FSIZE, run->file_bytes, run->file_bytes, "file size"},
        {RLIMIT_STACK, run->stack_bytes, run->stack_bytes, "stack"},
        {RLIMIT_DATA, run->data_bytes, run->data_bytes, "data"},
        {RLIMIT_NOFILE, run->open_files, run->open_files, "open files"},
        {RLIMIT_NPROC, run->processes, run->processes, "processes"},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (limits[i].value < 0)
            continue;
        int64_t hard = allowed_hard(limits[i].resource, limits[i].hard);
        int64_t soft = limits[i].value < hard ? limits[i].value : hard;
        if (set_limit(limits[i].resource, soft, hard))
            return failure_note(&program->failure, "limit", limits[i].name);
    }
    return 0;
}

/* Out of the way of one another first. What of ours is in their places goes with execve anyway. */
static int set_given(struct program *program)
{
    enum { FIRST = 3, ABOVE = FIRST + WIRE_FDS_MAX };
    int moved[WIRE_FDS_MAX];
    size_t count = program->run->given;
    for (size_t i = 0; i < count; i++) {
        moved[i] = fcntl(program->given[i], F_DUPFD_CLOEXEC, ABOVE);
        if (moved[i] < 0)
            return failure_note(&program->failure, "dup", NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (dup2(moved[i], FIRST + (int)i) < 0)
            return failure_note(&program->failure, "dup2", NULL);
    }
    return 0;
}

/* What the spawner has at 0, 1 and 2 is for programs already. */
static int set_descriptors(struct program *program)
{
    if (program->input >= 0 && dup2(program->input, STDIN_FILENO) < 0)
        return failure_note(&program->failure, "dup2", NULL);
    if (program->output >= 0 && dup2(program->output, STDOUT_FILENO) < 0)
        return failure_note(&program->failure, "dup2", NULL);
    bool is_merged = (program->run->flags & WIRE_RUN_MERGED) != 0;
    if (is_merged && dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
        return failure_note(&program->failure, "dup2", NULL);
    return set_given(program);
}

static const char *search_path(char **environment)
{
    for (; *environment; environment++) {
        if (strncmp(*environment, "PATH=", 5) == 0)
            return *environment + 5;
    }
    return "/usr/local/bin:/usr/bin:/bin";
}

/* execvp(3)'s search, in the program's PATH, not ours. */
static int execute(struct program *program)
{
    char path[4096];
    if (strchr(program->argv[0], '/')) {
        (void)execve(program->argv[0], program->argv, program->environment);
        return failure_note(&program->failure, "execve", program->argv[0]);
    }
    int found_errno = ENOENT;
    for (const char *at = search_path(program->environment); *at;) {
        size_t count = strcspn(at, ":");
        if (count > 0 && count < 2048) {
            memcpy(path, at, count);
            path[count] = '\0';
            text_join(path + count, sizeof(path) - count, "/", program->argv[0], "");
            (void)execve(path, program->argv, program->environment);
            if (errno != ENOENT && errno != ENOTDIR)
                found_errno = errno;
        }
        at += count + (at[count] == ':');
    }
    errno = found_errno;
    return failure_note(&program->failure, "execve", program->argv[0]);
}

static int become(void *argument)
{
    struct program *program = argument;
    if (IS_WEAK(&program->inside->setup, WEAK_LEAK_FD))
        (void)!dup(program->inside->run_fd);
    if (set_descriptors(program) == 0 && set_limits(program) == 0)
        (void)execute(program);
    _exit(127);
}

pid_t program_start(struct program *program)
{
    return clone(become, stack + sizeof(stack), CLONE_VM | SIGCHLD, program);
}
