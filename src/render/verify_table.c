/* verify_table: a package for people: what was looked at, the time limit, the matrix, findings, and
 * a line that sums up. */
#include "base/parse.h"
#include "render/text.h"
#include "render/verify.h"

static const char *const colours[FINDING_LEVELS] = {
    [FINDING_NOTE] = "\033[36m", [FINDING_WARNING] = "\033[33m", [FINDING_ERROR] = "\033[1;31m"};

static void add_count(struct str *out, size_t count, const char *what)
{
    str_printf(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static size_t count_states(const struct verify_report *report, enum verified_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < report->submission_count; i++)
        count += report->submissions[i].state == state;
    return count;
}

static void add_heading(struct str *out, const struct verify_report *report)
{
    (void)text_add_visible(out, report->problem, TEXT_ANY_WIDTH);
    if (report->title) {
        str_add(out, ": ");
        (void)text_add_visible(out, report->title, TEXT_ANY_WIDTH);
    }
    str_printf(out, " (%s), ", report->format);
    add_count(out, report->test_count, "test");
    str_add(out, ", ");
    add_count(out, report->submission_count, "submission");
    str_add_char(out, '\n');
}

static void add_validators(struct str *out, const struct verified_counts *counts)
{
    if (counts->validator_runs == 0)
        return;
    str_add(out, "  validators: ");
    add_count(out, counts->validator_runs, "run");
    if (counts->input_validators > 0) {
        str_add(out, "; ");
        add_count(out, counts->input_validators, "input validator");
        str_add(out, " on ");
        add_count(out, counts->inputs, "input");
    }
    if (counts->answers > 0) {
        str_add(out, ", ");
        add_count(out, counts->answers, "answer");
    }
    if (counts->cases > 0) {
        str_add(out, ", ");
        add_count(out, counts->cases, "case");
    }
    str_add_char(out, '\n');
}

static void add_finding(struct str *out, const struct finding *finding, bool has_colour)
{
    str_printf(out, "  %s%s%s: ", has_colour ? colours[finding->level] : "",
               verify_level_name(finding->level), has_colour ? "\033[0m" : "");
    if (finding->file)
        (void)text_add_visible(out, finding->file, TEXT_ANY_WIDTH);
    if (finding->line > 0)
        str_printf(out, ":%d", finding->line);
    str_add(out, finding->file ? ": " : "");
    (void)text_add_visible(out, finding->text, TEXT_ANY_WIDTH);
    str_add_char(out, '\n');
}

/* Errors first. */
static void add_findings(struct str *out, const struct verify_report *report,
                         const struct verify_render *render)
{
    for (int level = FINDING_LEVELS; level-- > 0;) {
        if (level == FINDING_NOTE && render->is_quiet)
            continue;
        for (size_t i = 0; i < report->finding_count; i++) {
            if ((int)report->findings[i].level == level)
                add_finding(out, &report->findings[i], render->has_colour);
        }
    }
}

static void add_summary(struct str *out, const struct verify_report *report,
                        const struct verify_render *render)
{
    char text[24];
    bool is_good = verify_report_exit_status(report, render->is_warning_error) == 0;
    size_t expected = count_states(report, VERIFIED_AS_EXPECTED);
    size_t judged = expected + count_states(report, VERIFIED_OTHERWISE) +
                    count_states(report, VERIFIED_NO_VERDICT);
    (void)text_add_visible(out, report->problem, TEXT_ANY_WIDTH);
    str_printf(out, ": %s%s%s: ", render->has_colour ? is_good ? "\033[32m" : "\033[1;31m" : "",
               report->is_interrupted ? "interrupted"
               : is_good              ? "good"
                                      : "not good",
               render->has_colour ? "\033[0m" : "");
    if (judged > 0)
        str_printf(out, "%zu of %zu submissions as expected, ", expected, judged);
    if (report->skipped_count > 0)
        str_printf(out, "%zu skipped, ", report->skipped_count);
    add_count(out, report->levels[FINDING_ERROR], "error");
    str_add(out, ", ");
    add_count(out, report->levels[FINDING_WARNING], "warning");
    str_printf(out, " (%s)\n", format_duration(report->wall_ns, text, sizeof(text)));
}

static void add_package(const struct verify_render *render, const struct verify_report *report,
                        struct str *out)
{
    if (report->error.kind != ERR_NONE && !report->problem) {
        str_printf(out, "%s: %scannot be checked%s: ", report->path,
                   render->has_colour ? colours[FINDING_ERROR] : "",
                   render->has_colour ? "\033[0m" : "");
        (void)text_add_visible(out, report->error.msg, TEXT_ANY_WIDTH);
        str_add_char(out, '\n');
        return;
    }
    if (!render->is_quiet) {
        add_heading(out, report);
        add_validators(out, &report->counts);
        if (report->limit.is_known && report->limit.limit_ns > 0) {
            str_add(out, "  time limit: ");
            verify_add_limit(out, &report->limit);
            str_add_char(out, '\n');
        }
        if (count_states(report, VERIFIED_NOT_RUN) < report->submission_count)
            verify_add_matrix(out, report, render->has_colour);
    }
    add_findings(out, report, render);
    if (report->error.kind != ERR_NONE) {
        str_printf(out, "  error: ");
        (void)text_add_visible(out, report->error.msg, TEXT_ANY_WIDTH);
        str_add_char(out, '\n');
    }
    add_summary(out, report, render);
}

static void add_totals(const struct verify_render *render, struct str *out)
{
    if (render->written < 2)
        return;
    str_add_char(out, '\n');
    add_count(out, render->written, "package");
    str_printf(out, ": %zu good, %zu not; ", render->written - render->failed, render->failed);
    add_count(out, render->levels[FINDING_ERROR], "error");
    str_add(out, ", ");
    add_count(out, render->levels[FINDING_WARNING], "warning");
    str_add_char(out, '\n');
}

const struct verify_format verify_table = {
    .name = "table", .between = "\n", .package = add_package, .finish = add_totals};
