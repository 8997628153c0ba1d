/* rate: buckets on a clock of the test's own. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "serve/rate.h"

static size_t take_many(struct rate *rate, const char *key, size_t tries, int64_t now_ms)
{
    size_t taken = 0;
    int64_t wait_s;
    for (size_t i = 0; i < tries; i++)
        taken += rate_take(rate, key, 1, now_ms, &wait_s);
    return taken;
}

Test(rate, a_minutes_worth_at_once_and_no_more)
{
    struct rate *rate = rate_open(5);
    cr_assert_eq(take_many(rate, "ann", 8, 1000), 5);
    cr_assert_eq(take_many(rate, "bob", 8, 1000), 5, "a bucket of another is its own");
    rate_close(rate);
}

Test(rate, it_fills_again_evenly)
{
    struct rate *rate = rate_open(60);
    cr_assert_eq(take_many(rate, "ann", 100, 1000), 60);
    cr_assert_eq(take_many(rate, "ann", 100, 11000), 10);
    cr_assert_eq(take_many(rate, "ann", 100, 10000000), 60, "never more than a minute's worth");
    rate_close(rate);
}

Test(rate, the_wait_is_long_enough)
{
    struct rate *rate = rate_open(6);
    int64_t wait_s = 0;
    cr_assert_eq(take_many(rate, "ann", 6, 1000), 6);
    cr_assert_not(rate_take(rate, "ann", 2, 1000, &wait_s));
    cr_assert(rate_take(rate, "ann", 2, 1000 + wait_s * 1000, &wait_s));
    rate_close(rate);
}

Test(rate, more_than_a_bucket_empties_a_full_one)
{
    struct rate *rate = rate_open(5);
    int64_t wait_s = 0;
    cr_assert(rate_take(rate, "ann", 1000, 1000, &wait_s));
    cr_assert_eq(take_many(rate, "ann", 1, 1000), 0);
    rate_close(rate);
}

Test(rate, none_is_any_number)
{
    struct rate *rate = rate_open(0);
    cr_assert_eq(take_many(rate, "ann", 1000, 1000), 1000);
    rate_close(rate);
}

/* Who is refused must not get a new bucket by sending many others past. */
Test(rate, a_flood_of_keys_does_not_forget_who_was_refused)
{
    struct rate *rate = rate_open(5);
    char key[32];
    cr_assert_eq(take_many(rate, "ann", 6, 1000), 5);
    for (int i = 0; i < 100000; i++) {
        int64_t wait_s;
        (void)snprintf(key, sizeof(key), "other %d", i);
        (void)rate_take(rate, key, 1, 1000, &wait_s); /* whatever it says */
    }
    cr_assert_eq(take_many(rate, "ann", 1, 1000), 0);
    rate_close(rate);
}
