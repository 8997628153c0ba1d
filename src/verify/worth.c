/* worth: what each test is good for: which wrong submissions it rejects, which of them no other
 * test rejects, whether it is the slowest of a submission that counts for the time limit. */
#include "verify/internal.h"

/* One that should be, and is, rejected: it tells tests apart. */
static bool is_wrong(const struct verified_submission *submission)
{
    return submission->tests && submission->verdict != VERDICT_ACCEPTED &&
           submission->state != VERIFIED_NO_VERDICT && submission->rejected_count > 0;
}

static void count_rejections(const struct verified_submission *submission, struct test_worth *tests,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct verified_test *test = &submission->tests[i];
        if (!test->is_done || test->verdict == VERDICT_ACCEPTED)
            continue;
        tests[i].rejects++;
        tests[i].only_one += submission->rejected_count == 1;
    }
}

static void tell_useless(struct package_check *check, size_t useless, const char *first)
{
    if (useless > 0)
        finding_add(check, FINDING_NOTE, "useless-tests", NULL,
                    "%zu of %zu tests reject no wrong submission and set no time limit, %s first",
                    useless, check->problem.test_count, first);
}

void worth_find(struct package_check *check)
{
    struct verify_report *report = check->report;
    const struct problem *problem = &check->problem;
    struct test_worth *tests = check->tests;
    for (size_t i = 0; i < problem->jury_count; i++) {
        const struct verified_submission *submission = &check->submissions[i];
        if (is_wrong(submission)) {
            report->has_worth = true;
            count_rejections(submission, tests, problem->test_count);
        }
        if (submission->tests && submission->is_lower && submission->slowest != SIZE_MAX)
            tests[submission->slowest].sets_limit = true;
    }
    size_t useless = 0, first = 0;
    for (size_t i = 0; report->has_worth && i < problem->test_count; i++) {
        tests[i].is_useless = !tests[i].is_sample && tests[i].rejects == 0 && !tests[i].sets_limit;
        if (tests[i].is_useless && useless++ == 0)
            first = i;
    }
    tell_useless(check, useless, tests[first].name);
}
