#include <criterion/criterion.h>

#include "judge/internal.h"

#define SECOND INT64_C(1000000000)

Test(adapt, new_cpu_limit_frees_the_wall_limit)
{
    struct limits base = limits_compile_default(), over = LIMITS_UNSET;
    over.cpu_ns = 100 * SECOND;
    struct limits got = limits_complete(adapt_override(base, &over));
    cr_expect_eq(got.cpu_ns, 100 * SECOND);
    cr_expect_eq(got.wall_ns, 201 * SECOND);
}

Test(adapt, given_wall_limit_stays)
{
    struct limits base = limits_default(), over = LIMITS_UNSET;
    over.cpu_ns = 4 * SECOND;
    over.wall_ns = 5 * SECOND;
    cr_expect_eq(limits_complete(adapt_override(base, &over)).wall_ns, 5 * SECOND);
}

Test(adapt, silent_override_changes_nothing)
{
    struct limits base = limits_complete(limits_default()), over = LIMITS_UNSET;
    struct limits got = adapt_override(base, &over);
    cr_expect_eq(got.cpu_ns, base.cpu_ns);
    cr_expect_eq(got.wall_ns, base.wall_ns);
    cr_expect_eq(got.memory_bytes, base.memory_bytes);
}

Test(adapt, language_gets_what_its_runtime_needs)
{
    struct language language = {
        .time_factor = 2.5, .extra_memory_bytes = 100, .extra_processes = 30};
    struct limits base = limits_default();
    struct limits got = adapt_to_language(base, &language);
    cr_expect_eq(got.cpu_ns, 5 * SECOND);
    cr_expect_eq(got.memory_bytes, base.memory_bytes + 100);
    cr_expect_eq(got.processes, base.processes + 30);
    cr_expect_eq(got.output_bytes, base.output_bytes);
}

Test(adapt, unlimited_stays_unlimited)
{
    struct language language = {.time_factor = 2, .extra_memory_bytes = 100, .extra_processes = 30};
    struct limits got = adapt_to_language(LIMITS_UNSET, &language);
    cr_expect_eq(got.cpu_ns, -1);
    cr_expect_eq(got.memory_bytes, -1);
    cr_expect_eq(got.processes, -1);
}

Test(adapt, language_without_a_factor_changes_no_time)
{
    struct language language = {0};
    cr_expect_eq(adapt_to_language(limits_default(), &language).cpu_ns, limits_default().cpu_ns);
}

Test(adapt, a_package_may_have_limits_for_a_language)
{
    const struct language_limits own[] = {{"b", 2.5, 1 << 20}, {"c", 3, -1}};
    const struct problem problem = {.language_limits = own, .language_limit_count = 2};
    const struct language b = {.id = "b"}, c = {.id = "c"}, other = {.id = "d"};
    struct limits limits = limits_default();
    cr_expect_eq(adapt_to_package(limits, &problem, &b).cpu_ns, 5000000000);
    cr_expect_eq(adapt_to_package(limits, &problem, &b).memory_bytes, 1 << 20);
    cr_expect_eq(adapt_to_package(limits, &problem, &c).cpu_ns, 6000000000);
    cr_expect_eq(adapt_to_package(limits, &problem, &c).memory_bytes, limits.memory_bytes);
    cr_expect_eq(adapt_to_package(limits, &problem, &other).cpu_ns, limits.cpu_ns);
    cr_expect_eq(adapt_to_package(limits, &problem, NULL).cpu_ns, limits.cpu_ns);
    cr_expect_eq(adapt_to_package(LIMITS_UNSET, &problem, &b).cpu_ns, -1);
}
