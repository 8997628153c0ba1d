/* junit: JUnit's XML, as CI servers read it: a test suite for each submission, a test case for its
 * compilation and for each test. Times are CPU time. */
#include <math.h>

#include "base/parse.h"
#include "render/cases.h"
#include "render/escape.h"
#include "render/format.h"

static void add_property(struct str *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    str_add(out, "      <property");
    escape_add_attribute(out, "name", name);
    escape_add_attribute(out, "value", value);
    str_add(out, "/>\n");
}

static void add_number(struct str *out, const char *name, double value)
{
    char number[32];
    if (!isfinite(value))
        return;
    (void)snprintf(number, sizeof(number), "%.10g", value); /* 17 characters at most */
    add_property(out, name, number);
}

static void add_group(struct str *out, const struct group_report *group)
{
    struct str value EV_STR = {0};
    struct str name EV_STR = {0};
    str_printf(&name, "group:%s", group->name);
    str_printf(&value, "%s %.10g", verdict_code(group->verdict), group->score);
    if (isfinite(group->max_score))
        str_printf(&value, " of %.10g", group->max_score);
    add_property(out, str_text(&name), str_text(&value));
}

static void add_properties(struct str *out, const struct submission_report *report)
{
    struct str outcome EV_STR = {0};
    submission_add_outcome(&outcome, report);
    bool has_verdict = report->error.kind == ERR_NONE && !report->is_interrupted;
    str_add(out, "    <properties>\n");
    add_property(out, "id", report->id);
    add_property(out, "user", report->user);
    add_property(out, "problem", report->problem);
    add_property(out, "language", report->language);
    add_property(out, "verdict", has_verdict ? verdict_code(report->verdict) : NULL);
    add_property(out, "outcome", str_text(&outcome));
    add_number(out, "score", report->score);
    add_number(out, "max_score", report->max_score);
    for (size_t i = 1; i < report->group_count; i++)
        add_group(out, &report->groups[i]);
    add_property(out, "judge_error", report->judge_error);
    add_property(out, "time_source", report->time_source);
    add_property(out, "cached", report->is_cached ? "true" : NULL);
    add_property(out, "interrupted", report->is_interrupted ? "true" : NULL);
    for (size_t i = 0; i < report->hint_count; i++)
        add_property(out, "hint", report->hints[i]);
    for (size_t i = 0; i < report->degraded_count; i++)
        add_property(out, "degraded", report->degraded[i]);
    for (size_t i = 0; i < report->noise_count; i++)
        add_property(out, "noise", report->noise[i]);
    str_add(out, "    </properties>\n");
}

/* By state; NULL: nothing is said. */
static const char *const elements[CASE_STATES] = {
    [CASE_FAILED] = "failure", [CASE_ERROR] = "error", [CASE_SKIPPED] = "skipped"};

static void add_outcome(struct str *out, const struct submission_report *report,
                        const struct judged_case *judged)
{
    const char *element = elements[judged->state];
    if (element == NULL)
        return;
    struct str message EV_STR = {0};
    case_add_message(&message, report, judged);
    str_printf(out, "      <%s", element);
    if (judged->state != CASE_SKIPPED) /* JUnit's <skipped> has no type */
        escape_add_attribute(out, "type", judged->type);
    escape_add_attribute(out, "message", str_text(&message));
    const char *details = case_details(report, judged);
    if (details == NULL || judged->state == CASE_SKIPPED) {
        str_add(out, "/>\n");
        return;
    }
    str_add_char(out, '>');
    escape_add_lines(out, ESCAPE_XML, details, "\n");
    str_printf(out, "</%s>\n", element);
}

static void add_figures(struct str *out, const struct judged_case *judged)
{
    const struct test_report *test = judged->test;
    bool has_points = test != NULL && test->how != NULL;
    if (judged->facts == NULL && !has_points)
        return;
    str_add(out, "      <system-out>");
    if (judged->facts != NULL) {
        facts_add_duration(out, judged->facts->cpu_ns);
        str_add(out, " CPU, ");
        facts_add_duration(out, judged->facts->wall_ns);
        str_add(out, " wall, ");
        facts_add_bytes(out, judged->facts->memory_bytes);
        str_add(out, judged->is_cached ? ", cached" : "");
    }
    if (has_points) {
        str_add(out, judged->facts != NULL ? "; points: " : "points: ");
        escape_add(out, ESCAPE_XML, test->how);
    }
    str_add(out, "</system-out>\n");
}

static void add_case(struct str *out, const struct submission_report *report,
                     const struct judged_case *judged)
{
    str_add(out, "    <testcase");
    escape_add_attribute(out, "classname", report->source);
    escape_add_attribute(out, "name", judged->name);
    if (judged->facts != NULL && judged->facts->cpu_ns >= 0)
        str_printf(out, " time=\"%.3f\"", (double)judged->facts->cpu_ns / 1e9);
    str_add(out, ">\n");
    add_outcome(out, report, judged);
    add_figures(out, judged);
    str_add(out, "    </testcase>\n");
}

static void junit_submission(struct printer *printer, const struct submission_report *report,
                             struct str *out)
{
    (void)printer; /* the same for every printer */
    size_t count = case_count(report), states[CASE_STATES] = {0};
    for (size_t i = 0; i < count; i++)
        states[case_at(report, i).state]++;
    str_add(out, "  <testsuite");
    escape_add_attribute(out, "name", report->source);
    str_printf(out,
               " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
               count, states[CASE_FAILED], states[CASE_ERROR], states[CASE_SKIPPED],
               (double)report->wall_ns / 1e9);
    add_properties(out, report);
    for (size_t i = 0; i < count; i++) {
        struct judged_case judged = case_at(report, i);
        add_case(out, report, &judged);
    }
    str_add(out, "  </testsuite>\n");
}

const struct format format_junit = {
    .name = "junit",
    .before = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evalx judge\">\n",
    .after = "</testsuites>\n",
    .after_interrupted = "<!-- interrupted: what is above is all that was finished -->\n"
                         "</testsuites>\n",
    .submission = junit_submission,
};
