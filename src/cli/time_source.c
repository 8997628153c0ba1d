/* time_source: what time limits count: CPU time, which is always there, or events that the kernel
 * counts. What a host cannot count is refused: nothing is judged by something else in silence. */
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>

#include "cli/shared.h"

enum { INSTRUCTIONS_PER_SECOND = 2000000000, NS_PER_SECOND = 1000000000 };

static const struct time_source {
    const char *name;
    struct run_counter counter; /* per_second 0: no counter */
} sources[] = {
    {.name = "cpu"},
    {.name = "instructions",
     .counter = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, INSTRUCTIONS_PER_SECOND}},
    /* Nanoseconds on a CPU: the same way of counting, for hosts without counters of the hardware */
    {.name = "task-clock",
     .counter = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, NS_PER_SECOND}},
};

static const struct time_source *find(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(sources); i++) {
        if (strcmp(sources[i].name, name) == 0)
            return &sources[i];
    }
    return NULL;
}

/* perf_event_open(2): which errors mean that there is no such counter, and which that we may not
 * have it. */
static const char *reason_of(int sys_errno)
{
    bool is_forbidden = sys_errno == EACCES || sys_errno == EPERM;
    return is_forbidden ? "counting is not allowed here, see kernel.perf_event_paranoid"
                        : "this host has no counters for them";
}

int time_source_choose(const char *name, int64_t per_second, struct session *session,
                       struct err *err)
{
    const struct time_source *source = find(name);
    struct err cause = {0};
    if (source == NULL)
        return err_set(err, ERR_USAGE,
                       "judge: --time-source: '%s': unknown, known are cpu, instructions and "
                       "task-clock",
                       name);
    struct run_counter counter = source->counter;
    if (counter.per_second == 0)
        return 0;
    bool is_hardware = counter.type == PERF_TYPE_HARDWARE;
    if (is_hardware && per_second > 0)
        counter.per_second = per_second;
    if (sandbox_counter_check(&counter, &cause) != 0)
        return err_set(err, ERR_USAGE, "judge: --time-source %s: %s (%s); use --time-source cpu",
                       name, reason_of(cause.sys_errno), cause.msg);
    struct judge_options *options = &session->options;
    long long rate = counter.per_second;
    options->counter = counter;
    options->time_source = arena_printf(&session->arena, "%s, %lld a second", name, rate);
    session->time_source = arena_printf(
        &session->arena,
        is_hardware ? "--time-source %s --instructions-per-second %lld" : "--time-source %s", name,
        rate);
    return 0;
}
