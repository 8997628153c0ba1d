/* recall: what the survey that computes a time limit has run need not be run again under that
 * limit. The facts are the same, and the verdict is a pure function of limits, facts and the
 * checker's word: a run of the survey stands where the limits differ in time only, and the run was
 * within the new ones and not near them. The others are run again, as ever.
 *
 * It holds within one call, with and without a cache; the next call finds the limit itself in the
 * cache, and the runs too. */
#include <string.h>

#include "judge/internal.h"

struct recalled {
    struct recalled *next;
    char plan[HASH_HEX_BYTES]; /* sources and how they are compiled and run */
    struct limits limits;
    struct compile_report compile; /* messages as the compiler's, without the user's names */
    struct test_report *tests;     /* the problem's */
};

static void keep_locked(struct submission *submission, const char *plan)
{
    struct problem_state *state = submission->problem;
    const struct submission_report *report = &submission->report;
    struct recalled *kept = arena_alloc(&state->arena, sizeof(*kept));
    memcpy(kept->plan, plan, sizeof(kept->plan));
    kept->limits = report->limits;
    kept->compile = report->compile;
    kept->compile.messages = copy_text(&state->arena, submission->artifact->messages);
    kept->tests = arena_alloc(&state->arena, state->problem->test_count * sizeof(*kept->tests));
    for (size_t i = 0; i < report->test_count; i++) {
        struct test_report *test = &kept->tests[submission->test_indexes[i]];
        *test = report->tests[i];
        test->is_cached = false; /* the survey asks no cache: it had a twin */
        test->message = copy_text(&state->arena, test->message);
        test->judge_message = copy_text(&state->arena, test->judge_message);
        test->error_text = copy_text(&state->arena, test->error_text);
        test->difference.before = copy_text(&state->arena, test->difference.before);
        test->difference.expected = copy_text(&state->arena, test->difference.expected);
        test->difference.got = copy_text(&state->arena, test->difference.got);
    }
    kept->next = state->recalled;
    state->recalled = kept;
}

void recall_keep(struct submission *submission)
{
    char plan[HASH_HEX_BYTES];
    struct err err;
    bool is_judged = submission->report.error.kind == ERR_NONE && submission->report.compile.is_ok;
    if (!is_judged || key_of_plan(submission->judge, &submission->artifact->plan, plan, &err) != 0)
        return;                                           /* run again, then */
    (void)pthread_mutex_lock(&submission->problem->lock); /* a default mutex: see queue.c */
    keep_locked(submission, plan);
    (void)pthread_mutex_unlock(&submission->problem->lock);
}

bool recall_fits(const struct test_report *test, const struct limits *limits)
{
    bool is_of_time =
        test->verdict == VERDICT_TIME_LIMIT || test->verdict == VERDICT_IDLENESS_LIMIT;
    return !is_of_time && results_may_keep(test, limits) &&
           (limits->cpu_ns < 0 || test->facts.cpu_ns <= limits->cpu_ns) &&
           (limits->wall_ns < 0 || test->facts.wall_ns <= limits->wall_ns);
}

static bool differ_in_time_only(struct limits survey, const struct limits *limits)
{
    survey.cpu_ns = limits->cpu_ns;
    survey.wall_ns = limits->wall_ns;
    return memcmp(&survey, limits, sizeof(survey)) == 0; /* no padding: key.c asserts it */
}

static const struct recalled *find(const struct submission *submission,
                                   const struct build_plan *plan)
{
    char key[HASH_HEX_BYTES];
    struct err err;
    const struct recalled *kept = submission->problem->recalled;
    if (key_of_plan(submission->judge, plan, key, &err) != 0)
        return NULL;
    while (kept && (strcmp(kept->plan, key) != 0 ||
                    !differ_in_time_only(kept->limits, &submission->report.limits)))
        kept = kept->next;
    return kept;
}

void recall_load(struct submission *submission, const struct build_plan *plan,
                 struct compile_report *compile_out)
{
    size_t count = submission->report.test_count;
    bool is_wanted = submission->problem->recalled && !submission->batch->is_survey &&
                     !submission->judge->options->is_measuring && !submission->job.is_anew;
    const struct recalled *kept = is_wanted ? find(submission, plan) : NULL;
    if (!kept)
        return;
    if (!submission->known)
        submission->known = arena_alloc(&submission->arena, count * sizeof(*submission->known));
    for (size_t i = 0; i < count; i++) {
        const struct test_report *test = &kept->tests[submission->test_indexes[i]];
        if (!submission->known[i].is_done && recall_fits(test, &submission->report.limits))
            submission->known[i] = *test;
    }
    if (!compile_out->is_ok)
        *compile_out = kept->compile;
}
