/* settle: what a submission got, at the time limit and at the high one it was run with. */
#include <math.h>

#include "verify/internal.h"

/* The limits of a submission with another time limit: the wall limit goes with it, by the slope
 * that all rules for it have (twice the CPU time). */
static struct limits limits_at(const struct package_check *check, const struct jury_run *run,
                               int64_t cpu_ns)
{
    struct limits limits = run->report->limits;
    if (limits.wall_ns >= 0 && limits.cpu_ns >= 0 && check->problem.limits.wall_ns < 0)
        limits.wall_ns -= 2 * (limits.cpu_ns - cpu_ns);
    limits.cpu_ns = cpu_ns;
    return limits;
}

static void settle_tests(struct package_check *check, struct verified_submission *submission,
                         struct jury_run *run)
{
    const struct verified_limit *limit = &check->report->limit;
    double factor = submission->time_factor;
    struct limits at = limits_at(check, run, (int64_t)((double)limit->limit_ns * factor));
    struct limits high = limits_at(check, run, (int64_t)((double)limit->high_ns * factor));
    int64_t slowest_ns = -1;
    run->limits = at;
    submission->slowest = SIZE_MAX;
    submission->tests =
        arena_alloc(check->arena, (run->test_count + 1) * sizeof(*submission->tests));
    for (size_t i = 0; i < run->test_count; i++) {
        const struct test_report *test = &run->tests[i];
        submission->tests[i] = (struct verified_test){
            .is_done = test->is_done,
            .verdict = verdict_at_limit(test, &at),
            .high_verdict = verdict_at_limit(test, &high),
            .cpu_ns = test->facts.cpu_ns,
            .memory_bytes = test->facts.memory_bytes,
            .is_killed_for_time = (test->facts.limits_hit & (LIMIT_CPU | LIMIT_WALL)) != 0,
            .score = test->score,
            .message = test->message,
        };
        if (!test->is_done)
            continue;
        submission->rejected_count += submission->tests[i].verdict != VERDICT_ACCEPTED;
        if (test->facts.cpu_ns > slowest_ns) {
            slowest_ns = test->facts.cpu_ns;
            submission->slowest = i;
        }
    }
}

static bool has_judge_error(const struct verified_submission *submission,
                            const struct jury_run *run, const char **message_out)
{
    *message_out = run->report->judge_error ? run->report->judge_error : *message_out;
    if (run->report->judge_error)
        return true;
    for (size_t i = 0; i < run->test_count; i++) {
        if (submission->tests[i].high_verdict == VERDICT_JUDGE_ERROR) {
            *message_out = run->tests[i].message;
            return true;
        }
    }
    return false;
}

/* Polygon's tag "failed", "expect: IE" of DMOJ: the checker is meant to fail. */
static bool wants_judge_error(const struct jury_submission *jury)
{
    for (size_t i = 0; i < jury->rule_count; i++) {
        const struct jury_rule *rule = &jury->rules[i];
        if ((rule->required | rule->permitted) & 1U << VERDICT_JUDGE_ERROR)
            return true;
    }
    return false;
}

static void set_no_verdict(struct package_check *check, size_t jury, const char *why)
{
    struct verified_submission *submission = &check->submissions[jury];
    submission->state = VERIFIED_NO_VERDICT;
    submission->why = why ? why : "judge error";
    submission->verdict = submission->high_verdict = VERDICT_JUDGE_ERROR;
    finding_add(check, FINDING_ERROR, "judge", submission->path, "no verdict: %s", submission->why);
}

void settle_submission(struct package_check *check, size_t jury)
{
    struct verified_submission *submission = &check->submissions[jury];
    struct jury_run *run = &check->runs[jury];
    const char *message = NULL;
    if (!run->is_done && run->error.kind == ERR_NONE) {
        submission->state = VERIFIED_NOT_RUN;
        submission->why = "interrupted";
        return;
    }
    if (!run->is_done) {
        set_no_verdict(check, jury, run->error.msg);
        return;
    }
    struct outcome outcomes[2] = {
        {.verdict = VERDICT_COMPILE_ERROR, .deciding = SIZE_MAX, .score = NAN, .max_score = NAN}};
    struct err err = {0};
    outcomes[1] = outcomes[0];
    submission->compile_reason = run->report->compile.reason;
    submission->slowest = SIZE_MAX;
    if (run->is_compiled) {
        settle_tests(check, submission, run);
        for (int is_high = 0; is_high < 2; is_high++) {
            if (outcome_find(check, submission, run, is_high, &outcomes[is_high], &err) != 0)
                message = arena_string(check->arena, err.msg);
        }
        bool is_failed = has_judge_error(submission, run, &message) || err.kind != ERR_NONE;
        if (is_failed && !wants_judge_error(&check->problem.jury[jury])) {
            set_no_verdict(check, jury, message);
            return;
        }
    }
    submission->verdict = outcomes[0].verdict;
    submission->high_verdict = outcomes[1].verdict;
    submission->score = outcomes[0].score;
    submission->high_score = outcomes[1].score;
    submission->max_score = outcomes[0].max_score;
    run->outcome = outcomes[0];
    submission->native = vocabulary_name(check->vocabulary, submission->verdict);
    expect_check(check, jury, &outcomes[0], &outcomes[1]);
}
