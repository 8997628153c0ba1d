/* jury: run the package's submissions, each once, and keep what came of it.
 *
 *   no time limit given:  those that must be in time, under a generous cap -> the limit (limit.c)
 *   then:                 all others, at the high limit
 *   at the end:           every verdict at the limit and at the high one, from the same facts */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "verify/internal.h"

static const int64_t CAP_NS = 60 * INT64_C(1000000000);

/* ---- who is run ---- */

static void set_skipped(struct package_check *check, size_t jury, const char *why)
{
    check->submissions[jury].state = VERIFIED_SKIPPED;
    check->submissions[jury].why = arena_string(check->arena, why);
    check->report->skipped_count++;
}

static const char *const *paths_of(struct package_check *check, size_t jury)
{
    const char **paths = arena_alloc(check->arena, sizeof(*paths));
    *paths = fs_join(check->arena, check->problem.path, check->problem.jury[jury].path);
    return paths;
}

/* The language as the package names it, or by detection; NULL, with the reason: not known here. */
static const struct language *find_language(struct package_check *check, size_t jury,
                                            struct err *err)
{
    const struct languages *languages = check->verify->options->languages;
    const char *named = check->problem.jury[jury].language;
    const struct language *language = named ? language_find(languages, named) : NULL;
    if (named && !language)
        (void)err_set(err, ERR_INPUT, "language %s is not in langs.yaml", named); /* always -1 */
    if (named)
        return language;
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct submission_source source;
    bool is_too_large = false;
    if (source_read(&scratch, paths_of(check, jury), 1, SOURCE_TOTAL_MAX_BYTES, &source,
                    &is_too_large, err) != 0 ||
        language_detect(languages, &source, &language, err) != 0)
        return NULL;
    return language;
}

static double time_factor_of(const struct problem *problem, const struct language *language)
{
    double factor = language->time_factor > 0 ? language->time_factor : 1.0;
    for (size_t i = 0; i < problem->language_limit_count; i++) {
        if (strcmp(problem->language_limits[i].language, language->id) == 0)
            factor *= problem->language_limits[i].time_factor;
    }
    return factor;
}

/* False, and the submission is marked: it cannot be run here, or must not be. */
static bool may_run(struct package_check *check, size_t jury)
{
    struct verified_submission *submission = &check->submissions[jury];
    struct err err = {0};
    if (check->problem.jury[jury].is_not_run) {
        submission->state = VERIFIED_NOT_RUN;
        submission->why = "the package says so";
        return false;
    }
    if (check->problem.kinds & PROBLEM_SUBMIT_ANSWER)
        return true; /* outputs have no language */
    const struct language *language = find_language(check, jury, &err);
    if (!language) {
        set_skipped(check, jury, err.msg);
        return false;
    }
    submission->language = language->id;
    submission->time_factor = time_factor_of(&check->problem, language);
    const char *tool = language_missing_tool(language);
    if (!tool)
        return true;
    bool has_package = language->package && *language->package;
    (void)err_set(&err, ERR_INPUT, "%s: %s is not installed%s%s", language->name, tool,
                  has_package ? ": apt-get install " : "", has_package ? language->package : "");
    set_skipped(check, jury, err.msg);
    return false;
}

/* ---- what came of it ---- */

static void tell_progress(const struct package_check *check)
{
    const struct verify_events *events = &check->verify->options->events;
    if (events->progress)
        events->progress(events->context, "submissions", check->jobs_done, check->job_count);
}

static void on_submission_done(void *context, const struct submission_report *report)
{
    (void)context; /* of several packages, the job tells which */
    struct package_check *check = report->tag;
    struct jury_run *run = &check->runs[check->job_jury[report->index]];
    check->jobs_done++;
    const struct submission_report *copy = report_copy(check->arena, report);
    *run = (struct jury_run){
        .is_done = report->error.kind == ERR_NONE && !report->is_interrupted,
        .is_interrupted = report->is_interrupted,
        .is_compiled = report->compile.is_ok,
        .error = report->error,
        .report = copy,
        .tests = copy->tests,
        .test_count = copy->test_count,
    };
    tell_progress(check);
}

static void on_note(void *context, const char *line)
{
    const struct verify *verify = context;
    const struct verify_events *events = &verify->options->events;
    if (events->note)
        events->note(events->context, line);
}

