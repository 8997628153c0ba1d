/* plain: the table format in a pipe or a file: stable lines without escape codes.
 *
 * One submission: a heading, a row for each test (with many tests only those that went wrong), a
 * summary. Several: one row each. */
#include "render/format.h"
#include "render/scores.h"
#include "render/text.h"

static void add_single(struct printer *printer, const struct submission_report *report,
                       struct str *out)
{
    struct row_style style = row_style_of(report, TEXT_ANY_WIDTH, false);
    style.is_quiet = printer->options.is_quiet;
    bool has_tests = !printer->options.is_quiet && report->tests_done > 0;
    if (has_tests)
        row_add_heading(out, &style, report);
    for (size_t i = 0; has_tests && i < report->test_count; i++) {
        if (row_is_shown(report, i))
            row_add_test(out, &style, report, i);
    }
    row_add_summary(out, &style, report);
}

static void plain_submission(struct printer *printer, const struct submission_report *report,
                             struct str *out)
{
    struct row_style style = {.has_colour = false};
    if (printer->options.submission_count == 1)
        add_single(printer, report, out);
    else
        row_add_submission(out, &style, report);
    if (printer->options.is_explaining)
        scores_add_explanation(out, report);
}

static void plain_finish(struct printer *printer, bool is_interrupted, struct str *out)
{
    printer_add_tally(printer, is_interrupted, out);
}

const struct format format_plain = {
    .name = "plain",
    .submission = plain_submission,
    .finish = plain_finish,
};
