/* recall: which runs of the survey that computes a time limit stand under it. */
#include <criterion/criterion.h>

#include "judge/internal.h"

enum { MS = 1000000 };

static const struct {
    const char *label;
    enum verdict verdict;
    int64_t cpu_ms, wall_ms;
    bool fits;
} rows[] = {
    {"quick", VERDICT_ACCEPTED, 10, 12, true},
    {"quick and wrong", VERDICT_WRONG_ANSWER, 10, 12, true},
    {"half the limit", VERDICT_ACCEPTED, 500, 510, true},
    {"near the limit", VERDICT_ACCEPTED, 950, 960, false},
    {"over the limit, accepted by the survey", VERDICT_ACCEPTED, 1500, 1500, false},
    {"near the wall limit", VERDICT_ACCEPTED, 10, 2900, false},
    {"over the wall limit", VERDICT_ACCEPTED, 10, 9000, false},
    {"over the survey's limit", VERDICT_TIME_LIMIT, 66000, 66000, false},
    {"over the survey's wall limit", VERDICT_IDLENESS_LIMIT, 10, 60001, false},
    {"failure of the judge", VERDICT_JUDGE_ERROR, 10, 12, false},
};

Test(recall, a_run_stands_that_was_within_the_limits_and_not_near)
{
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = 1000 * MS;
    limits.wall_ns = 3000 * (int64_t)MS;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct test_report test = {
            .is_done = true,
            .verdict = rows[i].verdict,
            .facts = {.cpu_ns = rows[i].cpu_ms * MS, .wall_ns = rows[i].wall_ms * MS},
        };
        cr_expect_eq(recall_fits(&test, &limits), rows[i].fits, "%s", rows[i].label);
    }
    struct test_report skipped = {.verdict = VERDICT_SKIPPED};
    cr_expect_not(recall_fits(&skipped, &limits), "never run");
}
