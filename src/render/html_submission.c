/* html_submission: one submission, from its verdict to its source. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/parse.h"
#include "render/format.h"
#include "render/html.h"
#include "render/parts.h"

enum { MESSAGE_LINES_MOST = 200, TESTS_MOST = 1000, MESSAGE_COLUMNS_MOST = 300 };

static bool is_judged(const struct submission_report *report)
{
    return report->error.kind == ERR_NONE && !report->is_interrupted;
}

static void add_fact(struct str *out, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    str_printf(out, "<dt>%s</dt><dd>", name);
    html_text(out, value);
    str_add(out, "</dd>\n");
}

static void add_facts(struct str *out, const struct submission_report *report)
{
    EV_STR struct str limits = {0}, score = {0}, toolchain = {0};
    if (report->toolchain != NULL) /* its first line has the version */
        str_add_n(&toolchain, report->toolchain, strcspn(report->toolchain, "\r\n"));
    facts_add_duration(&limits, report->limits.cpu_ns);
    if (report->time_limit_origin != NULL)
        str_printf(&limits, " (%s)", report->time_limit_origin);
    str_add(&limits, ", ");
    facts_add_bytes(&limits, report->limits.memory_bytes);
    if (!isnan(report->score))
        str_printf(&score, "%.10g", report->score);
    if (!isnan(report->score) && isfinite(report->max_score))
        str_printf(&score, " of %.10g", report->max_score);
    str_add(out, "<dl>\n");
    add_fact(out, "Problem", report->problem);
    add_fact(out, "Language", report->language_name);
    add_fact(out, "Toolchain", str_text(&toolchain));
    add_fact(out, "Handed in by", report->user);
    add_fact(out, "Score", str_text(&score));
    add_fact(out, "Limits", str_text(&limits));
    str_add(out, "</dl>\n");
}

/* ---- the first difference ---- */

static void add_side(struct str *out, const char *name, const struct difference *difference,
                     const char *side)
{
    str_printf(out, "<div><p>%s</p><pre>", name);
    html_text(out, difference->before);
    str_add(out, "<mark>");
    html_text(out, side);
    str_add(out, "</mark></pre></div>\n");
}

bool html_difference(struct str *out, const char *test, const struct difference *difference)
{
    if (difference->expected == NULL || difference->got == NULL)
        return false;
    str_add(out, "<h3>First difference, in ");
    html_path(out, test);
    str_printf(out, ", line %lld column %lld</h3>\n<div class=\"sides\">\n",
               (long long)difference->line, (long long)difference->column);
    add_side(out, "Expected", difference, difference->expected);
    add_side(out, "The program's output", difference, difference->got);
    str_add(out, "</div>\n");
    return true;
}

static void add_difference(struct str *out, const struct submission_report *report)
{
    for (size_t i = 0; i < report->test_count; i++) {
        if (html_difference(out, report->tests[i].name, &report->tests[i].difference))
            return;
    }
}

/* ---- tests ---- */

static void add_message(struct str *out, const struct submission_report *report,
                        const struct test_report *test)
{
    EV_STR struct str reason = {0};
    test_add_reason(&reason, report, test);
    html_path_cut(out, str_text(&reason), MESSAGE_COLUMNS_MOST);
    if (test->is_rejudged)
        str_add(out, " <span class=\"dim\">(judged again alone)</span>");
    if (test->is_cached)
        str_add(out, " <span class=\"dim\">(known from before)</span>");
}

static void add_test(struct str *out, const struct submission_report *report, size_t test,
                     size_t number)
{
    const struct test_report *row = &report->tests[test];
    bool is_run = row->is_done && row->verdict != VERDICT_SKIPPED;
    str_printf(out, "<tr id=\"s%zut%zu\"><td>", number, test + 1);
    html_verdict(out, row->is_done ? row->verdict : VERDICT_SKIPPED);
    str_add(out, "</td><th scope=\"row\">");
    html_path(out, row->name);
    str_add(out, "</th>");
    html_duration_cell(out, is_run ? row->facts.cpu_ns : -1);
    html_duration_cell(out, is_run ? row->facts.wall_ns : -1);
    html_bytes_cell(out, is_run ? row->facts.memory_bytes : -1);
    if (report->group_count > 0) {
        str_add(out, "<td class=\"num\">");
        if (isfinite(row->points))
            str_printf(out, "%.10g", row->points);
        str_add(out, "</td>");
    }
    str_add(out, "<td class=\"why\">");
    add_message(out, report, row);
    str_add(out, "</td></tr>\n");
}

static void add_tests(struct str *out, const struct submission_report *report, size_t number)
{
    if (report->test_count == 0)
        return;
    str_add(out, "<h3>Tests</h3>\n");
    html_scroll_begin(out, "Tests");
    str_printf(out,
               "<table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Test</th>"
               "<th scope=\"col\" class=\"num\">CPU</th><th scope=\"col\" class=\"num\">Wall</th>"
               "<th scope=\"col\" class=\"num\">Memory</th>%s<th scope=\"col\">Message</th></tr>"
               "</thead><tbody>\n",
               report->group_count > 0 ? "<th scope=\"col\" class=\"num\">Points</th>" : "");
    for (size_t i = 0; i < report->test_count && i < TESTS_MOST; i++)
        add_test(out, report, i, number);
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    if (report->test_count > TESTS_MOST)
        str_printf(out, "<p class=\"dim\">and %zu more tests</p>\n",
                   report->test_count - TESTS_MOST);
}

