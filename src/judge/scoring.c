/* scoring: between a submission and score/: its tests as scoring sees them, which of them need not
 * be run, and the report of what came of it.
 *
 * Whatever ran, and beside what: score_evaluate leaves out what the format leaves out, and the
 * report says of such tests that they are skipped. So it is the same for any number of slots. */
#include <math.h>
#include <string.h>

#include "judge/grade.h"
#include "judge/internal.h"

/* The worst test decides: no need to ask. Of some of the tests there is no score. */
static bool is_scored(const struct submission *submission)
{
    const struct scoring *scoring = &submission->problem->problem->scoring;
    bool is_plain = !scoring->has_scores && scoring->group_count == 1 &&
                    scoring->groups[0].rule == SCORE_PASS_FAIL;
    return !is_plain && !submission->batch->tests_glob;
}

struct test_report scoring_blank(const struct test_report *place)
{
    return (struct test_report){
        .name = place->name,
        .group = place->group,
        .is_sample = place->is_sample,
        .score_group = place->score_group,
        .verdict = VERDICT_SKIPPED,
        .score = NAN,
        .multiplier = NAN,
        .points = NAN,
    };
}

static void see(struct score_test *seen, const struct test_report *test)
{
    seen->is_done = test->is_done;
    seen->verdict = test->verdict;
    seen->score = test->score;
    seen->multiplier = test->multiplier;
    seen->cpu_ns = test->facts.cpu_ns;
}

void scoring_start(struct submission *submission)
{
    size_t count = submission->report.test_count;
    if (!is_scored(submission))
        return;
    submission->scored = arena_alloc(&submission->arena, (count + 1) * sizeof(struct score_test));
    for (size_t i = 0; i < count; i++) {
        const struct problem_test *test =
            &submission->problem->problem->tests[submission->test_indexes[i]];
        submission->scored[i] = (struct score_test){
            .name = test->name,
            .group = test->score_group,
            .points = test->points,
            .is_sample = test->is_sample,
            .is_static = test->is_static,
            .limit_ns = submission->report.limits.cpu_ns,
        };
        see(&submission->scored[i], &submission->report.tests[i]);
    }
}

void scoring_note(struct submission *submission, size_t test)
{
    if (submission->scored)
        see(&submission->scored[test], &submission->report.tests[test]);
}

static bool is_lazy(const struct submission *submission)
{
    const struct scoring *scoring = &submission->problem->problem->scoring;
    return submission->scored && submission->batch->is_lazy && scoring->has_scores &&
           score_may_leave_out(scoring);
}

static bool is_wanted(const struct submission *submission, const struct score_test *tests,
                      size_t test)
{
    const struct scoring *scoring = &submission->problem->problem->scoring;
    size_t count = submission->report.test_count;
    for (size_t i = test; i < count; i++) {
        if (submission->twins[i] == test && score_is_wanted(scoring, tests, count, i))
            return true;
        if (!submission->problem->has_twins)
            return false;
    }
    return false;
}

bool scoring_wants(struct submission *submission, size_t test)
{
    return !is_lazy(submission) || is_wanted(submission, submission->scored, test);
}

bool scoring_wants_more(const struct submission *submission)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    size_t count = submission->report.test_count;
    if (!is_lazy(submission))
        return true;
    struct score_test *tests = arena_alloc(&arena, (count + 1) * sizeof(*tests));
    memcpy(tests, submission->scored, count * sizeof(*tests));
    for (size_t i = 0; i < count; i++)
        see(&tests[i], &submission->known[submission->twins[i]]);
    for (size_t i = 0; i < count; i++) {
        if (submission->twins[i] == i && !tests[i].is_done && is_wanted(submission, tests, i))
            return true;
    }
    return false;
}

/* Into the report: what every test gave; the others were not to be run. */
static void share_out(struct submission *submission, const struct score_result *result)
{
    struct submission_report *report = &submission->report;
    bool is_dropping = is_lazy(submission), has_run = false;
    report->tests_done = 0;
    for (size_t i = 0; i < report->test_count; i++) {
        struct test_report *test = &report->tests[i];
        if (is_dropping && result->shares[i].is_left_out)
            *test = scoring_blank(test);
        test->points = result->shares[i].points;
        test->how = result->shares[i].how;
        report->tests_done += test->is_done;
        has_run = has_run || (test->is_done && !test->is_cached);
    }
    report->is_cached = report->tests_done > 0 && !has_run;
}

int scoring_finish(struct slot *slot, struct submission *submission, struct err *err)
{
    struct submission_report *report = &submission->report;
    const struct scoring *scoring = &submission->problem->problem->scoring;
    struct score_result result;
    struct grading grading = {.slot = slot, .state = submission->problem};
    struct score_hooks hooks = {
        .context = &grading,
        .grade = submission->problem->grader ? grade_by_package : NULL,
    };
    if (!submission->scored)
        return 0;
    for (size_t i = 0; i < report->test_count; i++) {
        see(&submission->scored[i], &report->tests[i]);
        submission->scored[i].limit_ns = report->limits.cpu_ns;
    }
    if (score_evaluate(scoring, submission->scored, report->test_count, &hooks, &submission->arena,
                       &result, err) != 0)
        return err_wrap(err, "%s: score", submission->problem->problem->short_name);
    report->verdict = result.verdict;
    report->judge_error = result.judge_error;
    if (!scoring->has_scores)
        return 0;
    report->score = result.score;
    report->max_score = result.max_score;
    report->groups = result.groups;
    report->group_count = scoring->group_count;
    share_out(submission, &result);
    return 0;
}

void scoring_give_nothing(struct submission *submission)
{
    const struct scoring *scoring = &submission->problem->problem->scoring;
    if (!submission->scored || !scoring->has_scores)
        return;
    submission->report.score = scoring->is_minimized ? NAN : 0;
    submission->report.max_score = isfinite(scoring->full_score) ? scoring->full_score : NAN;
}
