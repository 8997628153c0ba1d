/* report_json: a submission's report, and one run's facts, as the documented objects of
 * evalx-report(5). Keys are only ever added; whatever changes one raises "version". */
#include <math.h>
#include <string.h>

#include "render/format.h"

/* Whole microseconds, so that figures stay short in text. -1, not measured, is null. */
static void set_ms(struct json *object, const char *key, int64_t ns)
{
    if (ns < 0)
        json_set_null(object, key);
    else
        json_set_double(object, key, (double)(ns / 1000) / 1000.0);
}

static void set_count(struct json *object, const char *key, int64_t value)
{
    if (value < 0)
        json_set_null(object, key);
    else
        json_set_i64(object, key, value);
}

static void set_text(struct json *object, const char *key, const char *text)
{
    json_set_string(object, key, text != NULL && text[0] != '\0' ? text : NULL);
}

static void set_ending(struct json *object, const struct facts *facts)
{
    bool has_signal = facts->signal != 0;
    set_count(object, "exit_status", has_signal ? -1 : facts->exit_status);
    set_count(object, "signal", has_signal ? facts->signal : -1);
}

static void set_usage(struct json *object, const struct facts *facts)
{
    set_ms(object, "cpu_ms", facts->cpu_ns);
    set_ms(object, "wall_ms", facts->wall_ns);
    set_count(object, "memory_bytes", facts->memory_bytes);
}

static struct json *limits_hit_json(unsigned limits_hit)
{
    struct json *list = json_list();
    for (unsigned bit = 1; bit != 0 && bit <= limits_hit; bit <<= 1) {
        if (limits_hit & bit)
            json_append_string(list, limits_hit_name(bit));
    }
    return list;
}

/* What a test that never ran has instead of facts: nothing was measured. */
static const struct facts no_facts = {
    .cpu_ns = -1, .wall_ns = -1, .memory_bytes = -1, .exit_status = -1};

/* The run that does not count, of the one beside others and the one alone. */
static struct json *rejudged_json(const struct test_report *test)
{
    struct json *object = json_map();
    set_ms(object, "cpu_ms", test->other_cpu_ns);
    json_set_string(object, "verdict", verdict_code(test->other_verdict));
    return object;
}

static struct json *repeats_json(const struct repeats *repeats)
{
    struct json *object = json_map(), *cpu = json_map(), *verdicts = json_list();
    json_set_i64(object, "count", (int64_t)repeats->count);
    set_ms(cpu, "min", repeats->least_cpu_ns);
    set_ms(cpu, "median", repeats->median_cpu_ns);
    set_ms(cpu, "max", repeats->most_cpu_ns);
    json_set(object, "cpu_ms", cpu);
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        if (repeats->verdicts & (1U << i))
            json_append_string(verdicts, verdict_code((enum verdict)i));
    }
    json_set_bool(object, "agree", json_count(verdicts) == 1);
    json_set(object, "verdicts", verdicts);
    return object;
}

struct json *render_test_json(const struct test_report *test)
{
    bool has_run = test->is_done && test->verdict != VERDICT_SKIPPED;
    const struct facts *facts = has_run ? &test->facts : &no_facts;
    struct json *object = json_map();
    json_set_string(object, "name", test->name);
    json_set_string(object, "group", test->group);
    json_set_string(object, "verdict",
                    verdict_code(test->is_done ? test->verdict : VERDICT_SKIPPED));
    set_usage(object, facts);
    if (facts->events > 0) {
        json_set_i64(object, "events", facts->events);
        set_ms(object, "used_cpu_ms", facts_used_ns(facts));
    }
    set_ending(object, facts);
    set_text(object, "message", test->message);
    json_set_bool(object, "cached", test->is_cached);
    json_set_double(object, "score", test->score);
    json_set(object, "limits_hit", limits_hit_json(facts->limits_hit));
    if (test->how != NULL) {
        json_set_double(object, "points", test->points);
        json_set_string(object, "how", test->how);
    }
    if (facts->made_forbidden_call)
        set_text(object, "forbidden_call", facts->forbidden_call);
    if (test->error_text != NULL)
        json_set_string(object, "stderr", test->error_text);
    if (test->judge_message != NULL && test->judge_message[0] != '\0')
        json_set_string(object, "judge_message", test->judge_message);
    if (test->is_rejudged)
        json_set(object, "rejudged", rejudged_json(test));
    if (test->repeats.count > 0)
        json_set(object, "repeats", repeats_json(&test->repeats));
    return object;
}

static struct json *tests_json(const struct submission_report *report)
{
    struct json *list = json_list();
    for (size_t i = 0; i < report->test_count; i++)
        json_append(list, render_test_json(&report->tests[i]));
    return list;
}

/* What has no bound is null. */
static void set_bounded(struct json *object, const char *key, double value)
{
    json_set_double(object, key, isfinite(value) ? value : NAN);
}

