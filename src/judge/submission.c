/* submission: one job while it is judged. Started by the slot that compiles it, its tests done by
 * any slots, finished by the slot that gives back the last test. Its memory lives from its start to
 * its last event. */
#include <fnmatch.h>
#include <math.h>
#include <string.h>

#include "judge/bundle.h"
#include "judge/trial.h"

enum { TRANSCRIPTS_BYTES_MAX = 16 << 20, ERRORS_BYTES_MAX = 256 << 10 };

static void lock_events(struct submission *submission)
{
    (void)pthread_mutex_lock(&submission->judge->events_lock);
}

static void unlock_events(struct submission *submission)
{
    (void)pthread_mutex_unlock(&submission->judge->events_lock);
}

/* Of tests that are the same, the first that was chosen stands for the others. */
static void find_twins(struct submission *submission)
{
    const struct problem_state *problem = submission->problem;
    size_t test_count = problem->problem->test_count;
    size_t *first = arena_alloc(&submission->arena, test_count * sizeof(*first));
    for (size_t i = 0; i < submission->report.test_count; i++) {
        size_t own = submission->test_indexes[i];
        size_t twin = submission->judge->options->is_measuring || !problem->way->is_repeatable
                          ? own
                          : problem->tests[own].twin;
        if (first[twin] == 0)
            first[twin] = i + 1; /* 0: none yet */
        submission->twins[i] = first[twin] - 1;
    }
}

/* The tests to run, in the problem's order. */
static int choose_tests(struct submission *submission, struct err *err)
{
    const struct problem *problem = submission->problem->problem;
    const char *glob = submission->batch->tests_glob;
    struct submission_report *report = &submission->report;
    report->tests = arena_alloc(&submission->arena, problem->test_count * sizeof(*report->tests));
    submission->test_indexes =
        arena_alloc(&submission->arena, problem->test_count * sizeof(size_t));
    submission->twins = arena_alloc(&submission->arena, problem->test_count * sizeof(size_t));
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (glob && fnmatch(glob, test->name, 0) != 0)
            continue;
        submission->test_indexes[report->test_count] = i;
        struct test_report place = {
            .name = test->name,
            .group = test->group,
            .is_sample = test->is_sample,
            .score_group = test->score_group,
        };
        report->tests[report->test_count++] = scoring_blank(&place);
    }
    find_twins(submission);
    scoring_start(submission);
    if (report->test_count == 0)
        return err_set(err, ERR_INPUT, "%s: no test matches %s", problem->short_name,
                       glob ? glob : "*");
    return 0;
}

static struct limits limits_of(const struct submission *submission, const struct language *language)
{
    struct limits limits =
        adapt_to_package(submission->problem->limits, submission->problem->problem, language);
    limits = adapt_override(limits, &submission->batch->limits);
    limits = adapt_to_language(limits, language);
    if (submission->problem->problem->kinds & PROBLEM_INTERACTIVE)
        limits = adapt_to_talking(limits);
    return limits_complete(limits);
}

/* Is the verdict known without a run? */
static bool is_known_whole(const struct submission *submission)
{
    for (size_t i = 0; submission->known && i < submission->report.test_count; i++) {
        const struct test_report *known = &submission->known[submission->twins[i]];
        if (!known->is_done)
            return submission->scored && !scoring_wants_more(submission);
        if (submission->batch->is_stopping_on_first && known->verdict != VERDICT_ACCEPTED)
            break;
    }
    return submission->known != NULL;
}

/* Compile, unless every verdict is known without. */
static int compile(struct slot *slot, struct submission *submission,
                   const struct compile_request *request, struct compile_result *result,
                   struct err *err)
{
    struct compile_report known = {0};
    if (compile_prepare(slot, request, &submission->arena, result, err) != 0)
        return -1;
    if (result->language) {
        submission->report.language = result->language->id;
        submission->report.language_name = result->language->name;
        submission->report.limits = limits_of(submission, result->language);
    }
    if (result->artifact) {
        if (problem_state_programs(submission->problem, slot, true, err) != 0)
            return -1;
        results_load(submission, result->artifact->key, &known);
        if (submission->problem->way->is_repeatable)
            recall_load(submission, &result->artifact->plan, &known);
    }
    if (!is_known_whole(submission)) {
        if (compile_finish(slot, request, &submission->arena, result, err) != 0)
            return -1;
        return result->artifact ? problem_state_programs(submission->problem, slot, false, err) : 0;
    }
    result->artifact->messages = known.messages;
    known.messages = compile_messages(&submission->arena, result->artifact, known.messages);
    result->report = known;
    return 0;
}

