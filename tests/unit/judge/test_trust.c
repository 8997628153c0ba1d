#include <criterion/criterion.h>

#include "judge/internal.h"

enum { MS = 1000000 };

static const struct limits limits = {.cpu_ns = 1000 * MS, .wall_ns = 3000 * INT64_C(1000000)};

static const struct {
    const char *label;
    struct facts facts;
    bool is_doubtful;
} rows[] = {
    {"far below", {.cpu_ns = 500 * MS, .wall_ns = 500 * MS}, false},
    {"at 0.9 of the limit", {.cpu_ns = 900 * MS}, false},
    {"just inside below", {.cpu_ns = 901 * MS}, true},
    {"at the limit", {.cpu_ns = 1000 * MS}, true},
    {"just inside above", {.cpu_ns = 1199 * MS, .limits_hit = LIMIT_CPU}, true},
    {"ended beyond the margin", {.cpu_ns = 1200 * MS, .limits_hit = LIMIT_CPU}, false},
    {"no memory, near the limit", {.cpu_ns = 990 * MS, .limits_hit = LIMIT_MEMORY}, false},
    {"forbidden call, near the limit", {.cpu_ns = 990 * MS, .made_forbidden_call = true}, false},
    {"slept through the wall limit",
     {.cpu_ns = 1 * MS, .wall_ns = 3001 * INT64_C(1000000), .limits_hit = LIMIT_WALL},
     false},
    {"waited for a CPU until the wall limit",
     {.cpu_ns = 1 * MS,
      .wall_ns = 3001 * INT64_C(1000000),
      .cpu_wait_ns = 200 * MS,
      .limits_hit = LIMIT_WALL},
     true},
    {"worked until the wall limit",
     {.cpu_ns = 1600 * MS, .wall_ns = 3001 * INT64_C(1000000), .limits_hit = LIMIT_WALL},
     true},
    {"waited for a CPU, ended in time",
     {.cpu_ns = 100 * MS, .wall_ns = 500 * MS, .cpu_wait_ns = 400 * MS},
     false},
};

Test(trust, doubt_depends_on_distance_and_cause)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(time_is_doubtful(&limits, &rows[i].facts), rows[i].is_doubtful, "%s",
                     rows[i].label);
}

Test(trust, without_limits_nothing_is_doubtful)
{
    struct facts facts = {.cpu_ns = 0, .wall_ns = 100};
    cr_expect(!time_is_doubtful(&LIMITS_UNSET, &facts));
    cr_expect_eq(time_beyond_doubt_ns(-1), -1);
}

Test(trust, what_is_ended_beyond_doubt_is_not_doubtful)
{
    struct facts facts = {.cpu_ns = time_beyond_doubt_ns(limits.cpu_ns), .limits_hit = LIMIT_CPU};
    cr_expect_eq(facts.cpu_ns, 1200 * MS);
    cr_expect(!time_is_doubtful(&limits, &facts));
}

Test(trust, repeats_have_least_median_and_most)
{
    int64_t odd[] = {30, 10, 20}, even[] = {40, 10, 30, 20}, one[] = {7};
    struct repeats repeats = repeats_of(odd, 3, 1);
    cr_expect_eq(repeats.least_cpu_ns, 10);
    cr_expect_eq(repeats.median_cpu_ns, 20);
    cr_expect_eq(repeats.most_cpu_ns, 30);
    cr_expect_eq(repeats_of(even, 4, 1).median_cpu_ns, 25);
    cr_expect_eq(repeats_of(one, 1, 1).median_cpu_ns, 7);
}
