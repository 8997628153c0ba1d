/* render: reports as text. Each format is one file and one row of a table; cli and serve use it
 * alike.
 *
 * A printer receives events in the order they happen and writes to a stream: live formats (table
 * on a terminal) redraw, others write a submission when it is done. It never decides anything. */
#ifndef EVALX_RENDER_RENDER_H
#define EVALX_RENDER_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/base.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "model/report.h"
#include "model/table.h"
#include "model/verify_report.h"

struct printer;

struct render_options {
    const char *format;      /* one of render_formats() */
    FILE *out;               /* borrowed */
    bool is_terminal;        /* out is one: live, columns by its width */
    bool has_colour;         /* NO_COLOR and the terminal were asked by the caller */
    bool has_progress;       /* a bar while judging (never when !is_terminal) */
    bool is_quiet;           /* only the summary */
    bool is_explaining;      /* how every point came about (table; others always tell) */
    bool is_unordered;       /* a submission is written when it is done, not when it is its turn */
    size_t submission_count; /* how many will come; 0 unknown */
};

/* ERR_USAGE, with the known formats, when the format is unknown. */
int printer_open(const struct render_options *options, struct printer **printer_out,
                 struct err *err) EV_MUST_CHECK;
void printer_compiled(struct printer *printer, const struct submission_report *report);
void printer_test_done(struct printer *printer, const struct submission_report *report,
                       size_t test);
void printer_submission_done(struct printer *printer, const struct submission_report *report);
void printer_note(struct printer *printer, const char *line);
/* The end of the document (closing brackets, totals). is_interrupted is said in it. */
int printer_finish(struct printer *printer, bool is_interrupted, struct err *err) EV_MUST_CHECK;
void printer_close(struct printer *printer);

/* One submission as the documented JSON object (evalx-report(5)). The value is the caller's. */
struct json *render_submission_json(const struct submission_report *report);

/* One test of it. */
struct json *render_test_json(const struct test_report *test);

/* The known formats, NULL-terminated: for --help, completions and checks. */
const char *const *render_formats(void);

/* One line of resources after `evalx run`: "exit 0 · 12 ms CPU · 15 ms wall · 3.4 MiB". Into
 * out, no newline. */
void render_facts_line(const struct facts *facts, const struct limits *limits, struct str *out);
/* Facts as a JSON object for `evalx run --format json`. */
struct json *render_facts_json(const struct facts *facts, const struct limits *limits);

/* ---- evalx verify ---- */

struct verify_format;

struct verify_render {
    const struct verify_format *format;
    bool has_colour;
    bool is_quiet;         /* findings and the summary only */
    bool is_warning_error; /* --werror */
    size_t written;        /* packages so far; the room's own */
    size_t failed, levels[FINDING_LEVELS];
};

/* ERR_USAGE, with the known formats, when the format is unknown. */
int render_verify_open(const char *format, struct verify_render *render_out,
                       struct err *err) EV_MUST_CHECK;
/* The text of one package; before the first one comes the document's beginning. */
void render_verify_package(struct verify_render *render, const struct verify_report *report,
                           struct str *out);
/* The end of the document. */
void render_verify_finish(struct verify_render *render, struct str *out);
const char *const *render_verify_formats(void);

/* ---- pages for people ----
 *
 * One HTML file without scripts and without anything from elsewhere: light and dark, for
 * telephones, keyboards and screen readers. All text of others is escaped. */

struct html_page;

/* Parts are copied, many of them to a temporary file; submissions may come in any order and stand
 * by their index. The first 2,000 have parts of their own, the first 50,000 rows; the page says
 * so. */
struct html_page *render_html_open(const char *title);
void render_html_add(struct html_page *page, const struct submission_report *report);
void render_html_add_verify(struct html_page *page, const struct verify_report *report);
/* `heading` NULL: that of the page is enough. */
void render_html_add_grid(struct html_page *page, const char *heading, const struct table *table);
void render_html_add_record(struct html_page *page, const char *heading, const struct table *table,
                            size_t row);
void render_html_add_text(struct html_page *page, const char *heading, const char *bytes,
                          size_t count);
/* Why a test was not accepted: its first difference (where `expected` and `got` are there) and what
 * the program wrote to standard error (NULL: nothing). */
void render_html_add_failure(struct html_page *page, const char *test,
                             const struct difference *difference, const char *error_text);
/* A line above all parts. */
void render_html_note(struct html_page *page, const char *line);
/* The whole page; whether it was written, ferror(out) tells. ERR_JUDGE: parts are lost, as when
 * there is no place for temporary files. */
int render_html_write(struct html_page *page, bool is_interrupted, FILE *out,
                      struct err *err) EV_MUST_CHECK;
void render_html_close(struct html_page *page);

/* The same pieces by themselves: the document up to <main>, a submission as a section (its ids
 * begin with sNUMBER), the document's end. */
void render_html_begin(struct str *out, const char *title);
void render_html_submission(const struct submission_report *report, size_t number, struct str *out);
void render_html_end(struct str *out);
/* The document's style sheet, also for sections within a shadow tree. */
const char *render_html_style(void);

/* A table of figures: for people as aligned columns within `width` (RENDER_ANY_WIDTH: as wide as
 * they come), or one row downwards without what is empty; as CSV with a line of names; as a list of
 * objects, or one. ERR_JUDGE: no memory. */
enum { RENDER_ANY_WIDTH = 0 };
int render_grid(const struct table *table, size_t width, struct str *out,
                struct err *err) EV_MUST_CHECK;
void render_record(const struct table *table, size_t row, struct str *out);
void render_grid_csv(const struct table *table, struct str *out);
struct json *render_grid_json(const struct table *table);
struct json *render_row_json(const struct table *table, size_t row);
/* Columns of the terminal behind `out`; RENDER_ANY_WIDTH where it is none. */
size_t render_width(FILE *out);
/* Columns that a text takes on a terminal: wide characters take two, those that combine none; and
 * the text filled up with blanks. Control characters are made visible. */
size_t render_columns(const char *text);
void render_padded(struct str *out, const char *text, size_t columns);
/* Text that others wrote, line by line behind `indent`; nothing in it can move the cursor. */
void render_lines(const char *text, const char *indent, struct str *out);
/* At most so many of them, then one that counts the rest. */
void render_some_lines(const char *text, const char *indent, size_t most_lines, struct str *out);

#endif
