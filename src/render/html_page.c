/* html_page: a whole page: what it is about, how many of what, the matrix, then the parts in their
 * order. Parts are made when they come and kept as text, within bounds. */
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "render/format.h"
#include "render/html.h"
#include "render/parts.h"

enum {
    DETAILS_BYTES_MAX = 40 << 20, /* of all parts together; what comes then has its row only */
    ROWS_BYTES_MAX = 12 << 20,    /* rows beyond have no letters */
    LETTERS_MOST = 200,           /* tests of a row */
};

struct part {
    size_t index; /* where it stands */
    bool is_submission, is_judged;
    enum verdict verdict;
    int64_t cpu_ns;
    unsigned verdicts; /* of its tests, bits */
    struct str row, text;
};

struct html_page {
    char *title;
    struct part *parts;
    size_t count, capacity;
    size_t submission_count;
    size_t row_bytes, text_bytes;
    size_t left_out; /* parts without text */
};

struct html_page *render_html_open(const char *title)
{
    struct html_page *page = calloc(1, sizeof(*page));
    char *own = strdup(title);
    if (page == NULL || own == NULL)
        err_out_of_memory();
    page->title = own;
    return page;
}

void render_html_close(struct html_page *page)
{
    if (page == NULL)
        return;
    for (size_t i = 0; i < page->count; i++) {
        str_done(&page->parts[i].row);
        str_done(&page->parts[i].text);
    }
    free(page->parts);
    free(page->title);
    free(page);
}

static struct part *add_part(struct html_page *page, size_t index)
{
    enum { FIRST_CAPACITY = 16 };
    if (page->count == page->capacity) {
        size_t capacity = page->capacity > 0 ? 2 * page->capacity : FIRST_CAPACITY;
        struct part *parts = realloc(page->parts, capacity * sizeof(*parts));
        if (parts == NULL)
            err_out_of_memory();
        page->parts = parts;
        page->capacity = capacity;
    }
    struct part *part = &page->parts[page->count++];
    *part = (struct part){.index = index};
    return part;
}

/* ---- one submission's row ---- */

static void add_letters(struct part *part, const struct submission_report *report, bool has_links)
{
    struct str *out = &part->row;
    str_add(out, "<td class=\"letters\">");
    for (size_t i = 0; i < report->test_count && i < LETTERS_MOST; i++) {
        const struct test_report *test = &report->tests[i];
        enum verdict verdict = test->is_done ? test->verdict : VERDICT_SKIPPED;
        char link[64];
        (void)snprintf(link, sizeof(link), "s%zut%zu", report->index + 1, i + 1); /* fits */
        html_letter(out, verdict, test->name, has_links ? link : NULL);
        part->verdicts |= 1U << verdict;
    }
    if (report->test_count > LETTERS_MOST)
        str_printf(out, " and %zu more", report->test_count - LETTERS_MOST);
    str_add(out, "</td>");
}

static void add_row(struct html_page *page, struct part *part,
                    const struct submission_report *report)
{
    struct str *out = &part->row;
    struct totals totals = totals_of(report);
    bool has_tests = report->compile.is_ok && part->is_judged;
    str_add(out, "<tr><td>");
    if (part->is_judged)
        html_verdict(out, part->verdict);
    else
        str_add(out, "--");
    str_add(out, "</td><th scope=\"row\">");
    if (part->text.count > 0)
        str_printf(out, "<a href=\"#s%zu\">", report->index + 1);
    html_text(out, report->source);
    str_printf(out, "%s</th>", part->text.count > 0 ? "</a>" : "");
    if (has_tests && page->row_bytes < ROWS_BYTES_MAX)
        add_letters(part, report, part->text.count > 0);
    else
        str_add(out, "<td></td>");
    if (has_tests)
        str_printf(out, "<td class=\"num\">%zu/%zu</td>", totals.accepted, report->test_count);
    else
        str_add(out, "<td></td>");
    html_duration_cell(out, has_tests ? totals.cpu_ns : -1);
    html_bytes_cell(out, has_tests ? totals.memory_bytes : -1);
    str_add(out, "<td class=\"num\">");
    if (isfinite(report->score))
        str_printf(out, "%.10g", report->score);
    str_add(out, "</td>");
    str_add(out, "</tr>\n");
}

