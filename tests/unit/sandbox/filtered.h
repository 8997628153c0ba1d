/* A child under the filter that makes one call and tells how it ended. */
#ifndef EVALX_TESTS_FILTERED_H
#define EVALX_TESTS_FILTERED_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "sandbox/filter.h"

enum { KILLED = 1000 };

static inline int load(int filter_fd, unsigned flags)
{
    static struct sock_filter instructions[BPF_MAXINSNS];
    ssize_t got = pread(filter_fd, instructions, sizeof(instructions), 0);
    struct sock_fprog program = {(unsigned short)((size_t)got / sizeof(instructions[0])),
                                 instructions};
    if (got <= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static inline int build(bool has_listener)
{
    struct err err = {0};
    int fd = -1;
    cr_assert_eq(filter_build(&(struct filter_options){.has_listener = has_listener,
                                                       .has_memory_files = true},
                              &fd, &err),
                 0, "%s", err.msg);
    return fd;
}

/* 0: done; an errno; KILLED + signal. Everything runs in a child, which has left its terminal. */
static inline int outcome(int (*call)(const void *), const void *context, bool is_filtered)
{
    int fd = is_filtered ? build(false) : -1;
    pid_t child = fork();
    if (child == 0) {
        (void)setsid();
        if (is_filtered && load(fd, 0) != 0)
            _exit(255);
        errno = 0;
        _exit(call(context) == -1 ? errno : 0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    if (fd >= 0)
        close(fd);
    return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

#endif
