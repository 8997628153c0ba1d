/* expect_check: what is expected, asked at the time limit and at the high one, and told. */
#include <math.h>

#include "verify/expect.h"

static const char *code_and_native(struct package_check *check, enum verdict verdict)
{
    const char *code = verdict_code(verdict);
    const char *native = vocabulary_name(check->vocabulary, verdict);
    return native == code ? code : arena_printf(check->arena, "%s (%s)", code, native);
}

static void tell_sensitive(struct package_check *check, struct verified_submission *submission,
                           const struct outcome *at_limit, const struct outcome *at_high)
{
    const struct verified_limit *limit = &check->report->limit;
    bool has_scores = !isnan(at_limit->score);
    bool is_other_score = has_scores && fabs(at_limit->score - at_high->score) > 1e-9;
    submission->is_sensitive = at_limit->verdict != at_high->verdict || is_other_score;
    if (!submission->is_sensitive)
        return;
    double limit_s = (double)limit->limit_ns / 1e9, high_s = (double)limit->high_ns / 1e9;
    if (at_limit->verdict != at_high->verdict)
        finding_add(check, FINDING_WARNING, "sensitive", submission->path,
                    "sensitive to the time limit: %s with %.3g s, %s with %.3g s",
                    verdict_code(at_limit->verdict), limit_s, verdict_code(at_high->verdict),
                    high_s);
    else
        finding_add(check, FINDING_WARNING, "sensitive", submission->path,
                    "sensitive to the time limit: score %g with %.3g s, %g with %.3g s",
                    at_limit->score, limit_s, at_high->score, high_s);
}

/* What must be accepted in time and is not is an error, whatever it gets with more. */
static void judge_expectation(struct package_check *check, struct verified_submission *submission,
                              bool holds, bool holds_high, const char *why)
{
    bool must_be_in_time = submission->is_lower;
    if (holds || (holds_high && !must_be_in_time)) {
        submission->state = VERIFIED_AS_EXPECTED;
        if (!holds)
            finding_add(check, FINDING_WARNING, "extra-time", submission->path,
                        "as expected with extra time only: %s", why);
        return;
    }
    submission->state = VERIFIED_OTHERWISE;
    submission->why = arena_string(check->arena, why);
    if (holds_high)
        finding_add(check, FINDING_ERROR, "time-limit", submission->path,
                    "the time limit of %.3g s is too tight: %s",
                    (double)check->report->limit.limit_ns / 1e9, why);
    else
        finding_add(check, FINDING_ERROR, "expectation", submission->path, "%s%s%s", why,
                    submission->compile_reason ? ": " : "",
                    submission->compile_reason ? submission->compile_reason : "");
}

void expect_check(struct package_check *check, size_t jury, const struct outcome *at_limit,
                  const struct outcome *at_high)
{
    struct verified_submission *submission = &check->submissions[jury];
    struct expectation expectation = {
        .check = check,
        .jury = &check->problem.jury[jury],
        .run = &check->runs[jury],
        .tests = submission->tests,
        .test_count = check->runs[jury].test_count,
        .outcome = at_limit,
    };
    EV_STR struct str why = {0};
    EV_STR struct str why_high = {0};
    bool holds = expect_holds(&expectation, &why);
    expectation.is_high = true;
    expectation.outcome = at_high;
    bool holds_high = expect_holds(&expectation, &why_high);
    submission->native = code_and_native(check, submission->verdict);
    tell_sensitive(check, submission, at_limit, at_high);
    judge_expectation(check, submission, holds, holds_high, str_text(&why));
}
