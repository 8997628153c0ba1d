/* html_page: a whole page: what it is about, how many of what, the matrix, then the parts in their
 * order. Parts are made when they come and kept as text, many of them in a file without a name; in
 * memory there is only where they lie, for so many rows at most. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "render/format.h"
#include "render/html.h"
#include "render/parts.h"
#include "render/spool.h"

enum {
    DETAILS_BYTES_MAX = 40 << 20, /* of all parts together; what comes then has its row only */
    DETAILS_MOST = 2000,          /* likewise */
    ROWS_MOST = 50000,            /* what comes then is only counted */
    ROWS_BYTES_MAX = 12 << 20,    /* rows beyond have no letters */
    LETTERS_MOST = 200,           /* tests of a row */
};

struct part {
    size_t index;   /* where it stands */
    int64_t cpu_ns; /* -1: not a submission, or no test of it was run */
    struct spool_piece row, text;
};

struct html_page {
    char *title;
    struct part *parts;
    size_t count, capacity;
    struct spool spool;
    struct str notes;
    size_t submission_count;
    size_t row_bytes, text_bytes;
    size_t without_text, without_letters, without_row; /* submissions */
    size_t counts[VERDICT_COUNT], not_judged;
    unsigned verdicts; /* of tests in rows, bits */
};

struct html_page *render_html_open(const char *title)
{
    struct html_page *page = calloc(1, sizeof(*page));
    char *own = strdup(title);
    if (page == NULL || own == NULL)
        err_out_of_memory();
    page->title = own;
    page->spool.fd = -1;
    return page;
}

void render_html_close(struct html_page *page)
{
    if (page == NULL)
        return;
    spool_done(&page->spool);
    str_done(&page->notes);
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
    *part = (struct part){.index = index, .cpu_ns = -1};
    return part;
}

/* ---- one submission's row ---- */

static bool is_judged(const struct submission_report *report)
{
    return report->error.kind == ERR_JUDGE ||
           (report->error.kind == ERR_NONE && !report->is_interrupted);
}

static enum verdict verdict_of(const struct submission_report *report)
{
    return report->error.kind == ERR_JUDGE ? VERDICT_JUDGE_ERROR : report->verdict;
}

static void add_letters(struct html_page *page, struct str *out,
                        const struct submission_report *report, bool has_links)
{
    str_add(out, "<td class=\"letters\">");
    for (size_t i = 0; i < report->test_count && i < LETTERS_MOST; i++) {
        const struct test_report *test = &report->tests[i];
        enum verdict verdict = test->is_done ? test->verdict : VERDICT_SKIPPED;
        char link[64];
        (void)snprintf(link, sizeof(link), "s%zut%zu", report->index + 1, i + 1); /* fits */
        html_letter(out, verdict, test->name, has_links ? link : NULL);
        page->verdicts |= 1U << verdict;
    }
    if (report->test_count > LETTERS_MOST)
        str_printf(out, " and %zu more", report->test_count - LETTERS_MOST);
    str_add(out, "</td>");
}

/* Of several problems or with names of the caller's own, the file's name does not tell all. */
static void add_name(const struct html_page *page, struct str *out,
                     const struct submission_report *report, bool has_text)
{
    bool is_of_other = report->problem != NULL && strcmp(report->problem, page->title) != 0;
    str_add(out, "</td><th scope=\"row\">");
    if (has_text)
        str_printf(out, "<a href=\"#s%zu\">", report->index + 1);
    html_path(out, report->source);
    str_add(out, has_text ? "</a>" : "");
    if (is_of_other || report->id != NULL) {
        str_add(out, " <span class=\"dim\">");
        html_text(out, report->id);
        str_add(out, is_of_other && report->id != NULL ? ", " : "");
        html_text(out, is_of_other ? report->problem : NULL);
        str_add(out, "</span>");
    }
    str_add(out, "</th>");
}

