/* spawner: pid 1 of a submission. One run at a time: start, wait, sweep, look at the folders,
 * answer. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

enum { FOLDERS = 3 };

/* Shorter runs are nowhere near a wall limit: how long they waited need not be asked. */
static const int64_t LONG_RUN_NS = 50000000;

static char packet[WIRE_PACKET_MAX] __attribute__((aligned(16)));
static char *pointers[WIRE_STRINGS_MAX + 2];

/* What shows whether a run changed its folders: in-place overwriting, creating and unlinking,
 * and chmod leave statfs as it was, but not the folder's ctime (inode(7)). */
struct traces {
    struct {
        struct statx_timestamp ctime;
        uint16_t mode;
    } folders[FOLDERS];
    int64_t used_bytes, used_files, free_bytes, free_files;
};

struct spawner {
    struct inside *inside;
    struct traces traces; /* of the folders after a run that left none */
    bool has_traces;
    int64_t reaped_ns; /* CPU time of all processes reaped so far */
    char folders[FOLDERS][300];
};

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void look(const struct spawner *spawner, struct traces *traces)
{
    memset(traces, 0, sizeof(*traces)); /* compared as bytes: no stray padding */
    for (size_t i = 0; i < FOLDERS; i++) {
        struct statx found;
        if (statx(AT_FDCWD, spawner->folders[i], AT_SYMLINK_NOFOLLOW, STATX_CTIME | STATX_MODE,
                  &found))
            continue;
        traces->folders[i].ctime = found.stx_ctime;
        traces->folders[i].mode = found.stx_mode;
    }
    struct statfs space;
    if (inside_is_trusted(spawner->inside) || statfs(spawner->folders[0], &space) != 0)
        return;
    traces->used_bytes = (int64_t)(space.f_blocks - space.f_bfree) * space.f_bsize;
    traces->used_files = (int64_t)(space.f_files - space.f_ffree);
    traces->free_bytes = (int64_t)space.f_bfree * space.f_bsize;
    traces->free_files = (int64_t)space.f_ffree;
}

static bool is_changed(const struct traces *before, const struct traces *after)
{
    for (size_t i = 0; i < FOLDERS; i++) {
        if (before->folders[i].ctime.tv_sec != after->folders[i].ctime.tv_sec ||
            before->folders[i].ctime.tv_nsec != after->folders[i].ctime.tv_nsec ||
            before->folders[i].mode != after->folders[i].mode)
            return true;
    }
    return before->used_bytes != after->used_bytes || before->used_files != after->used_files;
}

/* Pids begin anew at a place of evalx's choosing, so that a program cannot count the runs before
 * it. */
