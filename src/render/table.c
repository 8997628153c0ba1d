/* table: the live table of a terminal: rows appear as tests end, in the order of judging, above
 * a bar that is redrawn.
 *
 * Nothing above the bar is ever written again, so that the scroll-back stays whole; the bar is
 * one line, taken away with carriage return and erase-line (ECMA-48 EL) before each row. */
#include <string.h>
#include <time.h>

#include "render/format.h"
#include "render/scores.h"
#include "render/text.h"

enum {
    WIDTH_USUAL = 80,
    WIDTH_LEAST = 40,
    BAR_COLUMNS = 24,
};

static const int64_t REDRAW_NS = 50 * 1000 * 1000;
static const char BAR_FULL[] = "########################";
static const char BAR_EMPTY[] = "------------------------";
_Static_assert(sizeof(BAR_FULL) == BAR_COLUMNS + 1 && sizeof(BAR_EMPTY) == BAR_COLUMNS + 1,
               "the bar's width");

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static size_t terminal_width(FILE *out)
{
    size_t width = render_width(out);
    if (width == RENDER_ANY_WIDTH)
        return WIDTH_USUAL;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width;
}

static bool is_single(const struct printer *printer)
{
    return printer->options.submission_count == 1;
}

static void bar_hide(struct printer *printer)
{
    if (printer->live.is_bar_shown)
        (void)fputs("\r\033[K",
                    printer->options.out); /* a terminal that is gone shows in printer_finish */
    printer->live.is_bar_shown = false;
}

static void bar_draw(struct printer *printer)
{
    struct live *live = &printer->live;
    size_t done = is_single(printer) ? live->tests_done : printer->done;
    size_t count = is_single(printer) ? live->test_count : printer->options.submission_count;
    if (!printer->options.has_progress || count == 0 || done >= count)
        return;
    int full = (int)(done * BAR_COLUMNS / count);
    struct str line EV_STR = {0};
    str_printf(&line, "[%.*s%.*s] %zu/%zu %s", full, BAR_FULL, BAR_COLUMNS - full, BAR_EMPTY, done,
               count, live->note);
    struct str shown EV_STR = {0};
    text_add_visible(&shown, str_text(&line), live->width - 1);
    (void)fprintf(printer->options.out, "\r%s\033[K", str_text(&shown));
    (void)fflush(printer->options.out);
    live->is_bar_shown = true;
    live->drawn_ns = now_ns();
}

/* A thousand short tests a second must not become a thousand writes to a slow terminal. */
static void bar_refresh(struct printer *printer)
{
    if (now_ns() - printer->live.drawn_ns >= REDRAW_NS)
        bar_draw(printer);
}

static void begin_single(struct printer *printer, const struct submission_report *report,
                         struct str *out)
{
    struct live *live = &printer->live;
    live->test_count = report->test_count;
    live->tests_done = report->tests_done;
    if (live->has_heading || report->test_count == 0 || printer->options.is_quiet)
        return;
    live->has_heading = true;
    live->width = terminal_width(printer->options.out);
    live->style = row_style_of(report, live->width, printer->options.has_colour);
    row_add_heading(out, &live->style, report);
}

/* Rows for tests that are done, up to the first that is not: tests may end in any order. */
static void add_ready_rows(struct printer *printer, const struct submission_report *report,
                           bool is_all, struct str *out)
{
    struct live *live = &printer->live;
    for (; live->next_test < report->test_count; live->next_test++) {
        if (!report->tests[live->next_test].is_done && !is_all)
            return;
        if (!printer->options.is_quiet && row_is_shown(report, live->next_test))
            row_add_test(out, &live->style, report, live->next_test);
    }
}

static void write_rows(struct printer *printer, const struct str *rows)
{
    if (rows->count == 0) {
        bar_refresh(printer);
        return;
    }
    bar_hide(printer);
    (void)fwrite(str_text(rows), 1, rows->count,
                 printer->options.out); /* printer_finish looks at ferror */
    bar_draw(printer);
    (void)fflush(printer->options.out);
}

static void table_compiled(struct printer *printer, const struct submission_report *report)
{
    printer->live.width = terminal_width(printer->options.out);
    struct str rows EV_STR = {0};
    if (is_single(printer) && report->compile.is_ok)
        begin_single(printer, report, &rows);
    write_rows(printer, &rows);
}

static void table_test_done(struct printer *printer, const struct submission_report *report,
                            size_t test)
{
    (void)test; /* rows come in the order of judging, whichever test ended now */
    struct str rows EV_STR = {0};
    if (is_single(printer)) {
        begin_single(printer, report, &rows);
        add_ready_rows(printer, report, false, &rows);
    }
    write_rows(printer, &rows);
}

static void add_single(struct printer *printer, const struct submission_report *report,
                       struct str *out)
{
    struct live *live = &printer->live;
    if (report->tests_done > 0) {
        begin_single(printer, report, out);
        add_ready_rows(printer, report, true, out);
    }
    row_add_summary(out, &live->style, report);
}

static void table_submission(struct printer *printer, const struct submission_report *report,
                             struct str *out)
{
    struct live *live = &printer->live;
    live->style.has_colour = printer->options.has_colour;
    live->style.is_quiet = printer->options.is_quiet;
    live->note[0] = '\0';
    if (is_single(printer))
        add_single(printer, report, out);
    else
        row_add_submission(out, &live->style, report);
    if (printer->options.is_explaining)
        scores_add_explanation(out, report);
}
static void table_note(struct printer *printer, const char *line)
{
    (void)snprintf(printer->live.note, sizeof(printer->live.note), "%s",
                   line); /* cut: it is one line of a bar */
    printer->live.width = terminal_width(printer->options.out);
    bar_draw(printer);
}

static void table_finish(struct printer *printer, bool is_interrupted, struct str *out)
{
    printer_add_tally(printer, is_interrupted, out);
}

static const struct format *table_choose(const struct render_options *options)
{
    return options->is_terminal ? &format_table : &format_plain;
}

const struct format format_table = {
    .name = "table",
    .choose = table_choose,
    .compiled = table_compiled,
    .test_done = table_test_done,
    .submission = table_submission,
    .note = table_note,
    .before_write = bar_hide,
    .after_write = bar_draw,
    .finish = table_finish,
};