static void add_row(struct html_page *page, struct str *out, const struct submission_report *report,
                    bool has_text)
{
    struct totals totals = totals_of(report);
    bool has_tests = report->compile.is_ok && is_judged(report);
    bool has_letters = has_tests && page->row_bytes < ROWS_BYTES_MAX;
    str_add(out, "<tr><td>");
    if (is_judged(report))
        html_verdict(out, verdict_of(report));
    else
        str_add(out, "--");
    add_name(page, out, report, has_text);
    if (has_letters)
        add_letters(page, out, report, has_text);
    else
        str_add(out, "<td></td>");
    page->without_letters += has_tests && !has_letters;
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
    EV_STR struct str row = {0}, text = {0};
    if (is_judged(report))
        page->counts[verdict_of(report)]++;
    else
        page->not_judged++;
    if (page->submission_count++ >= ROWS_MOST) {
        page->without_row++;
        return;
    }
    if (page->text_bytes < DETAILS_BYTES_MAX && page->submission_count <= DETAILS_MOST)
        render_html_submission(report, report->index + 1, &text);
    else
        page->without_text++;
    add_row(page, &row, report, text.count > 0);
    page->text_bytes += text.count;
    page->row_bytes += row.count;
    struct part *part = add_part(page, report->index);
    part->row = spool_add(&page->spool, &row);
    part->text = spool_add(&page->spool, &text);
    if (report->compile.is_ok && is_judged(report) && report->test_count > 0)
        part->cpu_ns = totals_of(report).cpu_ns;
}

/* ---- other parts, in the order in which they come ---- */

enum { LINES_MOST = 5000 };

static void add_text(struct html_page *page, const struct str *text)
{
    add_part(page, page->count)->text = spool_add(&page->spool, text);
}

/* The section's beginning, of a heading in two pieces; without one, what is above is enough. */
static void add_section(struct str *out, const char *before, const char *heading)
{
    str_add(out, "<section>\n");
    if (heading == NULL)
        return;
    str_printf(out, "<h2>%s", before);
    html_path(out, heading);
    str_add(out, "</h2>\n");
}

void render_html_note(struct html_page *page, const char *line)
{
    str_add(&page->notes, "<p>");
    html_text(&page->notes, line);
    str_add(&page->notes, "</p>\n");
}

void render_html_add_verify(struct html_page *page, const struct verify_report *report)
{
    EV_STR struct str out = {0};
    html_verify(&out, report, page->count + 1);
    add_text(page, &out);
}

void render_html_add_grid(struct html_page *page, const char *heading, const struct table *table)
{
    EV_STR struct str out = {0};
    add_section(&out, "", heading);
    html_grid(&out, table, "Table");
    str_add(&out, "</section>\n");
    add_text(page, &out);
}

void render_html_add_record(struct html_page *page, const char *heading, const struct table *table,
                            size_t row)
{
    EV_STR struct str out = {0};
    add_section(&out, "", heading);
    html_record(&out, table, row);
    str_add(&out, "</section>\n");
    add_text(page, &out);
}

void render_html_add_text(struct html_page *page, const char *heading, const char *bytes,
                          size_t count)
{
    EV_STR struct str out = {0};
    add_section(&out, "", heading);
    str_add(&out, "<pre tabindex=\"0\">");
    html_lines(&out, bytes, count, LINES_MOST);
    str_add(&out, "</pre>\n</section>\n");
    add_text(page, &out);
}

void render_html_add_failure(struct html_page *page, const char *test,
                             const struct difference *difference, const char *error_text)
{
    EV_STR struct str out = {0};
    add_section(&out, "Test ", test);
    (void)html_difference(&out, test, difference); /* or none is known */
    if (error_text != NULL && error_text[0] != '\0') {
        str_add(&out, "<h3>Standard error</h3>\n<pre tabindex=\"0\">");
        html_lines(&out, error_text, strlen(error_text), LINES_MOST);
        str_add(&out, "</pre>\n");
    }
    str_add(&out, "</section>\n");
    add_text(page, &out);
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
    str_add(out, "<ul class=\"counts\">\n");
    for (unsigned i = 0; i < VERDICT_COUNT; i++) {
        if (page->counts[i] == 0)
            continue;
        str_add(out, "<li>");
        html_verdict(out, (enum verdict)i);
        str_printf(out, " %zu %s</li>\n", page->counts[i], verdict_info((enum verdict)i)->name);
    }
    if (page->not_judged > 0)
        str_printf(out, "<li>%zu not judged</li>\n", page->not_judged);
    str_add(out, "</ul>\n");
}

