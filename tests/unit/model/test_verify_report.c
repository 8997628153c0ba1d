#include <criterion/criterion.h>

#include "base/base.h"
#include "model/verify_report.h"

static const struct verified_submission failed[] = {{.state = VERIFIED_NO_VERDICT}};

static const struct row {
    const char *label;
    struct verify_report report;
    bool is_warning_error;
    int expected;
} rows[] = {
    {"nothing to tell", {0}, true, 0},
    {"an error", {.levels = {[FINDING_ERROR] = 1}}, false, 1},
    {"a warning", {.levels = {[FINDING_WARNING] = 1}}, false, 0},
    {"a warning with --werror", {.levels = {[FINDING_WARNING] = 1}}, true, 1},
    {"a note with --werror", {.levels = {[FINDING_NOTE] = 1}}, true, 0},
    {"not to be read", {.error = {.kind = ERR_INPUT}}, false, 3},
    {"no sandbox", {.error = {.kind = ERR_JUDGE}}, false, 4},
    {"a submission without verdict",
     {.levels = {[FINDING_ERROR] = 1}, .submissions = failed, .submission_count = 1},
     false,
     4},
    {"a validator that crashed",
     {.levels = {[FINDING_ERROR] = 1}, .has_judge_failed = true},
     false,
     4},
    {"interrupted", {.levels = {[FINDING_ERROR] = 1}, .is_interrupted = true}, false, 130},
};

Test(verify_report, exit_status)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(verify_report_exit_status(&rows[i].report, rows[i].is_warning_error),
                     rows[i].expected, "%s", rows[i].label);
}
