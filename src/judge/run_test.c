/* run_test: one test of one submission: which way it is run, and what the ways share. */
#include "judge/made.h"
#include "judge/trial.h"

/* The first row whose kinds a problem has. */
static const struct way ways[] = {
    {PROBLEM_SUBMIT_ANSWER, true, true, judge_answer},
    {PROBLEM_INTERACTIVE | PROBLEM_MULTI_PASS, false, false, judge_by_passes},
    {PROBLEM_INTERACTIVE, false, false, judge_interactive},
    {PROBLEM_MULTI_PASS, true, false, judge_by_passes},
    {PROBLEM_COMMUNICATION, false, false, judge_communication},
    {PROBLEM_TWO_STEPS, false, false, judge_two_steps},
    {0, true, false, judge_plain},
};

const struct way *way_of(const struct problem *problem)
{
    const struct way *way = ways;
    while ((problem->kinds & way->kinds) != way->kinds)
        way++; /* the last fits all */
    return way;
}

int trial_load(const struct trial *trial, struct held_box **held_out, struct run_plan *plan_out,
               struct err *err)
{
    struct submission *submission = trial->submission;
    const struct problem_test *test = trial_test(trial);
    struct held_box *held;
    if (slot_load(trial->slot, BOX_RUN, submission->id, submission->artifact, trial->limits, &held,
                  err) != 0)
        return -1;
    *plan_out = (struct run_plan){
        .argv = argv_join(trial->scratch, held->argv, test->args, test->arg_count),
        .environment = held->environment,
        .limits = *trial->limits,
        .stdin_fd = -1,
        .is_cancelled = submission->job.is_cancelled,
    };
    plan_out->limits.cpu_ns = trial->cpu_limit_ns;
    ends_begin(trial->ends, box_folder(held->box, BOX_PROGRAM));
    plan_out->error_output = (struct run_sink){.feed = ends_feed, .context = trial->ends};
    *held_out = held;
    return 0;
}

static const char *text_of(struct arena *arena, const char *text)
{
    return text[0] ? arena_string(arena, text) : NULL;
}

static struct difference difference_of(struct arena *arena, const struct check_result *check)
{
    return (struct difference){
        .bits = check->difference,
        .line = check->line,
        .column = check->column,
        .before = text_of(arena, check->before),
        .expected = text_of(arena, check->expected),
        .got = text_of(arena, check->got),
    };
}

void trial_conclude(const struct trial *trial, const struct check_result *check, bool has_output)
{
    struct test_report *report = trial->report;
    if (trial->limits->cpu_ns >= 0 && report->facts.cpu_ns > trial->limits->cpu_ns)
        report->facts.limits_hit |= LIMIT_CPU; /* it may have been let finish beyond */
    report->verdict = verdict_of_run(trial->limits, &report->facts, check->outcome, has_output);
    report->message = reason_of_run(trial->scratch, report->verdict, trial->limits, &report->facts);
    if (report->verdict != VERDICT_ACCEPTED)
        report->error_text =
            ends_text(trial->ends, trial->scratch, &trial->submission->artifact->plan);
    if (report->message)
        return;
    report->difference = difference_of(trial->scratch, check);
    report->score = check->score;
    report->multiplier = check->score_multiplier;
    if (check->message[0])
        report->message = arena_string(trial->scratch, check->message);
}

int run_test(const struct trial *trial, struct err *err)
{
    const struct problem_state *state = trial->submission->problem;
    if (trial_test(trial)->is_static)
        return judge_static(trial, err);
    if (state->made && made_need(state->made, trial->slot, trial->test, err) != 0)
        return -1;
    return state->way->judge(trial, err);
}
