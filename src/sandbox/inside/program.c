/* program: from vfork to execve. The child shares our memory and runs on a stack of its own;
 * only system calls here. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
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
static int64_t allowed_hard(int resource, int64_t wanted)
{
    struct rlimit own;
    if (syscall(SYS_prlimit64, 0, resource, NULL, &own) != 0 || own.rlim_max == RLIM_INFINITY)
        return wanted;
    return wanted < (int64_t)own.rlim_max ? wanted : (int64_t)own.rlim_max;
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

/* Moved above 2 first: a descriptor that sits at 0, 1 or 2 already would be overwritten. */
static int set_descriptors(struct program *program)
{
    for (int i = 0; i < 3; i++) {
        if (dup2(program->fds[i], i) < 0)
            return failure_note(&program->failure, "dup2", NULL);
    }
    return 0;
}

static int drop_ids(struct program *program)
{
    const struct wire_setup *setup = &program->inside->setup;
    uid_t real = 0, effective = 0, saved = 0;
    gid_t group[3] = {0, 0, 0};
    if ((setup->flags & WIRE_IS_TRUSTED) || IS_WEAK(setup, WEAK_NO_UID_DROP))
        return 0;
    if (syscall(SYS_setresgid, setup->gid, setup->gid, setup->gid) != 0)
        return failure_note(&program->failure, "setresgid", NULL);
    if (syscall(SYS_setresuid, setup->uid, setup->uid, setup->uid) != 0)
        return failure_note(&program->failure, "setresuid", NULL);
    (void)syscall(SYS_getresuid, &real, &effective, &saved);
    (void)syscall(SYS_getresgid, &group[0], &group[1], &group[2]);
    bool is_dropped = real == setup->uid && effective == real && saved == real &&
                      group[0] == setup->gid && group[1] == group[0] && group[2] == group[0];
    errno = EPERM;
    return is_dropped ? 0 : failure_note(&program->failure, "drop ids", NULL);
}

static int drop_capabilities(struct program *program)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0}, {0}};
    if (IS_WEAK(&program->inside->setup, WEAK_KEEP_CAPABILITIES))
        return 0;
    if (syscall(SYS_capset, &header, data) != 0)
        return failure_note(&program->failure, "drop capabilities", NULL);
    return 0;
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
    const char *work = "/box";
    char trusted_work[512];
    if (inside_is_trusted(program->inside)) {
        text_join(trusted_work, sizeof(trusted_work), program->inside->setup.folder, "/box", "");
        work = trusted_work;
    }
    if (set_descriptors(program) || set_limits(program))
        _exit(127);
    if (chdir(work) != 0) {
        (void)failure_note(&program->failure, "chdir", work);
        _exit(127);
    }
    if (IS_WEAK(&program->inside->setup, WEAK_LEAK_FD))
        (void)!dup(program->inside->run_fd);
    if (drop_ids(program) || drop_capabilities(program))
        _exit(127);
    (void)execute(program);
    _exit(127);
}

int program_start(struct program *program, int *pidfd_out)
{
    return clone(become, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                 program, pidfd_out);
}
