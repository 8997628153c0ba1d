/* tap: Test Anything Protocol, version 14: a test point for each submission, with a subtest of its
 * compilation and tests. The plan comes last, as nobody knows how many a batch has. */
#include <math.h>

#include "render/cases.h"
#include "render/escape.h"
#include "render/format.h"

/* A block of diagnostics, in which `indent` stands before every line. */
static void add_key(struct str *out, const char *indent, const char *key, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    str_printf(out, "%s  %s: \"", indent, key);
    escape_add_lines(out, ESCAPE_QUOTED, value, "\\n");
    str_add(out, "\"\n");
}

static void add_number(struct str *out, const char *indent, const char *key, double value)
{
    if (isfinite(value))
        str_printf(out, "%s  %s: %.10g\n", indent, key, value);
}

static void add_ms(struct str *out, const char *indent, const char *key, int64_t ns)
{
    if (ns >= 0)
        str_printf(out, "%s  %s: %.3f\n", indent, key, (double)ns / 1e6);
}

static void add_flag(struct str *out, const char *indent, const char *key, bool is_set)
{
    if (is_set)
        str_printf(out, "%s  %s: true\n", indent, key);
}

static void add_list(struct str *out, const char *indent, const char *key, const char *const *texts,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            str_printf(out, "%s  %s:\n", indent, key);
        str_printf(out, "%s    - \"", indent);
        escape_add(out, ESCAPE_QUOTED, texts[i]);
        str_add(out, "\"\n");
    }
}

static void add_groups(struct str *out, const char *indent, const struct submission_report *report)
{
    for (size_t i = 1; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        if (i == 1)
            str_printf(out, "%s  groups:\n", indent);
        str_printf(out, "%s    - name: \"", indent);
        escape_add(out, ESCAPE_QUOTED, group->name);
        str_printf(out, "\"\n%s      verdict: %s\n", indent, verdict_code(group->verdict));
        str_printf(out, "%s      score: %.10g\n", indent, group->score);
        if (isfinite(group->max_score))
            str_printf(out, "%s      max_score: %.10g\n", indent, group->max_score);
    }
}

static void add_point(struct str *out, const char *indent, size_t number, bool is_ok,
                      const char *name)
{
    str_printf(out, "%s%s", indent, is_ok ? "ok" : "not ok");
    if (number > 0)
        str_printf(out, " %zu", number);
    str_add(out, " - ");
    escape_add(out, ESCAPE_TAP, name);
}

static void add_case_details(struct str *out, const char *indent,
                             const struct submission_report *report,
                             const struct judged_case *judged, const char *message)
{
    const struct test_report *test = judged->test;
    str_printf(out, "%s  ---\n", indent);
    add_key(out, indent, "verdict", judged->type);
    add_key(out, indent, "message", message);
    add_key(out, indent, "details", case_details(report, judged));
    if (judged->facts != NULL) {
        add_ms(out, indent, "cpu_ms", judged->facts->cpu_ns);
        add_ms(out, indent, "wall_ms", judged->facts->wall_ns);
        add_number(out, indent, "memory_bytes",
                   judged->facts->memory_bytes < 0 ? NAN : (double)judged->facts->memory_bytes);
    }
    add_flag(out, indent, "cached", judged->is_cached);
    if (test != NULL && test->how != NULL) {
        add_number(out, indent, "points", test->points);
        add_key(out, indent, "how", test->how);
    }
    str_printf(out, "%s  ...\n", indent);
}

static void add_case(struct str *out, const struct submission_report *report, size_t index)
{
    static const char indent[] = "    ";
    struct judged_case judged = case_at(report, index);
    struct str message EV_STR = {0};
    case_add_message(&message, report, &judged);
    bool is_skipped = judged.state == CASE_SKIPPED;
    add_point(out, indent, index + 1, is_skipped || judged.state == CASE_PASSED, judged.name);
    if (is_skipped) {
        str_add(out, " # SKIP ");
        escape_add(out, ESCAPE_TAP, str_text(&message));
        str_add_char(out, '\n');
        return;
    }
    str_add_char(out, '\n');
    add_case_details(out, indent, report, &judged, str_text(&message));
}

static void add_whole_details(struct str *out, const struct submission_report *report)
{
    struct str outcome EV_STR = {0};
    submission_add_outcome(&outcome, report);
    bool has_verdict = report->error.kind == ERR_NONE && !report->is_interrupted;
    str_add(out, "  ---\n");
    add_key(out, "", "verdict", has_verdict ? verdict_code(report->verdict) : NULL);
    add_key(out, "", "message", str_text(&outcome));
    add_key(out, "", "id", report->id);
    add_key(out, "", "user", report->user);
    add_key(out, "", "problem", report->problem);
    add_key(out, "", "language", report->language);
    add_number(out, "", "score", report->score);
    add_number(out, "", "max_score", report->max_score);
    add_groups(out, "", report);
    add_key(out, "", "judge_error", report->judge_error);
    add_flag(out, "", "cached", report->is_cached);
    add_flag(out, "", "interrupted", report->is_interrupted);
    add_list(out, "", "hints", report->hints, report->hint_count);
    add_key(out, "", "time_source", report->time_source);
    add_list(out, "", "degraded", (const char *const *)report->degraded, report->degraded_count);
    add_list(out, "", "noise", (const char *const *)report->noise, report->noise_count);
    str_add(out, "  ...\n");
}

/* Without a number: a submission that an interruption kept back would leave a gap. */
static void tap_submission(struct printer *printer, const struct submission_report *report,
                           struct str *out)
{
    (void)printer; /* the same for every printer */
    size_t count = case_count(report);
    if (count > 0) {
        str_add(out, "# Subtest: ");
        escape_add(out, ESCAPE_TAP, report->source);
        str_printf(out, "\n    1..%zu\n", count);
    }
    for (size_t i = 0; i < count; i++)
        add_case(out, report, i);
    add_point(out, "", 0, case_state_of(report) == CASE_PASSED, report->source);
    str_add_char(out, '\n');
    add_whole_details(out, report);
}

static void tap_finish(struct printer *printer, bool is_interrupted, struct str *out)
{
    str_printf(out, "1..%zu\n", printer->done);
    if (is_interrupted)
        str_add(out, "Bail out! interrupted\n");
}

const struct format format_tap = {
    .name = "tap",
    .before = "TAP version 14\n",
    .submission = tap_submission,
    .finish = tap_finish,
};
