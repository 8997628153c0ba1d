/* Runs whose time is what a counter says, in real boxes: events of the software stand for those of
 * the hardware, which many a host does not have. */
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "sandbox/sandbox.h"

enum {
    MS = 1000000,
    TIMEOUT_S = 60,
    MIB = 1 << 20,
    ROUNDS = 30,
    LEAST_FAULTS = 15,
    LATER_RUNS = 5
};

static struct sandbox *sandbox;
static struct box *box;

/* evalx-box is beside evalx, which the runner of the suites names. */
static void name_box_program(void)
{
    char path[512];
    const char *program = getenv("EVALX");
    int bytes = program ? (int)strlen(program) : 0;
    while (bytes > 0 && program[bytes - 1] != '/')
        bytes--;
    (void)snprintf(path, sizeof(path), "%.*sevalx-box", program ? bytes : 0,
                   program ? program : "");
    (void)setenv("EVALX_BOX", program ? path : "build/evalx-box", 0);
}

static void open_box(uint64_t event, int64_t per_second)
{
    struct err err = {0};
    struct sandbox_options options = {.cancel_fd = -1,
                                      .counter = {PERF_TYPE_SOFTWARE, event, per_second}};
    struct box_options box_options = {
        .kind = BOX_RUN, .cpu = -1, .written_bytes = MIB, .files = 64};
    name_box_program();
    if (sandbox_counter_check(&options.counter, &err) != 0)
        cr_skip_test("%s", err.msg);
    if (sandbox_open(&options, &sandbox, &err) != 0)
        cr_skip_test("%s", err.msg);
    cr_assert_eq(box_open(sandbox, &box_options, &box, &err), 0, "%s", err.msg);
}

static void close_all(void)
{
    box_close(box);
    sandbox_close(sandbox);
}

static struct facts run(const char *script, int64_t limit_ns)
{
    struct err err = {0};
    struct facts facts;
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};
    struct run_plan plan = {.argv = argv,
                            .environment = environment,
                            .limits = limits_default(),
                            .stdin_fd = -1,
                            .stdout_fd = -1};
    plan.limits.cpu_ns = limit_ns;
    plan.limits.wall_ns = TIMEOUT_S / 2 * (int64_t)1000 * MS;
    plan.limits = limits_complete(plan.limits);
    cr_assert_eq(box_run(box, &plan, &facts, &err), 0, "%s", err.msg);
    return facts;
}

static const char many[] = "i=0; while [ $i -lt 30 ]; do /bin/true; i=$((i + 1)); done";

Test(counter, a_run_counts_its_forks_and_no_run_before, .fini = close_all, .timeout = TIMEOUT_S)
{
    open_box(PERF_COUNT_SW_PAGE_FAULTS, 1000000);
    struct facts first = run("/bin/true", -1);
    struct facts forks = run(many, -1);
    cr_expect_gt(first.events, LEAST_FAULTS);
    cr_expect_gt(forks.events, first.events + (ROUNDS - 1) * LEAST_FAULTS);
    for (int i = 0; i < LATER_RUNS; i++) {
        struct facts later = run("/bin/true", -1);
        cr_expect_gt(later.events, LEAST_FAULTS, "run %d after the forks", i);
        cr_expect_lt(later.events, forks.events / 2, "run %d after the forks", i);
    }
    cr_expect_gt(forks.user_ns + forks.system_ns, 0);
}

Test(counter, a_new_submission_is_counted_too, .fini = close_all, .timeout = TIMEOUT_S)
{
    struct err err = {0};
    open_box(PERF_COUNT_SW_PAGE_FAULTS, 1000000);
    (void)run("/bin/true", -1);
    cr_assert_eq(box_begin(box, MIB, 64, &err), 0, "%s", err.msg);
    struct facts facts = run("/bin/true", -1);
    cr_expect_gt(facts.events, LEAST_FAULTS);
}

Test(counter, the_limit_is_of_what_is_counted, .fini = close_all, .timeout = TIMEOUT_S)
{
    open_box(PERF_COUNT_SW_PAGE_FAULTS, 10000); /* a minute of CPU time would be far off */
    struct facts facts = run("while :; do /bin/true; done", 100 * MS);
    cr_expect(facts.limits_hit & LIMIT_CPU);
    cr_expect(facts.is_killed_by_judge);
    cr_expect_gt(facts.cpu_ns, 100 * MS);
    cr_expect_gt(facts.events, 1000);
}

Test(counter, cpu_time_has_a_limit_too, .fini = close_all, .timeout = TIMEOUT_S)
{
    open_box(PERF_COUNT_SW_PAGE_FAULTS, INT64_C(1000000000000)); /* hardly anything counts */
    struct facts facts = run("while :; do :; done", 100 * MS);
    cr_expect(facts.limits_hit & LIMIT_CPU);
    cr_expect_lt(facts.cpu_ns, 100 * MS);
    cr_expect_geq(facts.user_ns + facts.system_ns, 200 * MS - 1);
}

/* Executing what may not be read takes a program out of its counter. */
Test(counter, who_gets_away_is_measured_by_cpu_time, .fini = close_all, .timeout = TIMEOUT_S)
{
    open_box(PERF_COUNT_SW_PAGE_FAULTS, INT64_C(1000000000000));
    struct facts facts = run("cp /bin/sh sh && chmod 111 sh && exec ./sh -c '"
                             "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done'",
                             -1);
    cr_expect_eq(facts.exit_status, 0);
    cr_expect_geq(facts.cpu_ns, (facts.user_ns + facts.system_ns) / 2);
}

Test(counter, other_boxes_are_not_counted, .fini = close_all, .timeout = TIMEOUT_S)
{
    struct err err = {0};
    open_box(PERF_COUNT_SW_PAGE_FAULTS, 1000);
    box_close(box);
    box = NULL;
    struct box_options options = {.kind = BOX_JURY, .cpu = -1, .written_bytes = MIB, .files = 64};
    cr_assert_eq(box_open(sandbox, &options, &box, &err), 0, "%s", err.msg);
    struct facts facts = run("/bin/true", -1);
    cr_expect_eq(facts.events, 0);
    cr_expect_gt(facts.cpu_ns, 0);
}