static int prepare(struct slot *slot, struct submission *submission, struct err *err)
{
    const struct judge_job *job = &submission->job;
    const struct problem *problem = submission->problem->problem;
    struct compile_request request = {
        .paths = job->paths,
        .path_count = job->path_count,
        .files = job->files,
        .file_count = job->file_count,
        .language = job->language,
        .source_max_bytes =
            problem->source_max_bytes > 0 ? problem->source_max_bytes : SOURCE_TOTAL_MAX_BYTES,
        .limits = problem->compile_limits,
        .are_files_wanted = true,
        .problem = problem,
        .fixed_language =
            submission->problem->way->is_without_program ? bundle_answer_language() : NULL,
        .is_cancelled = job->is_cancelled,
    };
    struct compile_result result = {0};
    struct submission_report *report = &submission->report;
    if (choose_tests(submission, err) != 0)
        return -1;
    int status = compile(slot, submission, &request, &result, err);
    if (result.source)
        report->source = result.source;
    if (job->shown)
        report->source = job->shown;
    report->compile = result.report;
    report->files = result.files;
    report->file_count = result.file_count;
    report->toolchain = result.toolchain;
    submission->artifact = result.artifact;
    return status;
}

static struct submission *open_submission(struct slot *slot, struct queue_jobs *jobs,
                                          size_t job_index)
{
    struct judge *judge = slot->judge;
    struct arena arena = {0};
    struct submission *submission =
        arena_alloc(&arena, sizeof(*submission)); /* lives in its own arena */
    submission->batch = jobs->owner;
    submission->jobs = jobs;
    submission->job = batch_job(submission->batch, job_index, &arena);
    submission->arena = arena;
    const struct judge_job *job = &submission->job;
    submission->entry.order = job_index;
    submission->id = judge_new_id(judge);
    submission->judge = judge;
    submission->problem = batch_problem(submission->batch, job->problem);
    submission->started_ns = clock_now_ns();
    submission->report = (struct submission_report){
        .index = job_index,
        .id = job->id,
        .tag = job->tag,
        .user = job->user,
        .source = job->shown            ? job->shown
                  : job->path_count > 0 ? job->paths[0]
                                        : job->files[0].name,
        .problem = job->problem->short_name,
        .verdict = VERDICT_SKIPPED,
        .score = NAN,
        .max_score = NAN,
        .time_source = judge->options->time_source,
        .time_limit_origin = submission->problem->time_limit_origin,
        .compile = {.messages = ""},
    };
    submission->report.limits = limits_of(submission, NULL);
    noise_sample(&judge->noise);
    return submission;
}

static void add_degraded(struct submission *submission)
{
    const char *const *lines;
    size_t count = sandbox_degraded(submission->judge->sandbox, &lines);
    submission->report.degraded = arena_alloc(&submission->arena, (count + 1) * sizeof(char *));
    for (size_t i = 0; i < count; i++)
        submission->report.degraded[i] = lines[i];
    submission->report.degraded_count = count;
}

/* The worst over the tests. When stopping on the first that is not accepted, it is that one's, in
 * the order of the tests, and what ran beside it on other slots does not count: the report is the
 * same for any number of slots. */
static void conclude(struct submission *submission)
{
    struct submission_report *report = &submission->report;
    report->verdict = VERDICT_SKIPPED;
    report->tests_done = 0;
    bool has_ended = false, has_run = false;
    for (size_t i = 0; i < report->test_count; i++) {
        struct test_report *test = &report->tests[i];
        if (has_ended)
            *test = scoring_blank(test);
        if (!test->is_done)
            continue;
        report->tests_done++;
        has_run = has_run || !test->is_cached;
        report->verdict = verdict_worse(report->verdict, test->verdict);
        has_ended = submission->batch->is_stopping_on_first && test->verdict != VERDICT_ACCEPTED;
    }
    report->is_cached = report->tests_done > 0 && !has_run;
}

static void set_verdict(struct submission *submission)
{
    struct submission_report *report = &submission->report;
    if (report->is_interrupted)
        report->verdict = VERDICT_SKIPPED;
    else if (report->error.kind == ERR_JUDGE)
        report->verdict = VERDICT_JUDGE_ERROR;
    else if (report->error.kind != ERR_NONE)
        report->verdict = VERDICT_SKIPPED;
    else if (!report->compile.is_ok) {
        report->verdict = VERDICT_COMPILE_ERROR;
        report->is_cached = report->compile.is_cached;
    } else
        conclude(submission);
}