void verify_set_judge_options(struct verify *verify, struct judge_options *options)
{
    options->events = (struct judge_events){
        .context = verify, .submission_done = on_submission_done, .note = on_note};
    options->is_measuring = true;
    options->is_running_all = true;
    options->limits.cpu_ns = -1; /* verify's own to set, for each package */
}

/* ---- judging ---- */

static int judge_some(struct package_check *check, const size_t *jury, size_t count,
                      struct err *err)
{
    const struct verified_limit *limit = &check->report->limit;
    struct judge_job *jobs = arena_alloc(check->arena, (count + 1) * sizeof(*jobs));
    for (size_t i = 0; i < count; i++) {
        const struct jury_submission *submission = &check->problem.jury[jury[i]];
        jobs[i] = (struct judge_job){
            .paths = paths_of(check, jury[i]),
            .path_count = 1,
            .language = submission->language,
            .problem = &check->high,
            .shown = submission->path,
            .tag = check,
            .told_share = limit->is_known ? (double)limit->limit_ns / (double)limit->high_ns : 0,
        };
    }
    if (count == 0)
        return 0;
    check->job_jury = jury;
    tell_progress(check);
    int status = judge_run(check->verify->judge, jobs, count, NULL, err);
    for (size_t i = 0; i < count; i++)
        check->report->is_interrupted |= check->runs[jury[i]].is_interrupted;
    return status;
}

static void set_run_limit(struct package_check *check, int64_t cpu_ns)
{
    check->high = check->problem;
    check->high.limits.cpu_ns = cpu_ns;
    if (check->has_large_code)
        check->high.source_max_bytes = SOURCE_TOTAL_MAX_BYTES;
    check->high.time_limit_origin = "verify";
}

/* First those that make the limit, where it is to be computed, then all others. */
static int judge_in_turn(struct package_check *check, const size_t *chosen, size_t count,
                         struct err *err)
{
    struct verified_limit *limit = &check->report->limit;
    size_t *turn = arena_alloc(check->arena, (count + 1) * sizeof(*turn));
    size_t first = 0, rest = 0;
    for (size_t i = 0; !limit->is_known && i < count; i++) {
        if (check->problem.jury[chosen[i]].is_for_time_limit)
            turn[first++] = chosen[i];
    }
    set_run_limit(check, CAP_NS);
    if (judge_some(check, turn, first, err) != 0)
        return -1;
    if (!limit->is_known && !check->report->is_interrupted)
        limit_compute(check);
    if (check->report->is_interrupted)
        return 0;
    size_t *others = arena_alloc(check->arena, (count + 1) * sizeof(*others));
    for (size_t i = 0; i < count; i++) {
        if (!check->runs[chosen[i]].is_done && check->runs[chosen[i]].error.kind == ERR_NONE)
            others[rest++] = chosen[i];
    }
    set_run_limit(check, limit->high_ns);
    return judge_some(check, others, rest, err);
}

/* All, those of the scope, or, for --only limits, those that set it. */
static bool is_asked_for(const struct package_check *check, size_t jury)
{
    const struct verify_scope *scope = &check->verify->options->scope;
    const struct jury_submission *submission = &check->problem.jury[jury];
    for (size_t i = 0; i < scope->submission_count; i++) {
        if (strcmp(scope->submissions[i], submission->path) == 0)
            return true;
    }
    if (scope->submissions)
        return false;
    return (scope->parts & VERIFY_SUBMISSIONS) || submission->is_for_time_limit ||
           submission->is_too_slow;
}

int jury_judge(struct package_check *check, struct err *err)
{
    size_t jury_count = check->problem.jury_count;
    size_t *chosen = arena_alloc(check->arena, (jury_count + 1) * sizeof(*chosen));
    check->runs = arena_alloc(check->arena, (jury_count + 1) * sizeof(*check->runs));
    for (size_t i = 0; i < jury_count; i++) {
        if (!is_asked_for(check, i))
            check->submissions[i].state = VERIFIED_NOT_RUN;
        else if (may_run(check, i))
            chosen[check->job_count++] = i;
    }
    code_size_check(check);
    limit_find_given(check);
    if (judge_in_turn(check, chosen, check->job_count, err) != 0)
        return -1;
    for (size_t i = 0; i < check->job_count; i++)
        settle_submission(check, chosen[i]);
    return 0;
}
