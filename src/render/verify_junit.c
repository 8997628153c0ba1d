/* verify_junit: JUnit's XML, as CI servers read it: a test suite for each package, a test case for
 * each submission and for each finding that is not about one. */
#include <string.h>

#include "render/escape.h"
#include "render/verify.h"

static void begin_case(struct str *out, const struct verify_report *report, const char *name)
{
    str_add(out, "    <testcase");
    escape_add_attribute(out, "classname", report->problem ? report->problem : report->path);
    escape_add_attribute(out, "name", name);
}

static void add_failure(struct str *out, const char *kind, const char *type, const char *message)
{
    str_printf(out, ">\n      <%s", kind);
    if (type)
        escape_add_attribute(out, "type", type);
    escape_add_attribute(out, "message", message);
    str_add(out, "/>\n    </testcase>\n");
}

static const struct {
    const char *kind;
    const char *type;
} elements[] = {
    [VERIFIED_AS_EXPECTED] = {NULL, NULL},      [VERIFIED_OTHERWISE] = {"failure", "expectation"},
    [VERIFIED_SKIPPED] = {"skipped", NULL},     [VERIFIED_NOT_RUN] = {"skipped", NULL},
    [VERIFIED_NO_VERDICT] = {"error", "judge"},
};

static void add_submission(struct str *out, const struct verify_report *report,
                           const struct verified_submission *submission)
{
    begin_case(out, report, submission->path);
    if (submission->tests && submission->slowest != SIZE_MAX)
        str_printf(out, " time=\"%.3f\"",
                   (double)submission->tests[submission->slowest].cpu_ns / 1e9);
    if (!elements[submission->state].kind)
        str_add(out, "/>\n");
    else
        add_failure(out, elements[submission->state].kind, elements[submission->state].type,
                    submission->why ? submission->why : "not asked for");
}

static bool is_of_submission(const struct verify_report *report, const struct finding *finding)
{
    for (size_t i = 0; finding->file && i < report->submission_count; i++) {
        if (strcmp(report->submissions[i].path, finding->file) == 0)
            return report->submissions[i].state == VERIFIED_OTHERWISE ||
                   report->submissions[i].state == VERIFIED_NO_VERDICT;
    }
    return false;
}

/* Findings that no submission's case tells already. */
static bool is_case(const struct verify_render *render, const struct verify_report *report,
                    const struct finding *finding)
{
    enum finding_level least = render->is_warning_error ? FINDING_WARNING : FINDING_ERROR;
    return finding->level >= least && !is_of_submission(report, finding);
}

static void add_package(const struct verify_render *render, const struct verify_report *report,
                        struct str *out)
{
    bool has_error = report->error.kind != ERR_NONE;
    size_t cases = report->submission_count + has_error;
    size_t counts[EV_ARRAY_LENGTH(elements)] = {0};
    for (size_t i = 0; i < report->submission_count; i++)
        counts[report->submissions[i].state]++;
    size_t failures = counts[VERIFIED_OTHERWISE];
    for (size_t i = 0; i < report->finding_count; i++) {
        cases += is_case(render, report, &report->findings[i]);
        failures += is_case(render, report, &report->findings[i]);
    }
    str_add(out, "  <testsuite");
    escape_add_attribute(out, "name", report->problem ? report->problem : report->path);
    str_printf(out,
               " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
               cases, failures, counts[VERIFIED_NO_VERDICT] + has_error,
               counts[VERIFIED_SKIPPED] + counts[VERIFIED_NOT_RUN], (double)report->wall_ns / 1e9);
    if (has_error) {
        begin_case(out, report, "package");
        add_failure(out, "error", "package", report->error.msg);
    }
    for (size_t i = 0; i < report->submission_count; i++)
        add_submission(out, report, &report->submissions[i]);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (!is_case(render, report, finding))
            continue;
        EV_STR struct str name = {0};
        str_printf(&name, "%s%s%s", finding->check, finding->file ? ": " : "",
                   finding->file ? finding->file : "");
        begin_case(out, report, str_text(&name));
        add_failure(out, "failure", finding->check, finding->text);
    }
    str_add(out, "  </testsuite>\n");
}

const struct verify_format verify_junit = {
    .name = "junit",
    .before = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evalx verify\">\n",
    .after = "</testsuites>\n",
    .package = add_package,
};
