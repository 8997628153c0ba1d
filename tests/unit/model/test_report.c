#include <criterion/criterion.h>

#include "base/base.h"
#include "model/report.h"

static const struct row {
    const char *label;
    struct submission_report report;
    int expected;
} rows[] = {
    {"accepted", {.verdict = VERDICT_ACCEPTED}, 0},
    {"wrong answer", {.verdict = VERDICT_WRONG_ANSWER}, 1},
    {"compile error", {.verdict = VERDICT_COMPILE_ERROR}, 1},
    {"judge error", {.verdict = VERDICT_JUDGE_ERROR}, 4},
    {"unreadable", {.verdict = VERDICT_SKIPPED, .error = {.kind = ERR_INPUT}}, 3},
    {"no sandbox", {.verdict = VERDICT_JUDGE_ERROR, .error = {.kind = ERR_JUDGE}}, 4},
    {"interrupted", {.verdict = VERDICT_WRONG_ANSWER, .is_interrupted = true}, 130},
};

Test(report, exit_status)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(report_exit_status(&rows[i].report), rows[i].expected, "%s", rows[i].label);
}
