/* webhook: when a message is sent again. */
#include <criterion/criterion.h>

#include "serve/webhook.h"

static const struct {
    const char *label, *api;
    int attempts;
    int64_t after_s;
    double unit;
    int64_t delay_ms;
} delays[] = {
    {"the first failure", "v1", 1, 0, 0.5, 5000},
    {"spread downwards", "v1", 1, 0, 0, 4000},
    {"spread upwards", "v1", 2, 0, 1, 360000},
    {"two hours", "v1", 4, 0, 0.5, 7200000},
    {"the last one", "v1", 9, 0, 0.5, 86400000},
    {"enough", "v1", 10, 0, 0.5, -1},
    {"the receiver wants longer", "v1", 1, 60, 0.5, 60000},
    {"the receiver wants shorter", "v1", 2, 1, 0.5, 300000},
    {"nobody waits for ever", "v1", 1, 1000000000, 0.5, 86400000},
    {"Judge0's second try", "judge0", 1, 0, 0.5, 5000},
    {"Judge0's third try", "judge0", 2, 0, 0.5, 5000},
    {"Judge0 has no fourth", "judge0", 3, 0, 0.5, -1},
};

Test(webhook, tries_come_farther_and_farther_apart)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(delays); i++)
        cr_expect_eq(
            webhook_delay_ms(delays[i].api, delays[i].attempts, delays[i].after_s, delays[i].unit),
            delays[i].delay_ms, "%s", delays[i].label);
}