void render_html_add(struct html_page *page, const struct submission_report *report)
{
    struct part *part = add_part(page, report->index);
    part->is_submission = true;
    part->is_judged = report->error.kind == ERR_JUDGE ||
                      (report->error.kind == ERR_NONE && !report->is_interrupted);
    part->verdict = report->error.kind == ERR_JUDGE ? VERDICT_JUDGE_ERROR : report->verdict;
    part->cpu_ns = totals_of(report).cpu_ns;
    if (page->text_bytes < DETAILS_BYTES_MAX)
        render_html_submission(report, report->index + 1, &part->text);
    else
        page->left_out++;
    add_row(page, part, report);
    page->text_bytes += part->text.count;
    page->row_bytes += part->row.count;
    page->submission_count++;
}

/* ---- other parts, in the order in which they come ---- */

enum { LINES_MOST = 5000 };

static struct str *add_text(struct html_page *page)
{
    struct part *part = add_part(page, page->count);
    return &part->text;
}

void render_html_add_verify(struct html_page *page, const struct verify_report *report)
{
    html_verify(add_text(page), report, page->count);
}

void render_html_add_grid(struct html_page *page, const char *heading, const struct table *table)
{
    struct str *out = add_text(page);
    str_add(out, "<section>\n<h2>");
    html_text(out, heading);
    str_add(out, "</h2>\n");
    html_grid(out, table, "Table");
    str_add(out, "</section>\n");
}

void render_html_add_record(struct html_page *page, const char *heading, const struct table *table,
                            size_t row)
{
    struct str *out = add_text(page);
    str_add(out, "<section>\n<h2>");
    html_text(out, heading);
    str_add(out, "</h2>\n");
    html_record(out, table, row);
    str_add(out, "</section>\n");
}

void render_html_add_text(struct html_page *page, const char *heading, const char *bytes,
                          size_t count)
{
    struct str *out = add_text(page);
    str_add(out, "<section>\n<h2>");
    html_text(out, heading);
    str_add(out, "</h2>\n<pre tabindex=\"0\">");
    html_lines(out, bytes, count, LINES_MOST);
    str_add(out, "</pre>\n</section>\n");
}

void render_html_add_failure(struct html_page *page, const char *test,
                             const struct difference *difference, const char *error_text)
{
    struct str *out = add_text(page);
    str_add(out, "<section>\n<h2>Test ");
    html_text(out, test);
    str_add(out, "</h2>\n");
    (void)html_difference(out, test, difference); /* or none is known */
    if (error_text != NULL && error_text[0] != '\0') {
        str_add(out, "<h3>Standard error</h3>\n<pre tabindex=\"0\">");
        html_lines(out, error_text, strlen(error_text), LINES_MOST);
        str_add(out, "</pre>\n");
    }
    str_add(out, "</section>\n");
}

/* ---- the document ---- */

void render_html_begin(struct str *out, const char *title)
{
    /* The policy allows nothing but the style sheet: should an escape be forgotten, it stays
     * text. */
    str_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action "
                 "'none'\">\n<meta name=\"generator\" content=\"evalx " EVALX_VERSION "\">\n"
                 "<link rel=\"icon\" href=\"data:,\">\n<title>");
    html_text(out, title);
    str_add(out, "</title>\n<style>\n");
    str_add(out, html_style);
    str_add(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the content</a>\n"
                 "<header><h1>");
    html_text(out, title);
    str_add(out, "</h1></header>\n<main id=\"main\">\n");
}

const char *render_html_style(void)
{
    return html_style;
}

