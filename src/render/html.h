/* html: pieces of a page for people. Whatever others wrote goes through html_text and its kin;
 * pages have no scripts and load nothing. Private to render; render.h has what others use.
 *
 * html_page.c: the document, its summary and matrix. html_submission.c: one submission.
 * html_plot.c, html_source.c, html_verify.c, html_table.c: what their names say. html_style.c: the
 * style sheet. */
#ifndef EVALX_RENDER_HTML_H
#define EVALX_RENDER_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/str.h"
#include "model/report.h"
#include "model/table.h"
#include "model/verify_report.h"

extern const char html_style[];

/* ---- html_parts.c ---- */

/* On one line, for content and for attributes in double quotes. NULL is "". */
void html_text(struct str *out, const char *text);
/* For content only: a line may end behind each / and _, so that paths break between their words. */
void html_path(struct str *out, const char *text);
/* The same, of at most so many columns. */
void html_path_cut(struct str *out, const char *text, size_t most_columns);
/* Lines for a <pre>, tabs as blanks; at most most_lines, then one that counts the rest. */
void html_lines(struct str *out, const char *bytes, size_t count, size_t most_lines);
/* One such line, without its end. */
void html_line(struct str *out, const char *bytes, size_t count);
/* "v-ac": the class that colours a verdict. */
void html_class(struct str *out, enum verdict verdict);
/* The code, coloured, with its name for who cannot see it. */
void html_verdict(struct str *out, enum verdict verdict);
/* A letter of a matrix; `name` of the test; `link` may be NULL. */
void html_letter(struct str *out, enum verdict verdict, const char *name, const char *link);
/* What the letters mean that stand in a matrix. `verdicts`: bits 1 << enum verdict. */
void html_legend(struct str *out, unsigned verdicts);
/* <ul> of texts behind a heading; nothing without texts. */
void html_list(struct str *out, const char *heading, const char *css_class,
               const char *const *texts, size_t count);
/* A cell of a table, with a figure or "-". */
void html_duration_cell(struct str *out, int64_t ns);
void html_bytes_cell(struct str *out, int64_t bytes);
/* A wide thing that scrolls by itself: begin and end. */
void html_scroll_begin(struct str *out, const char *label);
void html_scroll_end(struct str *out);

/* ---- html_submission.c ---- */

/* Two sides; nothing, and false, where there is none to show. */
bool html_difference(struct str *out, const char *test, const struct difference *difference);

/* ---- html_plot.c ---- */

struct html_bar {
    int64_t value; /* -1: unknown, no bar */
    enum verdict verdict;
};

/* Bars against a limit (< 0: none); `what` and the texts of figures for its caption. Many bars are
 * put together, the largest shown. */
void html_plot(struct str *out, const char *what, const struct html_bar *bars, size_t count,
               int64_t limit, char *(*format)(int64_t, char *, size_t));
/* How many of the values lie where, in ten equal parts up to the largest. */
void html_distribution(struct str *out, const char *what, const int64_t *values, size_t count,
                       char *(*format)(int64_t, char *, size_t));

/* ---- html_source.c ---- */

/* The files with line numbers; what the compiler said of a line stands below it. */
void html_sources(struct str *out, const struct submission_report *report, size_t number);

/* ---- html_verify.c ---- */

/* A section of its own; number: which package of the page, from 1. */
void html_verify(struct str *out, const struct verify_report *report, size_t number);

/* ---- html_table.c ---- */

void html_grid(struct str *out, const struct table *table, const char *label);
void html_record(struct str *out, const struct table *table, size_t row);

#endif
