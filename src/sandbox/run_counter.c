/* run_counter: the limit on CPU time, by whatever it is measured (counter.h).
 *
 * Where that is not CPU time, CPU time may be CPU_SHARE of the limit: a program that the counter
 * hardly sees ends there, over its limit. */
#include "sandbox/run.h"

static const int64_t CPU_SHARE = 2;
static const int64_t COUNTED_AHEAD = 8; /* counted time goes so much faster than a CPU's, at most */

static bool is_counted(const struct run *run)
{
    return run->box->counter_fd >= 0;
}

int64_t run_cpu_limit_ns(const struct run *run)
{
    int64_t limit_ns = run->plan->limits.cpu_ns;
    if (limit_ns < 0 || !is_counted(run))
        return limit_ns;
    return limit_ns > INT64_MAX / CPU_SHARE ? INT64_MAX : limit_ns * CPU_SHARE;
}

/* Of this run; false where it is not counted or the counter cannot be read. */
static bool read_since(const struct run *run, struct counter_figures *since)
{
    const struct counter_figures *before = &run->counted_before;
    struct counter_figures now;
    if (!is_counted(run) || counter_read(run->box->counter_fd, &now) != 0)
        return false;
    *since =
        (struct counter_figures){now.events - before->events, now.enabled_ns - before->enabled_ns,
                                 now.running_ns - before->running_ns};
    return true;
}

int run_counter_arm(struct run *run, struct err *err)
{
    if (is_counted(run) && counter_read(run->box->counter_fd, &run->counted_before) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: read a counter");
    return 0;
}

int64_t run_cpu_left_ns(const struct run *run, int64_t used_ns)
{
    struct counter_figures since;
    int64_t left_ns = run_cpu_limit_ns(run) - used_ns;
    if (!read_since(run, &since))
        return left_ns;
    int64_t per_second = run->box->sandbox->counter.per_second;
    int64_t counted_ns = run->plan->limits.cpu_ns - counter_time_ns(&since, used_ns, per_second);
    if (counted_ns >= 0)
        counted_ns /= COUNTED_AHEAD;
    return counted_ns < left_ns ? counted_ns : left_ns;
}

int run_counter_fill(const struct run *run, struct facts *facts, struct err *err)
{
    struct counter_figures since;
    if (!is_counted(run))
        return 0;
    if (!read_since(run, &since))
        return err_sys(err, ERR_JUDGE, "sandbox: read a counter");
    int64_t limit_ns = run_cpu_limit_ns(run);
    if (limit_ns >= 0 && facts->cpu_ns > limit_ns)
        facts->limits_hit |= LIMIT_CPU;
    facts->events = (int64_t)since.events;
    facts->cpu_ns = counter_time_ns(&since, facts->cpu_ns, run->box->sandbox->counter.per_second);
    return 0;
}