void render_html_end(struct str *out)
{
    str_add(out, "</main>\n<footer>evalx " EVALX_VERSION "</footer>\n</body>\n</html>\n");
}

static void add_counts(const struct html_page *page, struct str *out)
{
    size_t counts[VERDICT_COUNT] = {0}, not_judged = 0;
    for (size_t i = 0; i < page->count; i++) {
        if (!page->parts[i].is_submission)
            continue;
        if (page->parts[i].is_judged)
            counts[page->parts[i].verdict]++;
        else
            not_judged++;
    }
    str_add(out, "<ul class=\"counts\">\n");
    for (unsigned i = 0; i < VERDICT_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        str_add(out, "<li>");
        html_verdict(out, (enum verdict)i);
        str_printf(out, " %zu %s</li>\n", counts[i], verdict_info((enum verdict)i)->name);
    }
    if (not_judged > 0)
        str_printf(out, "<li>%zu not judged</li>\n", not_judged);
    str_add(out, "</ul>\n");
}

static void add_distribution(const struct html_page *page, struct str *out)
{
    int64_t *values = calloc(page->count + 1, sizeof(*values));
    if (values == NULL)
        err_out_of_memory();
    for (size_t i = 0; i < page->count; i++) {
        bool is_told = page->parts[i].is_submission && page->parts[i].verdicts != 0;
        values[i] = is_told ? page->parts[i].cpu_ns : -1;
    }
    html_distribution(out, "Slowest test of each submission, CPU time", values, page->count,
                      format_duration);
    free(values);
}

static void add_summary(const struct html_page *page, struct str *out)
{
    unsigned verdicts = 0;
    str_printf(out, "<section id=\"summary\">\n<p>%zu submission%s</p>\n", page->submission_count,
               page->submission_count == 1 ? "" : "s");
    add_counts(page, out);
    html_scroll_begin(out, "Submissions and tests");
    str_add(out, "<table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Submission</th>"
                 "<th scope=\"col\">Each test</th><th scope=\"col\" class=\"num\">Accepted</th>"
                 "<th scope=\"col\" class=\"num\">CPU</th><th scope=\"col\" class=\"num\">Memory"
                 "</th><th scope=\"col\" class=\"num\">Score</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < page->count; i++) {
        str_add_n(out, str_text(&page->parts[i].row), page->parts[i].row.count);
        verdicts |= page->parts[i].verdicts;
    }
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    html_legend(out, verdicts);
    add_distribution(page, out);
    if (page->left_out > 0)
        str_printf(out, "<p>%zu submissions have no part of their own: there are too many.</p>\n",
                   page->left_out);
    str_add(out, "</section>\n");
}

static int compare_parts(const void *a, const void *b)
{
    const struct part *left = a, *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

void render_html_write(struct html_page *page, bool is_interrupted, struct str *out)
{
    if (page->count > 0)
        qsort(page->parts, page->count, sizeof(*page->parts), compare_parts);
    render_html_begin(out, page->title);
    if (is_interrupted)
        str_add(out, "<p><strong>Interrupted: this is all that was finished.</strong></p>\n");
    if (page->submission_count > 0)
        add_summary(page, out);
    for (size_t i = 0; i < page->count; i++)
        str_add_n(out, str_text(&page->parts[i].text), page->parts[i].text.count);
    render_html_end(out);
}

/* ---- as a format ---- */

static void html_format_submission(struct printer *printer, const struct submission_report *report,
                                   struct str *out)
{
    (void)out; /* all is written at the end: the summary stands first */
    if (printer->page == NULL)
        printer->page = render_html_open(report->problem != NULL ? report->problem : "Judged");
    render_html_add(printer->page, report);
}

static void html_format_finish(struct printer *printer, bool is_interrupted, struct str *out)
{
    if (printer->page == NULL)
        printer->page = render_html_open("Nothing was judged");
    render_html_write(printer->page, is_interrupted, out);
}

const struct format format_html = {
    .name = "html", .submission = html_format_submission, .finish = html_format_finish};
