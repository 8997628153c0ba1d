/* judgings: what was judged, as the history wants it: each submission's report with what it got at
 * the package's time limit, though it was run at the high one. */
#include <math.h>

#include "verify/internal.h"

static struct test_report *tests_at_limit(struct package_check *check,
                                          const struct verified_submission *submission,
                                          const struct submission_report *report,
                                          const struct limits *limits)
{
    size_t bytes = (report->test_count + 1) * sizeof(*report->tests);
    struct test_report *tests = arena_alloc(check->arena, bytes);
    for (size_t i = 0; i < report->test_count; i++) {
        tests[i] = report->tests[i];
        bool was_late = tests[i].is_rejudged && tests[i].other_verdict == VERDICT_ACCEPTED &&
                        tests[i].other_cpu_ns > limits->cpu_ns;
        if (was_late)
            tests[i].other_verdict = VERDICT_TIME_LIMIT;
        if (!tests[i].is_done || tests[i].verdict == submission->tests[i].verdict)
            continue;
        tests[i].verdict = submission->tests[i].verdict;
        tests[i].points = NAN; /* they were given for the other verdict */
    }
    return tests;
}

/* One that was not compiled, or has no verdict, is as the judge said. */
static const struct submission_report *at_limit(struct package_check *check, size_t jury)
{
    const struct verified_submission *submission = &check->submissions[jury];
    const struct jury_run *run = &check->runs[jury];
    struct submission_report *report = arena_copy(check->arena, run->report, sizeof(*report));
    bool has_verdict = submission->state != VERIFIED_NO_VERDICT;
    report->problem = check->report->problem;
    if (!has_verdict && report->error.kind == ERR_NONE) {
        report->verdict = VERDICT_JUDGE_ERROR;
        report->score = NAN; /* of the run, which had more time */
        (void)err_set(&report->error, ERR_JUDGE, "%s", submission->why); /* always -1 */
    }
    if (!has_verdict || !run->is_compiled)
        return report;
    report->limits = run->limits;
    report->time_limit_origin = check->report->limit.origin;
    report->verdict = submission->verdict;
    report->score = submission->score;
    report->max_score = submission->max_score;
    report->tests = tests_at_limit(check, submission, report, &run->limits);
    bool has_groups = report->group_count == run->outcome.group_count;
    if (has_groups && report->group_count > 0)
        report->groups = run->outcome.groups;
    return report;
}

void judgings_tell(struct package_check *check)
{
    const struct verify_events *events = &check->verify->options->events;
    struct verified_judging *judgings =
        arena_alloc(check->arena, (check->problem.jury_count + 1) * sizeof(*judgings));
    size_t count = 0;
    for (size_t i = 0; i < check->problem.jury_count; i++) {
        if (!check->runs[i].report || check->runs[i].is_interrupted)
            continue;
        judgings[count++] = (struct verified_judging){
            .report = at_limit(check, i),
            .expected = check->submissions[i].expected,
            .is_as_expected = check->submissions[i].state == VERIFIED_AS_EXPECTED,
        };
    }
    if (events->judged && count > 0)
        events->judged(events->context, &check->problem, check->report->path, judgings, count);
}
