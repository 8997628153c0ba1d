/* outcome: of the tests of a submission to its verdict, and where there are scores, to its score
 * and that of every group. */
#include <math.h>

#include "verify/internal.h"

static enum verdict verdict_of(const struct verified_test *test, bool is_high)
{
    return is_high ? test->high_verdict : test->verdict;
}

/* The worst, or the first that is not accepted; *deciding_out is that test. */
static enum verdict conclude(const struct verified_test *tests, size_t first, size_t count,
                             bool is_first_error, bool is_high, size_t *deciding_out)
{
    enum verdict verdict = VERDICT_SKIPPED;
    *deciding_out = SIZE_MAX;
    for (size_t i = first; i < first + count; i++) {
        enum verdict own = verdict_of(&tests[i], is_high);
        if (!tests[i].is_done || verdict_worse(verdict, own) == verdict)
            continue;
        verdict = own;
        *deciding_out = i;
        if (is_first_error && own != VERDICT_ACCEPTED)
            break;
    }
    if (verdict == VERDICT_ACCEPTED)
        *deciding_out = SIZE_MAX;
    return verdict;
}

/* Folders of tests stand in for groups where the format has none. */
static const struct group_report *groups_of_folders(struct package_check *check,
                                                    const struct verified_test *tests, bool is_high)
{
    const struct verify_report *report = check->report;
    struct group_report *groups =
        arena_alloc(check->arena, (report->group_count + 1) * sizeof(*groups));
    for (size_t i = 0; i < report->group_count; i++) {
        const struct verified_group *folder = &report->groups[i];
        size_t deciding;
        groups[i] = (struct group_report){
            .name = folder->name,
            .verdict = conclude(tests, folder->first, folder->count, check->is_first_error, is_high,
                                &deciding),
            .score = NAN,
            .max_score = NAN,
            .is_run = true,
        };
    }
    return groups;
}

int outcome_find(struct package_check *check, const struct verified_submission *submission,
                 const struct jury_run *run, bool is_high, struct outcome *outcome_out,
                 struct err *err)
{
    (void)err;
    struct outcome outcome = {.score = NAN, .max_score = NAN};
    outcome.verdict = conclude(submission->tests, 0, run->test_count, check->is_first_error,
                               is_high, &outcome.deciding);
    outcome.groups = groups_of_folders(check, submission->tests, is_high);
    outcome.group_count = check->report->group_count;
    *outcome_out = outcome;
    return 0;
}
