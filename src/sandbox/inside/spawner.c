/* spawner: pid 1 of a submission. One run at a time: start, wait, sweep, look at the folders,
 * answer.
 *
 * While a program runs the spawner sleeps in waitid(2): evalx speaks by signals then (enum
 * wire_signal), and the handler does what is asked. On the path of every run each system call
 * counts: it costs more than its own time, since the caches are cold. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

/* Shorter runs are nowhere near a wall limit: how long they waited need not be asked. */
static const int64_t LONG_RUN_NS = 50000000;

static char packet[WIRE_PACKET_MAX] __attribute__((aligned(16)));
static char *pointers[WIRE_STRINGS_MAX + 2];

/* There is one in a process, and its signal handler has to find it. */
static struct spawner {
    struct inside *inside;
    struct folders folders;
    volatile sig_atomic_t is_running; /* a program may be alive */
    volatile sig_atomic_t is_kill_asked;
    volatile pid_t pid;          /* of the main process, once it is known */
    volatile int64_t orphans_ns; /* CPU time of those that were reaped while it ran */
} self;

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Pids begin anew at a place of evalx's choosing, so that a program cannot count the runs before
 * it, nor leave the next one a sign by using up some. */
static void shuffle_pids(const struct wire_run *run)
{
    char number[24];
    if (self.inside->last_pid_fd < 0 || IS_WEAK(&self.inside->setup, WEAK_NO_PID_SHUFFLE))
        return;
    const char *text = text_of_number(number, sizeof(number), run->pid_seed);
    (void)!pwrite(self.inside->last_pid_fd, text, strlen(text),
                  0); /* a kernel without it only shows more */
}

/* argv and environment out of the packet. */
static int split_strings(const struct wire_run *run, size_t packet_bytes, char ***environment_out)
{
    size_t count = (size_t)run->argc + run->envc;
    char *at = packet + sizeof(*run);
    char *end = packet + packet_bytes;
    if (run->argc < 1 || count > WIRE_STRINGS_MAX ||
        run->string_bytes != packet_bytes - sizeof(*run))
        return -1;
    size_t place = 0;
    for (size_t i = 0; i < count; i++) {
        char *string_end = memchr(at, '\0', (size_t)(end - at));
        if (!string_end)
            return -1;
        if (i == run->argc)
            pointers[place++] = NULL;
        pointers[place++] = at;
        at = string_end + 1;
    }
    if (run->envc == 0)
        pointers[place++] = NULL;
    pointers[place] = NULL;
    *environment_out = pointers + run->argc + 1;
    return 0;
}

/* ---- speaking with evalx ---- */

static void answer(const struct wire_result *result)
{
    size_t bytes = result->sys_errno ? sizeof(*result) : offsetof(struct wire_result, step);
    if (wire_send(self.inside->run_fd, result, bytes, NULL, 0, NULL, 0))
        _exit(0); /* evalx is gone */
}

static void answer_usage(void)
{
    struct wire_result usage = {.kind = WIRE_USAGE,
                                .generation = self.inside->generation,
                                .wait_ns = usage_wait_ns(self.pid)};
    usage_of_all(self.inside, self.pid, &usage.cpu_ns, &usage.rss_bytes);
    usage.cpu_ns += self.orphans_ns;
    answer(&usage);
}

/* A program may send us signals too, but from inside our namespace they bear its pid, and those of
 * kill(2) cannot be forged (rt_sigqueueinfo(2)). */
static bool is_from_evalx(const siginfo_t *info)
{
    return inside_is_trusted(self.inside) || (info->si_code == SI_USER && info->si_pid == 0);
}

static void on_order(int number, siginfo_t *info, void *context)
{
    int kept_errno = errno;
    (void)context;
    if (!self.is_running || !is_from_evalx(info))
        return;
    if (number == WIRE_SIGNAL_KILL) {
        self.is_kill_asked = 1;
        leftovers_kill(self.inside);
    } else if (self.pid > 0) {
        answer_usage();
    }
    errno = kept_errno;
}

static int hear_orders(struct failure *failure)
{
    struct sigaction action = {.sa_sigaction = on_order, .sa_flags = SA_SIGINFO | SA_RESTART};
    (void)sigfillset(&action.sa_mask);
    if (sigaction(WIRE_SIGNAL_KILL, &action, NULL) || sigaction(WIRE_SIGNAL_QUERY, &action, NULL))
        return failure_note(failure, "sigaction", NULL);
    return 0;
}

/* ---- one run ---- */

/* A process that outlived its parent became our child: left a zombie, it would count against the
 * program's limit. */
static void reap_orphan(pid_t pid)
{
    struct rusage usage;
    if (wait4(pid, NULL, __WALL, &usage) == pid)
        self.orphans_ns += usage_cpu_ns(&usage);
}

/* An order to kill that came before there was anything to kill is carried out now. */
static void wait_for_program(pid_t pid)
{
    siginfo_t info = {0};
    self.pid = pid;
    if (self.is_kill_asked)
        leftovers_kill(self.inside);
    while (info.si_pid != pid) {
        if (info.si_pid > 0)
            reap_orphan(info.si_pid);
        info.si_pid = 0;
        if (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | __WALL) != 0 && errno != EINTR)
            break;
    }
    self.is_running = 0;
}

static void measure(pid_t pid, struct wire_result *result)
{
    struct rusage usage;
    struct folder_traces after;
    int status = 0;
    (void)wait4(pid, &status, __WALL, &usage);
    result->wait_status = status;
    result->user_us = (int64_t)usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
    result->system_us = (int64_t)usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
    result->peak_rss_bytes = usage.ru_maxrss * 1024;
    result->preemptions = usage.ru_nivcsw;
    result->reaped_ns = usage_cpu_ns(&usage) + self.orphans_ns;
    result->leftovers = leftovers_end(self.inside, &result->reaped_ns);
    folders_look(&self.folders, self.inside, &after);
    result->used_bytes = after.used_bytes;
    result->used_files = after.used_files;
    result->free_bytes = after.free_bytes;
    result->free_files = after.free_files;
    result->is_dirty = folders_are_changed(&self.folders, &after);
}

