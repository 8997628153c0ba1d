/* sandbox: what all boxes of a process share: tier, filter, cgroup tree, plan of the root. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/parse.h"
#include "sandbox/filter.h"
#include "sandbox/private.h"

static const char *const tier_names[] = {
    [SANDBOX_ROOT] = "root", [SANDBOX_USER] = "user", [SANDBOX_TRUSTED] = "trusted"};

const char *sandbox_tier_name(enum sandbox_tier tier)
{
    return tier_names[tier];
}

const char *sandbox_box_program(const struct sandbox *sandbox)
{
    return sandbox->box_program;
}

enum sandbox_tier sandbox_tier(const struct sandbox *sandbox)
{
    return sandbox->tier;
}

size_t sandbox_degraded(const struct sandbox *sandbox, const char *const **lines_out)
{
    *lines_out = sandbox->degraded;
    return sandbox->degraded_count;
}

void sandbox_note_degraded(struct sandbox *sandbox, const char *line)
{
    if (sandbox->degraded_count < DEGRADED_MAX)
        sandbox->degraded[sandbox->degraded_count++] = arena_string(&sandbox->arena, line);
}

int sandbox_counter_check(const struct run_counter *counter, struct err *err)
{
    EV_FD int fd = counter_open(counter);
    return fd >= 0 ? 0 : err_sys(err, ERR_JUDGE, "perf_event_open");
}

/* evalx-box stands beside evalx, or in libexec/evalx of the same prefix. */
static int find_box_program(struct sandbox *sandbox, struct err *err)
{
    static const char *const places[] = {"evalx-box", "../libexec/evalx/evalx-box",
                                         "../lib/evalx/evalx-box"};
    char own[400];
    const char *given = getenv("EVALX_BOX");
    if (given) {
        (void)snprintf(sandbox->box_program, sizeof(sandbox->box_program), "%s", given);
        return 0;
    }
    ssize_t count = readlink("/proc/self/exe", own, sizeof(own) - 1);
    if (count < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: read /proc/self/exe");
    own[count] = '\0';
    char *slash = strrchr(own, '/');
    slash[1] = '\0';
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        (void)snprintf(sandbox->box_program, sizeof(sandbox->box_program), "%s%s", own, places[i]);
        if (access(sandbox->box_program, X_OK) == 0)
            return 0;
    }
    return err_set(
        err, ERR_JUDGE,
        "sandbox: evalx-box: not found beside evalx or in libexec/evalx; install evalx again");
}

/* The first slot opens its box meanwhile, on a CPU that it cannot leave. */
static void avoid_first_slot(void)
{
    cpu_set_t others;
    int first = sandbox_cpu_of_slot(0);
    if (first < 0 || sched_getaffinity(0, sizeof(others), &others) != 0)
        return;
    CPU_CLR((size_t)first, &others);
    (void)sched_setaffinity(0, sizeof(others), &others); /* EINVAL: there is no other one */
}

static void *build_filter(void *argument)
{
    struct sandbox *sandbox = argument;
    if (sandbox->filter.is_building)
        avoid_first_slot();
    struct filter_options options = {
        .has_listener = sandbox->has_listener,
        .has_memory_files = (sandbox->controllers & CGROUP_MEMORY) != 0,
    };
    if (filter_build(&options, &sandbox->filter.fd, &sandbox->filter.err))
        sandbox->filter.fd = -1;
    return NULL;
}

/* Signals stay the business of the threads there are. */
static void begin_filter(struct sandbox *sandbox)
{
    sigset_t all, old;
    sandbox->has_listener = true;
    sandbox->filter.fd = -1;
    (void)pthread_mutex_init(&sandbox->filter.lock, NULL); /* cannot fail on Linux */
    (void)sigfillset(&all);                                /* cannot fail */
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    sandbox->filter.is_building = true;
    if (pthread_create(&sandbox->filter.thread, NULL, build_filter, sandbox) != 0)
        sandbox->filter.is_building = false;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (!sandbox->filter.is_building)
        (void)build_filter(sandbox);
}

int sandbox_filter(struct sandbox *sandbox, int *fd_out, struct err *err)
{
    struct sandbox_filter *filter = &sandbox->filter;
    (void)pthread_mutex_lock(&filter->lock);
    if (filter->is_building)
        (void)pthread_join(filter->thread, NULL);
    filter->is_building = false;
    tier_reap(sandbox, WNOHANG);
    (void)pthread_mutex_unlock(&filter->lock);
    *fd_out = filter->fd;
    if (filter->fd < 0 && err)
        *err = filter->err;
    return filter->fd < 0 ? -1 : 0;
}

