/* counter: see counter.h. Linked into evalx and into the program inside the box: nothing but system
 * calls here. */
#include "sandbox/counter.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a run uses outside its counter: a fork's way to execve, the spawner's part. */
static const int64_t UNSEEN_SLACK_NS = 10000000;

int counter_open(const struct run_counter *counter)
{
    struct perf_event_attr attributes = {
        .type = counter->type,
        .size = sizeof(attributes),
        .config = counter->config,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .disabled = 1,
        .inherit = 1,
        .enable_on_exec = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* One event that programs do not inherit makes their contexts no clones of the spawner's. */
int counter_keep_apart(void)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof(attributes),
        .config = PERF_COUNT_SW_DUMMY,
        .disabled = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int counter_read(int fd, struct counter_figures *figures_out)
{
    uint64_t values[3]; /* perf_event_open(2), "Reading results" */
    ssize_t got = read(fd, values, sizeof(values));
    if (got != (ssize_t)sizeof(values)) {
        errno = got < 0 ? errno : EIO;
        return -1;
    }
    *figures_out = (struct counter_figures){values[0], values[1], values[2]};
    return 0;
}

int64_t counter_time_ns(const struct counter_figures *since, int64_t cpu_ns, int64_t per_second)
{
    if (since->running_ns == 0)
        return cpu_ns; /* nothing was counted */
    double events = (double)since->events;
    if (since->running_ns < since->enabled_ns) /* the counter was shared with others in turns */
        events *= (double)since->enabled_ns / (double)since->running_ns;
    int64_t unseen_ns = cpu_ns - (int64_t)since->enabled_ns;
    int64_t counted_ns = (int64_t)(events / (double)per_second * 1e9);
    return unseen_ns > UNSEEN_SLACK_NS ? counted_ns + unseen_ns : counted_ns;
}
