/* timelimit: a package that gives no time limit has one computed, by its format's rule, from the
 * jury's accepted submissions: they are judged under a generous limit, and the slowest decides. The
 * result is kept by the package's digest, the languages and what times are measured by; the runs
 * for the rest of the call (recall.c). */
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/log.h"
#include "judge/internal.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t CAP_NS = 60 * INT64_C(1000000000);
static const int64_t DEFAULT_NS = 10 * INT64_C(1000000000);
static const double RATIO_SLACK = 1e-9; /* 3 x 0.1 is not more than 3 tenths */

int64_t time_limit_of(int64_t slowest_ns, double factor, double resolution_s)
{
    double step_s = resolution_s > 0 ? resolution_s : 1.0;
    double needed_s = (double)slowest_ns / (double)SECOND_NS * (factor > 0 ? factor : 1.0);
    double steps = ceil(needed_s / step_s - RATIO_SLACK);
    if (steps < 1)
        steps = 1;
    return (int64_t)llround(steps * step_s * (double)SECOND_NS);
}

/* What judging the jury's submissions has shown. */
struct survey {
    struct judge *judge;
    int64_t slowest_ns; /* in the measure of a language with time_factor 1 */
    int64_t counted;
    bool is_interrupted;
};

/* Called as an event of the inner batch: the events' lock is held, so the outer callback may be
 * called directly. */
static void tell(const struct survey *survey, const char *format, const char *source,
                 const char *why)
{
    const struct judge_events *events = &survey->judge->options->events;
    if (!events->note)
        return;
    EV_STR struct str line = {0};
    str_add(&line, "computing the time limit: ");
    str_add(&line, source);
    str_add(&line, format);
    str_add(&line, why);
    events->note(events->context, str_text(&line));
}

static double time_factor_of(const struct survey *survey, const struct submission_report *report)
{
    const struct languages *languages = survey->judge->options->languages;
    const struct language *language =
        report->language ? language_find(languages, report->language) : NULL;
    return language && language->time_factor > 0 ? language->time_factor : 1.0;
}

static void survey_compiled(void *context, const struct submission_report *report)
{
    if (report->compile.is_ok)
        tell(context, "", report->source, "");
}

static void survey_done(void *context, const struct submission_report *report)
{
    struct survey *survey = context;
    if (report->is_interrupted) {
        survey->is_interrupted = true;
        return;
    }
    if (report->verdict != VERDICT_ACCEPTED) {
        bool has_error = report->error.kind != ERR_NONE;
        tell(survey, " is left out: ", report->source,
             has_error ? report->error.msg : verdict_info(report->verdict)->name);
        return;
    }
    double factor = time_factor_of(survey, report);
    for (size_t i = 0; i < report->test_count; i++) {
        int64_t cpu_ns = (int64_t)((double)report->tests[i].facts.cpu_ns / factor);
        if (cpu_ns > survey->slowest_ns)
            survey->slowest_ns = cpu_ns;
    }
    survey->counted++;
}

/* ---- the cache ---- */

struct kept_limit {
    int64_t limit_ns, slowest_ns, counted;
};

static bool read_cache(struct judge *judge, const char *key, struct survey *survey,
                       int64_t *limit_ns_out)
{
    struct cache_value value;
    struct kept_limit kept;
    if (!cache_get(judge->cache, CACHE_LIMITS, key, &value))
        return false;
    bool is_whole = value.count == sizeof(kept);
    if (is_whole) {
        memcpy(&kept, value.bytes, sizeof(kept));
        *limit_ns_out = kept.limit_ns;
        survey->slowest_ns = kept.slowest_ns;
        survey->counted = kept.counted;
    }
    cache_value_done(&value);
    return is_whole;
}

static void write_cache(struct judge *judge, const char *key, const struct survey *survey,
                        int64_t limit_ns, int64_t cost_ns)
{
    struct kept_limit kept = {limit_ns, survey->slowest_ns, survey->counted};
    struct iovec piece = {.iov_base = &kept, .iov_len = sizeof(kept)};
    cache_put(judge->cache, CACHE_LIMITS, key, &piece, 1, cost_ns);
}