/* What the tests gave; a grader of the package that cannot be asked is the judge's failure. */
static void conclude_score(struct slot *slot, struct submission *submission)
{
    struct submission_report *report = &submission->report;
    bool is_judged = report->error.kind == ERR_NONE && !report->is_interrupted;
    struct err err = {0};
    if (is_judged && !report->compile.is_ok)
        scoring_give_nothing(submission);
    if (!is_judged || !report->compile.is_ok || scoring_finish(slot, submission, &err) == 0)
        return;
    report->is_interrupted = err.kind == ERR_INTERRUPTED;
    report->error = err;
    report->verdict = report->is_interrupted ? VERDICT_SKIPPED : VERDICT_JUDGE_ERROR;
}

static void finish(struct slot *slot, struct submission *submission)
{
    struct judge *judge = submission->judge;
    const struct batch *batch = submission->batch;
    struct submission_report *report = &submission->report;
    results_store(submission);
    if (batch->is_survey)
        recall_keep(submission);
    noise_tell(&judge->noise, submission);
    set_verdict(submission); /* nobody else is at it any more */
    conclude_score(slot, submission);
    if (!batch->is_survey)
        hints_tell(submission);
    lock_events(submission);
    report->wall_ns = clock_now_ns() - submission->started_ns;
    batch_set_status(batch, report->index, report_exit_status(report));
    if (batch->events.submission_done)
        batch->events.submission_done(batch->events.context, report);
    unlock_events(submission);
    artifact_close(submission->artifact);
    struct queue_jobs *jobs = submission->jobs;
    struct arena arena = submission->arena; /* the submission itself is inside */
    arena_done(&arena);
    queue_finish_job(&judge->queue, jobs);
}

static void tell_compiled(struct submission *submission)
{
    const struct judge_events *events = &submission->batch->events;
    lock_events(submission);
    if (events->compiled)
        events->compiled(events->context, &submission->report);
    unlock_events(submission);
}

/* Of all tests together so much is kept. */
static const char *keep_transcript(struct submission *submission, const char *transcript)
{
    if (!transcript)
        return NULL;
    size_t bytes = strlen(transcript);
    if (submission->transcript_bytes + bytes > TRANSCRIPTS_BYTES_MAX)
        return "# not kept: the submission's other dialogues are too long\n";
    submission->transcript_bytes += bytes;
    return arena_string(&submission->arena, transcript);
}

/* With the user's names; of all tests together so much is kept. */
static const char *keep_errors(struct submission *submission, const char *text)
{
    if (!text || submission->error_bytes > ERRORS_BYTES_MAX)
        return NULL;
    submission->error_bytes += strlen(text);
    return compile_messages(&submission->arena, submission->artifact, text);
}

static struct difference keep_difference(struct arena *arena, struct difference difference)
{
    difference.before = copy_text(arena, difference.before);
    difference.expected = copy_text(arena, difference.expected);
    difference.got = copy_text(arena, difference.got);
    return difference;
}

/* Into the report, strings copied to the submission's arena. */
static void commit_locked(struct submission *submission, size_t test,
                          const struct test_report *result)
{
    const struct judge_events *events = &submission->batch->events;
    struct submission_report *report = &submission->report;
    struct test_report *kept = &report->tests[test];
    struct test_report place = *kept;
    *kept = *result;
    kept->name = place.name;
    kept->group = place.group;
    kept->is_sample = place.is_sample;
    kept->score_group = place.score_group;
    kept->message = copy_text(&submission->arena, result->message);
    kept->judge_message = copy_text(&submission->arena, result->judge_message);
    kept->difference = keep_difference(&submission->arena, result->difference);
    kept->error_text = keep_errors(submission, result->error_text);
    kept->transcript = keep_transcript(submission, result->transcript);
    kept->is_done = true;
    report->tests_done++;
    report->verdict = verdict_worse(report->verdict, kept->verdict);
    scoring_note(submission, test);
    if (events->test_done)
        events->test_done(events->context, report, test);
}

