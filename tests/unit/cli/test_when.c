/* when: points in time and spans as people write them. */
#include <stdlib.h>
#include <time.h>

#include <criterion/criterion.h>

#include "cli/when.h"

#define SECOND INT64_C(1000000)

static void set_zone(void)
{
    setenv("TZ", "UTC-2", 1); /* two hours east */
    tzset();
}

TestSuite(when, .init = set_zone);

static const int64_t now = INT64_C(1800000000) * SECOND;

static const struct {
    const char *text;
    int64_t s; /* -1: refused */
} times[] = {
    {"1970-01-02", 86400 - 7200},
    {"1970-01-01 03:00", 3600},
    {"1970-01-01T03:00:05", 3605},
    {"1970-01-01T03:00:05Z", 10805},
    {"1970-01-01T03:00:05.123Z", 10805},
    {"1970-01-01T03:00+01:00", 7200},
    {"1970-01-01T03:00:00-0530", 30600},
    {"1970-01-01T03:00:00+01", 7200},
    {"90m", 1800000000 - 5400},
    {"2w", 1800000000 - 1209600},
    {"", -1},
    {"soon", -1},
    {"7", -1},
    {"d", -1},
    {"-1d", -1},
    {"1970-13-01", -1},
    {"1970-02-29", -1},
    {"1972-02-29Z", 68169600},
    {"2026-04-31 10:00", -1},
    {"1970-01-01x", -1},
    {"1970-01-01T03:00:00+1:00", -1},
    {"1970-01-01T03:00:00+99:00", -1},
    {"99999999999999999999d", -1},
};

Test(when, points_in_time)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(times); i++) {
        struct err err = {0};
        int64_t us = -7;
        int status = when_parse("--since", times[i].text, now, &us, &err);
        cr_expect_eq(status, times[i].s < 0 ? -1 : 0, "'%s'", times[i].text);
        cr_expect_eq(us, times[i].s < 0 ? -7 : times[i].s * SECOND, "'%s': %lld", times[i].text,
                     (long long)us);
    }
}

static const struct {
    const char *text;
    int64_t s;
} spans[] = {
    {"5:00:00", 18000}, {"5:00", 18000}, {"0:01:30", 90}, {"5:00:00.000", 18000},
    {"0:00:01.9", 1},   {"300m", 18000}, {"1d", 86400},   {"0s", 0},
    {"5", -1},          {"5:60", -1},    {"5:00.5", -1},  {"5:00:00.", -1},
    {"5:00:00.x", -1},  {"5:", -1},      {"1:2:3:4", -1}, {"+5:00", -1},
};

Test(when, spans_of_time)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(spans); i++) {
        struct err err = {0};
        int64_t us = -7;
        int status = span_parse("x", spans[i].text, &us, &err);
        cr_expect_eq(status, spans[i].s < 0 ? -1 : 0, "'%s'", spans[i].text);
        cr_expect_eq(us, spans[i].s < 0 ? -7 : spans[i].s * SECOND, "'%s'", spans[i].text);
    }
}