static void add_distribution(const struct html_page *page, struct str *out)
{
    int64_t *values = calloc(page->count + 1, sizeof(*values));
    if (values == NULL)
        err_out_of_memory();
    for (size_t i = 0; i < page->count; i++)
        values[i] = page->parts[i].cpu_ns;
    html_distribution(out, "Slowest test of each submission, CPU time", values, page->count,
                      format_duration);
    free(values);
}

/* What a page cannot hold is told. */
static void add_limits(const struct html_page *page, struct str *out)
{
    if (page->without_text > 0)
        str_printf(out,
                   "<p>%zu submissions have no part of their own: there are too many. These are "
                   "the last that ended.</p>\n",
                   page->without_text + page->without_row);
    if (page->without_letters > 0)
        str_printf(out, "<p>%zu rows have no letters: the table would be too large.</p>\n",
                   page->without_letters);
    if (page->without_row > 0)
        str_printf(out, "<p>%zu submissions have no row, and are only counted.</p>\n",
                   page->without_row);
}

static void add_summary_begin(const struct html_page *page, struct str *out)
{
    str_printf(out, "<section id=\"summary\">\n<p>%zu submission%s</p>\n", page->submission_count,
               page->submission_count == 1 ? "" : "s");
    add_counts(page, out);
    html_scroll_begin(out, "Submissions and tests");
    str_add(out, "<table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Submission</th>"
                 "<th scope=\"col\">Each test</th><th scope=\"col\" class=\"num\">Accepted</th>"
                 "<th scope=\"col\" class=\"num\">CPU</th><th scope=\"col\" class=\"num\">Memory"
                 "</th><th scope=\"col\" class=\"num\">Score</th></tr></thead><tbody>\n");
}

static void add_summary_end(const struct html_page *page, struct str *out)
{
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    html_legend(out, page->verdicts);
    add_distribution(page, out);
    add_limits(page, out);
    str_add(out, "</section>\n");
}

static int compare_parts(const void *a, const void *b)
{
    const struct part *left = a, *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

/* *text is written and empty again. */
static void flush_text(struct str *text, FILE *out)
{
    (void)fwrite(str_text(text), 1, text->count, out); /* the caller looks at ferror */
    str_clear(text);
}

static int write_rows(const struct html_page *page, FILE *out, struct err *err)
{
    for (size_t i = 0; i < page->count; i++) {
        if (spool_copy(&page->spool, page->parts[i].row, out, err) != 0)
            return -1;
    }
    return 0;
}

static int write_texts(const struct html_page *page, FILE *out, struct err *err)
{
    for (size_t i = 0; i < page->count; i++) {
        if (spool_copy(&page->spool, page->parts[i].text, out, err) != 0)
            return -1;
    }
    return 0;
}

int render_html_write(struct html_page *page, bool is_interrupted, FILE *out, struct err *err)
{
    EV_STR struct str text = {0};
    if (page->count > 0)
        qsort(page->parts, page->count, sizeof(*page->parts), compare_parts);
    render_html_begin(&text, page->title);
    if (is_interrupted)
        str_add(&text, "<p><strong>Interrupted: this is all that was finished.</strong></p>\n");
    str_add(&text, str_text(&page->notes));
    if (page->submission_count > 0) {
        add_summary_begin(page, &text);
        flush_text(&text, out);
        if (write_rows(page, out, err) != 0)
            return -1;
        add_summary_end(page, &text);
    }
    flush_text(&text, out);
    if (write_texts(page, out, err) != 0)
        return -1;
    render_html_end(&text);
    flush_text(&text, out);
    return 0;
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
    struct err err = {0};
    (void)out; /* it may be too long to be held */
    if (render_html_write(printer->page, is_interrupted, printer->options.out, &err) != 0)
        printer->write_errno = err.sys_errno != 0 ? err.sys_errno : EIO;
}

const struct format format_html = {
    .name = "html", .submission = html_format_submission, .finish = html_format_finish};