static void add_number(struct str *out, double value)
{
    str_add(out, "<td class=\"num\">");
    if (isfinite(value))
        str_printf(out, "%.10g", value);
    str_add(out, "</td>");
}

static void add_groups(struct str *out, const struct submission_report *report)
{
    if (report->group_count == 0)
        return;
    str_add(out, "<h3>Scores</h3>\n");
    html_scroll_begin(out, "Scores");
    str_add(out, "<table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Group</th>"
                 "<th scope=\"col\" class=\"num\">Score</th><th scope=\"col\" class=\"num\">Of</th>"
                 "<th scope=\"col\">How</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        str_add(out, "<tr><td>");
        html_verdict(out, group->is_run ? group->verdict : VERDICT_SKIPPED);
        str_add(out, "</td><th scope=\"row\">");
        html_text(out, group->name[0] == '\0' ? "whole" : group->name);
        str_add(out, "</th>");
        add_number(out, group->score);
        add_number(out, group->max_score);
        str_add(out, "<td class=\"why\">");
        html_text(out, group->how);
        str_add(out, "</td></tr>\n");
    }
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
}

static void add_plots(struct str *out, const struct submission_report *report)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct html_bar *times = arena_alloc(&arena, (report->test_count + 1) * sizeof(*times));
    struct html_bar *sizes = arena_alloc(&arena, (report->test_count + 1) * sizeof(*sizes));
    if (report->tests_done < 2)
        return; /* the table says it all */
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        bool is_run = test->is_done && test->verdict != VERDICT_SKIPPED;
        times[i] = (struct html_bar){is_run ? test->facts.cpu_ns : -1, test->verdict};
        sizes[i] = (struct html_bar){is_run ? test->facts.memory_bytes : -1, test->verdict};
    }
    str_add(out, "<div class=\"plots\">\n");
    html_plot(out, "CPU time of each test", times, report->test_count, report->limits.cpu_ns,
              format_duration);
    html_plot(out, "Memory of each test", sizes, report->test_count, report->limits.memory_bytes,
              format_bytes);
    str_add(out, "</div>\n");
}

/* ---- what programs said ---- */

static void add_said(struct str *out, const char *what, const char *test, const char *text)
{
    str_printf(out, "<details><summary>%s", what);
    if (test != NULL) {
        str_add(out, ", ");
        html_path(out, test);
    }
    str_add(out, "</summary><pre tabindex=\"0\">");
    html_lines(out, text, strlen(text), MESSAGE_LINES_MOST);
    str_add(out, "</pre></details>\n");
}

/* Of the first test that has any: others mostly say the same. */
static void add_words_of_tests(struct str *out, const struct submission_report *report)
{
    const struct test_report *error = NULL, *judge = NULL;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (error == NULL && test->error_text != NULL && test->error_text[0] != '\0')
            error = test;
        if (judge == NULL && test->judge_message != NULL && test->judge_message[0] != '\0')
            judge = test;
    }
    if (error != NULL)
        add_said(out, "Standard error", error->name, error->error_text);
    if (judge != NULL)
        add_said(out, "The validator's words", judge->name, judge->judge_message);
}

static void add_compiler(struct str *out, const struct submission_report *report)
{
    const struct compile_report *compile = &report->compile;
    if (compile->is_attempted && !compile->is_ok && compile->reason != NULL) {
        str_add(out, "<p>It does not compile: ");
        html_text(out, compile->reason);
        str_add(out, "</p>\n");
    }
    if (compile->messages == NULL || compile->messages[0] == '\0')
        return;
    str_printf(out, "<details%s><summary>The compiler's messages</summary><pre tabindex=\"0\">",
               compile->is_ok ? "" : " open");
    html_lines(out, compile->messages, strlen(compile->messages), MESSAGE_LINES_MOST);
    str_add(out, "</pre></details>\n");
}

static void add_heading(struct str *out, const struct submission_report *report)
{
    EV_STR struct str outcome = {0};
    submission_add_outcome(&outcome, report);
    str_add(out, "<h2>");
    if (is_judged(report) || report->error.kind == ERR_JUDGE) {
        html_verdict(out, is_judged(report) ? report->verdict : VERDICT_JUDGE_ERROR);
        str_add_char(out, ' ');
    }
    html_path(out, report->source);
    str_add(out, "</h2>\n<p>");
    html_text(out, str_text(&outcome));
    str_add(out, "</p>\n");
}

void render_html_submission(const struct submission_report *report, size_t number, struct str *out)
{
    str_printf(out, "<section id=\"s%zu\">\n", number);
    add_heading(out, report);
    if (report->judge_error != NULL)
        html_list(out, "Judge error", "hints", &report->judge_error, 1);
    html_list(out, "Hints", "hints", report->hints, report->hint_count);
    add_difference(out, report);
    add_compiler(out, report);
    add_words_of_tests(out, report);
    if (is_judged(report)) {
        add_groups(out, report);
        if (report->compile.is_ok) {
            add_tests(out, report, number);
            add_plots(out, report);
        }
    }
    add_facts(out, report);
    html_sources(out, report, number);
    html_list(out, "What CPU times were measured by", "dim", &report->time_source,
              report->time_source != NULL);
    html_list(out, "What this host could not give", "dim", (const char *const *)report->degraded,
              report->degraded_count);
    html_list(out, "What has disturbed times", "dim", (const char *const *)report->noise,
              report->noise_count);
    str_add(out, "</section>\n");
}
