#include <criterion/criterion.h>

#include "judge/internal.h"

#define MS INT64_C(1000000)

static const struct row {
    const char *label;
    int64_t slowest_ns;
    double factor, resolution_s;
    int64_t expected_ns;
} rows[] = {
    {"legacy: at least one second", 10 * MS, 5, 1, 1000 * MS},
    {"legacy: nothing measured", 0, 5, 1, 1000 * MS},
    {"legacy: rounded up", 410 * MS, 5, 1, 3000 * MS},
    {"legacy: exact product is not rounded up", 400 * MS, 5, 1, 2000 * MS},
    {"2025-09: whole seconds", 1010 * MS, 2, 1, 3000 * MS},
    {"2025-09: resolution of a tenth", 310 * MS, 2, 0.1, 700 * MS},
    {"2025-09: a tenth three times is three tenths", 150 * MS, 2, 0.1, 300 * MS},
    {"2025-09: one step at least", 1 * MS, 2, 0.5, 500 * MS},
    {"2025-09: coarse resolution", 1200 * MS, 2, 2, 4000 * MS},
    {"no resolution is one second", 1200 * MS, 2, 0, 3000 * MS},
};

Test(timelimit, is_the_smallest_sufficient_multiple_of_the_resolution)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int64_t got = time_limit_of(rows[i].slowest_ns, rows[i].factor, rows[i].resolution_s);
        cr_expect_eq(got, rows[i].expected_ns, "%s: %lld ns", rows[i].label, (long long)got);
    }
}
