/* noise: what disturbed times, from recorded counters. */
#include <criterion/criterion.h>

#include "judge/noise.h"

#define MS INT64_C(1000000)

Test(noise, steal_is_the_eighth_field_of_all_cpus_together)
{
    struct noise_counters counters = {0};
    cr_assert(
        noise_parse_stat("cpu  100 0 50 800 10 0 5 35 7 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n", &counters));
    cr_expect(counters.has_steal);
    cr_expect_eq(counters.steal, 35);
    cr_expect_eq(counters.total, 1000);
}

Test(noise, what_is_no_stat_is_passed_over)
{
    static const char *const texts[] = {"", "cpu0 1 2 3 4 5 6 7 8\n", "cpu  1 2 3 4 5 6 7",
                                        "cpu  1 2 x 4 5 6 7 8",
                                        "cpu  1 2 99999999999999999999999999 4 5 6 7 8"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct noise_counters counters = {0};
        cr_expect_not(noise_parse_stat(texts[i], &counters), "'%s'", texts[i]);
        cr_expect_not(counters.has_steal, "'%s'", texts[i]);
    }
}

Test(noise, throttled_periods_are_found_among_other_fields)
{
    struct noise_counters counters = {0};
    cr_expect(noise_parse_cpu_stat("nr_periods 10\nnr_throttled 3\nthrottled_time 5\n", &counters));
    cr_expect_eq(counters.throttled, 3);
    counters = (struct noise_counters){0};
    cr_expect_not(noise_parse_cpu_stat("usage_usec 10\n", &counters));
    cr_expect_not(counters.has_throttled);
}

static struct noise_counters counters(int64_t steal, int64_t total, int64_t throttled)
{
    return (struct noise_counters){true, true, steal, total, throttled};
}

Test(noise, only_what_happened_between_two_looks_counts)
{
    struct noise noise = {0};
    struct noise_counters first = counters(5000, 10000, 70);
    noise_compare(&noise, &first, 1);
    cr_expect_eq(noise.stolen_at_ns, 0, "before us");
    cr_expect_eq(noise.throttled_at_ns, 0, "before us");
    struct noise_counters quiet = counters(5002, 10100, 70);
    noise_compare(&noise, &quiet, 2);
    cr_expect_eq(noise.stolen_at_ns, 0, "two in a hundred are let pass");
    struct noise_counters stolen = counters(5032, 10200, 70);
    noise_compare(&noise, &stolen, 3);
    cr_expect_eq(noise.stolen_at_ns, 3);
    cr_expect_float_eq(noise.stolen_share, 0.3, 1e-9);
    struct noise_counters throttled = counters(5032, 10300, 74);
    noise_compare(&noise, &throttled, 4);
    cr_expect_eq(noise.stolen_at_ns, 3, "it was then, and is over");
    cr_expect_eq(noise.throttled_at_ns, 4);
    cr_expect_eq(noise.throttled_periods, 4);
}

Test(noise, a_counter_that_comes_and_goes_is_no_noise)
{
    struct noise noise = {0};
    struct noise_counters none = {0}, some = counters(500, 1000, 9);
    noise_compare(&noise, &some, 1);
    noise_compare(&noise, &none, 2);
    noise_compare(&noise, &some, 3);
    cr_expect_eq(noise.stolen_at_ns, 0);
    cr_expect_eq(noise.throttled_at_ns, 0);
}

static const struct {
    const char *label;
    int64_t wall_ms, cpu_ms, wait_ms;
    double share;
} runs[] = {
    {"alone", 100, 99, 0, 0},
    {"another program had half of it", 200, 100, 100, 0.5},
    {"its own threads took turns", 200, 198, 150, 0},
    {"its threads, and others too", 400, 300, 300, 0.25},
    {"too short to tell", 12, 4, 8, 0},
    {"threads on many CPUs", 100, 350, 90, 0},
};

Test(noise, only_what_others_did_is_waiting)
{
    for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
        struct facts facts = {.wall_ns = runs[i].wall_ms * MS,
                              .cpu_ns = runs[i].cpu_ms * MS,
                              .cpu_wait_ns = runs[i].wait_ms * MS};
        cr_expect_float_eq(noise_waiting_share(&facts), runs[i].share, 1e-9, "%s", runs[i].label);
    }
}

/* The host's own counters, twice with work between: nothing is said before the second look. */
Test(noise, the_first_look_tells_nothing)
{
    struct noise noise = {.lock = PTHREAD_MUTEX_INITIALIZER};
    noise_sample(&noise);
    cr_expect_gt(noise.sampled_ns, 0);
    cr_expect(noise.last.has_steal, "/proc/stat is everywhere");
    cr_expect_eq(noise.stolen_at_ns, 0);
    cr_expect_eq(noise.throttled_at_ns, 0);
}
