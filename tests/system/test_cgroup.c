/* The cgroup room on the host's kernel, whichever version of cgroups it has. Needs root or a
 * delegated folder; skips where a host gives nothing. What the tests expect of a controller is left
 * out where the tree says that it lacks. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <criterion/criterion.h>

#include "sandbox/cgroup_backend.h"

enum { MIB = 1 << 20, TIMEOUT_S = 60, ROUNDS = 100, BOMB = 64 };

static struct cgroup_tree *tree;
static struct cgroup_leaf *leaf;

static void open_all(void)
{
    struct err err = {0};
    struct cgroup_options options = {.root = ""};
    cr_assert_eq(cgroup_tree_open(&options, &tree, &err), 0, "%s", err.msg);
    if (cgroup_tree_controllers(tree) == 0)
        cr_skip_test("no controllers: %s", cgroup_tree_reason(tree));
    cr_assert_eq(cgroup_leaf_open(tree, "box", &leaf, &err), 0, "%s", err.msg);
}

static void close_all(void)
{
    cgroup_leaf_close(leaf);
    cgroup_tree_close(tree);
}

static void need(unsigned controller)
{
    if (!(cgroup_tree_controllers(tree) & controller))
        cr_skip_test("%s", cgroup_tree_reason(tree));
}

/* Only calls that are safe between fork and exit: 0, or 1 where the kernel refuses. */
static int join(void)
{
    int fds[CGROUP_JOIN_FDS_MAX];
    size_t count = cgroup_leaf_join_fds(leaf, fds);
    for (size_t i = 0; i < count; i++)
        if (write(fds[i], "0", 1) != 1)
            return 1;
    return 0;
}

static int touch_memory(int64_t bytes)
{
    volatile char *memory =
        mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 1;
    for (int64_t at = 0; at < bytes; at += 4096)
        memory[at] = 1;
    return 0;
}

static int burn_cpu(int64_t ns)
{
    struct timespec now;
    do
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    while (now.tv_sec * INT64_C(1000000000) + now.tv_nsec < ns);
    return 0;
}

/* Children that wait for the end; returns how many could be started. */
static int fork_many(int64_t wanted)
{
    int started = 0;
    for (int64_t i = 0; i < wanted; i++) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;)
                pause();
        started += pid > 0;
    }
    return started;
}

/* Start a child in the leaf that does its work and, with is_staying, stays. Its status is 100 +
 * what work returned, 99 if it could not join. */
static pid_t start(int (*work)(int64_t), int64_t amount, bool is_staying)
{
    int ready[2];
    char byte;
    cr_assert_eq(pipe2(ready, O_CLOEXEC), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        int status = join() ? 99 : 100 + work(amount);
        (void)!write(ready[1], "", 1);
        while (is_staying)
            pause();
        _exit(status);
    }
    (void)close(ready[1]);
    (void)!read(ready[0], &byte, 1); /* end of file if it was killed */
    (void)close(ready[0]);
    return pid;
}

static int wait_for(pid_t pid)
{
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return status;
}

static void arm(int64_t memory_bytes, int64_t processes)
{
    struct err err = {0};
    cr_assert_eq(cgroup_leaf_arm(leaf, memory_bytes, processes, &err), 0, "%s", err.msg);
}

static struct cgroup_usage usage_of(int (*work)(int64_t), int64_t amount, int *status_out)
{
    struct cgroup_usage usage;
    struct err err = {0};
    *status_out = wait_for(start(work, amount, false));
    cr_assert_eq(cgroup_leaf_read(leaf, false, &usage, &err), 0, "%s", err.msg);
    return usage;
}

#define SYSTEM_TEST(name)                                                                          \
    Test(cgroup, name, .init = open_all, .fini = close_all, .timeout = TIMEOUT_S)

SYSTEM_TEST(memory_used_is_the_peak_above_the_start)
{
    int status;
    need(CGROUP_MEMORY);
    arm(256 * MIB, -1);
    struct cgroup_usage usage = usage_of(touch_memory, 50 * MIB, &status);
    cr_expect_eq(WEXITSTATUS(status), 100);
    if (leaf->fds[CGROUP_MEMORY_PEAK] < 0)
        cr_skip_test("this kernel has no memory.peak");
    cr_expect_geq(usage.memory_bytes, 50 * MIB);
    cr_expect_leq(usage.memory_bytes, 56 * MIB, "%ld", (long)usage.memory_bytes);
    cr_expect_eq(usage.oom_kills, 0);
}