static int open_cgroups(struct sandbox *sandbox, struct err *err)
{
    struct cgroup_options options = {.root = ""};
    if (cgroup_tree_open(&options, &sandbox->tree, err))
        return -1;
    sandbox->controllers = cgroup_tree_controllers(sandbox->tree);
    unsigned all = CGROUP_CPU | CGROUP_MEMORY | CGROUP_PIDS;
    if ((sandbox->controllers & all) != all) {
        char line[256];
        (void)snprintf(line, sizeof(line), "cgroups: %s", cgroup_tree_reason(sandbox->tree));
        sandbox_note_degraded(sandbox, line);
    }
    return 0;
}

static void read_weakness(struct sandbox *sandbox)
{
#ifdef EVALX_MUTANTS
    const char *text = getenv("EVALX_WEAKEN");
    int64_t bits = 0;
    if (text && parse_i64("EVALX_WEAKEN", text, 0, UINT32_MAX, &bits, NULL) == 0)
        sandbox->weak = (uint32_t)bits;
#else
    sandbox->weak = 0;
#endif
}

int sandbox_open(const struct sandbox_options *options, struct sandbox **sandbox_out,
                 struct err *err)
{
    struct sandbox *sandbox = calloc(1, sizeof(*sandbox));
    if (!sandbox)
        return err_sys(err, ERR_JUDGE, "sandbox: allocate");
    sandbox->cancel_fd = options->cancel_fd;
    sandbox->counter = options->counter;
    read_weakness(sandbox);
    if (find_box_program(sandbox, err) || tier_choose(sandbox, options, err) ||
        open_cgroups(sandbox, err)) {
        sandbox_close(sandbox);
        return -1;
    }
    begin_filter(sandbox);
    sandbox->is_open = true;
    root_plan_records((sandbox->weak & WEAK_HOST_ROOT) != 0, &sandbox->records);
    root_plan_shared(options, &sandbox->shared);
    *sandbox_out = sandbox;
    return 0;
}

void sandbox_close(struct sandbox *sandbox)
{
    if (!sandbox)
        return;
    int filter_fd = -1;
    if (sandbox->is_open && sandbox_filter(sandbox, &filter_fd, NULL) == 0)
        fd_close(&sandbox->filter.fd);
    tier_reap(sandbox, 0);
    cgroup_tree_close(sandbox->tree);
    str_done(&sandbox->records);
    str_done(&sandbox->shared);
    arena_done(&sandbox->arena);
    free(sandbox);
}

/* The first hardware thread of this CPU's core: the list reads "0-1" or "0,4". */
static int first_sibling(int cpu)
{
    char path[96], text[64] = "";
    int64_t first = cpu;
    (void)snprintf(path, sizeof(path),
                   "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
    FILE *file = fopen(path, "re");
    if (!file)
        return cpu;
    if (fgets(text, sizeof(text), file)) {
        text[strspn(text, "0123456789")] = '\0';
        if (parse_i64("cpu", text, 0, CPU_SETSIZE - 1, &first, NULL))
            first = cpu;
    }
    (void)fclose(file);
    return (int)first;
}

/* One hardware thread of each physical core among the CPUs this process may use. */
static int list_cores(int *cpus_out, int most)
{
    cpu_set_t allowed;
    int count = 0;
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        return 0;
    for (int cpu = 0; cpu < CPU_SETSIZE && count < most; cpu++) {
        if (!CPU_ISSET((size_t)cpu, &allowed))
            continue;
        int first = first_sibling(cpu);
        if (first == cpu || !CPU_ISSET((size_t)first, &allowed))
            cpus_out[count++] = cpu;
    }
    return count;
}

int sandbox_cpu_count(void)
{
    int cpus[CPU_SETSIZE];
    int count = list_cores(cpus, CPU_SETSIZE);
    return count > 0 ? count : 1;
}

/* Each process begins at another CPU: several of one slot each must not all sit on the first. */
int sandbox_cpu_of_slot(int slot)
{
    int cpus[CPU_SETSIZE];
    int count = list_cores(cpus, CPU_SETSIZE);
    return count > 0 ? cpus[(slot + getpid()) % count] : -1;
}