static struct json *groups_json(const struct submission_report *report)
{
    struct json *list = json_list();
    for (size_t i = 0; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        struct json *object = json_map();
        json_set_string(object, "name", group->name);
        json_set_string(object, "verdict", verdict_code(group->verdict));
        json_set_double(object, "score", group->score);
        set_bounded(object, "max_score", group->max_score);
        json_set_bool(object, "run", group->is_run);
        set_text(object, "how", group->how);
        json_append(list, object);
    }
    return list;
}

static void set_compile(struct json *object, const struct compile_report *compile)
{
    if (!compile->is_attempted) {
        json_set_null(object, "compile");
        return;
    }
    struct json *value = json_map();
    json_set_bool(value, "ok", compile->is_ok);
    json_set_bool(value, "cached", compile->is_cached);
    set_usage(value, &compile->facts);
    set_text(value, "reason", compile->reason);
    json_set_string(value, "messages", compile->messages == NULL ? "" : compile->messages);
    json_set(object, "compile", value);
}

static struct json *texts_json(const char *const *texts, size_t count)
{
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append_string(list, texts[i]);
    return list;
}

static const char *verdict_text(const struct submission_report *report)
{
    if (report->error.kind == ERR_JUDGE)
        return verdict_code(VERDICT_JUDGE_ERROR);
    bool is_judged = report->error.kind == ERR_NONE && !report->is_interrupted;
    return is_judged ? verdict_code(report->verdict) : NULL;
}

/* By enum err_kind: what "error.kind" says. */
static const char *const kind_names[] = {
    [ERR_NONE] = "none",   [ERR_USAGE] = "usage",     [ERR_INPUT] = "input",
    [ERR_JUDGE] = "judge", [ERR_SERVICE] = "service", [ERR_INTERRUPTED] = "interrupted",
};

static void set_error(struct json *object, const struct err *error)
{
    if (error->kind == ERR_NONE)
        return;
    struct json *value = json_map();
    json_set_string(value, "kind", kind_names[error->kind]);
    json_set_string(value, "message", error->msg);
    json_set(object, "error", value);
}

static void set_limits(struct json *object, const struct submission_report *report)
{
    struct json *value = json_map();
    set_ms(value, "cpu_ms", report->limits.cpu_ns);
    set_ms(value, "wall_ms", report->limits.wall_ns);
    set_text(value, "origin", report->time_limit_origin);
    json_set(object, "time_limit", value);
    set_count(object, "memory_limit_bytes", report->limits.memory_bytes);
}

struct json *render_submission_json(const struct submission_report *report)
{
    struct json *object = json_map();
    if (report->id != NULL)
        json_set_string(object, "id", report->id);
    json_set_string(object, "source", report->source);
    json_set_string(object, "language", report->language);
    json_set_string(object, "problem", report->problem);
    json_set_string(object, "verdict", verdict_text(report));
    json_set_double(object, "score", report->score);
    if (report->group_count > 0) {
        set_bounded(object, "max_score", report->max_score);
        json_set(object, "groups", groups_json(report));
    }
    if (report->judge_error != NULL)
        json_set_string(object, "judge_error", report->judge_error);
    json_set_bool(object, "cached", report->is_cached);
    json_set(object, "degraded",
             texts_json((const char *const *)report->degraded, report->degraded_count));
    json_set(object, "tests", tests_json(report));
    set_compile(object, &report->compile);
    json_set(object, "hints", texts_json(report->hints, report->hint_count));
    set_limits(object, report);
    if (report->time_source != NULL)
        json_set_string(object, "time_source", report->time_source);
    set_ms(object, "wall_ms", report->wall_ns);
    if (report->noise_count > 0)
        json_set(object, "noise",
                 texts_json((const char *const *)report->noise, report->noise_count));
    set_error(object, &report->error);
    if (report->is_interrupted)
        json_set_bool(object, "interrupted", true);
    return object;
}

struct json *render_facts_json(const struct facts *facts, const struct limits *limits)
{
    struct json *object = json_map();
    struct str reason EV_STR = {0};
    facts_add_reason(&reason, facts, limits);
    json_set_i64(object, "version", 1);
    json_set_string(object, "reason", str_text(&reason));
    set_usage(object, facts);
    set_ms(object, "user_ms", facts->user_ns);
    set_ms(object, "system_ms", facts->system_ns);
    set_ending(object, facts);
    json_set(object, "limits_hit", limits_hit_json(facts->limits_hit));
    set_count(object, "written_bytes", facts->written_bytes);
    set_count(object, "stdout_bytes", facts->stdout_bytes);
    set_count(object, "stderr_bytes", facts->stderr_bytes);
    set_count(object, "processes_peak", facts->processes_peak);
    json_set_bool(object, "leftovers", facts->had_leftovers);
    if (facts->made_forbidden_call)
        json_set_string(object, "forbidden_call", facts->forbidden_call);
    return object;
}
