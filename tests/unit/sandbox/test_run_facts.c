/* run_facts: what is believed where the cgroup and the processes say different things. */
#include <criterion/criterion.h>

#include "sandbox/run.h"

#define MS INT64_C(1000000)

static const struct {
    const char *label;
    int64_t group_ns, main_us, reaped_ns, expected_ns;
} rows[] = {
    {"the cgroup knows of more", 20 * MS, 13000, 13 * MS, 20 * MS},
    {"the cgroup has counted nothing", 0, 13000, 13 * MS, 13 * MS},
    {"nor of the children", 0, 1000, 15 * MS, 15 * MS},
    {"there is no counter", -1, 13000, 14 * MS, 14 * MS},
    {"more than can be", 3600000 * MS, 13000, 14 * MS, 14 * MS},
};

Test(run_facts, cpu_time_is_no_less_than_what_the_processes_have_used)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        static struct sandbox sandbox;
        struct box box = {.sandbox = &sandbox, .options = {.cpu = 0}};
        struct run_plan plan = {.limits = LIMITS_UNSET};
        struct run run = {.box = &box, .plan = &plan, .start_ns = run_now_ns() - 1000 * MS};
        struct cgroup_usage usage = {.cpu_ns = rows[i].group_ns};
        struct facts facts = {0};
        run.result.user_us = rows[i].main_us;
        run.result.reaped_ns = rows[i].reaped_ns;
        run_fill_facts(&run, &usage, &facts);
        cr_expect_eq(facts.cpu_ns, rows[i].expected_ns, "%s: %lld", rows[i].label,
                     (long long)facts.cpu_ns);
    }
}