/* And for the tests that are the same. */
static void commit_test(struct submission *submission, size_t test,
                        const struct test_report *result)
{
    struct test_report twin = *result;
    twin.is_cached = twin.verdict != VERDICT_JUDGE_ERROR;
    lock_events(submission);
    commit_locked(submission, test, result);
    for (size_t i = test + 1; submission->problem->has_twins && i < submission->report.test_count;
         i++) {
        if (submission->twins[i] == test)
            commit_locked(submission, i, &twin);
    }
    unlock_events(submission);
}

/* What is known is reported at once, and what it spares is not run: returns how many tests are left
 * to hand out, counted to the last one that is to be run. When stopping on the first that is not
 * accepted, nothing behind a known one of that kind is needed. */
static size_t commit_known(struct submission *submission)
{
    size_t left = submission->known ? 0 : submission->report.test_count;
    for (size_t i = 0; submission->known && i < submission->report.test_count; i++) {
        if (submission->twins[i] != i || !scoring_wants(submission, i))
            continue;
        if (!submission->known[i].is_done) {
            left = i + 1;
            continue;
        }
        commit_test(submission, i, &submission->known[i]);
        if (submission->batch->is_stopping_on_first &&
            submission->known[i].verdict != VERDICT_ACCEPTED)
            break;
    }
    return left;
}

static bool is_cancelled(const struct submission *submission)
{
    const atomic_bool *flag = submission->job.is_cancelled;
    return judge_is_cancelled(submission->judge) || (flag && atomic_load(flag));
}

static void mark_interrupted(struct submission *submission)
{
    lock_events(submission);
    submission->report.is_interrupted = true;
    unlock_events(submission);
}

void submission_start(struct slot *slot, struct queue_jobs *jobs, size_t job)
{
    struct judge *judge = slot->judge;
    if (judge_is_cancelled(judge)) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        (void)batch_job(jobs->owner, job, &arena); /* makes room */
        batch_set_status(jobs->owner, job, err_exit_code(ERR_INTERRUPTED));
        queue_finish_job(&judge->queue, jobs);
        return;
    }
    struct submission *submission = open_submission(slot, jobs, job);
    struct submission_report *report = &submission->report;
    struct err err = {0};
    add_degraded(submission);
    if ((is_cancelled(submission) && err_set(&err, ERR_INTERRUPTED, "interrupted") != 0) ||
        prepare(slot, submission, &err) != 0) {
        report->is_interrupted = err.kind == ERR_INTERRUPTED;
        if (!report->is_interrupted)
            report->error = err;
        finish(slot, submission);
        return;
    }
    tell_compiled(submission);
    bool is_run = report->compile.is_ok && !submission->batch->is_compiling_only;
    size_t left = is_run ? commit_known(submission) : 0;
    if (left > 0)
        queue_release(&judge->queue, &submission->entry, left);
    else
        finish(slot, submission);
}

static void judge_test(struct slot *slot, struct submission *submission, size_t test)
{
    struct arena scratch = {0};
    struct test_report result = submission->report.tests[test]; /* nobody else writes this one */
    struct err err = {0};
    if (run_test_trusted(slot, submission, test, &scratch, &result, &err) != 0) {
        slot_drop(&slot->boxes[BOX_RUN]);
        slot_drop(&slot->boxes[BOX_JURY]);
        result.verdict = VERDICT_JUDGE_ERROR;
        result.message = err.msg;
    }
    if (err.kind == ERR_INTERRUPTED) {
        mark_interrupted(submission);
    } else {
        commit_test(submission, test, &result);
        if (submission->batch->is_stopping_on_first && result.verdict != VERDICT_ACCEPTED)
            atomic_store(&submission->is_stopped, true);
    }
    arena_done(&scratch);
}

static bool is_to_be_run(struct submission *submission, size_t test)
{
    if (submission->twins[test] != test || (submission->known && submission->known[test].is_done))
        return false;
    lock_events(submission);
    bool is_wanted = scoring_wants(submission, test);
    unlock_events(submission);
    return is_wanted;
}

/* Once interrupted or stopped, the tests left are handed out as ever and passed over here: the
 * queue drains by itself. */
void submission_do_test(struct slot *slot, struct queue_entry *entry, size_t test)
{
    struct submission *submission = (struct submission *)(void *)entry; /* its first member */
    if (is_cancelled(submission))
        mark_interrupted(submission);
    else if (!atomic_load(&submission->is_stopped) && is_to_be_run(submission, test))
        judge_test(slot, submission, test);
    if (queue_give_back(&slot->judge->queue, entry))
        finish(slot, submission);
}
