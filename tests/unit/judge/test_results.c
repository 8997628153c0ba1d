/* results: which runs may be taken for the next one. */
#include <criterion/criterion.h>

#include "judge/internal.h"

enum { MS = 1000000 };

static struct test_report ran(int64_t cpu_ms, int64_t wall_ms)
{
    return (struct test_report){
        .is_done = true,
        .verdict = VERDICT_ACCEPTED,
        .facts = {.cpu_ns = cpu_ms * MS, .wall_ns = wall_ms * MS},
    };
}

static struct limits limits(void)
{
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = 1000 * MS;
    limits.wall_ns = 3000 * (int64_t)MS;
    return limits;
}

Test(results, runs_near_a_time_limit_are_not_kept)
{
    static const struct {
        const char *label;
        int64_t cpu_ms, wall_ms;
        bool is_kept;
    } rows[] = {
        {"quick", 1, 1, true},
        {"below the margin", 900, 1000, true},
        {"within the margin below the limit", 901, 1000, false},
        {"at the limit", 1000, 1000, false},
        {"within the margin above the limit", 1199, 1300, false},
        {"ended beyond the margin", 1200, 1300, true},
        {"near the wall limit", 10, 2701, false},
        {"above the wall limit's margin", 10, 3601, true},
    };
    struct limits given = limits();
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct test_report test = ran(rows[i].cpu_ms, rows[i].wall_ms);
        cr_expect_eq(results_may_keep(&test, &given), rows[i].is_kept, "%s", rows[i].label);
    }
}

Test(results, without_a_limit_there_is_no_margin)
{
    struct limits none = LIMITS_UNSET;
    struct test_report test = ran(1000, 3000);
    cr_expect(results_may_keep(&test, &none));
}

Test(results, only_runs_of_this_call_with_a_verdict_are_kept)
{
    struct limits given = limits();
    struct test_report test = ran(1, 1);
    test.verdict = VERDICT_JUDGE_ERROR;
    cr_expect_not(results_may_keep(&test, &given), "judge error");
    test.verdict = VERDICT_SKIPPED;
    cr_expect_not(results_may_keep(&test, &given), "skipped");
    test = ran(1, 1);
    test.is_done = false;
    cr_expect_not(results_may_keep(&test, &given), "not done");
    test = ran(1, 1);
    test.is_cached = true;
    cr_expect_not(results_may_keep(&test, &given), "known before");
}

Test(results, of_a_test_that_was_judged_again_neither_run_was_near)
{
    struct limits given = limits();
    struct test_report test = ran(100, 200);
    test.is_rejudged = true;
    test.other_cpu_ns = 990 * MS;
    cr_expect_not(results_may_keep(&test, &given), "the other was within the margin");
    test.other_cpu_ns = 100 * MS;
    cr_expect(results_may_keep(&test, &given), "the other had waited for a CPU");
}

Test(results, what_is_ended_for_its_cpu_time_is_kept)
{
    struct limits given = limits();
    struct test_report test = ran(1, 1300);
    test.verdict = VERDICT_TIME_LIMIT;
    test.facts.limits_hit = LIMIT_CPU;
    test.facts.cpu_ns = time_beyond_doubt_ns(given.cpu_ns);
    cr_expect(results_may_keep(&test, &given));
    given.cpu_ns = 1234567; /* whose fifth is no whole number */
    test.facts.cpu_ns = time_beyond_doubt_ns(given.cpu_ns);
    cr_expect(results_may_keep(&test, &given));
}