SYSTEM_TEST(memory_beyond_the_limit_is_an_oom_kill)
{
    int status;
    need(CGROUP_MEMORY);
    arm(32 * MIB, -1);
    struct cgroup_usage usage = usage_of(touch_memory, 64 * MIB, &status);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%x", (unsigned)status);
    cr_expect_eq(usage.oom_kills, 1);
    cr_expect_eq(usage.host_oom_kills, 0);
    if (usage.memory_bytes >= 0)
        cr_expect_leq(usage.memory_bytes, 33 * MIB);
}

SYSTEM_TEST(limit_goes_up_and_down)
{
    static const int64_t limits_mib[] = {64, 256, 16, -1, 32, 128};
    int status;
    need(CGROUP_MEMORY);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limits_mib); i++) {
        bool is_enough = limits_mib[i] < 0 || limits_mib[i] > 48;
        arm(limits_mib[i] < 0 ? -1 : limits_mib[i] * MIB, -1);
        struct cgroup_usage usage = usage_of(touch_memory, 48 * MIB, &status);
        cr_expect_eq(usage.oom_kills, !is_enough, "%ld MiB", (long)limits_mib[i]);
        cr_expect_eq(WIFEXITED(status), is_enough, "%ld MiB", (long)limits_mib[i]);
    }
}

SYSTEM_TEST(run_after_an_oom_kill_starts_at_nothing)
{
    int status;
    need(CGROUP_MEMORY);
    arm(32 * MIB, -1);
    (void)usage_of(touch_memory, 64 * MIB, &status);
    arm(32 * MIB, -1);
    struct cgroup_usage usage = usage_of(touch_memory, 1 * MIB, &status);
    cr_expect_eq(WEXITSTATUS(status), 100);
    cr_expect_eq(usage.oom_kills, 0);
    if (!cgroup_leaf_is_worn(leaf))
        cr_expect_leq(usage.memory_bytes, 4 * MIB);
    else
        cr_expect_eq(usage.memory_bytes, -1);
}

SYSTEM_TEST(cpu_time_is_counted)
{
    enum { BURNT_NS = 200 * 1000 * 1000 };
    int status;
    need(CGROUP_CPU);
    arm(-1, -1);
    struct cgroup_usage usage = usage_of(burn_cpu, BURNT_NS, &status);
    cr_expect_geq(usage.cpu_ns, BURNT_NS * INT64_C(9) / 10, "%ld", (long)usage.cpu_ns);
    cr_expect_geq(cgroup_leaf_cpu_ns(leaf), usage.cpu_ns);
    arm(-1, -1);
    cr_expect_lt(cgroup_leaf_cpu_ns(leaf), BURNT_NS / 2, "arm starts anew");
}

SYSTEM_TEST(cpu_time_counted_after_the_reading_is_not_the_next_runs)
{
    enum { BURNT_NS = 200 * 1000 * 1000 };
    int status;
    need(CGROUP_CPU);
    arm(-1, -1);
    (void)usage_of(burn_cpu, 0, &status);
    pid_t late = start(burn_cpu, BURNT_NS, false);
    (void)wait_for(late);
    arm(-1, -1);
    struct cgroup_usage usage = usage_of(burn_cpu, 0, &status);
    cr_expect_lt(usage.cpu_ns, BURNT_NS / 2, "%ld", (long)usage.cpu_ns);
}

SYSTEM_TEST(cpu_time_of_unreaped_grandchildren_is_counted)
{
    enum { BURNT_NS = 100 * 1000 * 1000 };
    struct cgroup_usage usage;
    need(CGROUP_CPU);
    arm(-1, -1);
    pid_t first = start(burn_cpu, BURNT_NS, true);
    /* The kernel counts a process that runs at its ticks, for certain when it sleeps. */
    const struct timespec tick = {.tv_nsec = 10 * 1000 * 1000};
    for (int i = 0; i < 3000; i++) { /* an emulated CPU may take long */
        cr_assert_eq(cgroup_leaf_read(leaf, false, &usage, NULL), 0);
        if (usage.cpu_ns >= BURNT_NS * INT64_C(9) / 10)
            break;
        (void)nanosleep(&tick, NULL);
    }
    cr_expect_geq(usage.cpu_ns, BURNT_NS * INT64_C(9) / 10);
    cr_assert_eq(kill(first, SIGKILL), 0);
    (void)wait_for(first);
}

