/* parts: what the formats of this room share: words for facts, rows of tests and submissions. */
#ifndef EVALX_RENDER_PARTS_H
#define EVALX_RENDER_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "model/report.h"

/* Why the run ended: "exit 0", "signal 11 (SIGSEGV)", "time limit of 2 s", "forbidden system
 * call socket". */
void facts_add_reason(struct str *out, const struct facts *facts, const struct limits *limits);
/* "-" below zero: not measured. */
void facts_add_duration(struct str *out, int64_t ns);
void facts_add_bytes(struct str *out, int64_t bytes);

struct row_style {
    size_t name_columns; /* the widest test name, within reason */
    size_t width;        /* of the terminal; TEXT_ANY_WIDTH in a pipe */
    bool has_colour;
    bool is_quiet; /* a summary is one line, and the judge's error if there was one */
};

enum { ROWS_MANY_TESTS = 40 };

struct row_style row_style_of(const struct submission_report *report, size_t width,
                              bool has_colour);
/* With many tests only those that went wrong get a row. */
bool row_is_shown(const struct submission_report *report, size_t test);

void row_add_heading(struct str *out, const struct row_style *style,
                     const struct submission_report *report);
void row_add_test(struct str *out, const struct row_style *style,
                  const struct submission_report *report, size_t test);
/* The verdict of a whole submission in one row; compiler's messages, hints and the like follow
 * it. */
void row_add_summary(struct str *out, const struct row_style *style,
                     const struct submission_report *report);
/* One of many submissions: verdict, source, figures, the tests that went wrong. */
void row_add_submission(struct str *out, const struct row_style *style,
                        const struct submission_report *report);
void row_add_verdict(struct str *out, bool has_colour, const struct submission_report *report);

/* ---- what formats without columns say in the same words ---- */

struct totals {
    size_t accepted, ran;
    int64_t cpu_ns, memory_bytes; /* the largest, -1 unknown */
};

struct totals totals_of(const struct submission_report *report);
/* Why a test has its verdict; may be nothing. Not made visible yet: the program's own words. */
void test_add_reason(struct str *out, const struct submission_report *report,
                     const struct test_report *test);
/* "wrong answer on secret/2, 3 of 5 tests accepted, at most 12 ms CPU, 3 MiB"; "interrupted after 2
 * of 5 tests"; "not judged: ..." */
void submission_add_outcome(struct str *out, const struct submission_report *report);

#endif
