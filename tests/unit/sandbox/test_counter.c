/* What a run's time is by the figures of its counter; and a counter of the software that this
 * process opens for its children. */
#include <linux/perf_event.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "sandbox/counter.h"

enum { MS = 1000000, RATE = 2000000000 };

struct sample {
    const char *label;
    struct counter_figures since;
    int64_t cpu_ns, expected_ns;
};

static const struct sample samples[] = {
    {"events by their rate", {RATE, 1000 * MS, 1000 * MS}, 1000 * MS, 1000 * MS},
    {"CPU time does not matter", {RATE / 2, 900 * MS, 900 * MS}, 900 * MS, 500 * MS},
    {"a counter that was shared is scaled", {RATE / 4, 800 * MS, 400 * MS}, 800 * MS, 500 * MS},
    {"what nobody has counted is CPU time", {0, 0, 0}, 300 * MS, 300 * MS},
    {"an event that never had a counter", {0, 300 * MS, 0}, 300 * MS, 300 * MS},
    {"CPU time without the counter counts as such",
     {RATE / 2, 20 * MS, 20 * MS},
     420 * MS,
     900 * MS},
    {"a fork's way to execve does not", {RATE / 2, 300 * MS, 300 * MS}, 305 * MS, 500 * MS},
};

Test(counter, time_is_made_of_what_was_counted)
{
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const struct sample *sample = &samples[i];
        cr_expect_eq(counter_time_ns(&sample->since, sample->cpu_ns, RATE), sample->expected_ns,
                     "%s", sample->label);
    }
}

static void run_true(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/true", "true", NULL);
        _exit(127);
    }
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

Test(counter, children_are_counted_and_the_caller_is_not)
{
    const struct run_counter faults = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 1};
    struct counter_figures before, once, twice;
    int fd = counter_open(&faults);
    if (fd < 0)
        cr_skip_test("perf_event_open is not allowed here");
    for (volatile char *page = (volatile char *)sbrk(64 * 4096), *end = page + 64 * 4096;
         page < end; page += 4096)
        *page = 1;
    cr_assert_eq(counter_read(fd, &before), 0);
    cr_expect_eq(before.events, 0);
    run_true();
    cr_assert_eq(counter_read(fd, &once), 0);
    cr_expect_gt(once.events, 10);
    cr_expect_gt(once.enabled_ns, 0);
    run_true();
    cr_assert_eq(counter_read(fd, &twice), 0);
    cr_expect_gt(twice.events, once.events + 10);
    (void)close(fd);
}

Test(counter, what_the_kernel_does_not_know_is_refused)
{
    const struct run_counter unknown = {PERF_TYPE_SOFTWARE, 1 << 20, 1};
    cr_expect_eq(counter_open(&unknown), -1);
}