SYSTEM_TEST(processes_beyond_the_limit_are_refused)
{
    enum { LIMIT = 8 };
    struct cgroup_usage usage;
    need(CGROUP_PIDS);
    arm(-1, LIMIT);
    pid_t first = start(fork_many, BOMB, true);
    cr_assert_eq(cgroup_leaf_read(leaf, false, &usage, NULL), 0);
    if (leaf->fds[CGROUP_PIDS_PEAK] >= 0)
        cr_expect_eq(usage.processes_peak, LIMIT, "%ld", (long)usage.processes_peak);
    if (leaf->fds[CGROUP_PIDS_FAILURES] >= 0)
        cr_expect_eq(usage.fork_failures, BOMB - (LIMIT - 1), "%ld", (long)usage.fork_failures);
    cgroup_leaf_close(leaf);
    leaf = NULL;
    cr_expect_eq(wait_for(first), SIGKILL);
}

/* Path of the tree's folder in a hierarchy. */
static void folder_path(size_t hierarchy, char path[PATH_MAX])
{
    char link[64];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", tree->hierarchies[hierarchy].folder_fd);
    ssize_t count = readlink(link, path, PATH_MAX - 1);
    cr_assert_gt(count, 0);
    path[count] = '\0';
}

SYSTEM_TEST(closing_a_leaf_kills_what_is_inside)
{
    char path[PATH_MAX];
    struct stat status;
    folder_path(0, path);
    pid_t first = start(fork_many, BOMB, true);
    cgroup_leaf_close(leaf);
    leaf = NULL;
    cr_expect_eq(wait_for(first), SIGKILL);
    cr_expect_eq(fstatat(tree->hierarchies[0].folder_fd, "box", &status, 0), -1);
}

SYSTEM_TEST(many_leaves_leave_nothing)
{
    struct stat status;
    for (int i = 0; i < ROUNDS; i++) {
        struct cgroup_leaf *other;
        struct err err = {0};
        cr_assert_eq(cgroup_leaf_open(tree, "other", &other, &err), 0, "%d: %s", i, err.msg);
        cgroup_leaf_close(other);
    }
    for (size_t i = 0; i < tree->count; i++)
        cr_expect_eq(fstatat(tree->hierarchies[i].folder_fd, "other", &status, 0), -1);
}

SYSTEM_TEST(many_trees_leave_nothing)
{
    char paths[CGROUP_HIERARCHIES_MAX][PATH_MAX];
    int next_fd = open("/", O_PATH | O_CLOEXEC);
    size_t count = tree->count;
    for (size_t i = 0; i < count; i++)
        folder_path(i, paths[i]);
    close_all();
    for (int i = 0; i < ROUNDS; i++) {
        open_all();
        close_all();
    }
    leaf = NULL;
    tree = NULL;
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(access(paths[i], F_OK), -1, "%s", paths[i]);
    int last_fd = open("/", O_PATH | O_CLOEXEC);
    cr_expect_leq(last_fd, next_fd, "no descriptor is lost");
    (void)close(last_fd);
    (void)close(next_fd);
}

/* Another evalx: opens a tree, starts a program in a leaf of it, tells the tree's path and waits to
 * be killed. */
static void be_evalx(int tell_fd)
{
    char path[PATH_MAX];
    open_all();
    folder_path(0, path);
    pid_t child = fork();
    if (child == 0) {
        if (join() == 0 && write(tell_fd, path, strlen(path) + 1) > 0)
            (void)execlp("sleep", "sleep", "60",
                         (char *)NULL); /* the tree's lock is not inherited */
        _exit(1);
    }
    (void)close(tell_fd);
    for (;;)
        pause();
}

SYSTEM_TEST(tree_of_a_dead_evalx_is_removed)
{
    int tell[2];
    char path[PATH_MAX] = "", byte;
    close_all();
    tree = NULL;
    leaf = NULL;
    cr_assert_eq(pipe2(tell, O_CLOEXEC), 0);
    pid_t dead = fork();
    if (dead == 0)
        be_evalx(tell[1]);
    (void)close(tell[1]);
    cr_assert_gt(read(tell[0], path, sizeof(path)), 1);
    cr_assert_eq(read(tell[0], &byte, 1), 0, "the program was started");
    cr_assert_eq(access(path, F_OK), 0, "%s", path);
    cr_assert_eq(kill(dead, SIGKILL), 0);
    (void)wait_for(dead);
    open_all();
    cr_expect_eq(access(path, F_OK), -1, "%s", path);
    (void)close(tell[0]);
}