static void shuffle_pids(const struct spawner *spawner, const struct wire_run *run)
{
    char number[24];
    if (spawner->inside->last_pid_fd < 0 || IS_WEAK(&spawner->inside->setup, WEAK_NO_PID_SHUFFLE))
        return;
    const char *text = text_of_number(number, sizeof(number), run->pid_seed);
    (void)!pwrite(spawner->inside->last_pid_fd, text, strlen(text),
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

static void answer(const struct spawner *spawner, const struct wire_result *result)
{
    if (wire_send(spawner->inside->run_fd, result, sizeof(*result), NULL, 0, NULL, 0))
        _exit(0); /* evalx is gone */
}

static void answer_usage(const struct spawner *spawner, pid_t pid)
{
    struct wire_result usage = {.kind = WIRE_USAGE,
                                .generation = spawner->inside->generation,
                                .wait_ns = usage_wait_ns(pid)};
    usage_of_all(spawner->inside, pid, &usage.cpu_ns, &usage.rss_bytes);
    answer(spawner, &usage);
}

/* While a program runs evalx may say: kill it, or: how much has it used? */
static void serve_order(const struct spawner *spawner, pid_t pid)
{
    struct wire_run order;
    int fds[WIRE_FDS_MAX];
    size_t fd_count = 0;
    ssize_t got = wire_receive(spawner->inside->run_fd, &order, sizeof(order), fds, &fd_count, 0);
    for (size_t i = 0; i < fd_count; i++)
        (void)close(fds[i]);
    if (got <= 0 && (got == 0 || errno != EMSGSIZE))
        _exit(0);
    if (order.kind == WIRE_QUERY) {
        answer_usage(spawner, pid);
    } else if (order.kind == WIRE_KILL) {
        (void)kill(pid, SIGKILL);
        leftovers_kill(spawner->inside);
    }
}

static void wait_for_program(const struct spawner *spawner, pid_t pid, int pidfd)
{
    for (;;) {
        struct pollfd waits[] = {{.fd = pidfd, .events = POLLIN},
                                 {.fd = spawner->inside->run_fd, .events = POLLIN}};
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            _exit(1);
        if (waits[0].revents)
            return;
        if (waits[1].revents)
            serve_order(spawner, pid);
    }
}

/* CPU time of all processes reaped since the last call: descendants that the main one waited for
 * and those it left to us. */
static int64_t reaped_since_ns(struct spawner *spawner)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_CHILDREN, &usage);
    int64_t reaped_ns = ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000 +
                        ((int64_t)usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
    int64_t since_ns = reaped_ns - spawner->reaped_ns;
    spawner->reaped_ns = reaped_ns;
    return since_ns;
}

static void measure(struct spawner *spawner, pid_t pid, struct wire_result *result)
{
    struct rusage usage;
    int status = 0;
    (void)wait4(pid, &status, __WALL, &usage);
    result->wait_status = status;
    result->user_us = (int64_t)usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
    result->system_us = (int64_t)usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
    result->peak_rss_bytes = usage.ru_maxrss * 1024;
    result->preemptions = usage.ru_nivcsw;
    result->leftovers = leftovers_end(spawner->inside);
    result->reaped_ns = reaped_since_ns(spawner);
    struct traces after;
    look(spawner, &after);
    result->used_bytes = after.used_bytes;
    result->used_files = after.used_files;
    result->free_bytes = after.free_bytes;
    result->free_files = after.free_files;
    result->is_dirty = is_changed(&spawner->traces, &after);
}

static void run_program(struct spawner *spawner, const struct wire_run *run, size_t packet_bytes,
                        const int *fds, size_t fd_count)
{
    struct wire_result result = {.kind = WIRE_RESULT, .generation = spawner->inside->generation};
    struct program program = {.inside = spawner->inside, .run = run, .argv = pointers};
    int pidfd = -1;
    if (fd_count != 3 || split_strings(run, packet_bytes, &program.environment)) {
        result.sys_errno = EPROTO;
        text_join(result.step, sizeof(result.step), "understand a run", "", "");
        answer(spawner, &result);
        return;
    }
    memcpy(program.fds, fds, sizeof(program.fds));
    if (!spawner->has_traces)
        look(spawner, &spawner->traces);
    shuffle_pids(spawner, run);
    int64_t start_ns = now_ns();
    pid_t pid = program_start(&program, &pidfd);
    if (pid < 0)
        (void)failure_note(&program.failure, "vfork", NULL);
    for (size_t i = 0; i < 3; i++)
        (void)close(fds[i]);
    if (pid > 0) {
        wait_for_program(spawner, pid, pidfd);
        (void)close(pidfd);
        result.wall_ns = now_ns() - start_ns;
        if (result.wall_ns > LONG_RUN_NS)
            result.wait_ns = usage_wait_ns(pid);
        measure(spawner, pid, &result);
        spawner->has_traces = !result.is_dirty;
    }
    result.sys_errno = program.failure.sys_errno;
    memcpy(result.step, program.failure.step, sizeof(result.step));
    answer(spawner, &result);
}

static void name_folders(struct spawner *spawner)
{
    static const char *const own[FOLDERS] = {"/box", "/tmp", "/dev/shm"};
    static const char *const trusted[FOLDERS] = {"/box", "/tmp", "/tmp"};
    bool is_trusted = inside_is_trusted(spawner->inside);
    for (size_t i = 0; i < FOLDERS; i++)
        text_join(spawner->folders[i], sizeof(spawner->folders[i]),
                  is_trusted ? spawner->inside->setup.folder : "", is_trusted ? trusted[i] : own[i],
                  "");
}

static void say_hello(struct spawner *spawner)
{
    struct failure failure = {0};
    struct wire_result hello = {.kind = WIRE_HELLO, .generation = spawner->inside->generation};
    int listener = -1;
    (void)spawner_enter(spawner->inside, &listener, &failure); /* noted */
    hello.sys_errno = failure.sys_errno;
    memcpy(hello.step, failure.step, sizeof(hello.step));
    int sent = wire_send(spawner->inside->run_fd, &hello, sizeof(hello), NULL, 0, &listener,
                         listener >= 0 ? 1 : 0);
    if (listener >= 0)
        (void)close(listener);
    if (sent || failure.sys_errno)
        _exit(1);
}

_Noreturn void spawner_run(struct inside *inside)
{
    static struct spawner spawner;
    spawner.inside = inside;
    name_folders(&spawner);
    say_hello(&spawner);
    for (;;) {
        int fds[WIRE_FDS_MAX];
        size_t fd_count = 0;
        ssize_t got = wire_receive(inside->run_fd, packet, sizeof(packet), fds, &fd_count, 0);
        if (got <= 0)
            _exit(0);
        const struct wire_run *run = (const void *)packet;
        if ((size_t)got >= sizeof(*run) && run->kind == WIRE_RUN &&
            run->generation == inside->generation)
            run_program(&spawner, run, (size_t)got, fds, fd_count);
        else
            for (size_t i = 0; i < fd_count; i++)
                (void)close(fds[i]);
    }
}
