/* format: what an output format is. A new one is a file with its `const struct format`, and a
 * row in printer.c.
 *
 * A format says what text a finished submission gives; printer.c writes these texts in the order
 * of the call, whatever the order in which submissions end, and holds back those that came
 * early. */
#ifndef EVALX_RENDER_FORMAT_H
#define EVALX_RENDER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "render/parts.h"
#include "render/render.h"

struct format {
    const char *name;
    const char *before, *between, *after; /* the document around the submissions */
    const char *after_interrupted;        /* NULL: as `after` */
    /* The text of one submission, with its newline where the format has one. */
    void (*submission)(struct printer *printer, const struct submission_report *report,
                       struct str *out);
    /* The rest may be NULL. */
    /* What this format is for such options, where it has several shapes. */
    const struct format *(*choose)(const struct render_options *options);
    void (*compiled)(struct printer *printer, const struct submission_report *report);
    void (*test_done)(struct printer *printer, const struct submission_report *report, size_t test);
    void (*note)(struct printer *printer, const char *line);
    void (*before_write)(struct printer *printer); /* take a progress bar away */
    void (*after_write)(struct printer *printer);  /* and bring it back */
    void (*finish)(struct printer *printer, bool is_interrupted, struct str *out);
};

extern const struct format format_table, format_plain, format_json, format_ndjson, format_junit,
    format_tap, format_csv, format_markdown, format_html;

enum { PRINTER_NOTE_MAX = 96 };

/* What a live table remembers between events. */
struct live {
    struct row_style style;
    size_t width;     /* columns of the terminal */
    size_t next_test; /* of a single submission: tests before it have had their row */
    size_t tests_done, test_count;
    bool has_heading;
    bool is_bar_shown;
    int64_t drawn_ns; /* when the bar was last drawn */
    char note[PRINTER_NOTE_MAX];
};

struct held_text; /* of submissions that ended before their turn */

struct printer {
    const struct format *format;
    struct render_options options;
    size_t next_index; /* of the submission whose turn it is */
    size_t written;    /* submissions */
    size_t done;       /* submissions, written or held */
    size_t counts[VERDICT_COUNT];
    size_t not_judged;
    int write_errno; /* of the first write that failed */
    struct held_text *held;
    struct live live;
    struct html_page *page; /* of html */
};

/* "12 submissions: 10 AC, 2 WA"; nothing for fewer than two. */
void printer_add_tally(const struct printer *printer, bool is_interrupted, struct str *out);

#endif
