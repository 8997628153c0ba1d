#include <criterion/criterion.h>

#include "verify/internal.h"

#define MS INT64_C(1000000)

static const struct limits limits = {.cpu_ns = 1000 * MS, .wall_ns = 3000 * MS, .memory_bytes = -1};

static const struct row {
    const char *label;
    struct test_report test;
    enum verdict expected;
} rows[] = {
    {"in time", {.verdict = VERDICT_ACCEPTED, .facts = {.cpu_ns = 900 * MS}}, VERDICT_ACCEPTED},
    {"accepted, but too late",
     {.verdict = VERDICT_ACCEPTED, .facts = {.cpu_ns = 1100 * MS}},
     VERDICT_TIME_LIMIT},
    {"wrong, and too late",
     {.verdict = VERDICT_WRONG_ANSWER, .facts = {.cpu_ns = 1100 * MS}},
     VERDICT_TIME_LIMIT},
    {"asleep for too long",
     {.verdict = VERDICT_ACCEPTED, .facts = {.cpu_ns = 1 * MS, .wall_ns = 3100 * MS}},
     VERDICT_IDLENESS_LIMIT},
    {"waiting for a CPU is not sleeping",
     {.verdict = VERDICT_ACCEPTED,
      .facts = {.cpu_ns = 1 * MS, .wall_ns = 3100 * MS, .cpu_wait_ns = 200 * MS}},
     VERDICT_ACCEPTED},
    {"memory comes before time",
     {.verdict = VERDICT_MEMORY_LIMIT,
      .facts = {.cpu_ns = 1100 * MS, .limits_hit = LIMIT_MEMORY, .signal = 9}},
     VERDICT_MEMORY_LIMIT},
    {"a crash in time stays one",
     {.verdict = VERDICT_RUNTIME_ERROR, .facts = {.cpu_ns = 900 * MS, .signal = 11}},
     VERDICT_RUNTIME_ERROR},
    {"a crash that came too late",
     {.verdict = VERDICT_RUNTIME_ERROR, .facts = {.cpu_ns = 1100 * MS, .signal = 11}},
     VERDICT_TIME_LIMIT},
    {"partial in time", {.verdict = VERDICT_PARTIAL, .facts = {.cpu_ns = 1}}, VERDICT_PARTIAL},
    {"no output in time",
     {.verdict = VERDICT_NO_OUTPUT, .facts = {.cpu_ns = 1}},
     VERDICT_NO_OUTPUT},
    {"a judge error has no time",
     {.verdict = VERDICT_JUDGE_ERROR, .facts = {.cpu_ns = 1100 * MS}},
     VERDICT_JUDGE_ERROR},
};

Test(reclass, a_verdict_at_another_limit_follows_from_the_facts)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct test_report test = rows[i].test;
        test.is_done = true;
        cr_expect_eq(verdict_at_limit(&test, &limits), rows[i].expected, "%s: %s", rows[i].label,
                     verdict_code(verdict_at_limit(&test, &limits)));
    }
}

Test(reclass, what_was_not_run_has_no_verdict)
{
    struct test_report test = {.verdict = VERDICT_ACCEPTED};
    cr_expect_eq(verdict_at_limit(&test, &limits), VERDICT_SKIPPED);
}
