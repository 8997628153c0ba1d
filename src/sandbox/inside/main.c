/* main: evalx-box. Started by evalx with its two sockets at fixed descriptors; of no use by
 * hand. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

static char packet[WIRE_PACKET_MAX] __attribute__((aligned(16)));

int failure_note(struct failure *failure, const char *what, const char *object)
{
    failure->sys_errno = errno ? errno : EINVAL;
    text_join(failure->step, sizeof(failure->step), what, object ? " " : "", object ? object : "");
    return -1;
}

void text_join(char *out, size_t out_bytes, const char *a, const char *b, const char *c)
{
    const char *parts[] = {a, b, c};
    size_t used = 0;
    for (size_t i = 0; i < 3; i++) {
        for (const char *at = parts[i]; *at && used + 1 < out_bytes; at++)
            out[used++] = *at;
    }
    out[used] = '\0';
}

char *text_of_number(char *buffer, size_t buffer_bytes, uint64_t number)
{
    char *at = buffer + buffer_bytes - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 && at > buffer);
    return at;
}

bool inside_is_trusted(const struct inside *inside)
{
    return (inside->setup.flags & WIRE_IS_TRUSTED) != 0;
}

pid_t inside_clone(uint64_t flags, int *pidfd_out)
{
    int pidfd = -1;
    struct clone_args args = {.flags = flags | CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&pidfd};
    if (!(flags & CLONE_PARENT))
        args.exit_signal = SIGCHLD;
    long pid = syscall(SYS_clone3, &args, sizeof(args));
    if (pid > 0) {
        if (pidfd_out)
            *pidfd_out = pidfd;
        else
            (void)close(pidfd);
    }
    return (pid_t)pid;
}

void inside_kill(int pidfd)
{
    (void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
}

/* Our standard descriptors are evalx's: nothing in a box may hold a terminal or a pipe of the
 * user's. */
static int let_go_of_stdio(void)
{
    int null_fd = open("/dev/null", O_RDWR);
    if (null_fd < 0)
        return -1;
    for (int fd = 0; fd < 3; fd++) {
        if (dup2(null_fd, fd) < 0)
            return -1;
    }
    if (null_fd > 2)
        (void)close(null_fd);
    return 0;
}

/* The program inherits dispositions and mask from us: make them the defaults once. By the
 * kernel's own calls, since libc keeps two signals to itself and hides them. */
static void reset_signals(void)
{
    const struct {
        void *handler;
        unsigned long flags;
        void *restorer;
        uint64_t mask;
    } by_default = {0};
    uint64_t none = 0;
    for (int number = 1; number <= 64; number++)
        (void)syscall(SYS_rt_sigaction, number, &by_default, NULL,
                      sizeof(none)); /* KILL and STOP refuse, rightly */
    (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof(none));
}

static int take_setup(struct inside *inside)
{
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    ssize_t got = wire_receive(WIRE_CONTROL_FD, packet, sizeof(packet), fds, &fd_count, 0);
    if (got < (ssize_t)sizeof(struct wire_setup))
        return -1;
    memcpy(&inside->setup, packet, sizeof(inside->setup));
    if ((size_t)got != sizeof(struct wire_setup) + inside->setup.record_bytes)
        return -1;
    inside->records = packet + sizeof(struct wire_setup);
    size_t next = 0;
    while (next < fd_count && inside->join_count < JOIN_FDS_MAX)
        inside->join_fds[inside->join_count++] = fds[next++];
    inside->generation = inside->setup.request.generation;
    return 0;
}

int main(void)
{
    struct inside inside = {
        .control_fd = WIRE_CONTROL_FD, .run_fd = WIRE_RUN_FD, .filter_fd = -1, .last_pid_fd = -1};
    reset_signals();
    (void)close_range(WIRE_RUN_FD + 1, ~0U,
                      0); /* evalx opens nothing without close-on-exec; be sure */
    (void)fcntl(WIRE_CONTROL_FD, F_SETFD, FD_CLOEXEC);
    (void)fcntl(WIRE_RUN_FD, F_SETFD, FD_CLOEXEC);
    if (take_setup(&inside) != 0) {
        static const char hint[] = "evalx-box: started by evalx, not by hand\n";
        (void)!write(STDERR_FILENO, hint, sizeof(hint) - 1);
        return 2;
    }
    if (let_go_of_stdio() != 0)
        return 2;
    launcher_run(&inside);
}
