/* html_verify: what `evalx verify` found out about a package. */
#include <string.h>

#include "base/arena.h"
#include "base/parse.h"
#include "render/html.h"
#include "render/verify.h"

enum { SUBMISSIONS_MOST = 1000, LETTERS_MOST = 300, FINDINGS_MOST = 2000, WORTH_MOST = 1000 };

static void add_findings(struct str *out, const struct verify_report *report)
{
    static const enum verdict colours[] = {
        [FINDING_NOTE] = VERDICT_COMPILE_ERROR,
        [FINDING_WARNING] = VERDICT_MEMORY_LIMIT,
        [FINDING_ERROR] = VERDICT_WRONG_ANSWER,
    };
    if (report->finding_count == 0) {
        str_add(out, "<p>Nothing to complain of.</p>\n");
        return;
    }
    str_add(out, "<h3>Findings</h3>\n");
    html_scroll_begin(out, "Findings");
    str_add(out, "<table><thead><tr><th scope=\"col\">Level</th><th scope=\"col\">File</th>"
                 "<th scope=\"col\">What</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->finding_count && i < FINDINGS_MOST; i++) {
        const struct finding *finding = &report->findings[i];
        str_add(out, "<tr><td><span class=\"v ");
        html_class(out, colours[finding->level]);
        str_printf(out, "\">%s</span></td><th scope=\"row\">", verify_level_name(finding->level));
        html_path(out, finding->file);
        if (finding->line > 0)
            str_printf(out, ":%d", finding->line);
        str_add(out, "</th><td class=\"why\">");
        html_text(out, finding->text);
        str_add(out, "</td></tr>\n");
    }
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
}

static unsigned add_letters(struct str *out, const struct verify_report *report,
                            const struct verified_submission *submission)
{
    unsigned verdicts = 0;
    str_add(out, "<td class=\"letters\">");
    for (size_t i = 0; submission->tests != NULL && i < report->test_count && i < LETTERS_MOST;
         i++) {
        const struct verified_test *test = &submission->tests[i];
        enum verdict verdict = test->is_done ? test->verdict : VERDICT_SKIPPED;
        html_letter(out, verdict, report->tests != NULL ? report->tests[i].name : "", NULL);
        verdicts |= 1U << verdict;
    }
    str_add(out, "</td>");
    return verdicts;
}

static unsigned add_submission(struct str *out, const struct verify_report *report,
                               const struct verified_submission *submission)
{
    bool has_verdict =
        submission->state == VERIFIED_AS_EXPECTED || submission->state == VERIFIED_OTHERWISE;
    bool has_time = has_verdict && submission->tests != NULL && submission->slowest != SIZE_MAX;
    str_add(out, "<tr><td>");
    if (has_verdict)
        html_verdict(out, submission->verdict);
    else
        str_add(out, "--");
    str_add(out, "</td><th scope=\"row\">");
    html_path(out, verify_short_path(submission->path));
    str_add(out, "</th><td>");
    html_text(out, submission->expected[0] != '\0' ? submission->expected : "anything");
    str_printf(out, "</td><td>%s</td>", verify_state_name(submission->state));
    html_duration_cell(out, has_time ? submission->tests[submission->slowest].cpu_ns : -1);
    unsigned verdicts = add_letters(out, report, submission);
    str_add(out, "<td class=\"why\">");
    html_text(out, submission->why);
    str_add(out, "</td></tr>\n");
    return verdicts;
}

static void add_submissions(struct str *out, const struct verify_report *report)
{
    unsigned verdicts = 0;
    if (report->submission_count == 0)
        return;
    str_add(out, "<h3>Submissions and tests</h3>\n");
    html_scroll_begin(out, "Submissions and tests");
    str_add(out, "<table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Submission</th>"
                 "<th scope=\"col\">Expected</th><th scope=\"col\">State</th><th scope=\"col\" "
                 "class=\"num\">CPU</th><th scope=\"col\">Verdict of each test</th><th "
                 "scope=\"col\">Why</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->submission_count && i < SUBMISSIONS_MOST; i++)
        verdicts |= add_submission(out, report, &report->submissions[i]);
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    html_legend(out, verdicts);
}

static void add_limit(struct str *out, const struct verify_report *report)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    EV_STR struct str words = {0};
    if (!report->limit.is_known)
        return;
    struct html_bar *bars = arena_alloc(&arena, (report->submission_count + 1) * sizeof(*bars));
    for (size_t i = 0; i < report->submission_count; i++) {
        const struct verified_submission *submission = &report->submissions[i];
        bool has_time = submission->tests != NULL && submission->slowest != SIZE_MAX;
        bars[i] = (struct html_bar){has_time ? submission->tests[submission->slowest].cpu_ns : -1,
                                    submission->verdict};
    }
    verify_add_limit(&words, &report->limit);
    str_add(out, "<h3>Time limit</h3>\n<p>");
    html_text(out, str_text(&words));
    str_add(out, "</p>\n");
    html_plot(out, "CPU time of each submission on its slowest test", bars,
              report->submission_count, report->limit.limit_ns, format_duration);
}

static void add_worth(struct str *out, const struct verify_report *report)
{
    if (!report->has_worth || report->tests == NULL)
        return;
    str_add(out, "<details><summary>What the tests are good for</summary>\n");
    html_scroll_begin(out, "Tests");
    str_add(out, "<table><thead><tr><th scope=\"col\">Test</th><th scope=\"col\" class=\"num\">"
                 "Rejects</th><th scope=\"col\" class=\"num\">Alone</th><th scope=\"col\">Remark"
                 "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->test_count && i < WORTH_MOST; i++) {
        const struct test_worth *test = &report->tests[i];
        str_add(out, "<tr><th scope=\"row\">");
        html_path(out, test->name);
        str_printf(out,
                   "</th><td class=\"num\">%zu</td><td class=\"num\">%zu</td><td>%s</td></tr>\n",
                   test->rejects, test->only_one,
                   test->is_useless   ? "not needed"
                   : test->sets_limit ? "sets the limit"
                                      : "");
    }
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    str_add(out, "</details>\n");
}

static void add_counts(struct str *out, const struct verify_report *report)
{
    const struct verified_counts *counts = &report->counts;
    str_printf(out,
               "<p class=\"dim\">%zu inputs and %zu answers were read by %zu and %zu validators; "
               "%zu invalid cases; %zu submissions, %zu of them skipped</p>\n",
               counts->inputs, counts->answers, counts->input_validators, counts->answer_validators,
               counts->cases, report->submission_count, report->skipped_count);
}

void html_verify(struct str *out, const struct verify_report *report, size_t number)
{
    str_printf(out, "<section id=\"p%zu\">\n<h2>", number);
    html_path(out, report->problem != NULL ? report->problem : report->path);
    if (report->title != NULL) {
        str_add(out, ": ");
        html_text(out, report->title);
    }
    str_add(out, "</h2>\n");
    if (report->error.kind != ERR_NONE) {
        str_add(out, "<p>It could not be checked: ");
        html_text(out, report->error.msg);
        str_add(out, "</p>\n</section>\n");
        return;
    }
    if (report->is_interrupted)
        str_add(out, "<p><strong>Interrupted: this is all that was finished.</strong></p>\n");
    add_counts(out, report);
    add_findings(out, report);
    add_submissions(out, report);
    add_limit(out, report);
    add_worth(out, report);
    str_add(out, "</section>\n");
}
