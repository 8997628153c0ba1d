/* outcome: of the tests of a submission to its verdict, and where there are scores, to its score
 * and that of every group: by the rules of the package (score/), at either limit. */
#include <math.h>

#include "score/score.h"
#include "verify/internal.h"

static enum verdict verdict_of(const struct verified_test *test, bool is_high)
{
    return is_high ? test->high_verdict : test->verdict;
}

/* ---- formats without groups: the worst verdict ---- */

static enum verdict worst_of(const struct verified_test *tests, size_t first, size_t count,
                             bool is_high)
{
    enum verdict verdict = VERDICT_SKIPPED;
    for (size_t i = first; i < first + count; i++) {
        if (tests[i].is_done)
            verdict = verdict_worse(verdict, verdict_of(&tests[i], is_high));
    }
    return verdict;
}

/* Folders of tests stand in for groups. */
static const struct group_report *groups_of_folders(struct package_check *check,
                                                    const struct verified_test *tests, bool is_high)
{
    const struct verify_report *report = check->report;
    struct group_report *groups =
        arena_alloc(check->arena, (report->group_count + 1) * sizeof(*groups));
    for (size_t i = 0; i < report->group_count; i++) {
        const struct verified_group *folder = &report->groups[i];
        groups[i] = (struct group_report){
            .name = folder->name,
            .verdict = worst_of(tests, folder->first, folder->count, is_high),
            .score = NAN,
            .max_score = NAN,
            .is_run = true,
        };
    }
    return groups;
}

static void conclude_plainly(struct package_check *check, const struct verified_test *tests,
                             size_t count, bool is_high, struct outcome *outcome)
{
    outcome->verdict = worst_of(tests, 0, count, is_high);
    outcome->groups = groups_of_folders(check, tests, is_high);
    outcome->group_count = check->report->group_count;
}

/* ---- by the package's rules ---- */

/* What the run itself got: nothing has to be found out again. */
static struct outcome outcome_of_run(const struct jury_run *run)
{
    return (struct outcome){
        .verdict = run->report->verdict,
        .score = run->report->score,
        .max_score = run->report->max_score,
        .groups = run->report->groups,
        .group_count = run->report->group_count,
    };
}

static bool is_as_it_was(const struct verified_submission *submission, const struct jury_run *run,
                         bool is_high)
{
    for (size_t i = 0; i < run->test_count; i++) {
        if (verdict_of(&submission->tests[i], is_high) != run->tests[i].verdict)
            return false;
    }
    return true;
}

static struct score_test *score_tests_of(struct package_check *check,
                                         const struct verified_submission *submission,
                                         const struct jury_run *run, bool is_high)
{
    const struct verified_limit *limit = &check->report->limit;
    struct score_test *tests = arena_alloc(check->arena, (run->test_count + 1) * sizeof(*tests));
    int64_t limit_ns = is_high ? limit->high_ns : limit->limit_ns;
    for (size_t i = 0; i < run->test_count; i++) {
        const struct problem_test *test = &check->problem.tests[i];
        enum verdict verdict = verdict_of(&submission->tests[i], is_high);
        bool is_same = verdict == run->tests[i].verdict;
        tests[i] = (struct score_test){
            .name = test->name,
            .group = test->score_group,
            .points = test->points,
            .is_sample = test->is_sample,
            .is_static = test->is_static,
            .is_done = submission->tests[i].is_done,
            .verdict = verdict,
            .score = is_same ? run->tests[i].score : NAN,
            .multiplier = is_same ? run->tests[i].multiplier : NAN,
            .cpu_ns = run->tests[i].facts.cpu_ns,
            .limit_ns = (int64_t)((double)limit_ns * submission->time_factor),
        };
    }
    return tests;
}

static int conclude_by_rules(struct package_check *check,
                             const struct verified_submission *submission,
                             const struct jury_run *run, bool is_high, struct outcome *outcome,
                             struct err *err)
{
    bool has_grader = check->problem.grader.path != NULL;
    struct score_result result;
    if (has_grader && is_as_it_was(submission, run, is_high)) {
        *outcome = outcome_of_run(run); /* the grader has spoken of it */
        return 0;
    }
    if (has_grader && !check->grader)
        check->grader = judge_grader_open(check->verify->judge, &check->problem);
    struct score_hooks hooks = {.context = check->grader,
                                .grade = check->grader ? judge_grader_ask : NULL};
    if (score_evaluate(&check->problem.scoring, score_tests_of(check, submission, run, is_high),
                       run->test_count, &hooks, check->arena, &result, err) != 0)
        return -1;
    outcome->verdict = result.verdict;
    outcome->score = result.score;
    outcome->max_score = result.max_score;
    outcome->groups = result.groups;
    outcome->group_count = check->problem.scoring.group_count;
    return result.judge_error ? err_set(err, ERR_JUDGE, "%s", result.judge_error) : 0;
}

/* The first test with the verdict of the whole, if that is no good one. */
static size_t find_deciding(const struct verified_test *tests, size_t count, bool is_high,
                            enum verdict verdict)
{
    for (size_t i = 0; verdict != VERDICT_ACCEPTED && i < count; i++) {
        if (tests[i].is_done && verdict_of(&tests[i], is_high) == verdict)
            return i;
    }
    return SIZE_MAX;
}

int outcome_find(struct package_check *check, const struct verified_submission *submission,
                 const struct jury_run *run, bool is_high, struct outcome *outcome_out,
                 struct err *err)
{
    struct outcome outcome = {.score = NAN, .max_score = NAN};
    bool has_rules = check->problem.scoring.group_count > 0;
    if (!has_rules)
        conclude_plainly(check, submission->tests, run->test_count, is_high, &outcome);
    else if (conclude_by_rules(check, submission, run, is_high, &outcome, err) != 0)
        return -1;
    outcome.deciding = find_deciding(submission->tests, run->test_count, is_high, outcome.verdict);
    *outcome_out = outcome;
    return 0;
}
