/* time_source: what time limits count. CPU time, always there; executed instructions, which no
 * other program disturbs, are only asked for so far: a host without counters is told apart from one
 * where they could be used, and neither is judged by something else in silence. */
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>

#include "cli/shared.h"

/* perf_event_open(2) on ourselves, user space only: the least that counting needs. */
static int open_counter(void)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof(attributes),
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .disabled = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static int check_instructions(struct err *err)
{
    EV_FD int fd = open_counter();
    if (fd < 0)
        return err_set(err, ERR_USAGE,
                       "judge: --time-source instructions: this host has no counters for them "
                       "(perf_event_open: %s); use --time-source cpu",
                       strerror(errno));
    return err_set(err, ERR_USAGE,
                   "judge: --time-source instructions: this host has counters, evalx does not use "
                   "them yet; use --time-source cpu");
}

int time_source_check(const char *name, struct err *err)
{
    if (strcmp(name, "cpu") == 0)
        return 0;
    if (strcmp(name, "instructions") == 0)
        return check_instructions(err);
    return err_set(err, ERR_USAGE,
                   "judge: --time-source: '%s': unknown, known are cpu and instructions", name);
}
