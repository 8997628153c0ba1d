/* verify_json: the documented object of evalx-verify(1). Keys are only ever added; whatever changes
 * one raises "version". */
#include "render/verify.h"

static void set_ms(struct json *object, const char *key, int64_t ns)
{
    if (ns < 0)
        json_set_null(object, key);
    else
        json_set_double(object, key, (double)(ns / 1000) / 1000.0);
}

static struct json *finding_json(const struct finding *finding)
{
    struct json *object = json_map();
    json_set_string(object, "level", verify_level_name(finding->level));
    json_set_string(object, "check", finding->check);
    json_set_string(object, "file", finding->file);
    if (finding->line > 0)
        json_set_i64(object, "line", finding->line);
    json_set_string(object, "text", finding->text);
    return object;
}

static struct json *test_json(const struct verify_report *report, const struct verified_test *test,
                              size_t index)
{
    struct json *object = json_map();
    json_set_string(object, "name", report->tests[index].name);
    json_set_string(object, "verdict", verdict_code(test->verdict));
    json_set_string(object, "high_verdict", verdict_code(test->high_verdict));
    set_ms(object, "cpu_ms", test->cpu_ns);
    json_set_i64(object, "memory_bytes", test->memory_bytes);
    json_set_double(object, "score", test->score);
    json_set_string(object, "message", test->message);
    return object;
}

static struct json *submission_json(const struct verify_report *report,
                                    const struct verified_submission *submission)
{
    struct json *object = json_map();
    bool has_verdict =
        submission->state == VERIFIED_AS_EXPECTED || submission->state == VERIFIED_OTHERWISE;
    json_set_string(object, "source", submission->path);
    json_set_string(object, "language", submission->language);
    json_set_string(object, "state", verify_state_name(submission->state));
    json_set_string(object, "why", submission->why);
    json_set_string(object, "expected", submission->expected);
    json_set_string(object, "verdict", has_verdict ? verdict_code(submission->verdict) : NULL);
    json_set_string(object, "high_verdict",
                    has_verdict ? verdict_code(submission->high_verdict) : NULL);
    json_set_string(object, "native_verdict", has_verdict ? submission->native : NULL);
    json_set_bool(object, "sensitive", submission->is_sensitive);
    json_set_double(object, "score", submission->score);
    json_set_double(object, "high_score", submission->high_score);
    json_set_double(object, "max_score", submission->max_score);
    bool has_slowest = submission->tests && submission->slowest != SIZE_MAX && report->tests;
    json_set_string(object, "slowest_test",
                    has_slowest ? report->tests[submission->slowest].name : NULL);
    set_ms(object, "slowest_ms", has_slowest ? submission->tests[submission->slowest].cpu_ns : -1);
    struct json *tests = json_list();
    for (size_t i = 0; submission->tests && report->tests && i < report->test_count; i++)
        json_append(tests, test_json(report, &submission->tests[i], i));
    json_set(object, "tests", tests);
    return object;
}

static struct json *side_json(const struct limit_side *side)
{
    if (!side->path)
        return NULL;
    struct json *object = json_map();
    json_set_string(object, "source", side->path);
    json_set_string(object, "test", side->test);
    set_ms(object, "cpu_ms", side->cpu_ns);
    json_set_bool(object, "ended", side->is_more);
    return object;
}

static struct json *limit_json(const struct verified_limit *limit)
{
    if (!limit->is_known)
        return NULL;
    struct json *object = json_map();
    set_ms(object, "limit_ms", limit->limit_ns);
    set_ms(object, "high_ms", limit->high_ns);
    json_set_string(object, "origin", limit->origin);
    json_set_double(object, "ac_to_time_limit", limit->lower_factor);
    json_set_double(object, "time_limit_to_tle", limit->upper_factor);
    set_ms(object, "least_ms", limit->least_ns);
    set_ms(object, "most_ms", limit->most_ns);
    json_set(object, "slowest_in_time", side_json(&limit->lower));
    json_set(object, "fastest_too_slow", side_json(&limit->upper));
    return object;
}

/* Which submissions a test rejects. */
static struct json *worth_json(const struct verify_report *report, size_t index)
{
    const struct test_worth *worth = &report->tests[index];
    struct json *object = json_map();
    struct json *rejects = json_list();
    for (size_t i = 0; i < report->submission_count; i++) {
        const struct verified_submission *submission = &report->submissions[i];
        if (submission->tests && submission->tests[index].is_done &&
            submission->tests[index].verdict != VERDICT_ACCEPTED)
            json_append_string(rejects, submission->path);
    }
    json_set_string(object, "name", worth->name);
    json_set(object, "rejects", rejects);
    json_set_i64(object, "alone_in_rejecting", (int64_t)worth->only_one);
    json_set_bool(object, "sets_limit", worth->sets_limit);
    json_set_bool(object, "useless", worth->is_useless);
    return object;
}

static struct json *counts_json(const struct verified_counts *counts)
{
    struct json *object = json_map();
    json_set_i64(object, "inputs", (int64_t)counts->inputs);
    json_set_i64(object, "answers", (int64_t)counts->answers);
    json_set_i64(object, "input_validators", (int64_t)counts->input_validators);
    json_set_i64(object, "answer_validators", (int64_t)counts->answer_validators);
    json_set_i64(object, "cases", (int64_t)counts->cases);
    json_set_i64(object, "runs", (int64_t)counts->validator_runs);
    json_set_i64(object, "mutants", (int64_t)counts->mutants);
    json_set_i64(object, "accepted_mutants", (int64_t)counts->accepted_mutants);
    return object;
}

static void add_package(const struct verify_render *render, const struct verify_report *report,
                        struct str *out)
{
    struct json *object = json_map();
    json_set_string(object, "package", report->path);
    json_set_string(object, "problem", report->problem);
    json_set_string(object, "title", report->title);
    json_set_string(object, "format", report->format);
    json_set_i64(object, "exit_status",
                 verify_report_exit_status(report, render->is_warning_error));
    json_set_string(object, "error", report->error.kind != ERR_NONE ? report->error.msg : NULL);
    json_set_bool(object, "interrupted", report->is_interrupted);
    json_set_i64(object, "errors", (int64_t)report->levels[FINDING_ERROR]);
    json_set_i64(object, "warnings", (int64_t)report->levels[FINDING_WARNING]);
    json_set_i64(object, "skipped", (int64_t)report->skipped_count);
    struct json *findings = json_list();
    for (size_t i = 0; i < report->finding_count; i++)
        json_append(findings, finding_json(&report->findings[i]));
    json_set(object, "findings", findings);
    json_set(object, "validators", counts_json(&report->counts));
    json_set(object, "time_limit", limit_json(&report->limit));
    struct json *submissions = json_list();
    for (size_t i = 0; i < report->submission_count; i++)
        json_append(submissions, submission_json(report, &report->submissions[i]));
    json_set(object, "submissions", submissions);
    struct json *tests = json_list();
    for (size_t i = 0; report->tests && i < report->test_count; i++)
        json_append(tests, worth_json(report, i));
    json_set(object, "tests", tests);
    set_ms(object, "wall_ms", report->wall_ns);
    json_write(object, true, out);
    json_close(object);
}

const struct verify_format verify_json = {
    .name = "json",
    .before = "{\"version\":1,\"packages\":[\n",
    .between = ",\n",
    .after = "\n]}\n",
    .package = add_package,
};