static void start_and_wait(struct program *program, struct wire_result *result)
{
    if (folders_begin(&self.folders, self.inside, program->run->renewals, &program->failure))
        return;
    shuffle_pids(program->run);
    self.pid = 0;
    self.is_kill_asked = 0;
    self.orphans_ns = 0;
    self.is_running = 1;
    int64_t start_ns = now_ns();
    pid_t pid = program_start(program);
    if (pid < 0) {
        self.is_running = 0;
        (void)failure_note(&program->failure, "clone", NULL);
        return;
    }
    wait_for_program(pid);
    result->wall_ns = now_ns() - start_ns;
    if (result->wall_ns > LONG_RUN_NS)
        result->wait_ns = usage_wait_ns(pid);
    measure(pid, result);
}

/* Descriptors that came with a run, in their places: pipes for the programs of this submission at
 * 1 and 2, where each program finds them. */
static int place_descriptors(const struct wire_run *run, const int *fds, size_t fd_count,
                             struct program *program)
{
    size_t next = 0;
    bool has_input = (run->flags & WIRE_RUN_INPUT) != 0;
    bool has_outputs = (run->flags & WIRE_RUN_OUTPUTS) != 0;
    bool has_output = (run->flags & WIRE_RUN_OUTPUT) != 0;
    errno = EPROTO;
    size_t plain = (has_input ? 1U : 0U) + (has_outputs ? 2U : 0U) + (has_output ? 1U : 0U);
    if (fd_count != plain + run->given)
        return failure_note(&program->failure, "understand a run", NULL);
    program->input = has_input ? fds[next++] : -1;
    if (has_outputs &&
        (dup2(fds[next], STDOUT_FILENO) < 0 || dup2(fds[next + 1], STDERR_FILENO) < 0))
        return failure_note(&program->failure, "dup2", NULL);
    next += has_outputs ? 2 : 0;
    program->output = has_output ? fds[next] : -1;
    program->given = fds + plain;
    return 0;
}

/* A program may have changed the flags of descriptions that the next one gets too. There is nothing
 * else to change on them: the filter refuses it. */
static void restore_flags(void)
{
    if (IS_WEAK(&self.inside->setup, WEAK_KEEP_FLAGS))
        return;
    (void)fcntl(STDIN_FILENO, F_SETFL, O_RDONLY);
    (void)fcntl(STDOUT_FILENO, F_SETFL, O_WRONLY);
    (void)fcntl(STDERR_FILENO, F_SETFL, O_WRONLY);
}

static void run_program(const struct wire_run *run, size_t packet_bytes, const int *fds,
                        size_t fd_count)
{
    struct wire_result result = {.kind = WIRE_RESULT, .generation = self.inside->generation};
    struct program program = {.inside = self.inside, .run = run, .argv = pointers};
    if (split_strings(run, packet_bytes, &program.environment)) {
        errno = EPROTO;
        (void)failure_note(&program.failure, "understand a run", NULL);
    } else if (place_descriptors(run, fds, fd_count, &program) == 0) {
        start_and_wait(&program, &result);
        restore_flags();
    }
    result.sys_errno = program.failure.sys_errno;
    memcpy(result.step, program.failure.step, sizeof(result.step));
    for (size_t i = 0; i < fd_count; i++)
        (void)close(fds[i]);
    answer(&result);
}

/* ---- the life of a spawner ---- */

/* An empty input for every program that is given no other. */
static int empty_input(struct failure *failure)
{
    if (close(STDIN_FILENO) != 0 || open("/dev/null", O_RDONLY) != STDIN_FILENO)
        return failure_note(failure, "open", "/dev/null");
    return 0;
}

static void say_hello(void)
{
    struct failure failure = {0};
    struct wire_result hello = {.kind = WIRE_HELLO, .generation = self.inside->generation};
    struct spawner_fds own = {-1, -1};
    int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (pidfd < 0)
        (void)failure_note(&failure, "open a pidfd", NULL);
    else if (hear_orders(&failure) == 0 && spawner_enter(self.inside, &own, &failure) == 0)
        (void)empty_input(&failure); /* noted */
    hello.sys_errno = failure.sys_errno;
    memcpy(hello.step, failure.step, sizeof(hello.step));
    const int all[] = {pidfd, own.counter, own.listener};
    int fds[sizeof(all) / sizeof(all[0])];
    size_t fd_count = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i] >= 0)
            fds[fd_count++] = all[i];
    int sent = wire_send(self.inside->run_fd, &hello, sizeof(hello), NULL, 0, fds, fd_count);
    for (size_t i = 0; i < fd_count; i++)
        (void)close(fds[i]);
    if (sent || failure.sys_errno)
        _exit(1);
}

_Noreturn void spawner_run(struct inside *inside)
{
    self.inside = inside;
    program_prepare();
    say_hello();
    for (;;) {
        int fds[WIRE_FDS_MAX];
        size_t fd_count = 0;
        ssize_t got = wire_receive(inside->run_fd, packet, sizeof(packet), fds, &fd_count, 0);
        if (got <= 0)
            _exit(0);
        const struct wire_run *run = (const void *)packet;
        if ((size_t)got >= sizeof(*run) && run->kind == WIRE_RUN &&
            run->generation == inside->generation)
            run_program(run, (size_t)got, fds, fd_count);
        else
            for (size_t i = 0; i < fd_count; i++)
                (void)close(fds[i]);
    }
}