/* False: there is no cache to look in. */
static bool make_key(struct judge *judge, const struct problem *problem,
                     char key_out[HASH_HEX_BYTES])
{
    char digest[HASH_HEX_BYTES];
    struct err err;
    if (!judge->cache)
        return false;
    if (problem_digest(problem, digest, &err) == 0 &&
        key_of_time_limit(judge, digest, key_out, &err) == 0)
        return true;
    log_line(LOG_WARN, "time limit not cached: %s", err.msg);
    return false;
}

/* ---- judging the jury ---- */

static size_t list_jobs(struct problem_state *state, struct judge_job *jobs)
{
    const struct problem *problem = state->problem;
    size_t count = 0;
    for (size_t i = 0; i < problem->jury_count; i++) {
        if (!problem->jury[i].is_for_time_limit)
            continue;
        const char **path = arena_alloc(&state->arena, sizeof(*path));
        *path = fs_join(&state->arena, problem->path, problem->jury[i].path);
        jobs[count++] = (struct judge_job){
            .paths = path,
            .path_count = 1,
            .problem =
                (struct problem *)(uintptr_t)problem, /* the job's own type; nothing writes to it */
        };
    }
    return count;
}

static int judge_jury(struct judge *judge, struct problem_state *state, struct survey *survey,
                      struct err *err)
{
    size_t jury_count = state->problem->jury_count;
    struct judge_job *jobs = arena_alloc(&state->arena, (jury_count + 1) * sizeof(*jobs));
    struct batch batch = {
        .jobs = jobs,
        .count = list_jobs(state, jobs),
        .statuses = arena_alloc(&state->arena, (jury_count + 1) * sizeof(int)),
        .events = {.context = survey, .compiled = survey_compiled, .submission_done = survey_done},
        .limits = LIMITS_UNSET,
        .problems = state,
        .is_survey = true,
    };
    batch.limits.cpu_ns = CAP_NS;
    batch.limits.wall_ns = CAP_NS;
    return judge_run_batch(judge, &batch, err);
}

static void set_limit(struct problem_state *state, const struct survey *survey, int64_t limit_ns)
{
    state->limits.cpu_ns = limit_ns;
    state->time_limit_origin =
        arena_printf(&state->arena, "computed from %lld accepted submission%s (slowest %.2f s)",
                     (long long)survey->counted, survey->counted == 1 ? "" : "s",
                     (double)survey->slowest_ns / (double)SECOND_NS);
}

static int compute(struct judge *judge, struct problem_state *state, struct err *err)
{
    const struct problem *problem = state->problem;
    struct survey survey = {.judge = judge};
    int64_t limit_ns;
    char key[HASH_HEX_BYTES];
    bool has_key = make_key(judge, problem, key);
    int64_t started_ns = clock_now_ns();
    if (has_key && read_cache(judge, key, &survey, &limit_ns)) {
        set_limit(state, &survey, limit_ns);
        return 0;
    }
    if (judge_jury(judge, state, &survey, err) != 0)
        return -1;
    if (survey.is_interrupted || judge_is_cancelled(judge))
        return err_set(err, ERR_INTERRUPTED, "%s: interrupted", problem->short_name);
    if (problem_state_failed(state, err))
        return -1;
    if (survey.counted == 0) {
        state->limits.cpu_ns = DEFAULT_NS;
        state->time_limit_origin = "default";
        judge_note(judge, arena_printf(&state->arena,
                                       "%s: no time limit and no accepted jury submission: 10 s",
                                       problem->short_name));
        return 0;
    }
    limit_ns =
        time_limit_of(survey.slowest_ns, problem->ac_to_time_limit, problem->time_resolution_s);
    set_limit(state, &survey, limit_ns);
    if (has_key)
        write_cache(judge, key, &survey, limit_ns, clock_now_ns() - started_ns);
    return 0;
}

int time_limit_prepare(struct judge *judge, struct problem_state *state, struct err *err)
{
    const struct problem *problem = state->problem;
    if (judge->options->limits.cpu_ns >= 0) {
        state->time_limit_origin = "--time";
        return 0;
    }
    if (problem->limits.cpu_ns >= 0) {
        state->time_limit_origin =
            problem->time_limit_origin ? problem->time_limit_origin : "package";
        return 0;
    }
    return compute(judge, state, err);
}
