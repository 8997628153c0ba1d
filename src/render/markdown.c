/* markdown: for comments and wikis (GitHub's tables). One submission: a table of its tests;
 * several: a table with a row for each. */
#include <math.h>

#include "render/cases.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/text.h"

enum { MESSAGE_LINES_MOST = 40, CELL_COLUMNS_MOST = 200 };

/* " text |" */
static void add_cell(struct str *out, const char *text)
{
    struct str cut EV_STR = {0};
    text_add_visible(&cut, text, CELL_COLUMNS_MOST);
    str_add_char(out, ' ');
    escape_add(out, ESCAPE_MARKDOWN, str_text(&cut));
    str_add(out, " |");
}

static void add_duration(struct str *out, int64_t ns)
{
    str_add_char(out, ' ');
    facts_add_duration(out, ns);
    str_add(out, " |");
}

static void add_bytes(struct str *out, int64_t bytes)
{
    str_add_char(out, ' ');
    facts_add_bytes(out, bytes);
    str_add(out, " |");
}

static void add_number(struct str *out, double value)
{
    if (isfinite(value))
        str_printf(out, " %.10g |", value);
    else
        str_add(out, " |");
}

/* ---- one submission ---- */

static void add_tests(struct str *out, const struct submission_report *report)
{
    if (report->test_count == 0)
        return;
    bool has_points = report->group_count > 0;
    str_printf(out, "\n| Test | Verdict | CPU | Wall | Memory |%s Message |\n",
               has_points ? " Points |" : "");
    str_printf(out, "|---|---|---:|---:|---:|%s---|\n", has_points ? "---:|" : "");
    for (size_t i = 0, count = case_count(report); i < count; i++) {
        struct judged_case judged = case_at(report, i);
        if (judged.test == NULL)
            continue;
        const struct facts *facts = judged.facts;
        struct str message EV_STR = {0};
        case_add_message(&message, report, &judged);
        if (judged.is_cached)
            str_printf(&message, "%s(cached)", message.count > 0 ? " " : "");
        str_add_char(out, '|');
        add_cell(out, judged.name);
        add_cell(out, judged.type == NULL ? verdict_code(VERDICT_ACCEPTED) : judged.type);
        add_duration(out, facts == NULL ? -1 : facts->cpu_ns);
        add_duration(out, facts == NULL ? -1 : facts->wall_ns);
        add_bytes(out, facts == NULL ? -1 : facts->memory_bytes);
        if (has_points)
            add_number(out, judged.test->points);
        add_cell(out, str_text(&message));
        str_add_char(out, '\n');
    }
}

static void add_groups(struct str *out, const struct submission_report *report)
{
    if (report->group_count == 0)
        return;
    str_add(out, "\n| Group | Verdict | Score | Of | How |\n|---|---|---:|---:|---|\n");
    for (size_t i = 0; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        str_add_char(out, '|');
        add_cell(out, group->name[0] == '\0' ? "whole" : group->name);
        add_cell(out, verdict_code(group->verdict));
        add_number(out, group->score);
        add_number(out, group->max_score);
        add_cell(out, group->how);
        str_add_char(out, '\n');
    }
}

static void add_list(struct str *out, const char *label, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str_printf(out, "%s- %s: ", i == 0 ? "\n" : "", label);
        escape_add(out, ESCAPE_MARKDOWN, texts[i]);
        str_add_char(out, '\n');
    }
}

static void add_verdict(struct str *out, const struct submission_report *report)
{
    struct str verdict EV_STR = {0};
    row_add_verdict(&verdict, false, report);
    while (verdict.count > 0 && verdict.text[verdict.count - 1] == ' ')
        verdict.text[--verdict.count] = '\0';
    str_add(out, str_text(&verdict));
}

static void single_submission(struct printer *printer, const struct submission_report *report,
                              struct str *out)
{
    struct str outcome EV_STR = {0};
    submission_add_outcome(&outcome, report);
    str_add(out, "## ");
    escape_add(out, ESCAPE_MARKDOWN, report->source);
    if (report->problem != NULL) {
        str_add(out, " for ");
        escape_add(out, ESCAPE_MARKDOWN, report->problem);
    }
    str_add(out, "\n\n**");
    add_verdict(out, report);
    str_add(out, "** ");
    escape_add(out, ESCAPE_MARKDOWN, str_text(&outcome));
    str_add_char(out, '\n');
    if (printer->options.is_quiet) {
        add_list(out, "judge error", &report->judge_error, report->judge_error != NULL);
        return;
    }
    add_tests(out, report);
    add_groups(out, report);
    if (report->compile.messages != NULL && report->compile.messages[0] != '\0') {
        str_add(out, "\nThe compiler:\n\n");
        text_add_lines(out, report->compile.messages, "    ", MESSAGE_LINES_MOST);
    }
    add_list(out, "judge error", &report->judge_error, report->judge_error != NULL);
    add_list(out, "hint", report->hints, report->hint_count);
    add_list(out, "time source", &report->time_source, report->time_source != NULL);
    add_list(out, "degraded", (const char *const *)report->degraded, report->degraded_count);
    add_list(out, "noisy host", (const char *const *)report->noise, report->noise_count);
}

/* ---- several ---- */

static void add_group_scores(struct str *out, const struct submission_report *report)
{
    for (size_t i = 1; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        str_printf(out, "; %s %.10g", group->name, group->score);
        if (isfinite(group->max_score))
            str_printf(out, "/%.10g", group->max_score);
    }
}

static void many_submission(struct printer *printer, const struct submission_report *report,
                            struct str *out)
{
    (void)printer; /* the same for every printer */
    struct totals totals = totals_of(report);
    struct str tests EV_STR = {0};
    struct str remark EV_STR = {0};
    if (totals.ran > 0)
        str_printf(&tests, "%zu/%zu", totals.accepted, report->test_count);
    submission_add_outcome(&remark, report);
    add_group_scores(&remark, report);
    str_add(out, "| ");
    add_verdict(out, report);
    str_add(out, " |");
    add_cell(out, str_text(&tests));
    add_duration(out, totals.cpu_ns);
    add_bytes(out, totals.memory_bytes);
    add_number(out, report->score);
    add_cell(out, report->language);
    add_cell(out, report->source);
    add_cell(out, str_text(&remark));
    str_add_char(out, '\n');
}

static void markdown_finish(struct printer *printer, bool is_interrupted, struct str *out)
{
    struct str tally EV_STR = {0};
    printer_add_tally(printer, is_interrupted, &tally);
    if (tally.count > 0)
        str_printf(out, "\n%s", str_text(&tally));
}

static const struct format format_markdown_many = {
    .name = "markdown",
    .before = "| Verdict | Tests | CPU | Memory | Score | Language | Submission | Remarks |\n"
              "|---|---:|---:|---:|---:|---|---|---|\n",
    .submission = many_submission,
    .finish = markdown_finish,
};

static const struct format *markdown_choose(const struct render_options *options)
{
    return options->submission_count == 1 ? &format_markdown : &format_markdown_many;
}

const struct format format_markdown = {
    .name = "markdown",
    .choose = markdown_choose,
    .submission = single_submission,
    .finish = markdown_finish,
};
