/* rows: the rows that the terminal's table and the pipe's plain lines have in common. */
#include <string.h>

#include "base/base.h"
#include "render/parts.h"
#include "render/scores.h"
#include "render/text.h"

enum {
    NAME_COLUMNS_LEAST = 12,
    NAME_COLUMNS_MOST = 48,
    LANGUAGE_COLUMNS = 8,
    ROW_INDENT = 7, /* of a test's name: behind its verdict */
    FIGURE_COLUMNS = 31,
    FAILED_NAMED_MOST = 3,
    MESSAGE_LINES_MOST = 40,
};

static const char COLOUR_OFF[] = "\033[0m";

/* A verdict's colour on a terminal: SGR sequences of ECMA-48, section 8.3.117. */
static const char *const colours[VERDICT_COUNT] = {
    [VERDICT_ACCEPTED] = "\033[1;32m",
    [VERDICT_PARTIAL] = "\033[1;33m",
    [VERDICT_WRONG_ANSWER] = "\033[1;31m",
    [VERDICT_PRESENTATION_ERROR] = "\033[1;31m",
    [VERDICT_NO_OUTPUT] = "\033[1;31m",
    [VERDICT_OUTPUT_LIMIT] = "\033[1;35m",
    [VERDICT_TIME_LIMIT] = "\033[1;35m",
    [VERDICT_IDLENESS_LIMIT] = "\033[1;35m",
    [VERDICT_MEMORY_LIMIT] = "\033[1;35m",
    [VERDICT_RUNTIME_ERROR] = "\033[1;31m",
    [VERDICT_SECURITY_VIOLATION] = "\033[1;31m",
    [VERDICT_COMPILE_ERROR] = "\033[1;36m",
    [VERDICT_SKIPPED] = "\033[2m",
    [VERDICT_JUDGE_ERROR] = "\033[1;37;41m",
};

static void add_verdict(struct str *out, bool has_colour, enum verdict verdict)
{
    const char *code = verdict_code(verdict);
    if (has_colour)
        str_printf(out, "%s%s%s", colours[verdict], code, COLOUR_OFF);
    else
        str_add(out, code);
    for (size_t used = strlen(code); used < 3; used++)
        str_add_char(out, ' ');
}

static bool is_judged(const struct submission_report *report)
{
    return report->error.kind == ERR_NONE && !report->is_interrupted;
}

void row_add_verdict(struct str *out, bool has_colour, const struct submission_report *report)
{
    if (report->error.kind == ERR_JUDGE)
        add_verdict(out, has_colour, VERDICT_JUDGE_ERROR);
    else if (!is_judged(report))
        str_add(out, "-- ");
    else
        add_verdict(out, has_colour, report->verdict);
}

static bool is_bad(const struct test_report *test)
{
    return test->is_done && test->verdict != VERDICT_ACCEPTED && test->verdict != VERDICT_SKIPPED;
}

bool row_is_shown(const struct submission_report *report, size_t test)
{
    const struct test_report *row = &report->tests[test];
    return row->is_done && (report->test_count <= ROWS_MANY_TESTS || is_bad(row));
}

struct row_style row_style_of(const struct submission_report *report, size_t width, bool has_colour)
{
    struct row_style style = {
        .name_columns = NAME_COLUMNS_LEAST, .width = width, .has_colour = has_colour};
    for (size_t i = 0; i < report->test_count; i++) {
        size_t columns = text_columns(report->tests[i].name);
        if (columns > style.name_columns)
            style.name_columns = columns;
    }
    if (style.name_columns > NAME_COLUMNS_MOST)
        style.name_columns = NAME_COLUMNS_MOST;
    return style;
}

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

void row_add_heading(struct str *out, const struct row_style *style,
                     const struct submission_report *report)
{
    (void)style; /* headings need no columns yet; every row function takes the same */
    text_add_visible(out, or_dash(report->source), TEXT_ANY_WIDTH);
    if (report->problem != NULL) {
        str_add(out, " for ");
        text_add_visible(out, report->problem, TEXT_ANY_WIDTH);
    }
    if (report->language_name != NULL) {
        str_add(out, ", ");
        text_add_visible(out, report->language_name, TEXT_ANY_WIDTH);
    }
    if (report->limits.cpu_ns >= 0) {
        str_add(out, ", time limit ");
        facts_add_duration(out, report->limits.cpu_ns);
        if (report->time_limit_origin != NULL) {
            str_add(out, " (");
            text_add_visible(out, report->time_limit_origin, TEXT_ANY_WIDTH);
            str_add_char(out, ')');
        }
    }
    if (report->limits.memory_bytes >= 0) {
        str_add(out, ", memory ");
        facts_add_bytes(out, report->limits.memory_bytes);
    }
    str_add_char(out, '\n');
}

static void add_right(struct str *out, void (*add)(struct str *, int64_t), int64_t value,
                      size_t columns)
{
    struct str cell EV_STR = {0};
    add(&cell, value);
    for (size_t used = cell.count; used < columns; used++)
        str_add_char(out, ' ');
    str_add(out, str_text(&cell));
}

static void add_figures(struct str *out, int64_t cpu_ns, int64_t wall_ns, int64_t memory_bytes)
{
    add_right(out, facts_add_duration, cpu_ns, 10);
    add_right(out, facts_add_duration, wall_ns, 10);
    add_right(out, facts_add_bytes, memory_bytes, 11);
}

static void add_mark(struct str *out, const char *mark)
{
    str_printf(out, "%s(%s)", out->count > 0 ? " " : "", mark);
}

static void add_other_run(struct str *out, const struct test_report *test)
{
    struct str mark EV_STR = {0};
    str_printf(&mark, "judged again alone, other run %s in ", verdict_code(test->other_verdict));
    facts_add_duration(&mark, test->other_cpu_ns);
    add_mark(out, str_text(&mark));
}

static void add_repeats(struct str *out, const struct repeats *repeats)
{
    struct str mark EV_STR = {0};
    str_printf(&mark, "%zu runs, CPU ", repeats->count);
    facts_add_duration(&mark, repeats->least_cpu_ns);
    str_add(&mark, " to ");
    facts_add_duration(&mark, repeats->most_cpu_ns);
    str_add(&mark, ", median ");
    facts_add_duration(&mark, repeats->median_cpu_ns);
    bool is_one_verdict = (repeats->verdicts & (repeats->verdicts - 1)) == 0;
    for (size_t i = 0; !is_one_verdict && i < VERDICT_COUNT; i++) {
        if (!(repeats->verdicts & (1U << i)))
            continue;
        bool is_first = (repeats->verdicts & ((1U << i) - 1)) == 0;
        str_printf(&mark, "%s%s", is_first ? "; runs disagree: " : ", ",
                   verdict_code((enum verdict)i));
    }
    add_mark(out, str_text(&mark));
}

void test_add_reason(struct str *out, const struct submission_report *report,
                     const struct test_report *test)
{
    if (test->message != NULL && test->message[0] != '\0')
        str_add(out, test->message);
    else if (is_bad(test) && verdict_info(test->verdict)->fault == FAULT_CONTESTANT &&
             (test->facts.limits_hit != 0 || test->facts.signal != 0 ||
              test->facts.exit_status != 0 || test->facts.made_forbidden_call))
        facts_add_reason(out, &test->facts, &report->limits);
}

static void add_reason_and_marks(struct str *out, const struct submission_report *report,
                                 const struct test_report *test)
{
    test_add_reason(out, report, test);
    if (test->is_cached)
        add_mark(out, "cached");
    if (test->is_rejudged)
        add_other_run(out, test);
    if (test->repeats.count > 0)
        add_repeats(out, &test->repeats);
}

/* Behind the figures where there is room, else on a line of its own: on a terminal nothing may
 * wrap. */
static void add_reason_column(struct str *out, const struct row_style *style, const char *reason)
{
    size_t used = ROW_INDENT + style->name_columns + FIGURE_COLUMNS + 2;
    if (reason[0] == '\0')
        return;
    if (style->width == TEXT_ANY_WIDTH || used + text_columns(reason) <= style->width) {
        str_add(out, "  ");
        text_add_visible(out, reason, TEXT_ANY_WIDTH);
        return;
    }
    str_printf(out, "\n%*s", ROW_INDENT, "");
    text_add_visible(out, reason, style->width - ROW_INDENT);
}

void row_add_test(struct str *out, const struct row_style *style,
                  const struct submission_report *report, size_t test)
{
    const struct test_report *row = &report->tests[test];
    str_add(out, "  ");
    add_verdict(out, style->has_colour, row->verdict);
    str_add(out, "  ");
    text_add_padded(out, or_dash(row->name), style->name_columns);
    if (row->verdict == VERDICT_SKIPPED)
        add_figures(out, -1, -1, -1);
    else
        add_figures(out, row->facts.cpu_ns, row->facts.wall_ns, row->facts.memory_bytes);
    struct str reason EV_STR = {0};
    add_reason_and_marks(&reason, report, row);
    add_reason_column(out, style, str_text(&reason));
    str_add_char(out, '\n');
}

struct totals totals_of(const struct submission_report *report)
{
    struct totals totals = {0, 0, -1, -1};
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (!test->is_done || test->verdict == VERDICT_SKIPPED)
            continue;
        totals.ran++;
        totals.accepted += test->verdict == VERDICT_ACCEPTED;
        if (test->facts.cpu_ns > totals.cpu_ns)
            totals.cpu_ns = test->facts.cpu_ns;
        if (test->facts.memory_bytes > totals.memory_bytes)
            totals.memory_bytes = test->facts.memory_bytes;
    }
    return totals;
}

/* The line begins with the source already: an error that does too says it once. */
static const char *without_source(const char *message, const char *source)
{
    size_t length = strlen(source);
    bool is_repeated = strncmp(message, source, length) == 0 &&
                       strncmp(message + length, ": ", 2) == 0 && message[length + 2] != '\0';
    return is_repeated ? message + length + 2 : message;
}

static void add_not_judged(struct str *out, const struct submission_report *report)
{
    if (report->is_interrupted) {
        str_printf(out, "interrupted after %zu of %zu tests", report->tests_done,
                   report->test_count);
        return;
    }
    str_add(out, "not judged: ");
    text_add_visible(out, without_source(report->error.msg, report->source), TEXT_ANY_WIDTH);
}

static const struct test_report *first_bad(const struct submission_report *report)
{
    for (size_t i = 0; i < report->test_count; i++) {
        if (is_bad(&report->tests[i]) && report->tests[i].verdict == report->verdict)
            return &report->tests[i];
    }
    return NULL;
}

static void add_outcome(struct str *out, const struct submission_report *report)
{
    str_add(out, verdict_info(report->verdict)->name);
    const struct test_report *bad = first_bad(report);
    if (bad != NULL) {
        str_add(out, " on ");
        text_add_visible(out, bad->name, TEXT_ANY_WIDTH);
    }
    if (report->verdict == VERDICT_COMPILE_ERROR && report->compile.reason != NULL) {
        str_add(out, ": ");
        text_add_visible(out, report->compile.reason, TEXT_ANY_WIDTH);
    }
    struct totals totals = totals_of(report);
    if (totals.ran > 0) {
        str_printf(out, ", %zu of %zu tests accepted", totals.accepted, report->test_count);
        if (totals.ran < report->test_count)
            str_printf(out, " (%zu not run)", report->test_count - totals.ran);
        str_add(out, ", at most ");
        facts_add_duration(out, totals.cpu_ns);
        str_add(out, " CPU, ");
        facts_add_bytes(out, totals.memory_bytes);
    }
    scores_add_total(out, report);
    if (report->is_cached)
        str_add(out, ", cached");
}

void submission_add_outcome(struct str *out, const struct submission_report *report)
{
    if (is_judged(report))
        add_outcome(out, report);
    else
        add_not_judged(out, report);
}

static void add_labelled_lines(struct str *out, const char *label, const char *const *lines,
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str_printf(out, "%s: ", label);
        text_add_visible(out, lines[i], TEXT_ANY_WIDTH);
        str_add_char(out, '\n');
    }
}

static void add_remarks(struct str *out, const struct row_style *style,
                        const struct submission_report *report)
{
    if (!style->is_quiet)
        text_add_lines(out, report->compile.messages, "    ", MESSAGE_LINES_MOST);
    if (report->judge_error != NULL)
        add_labelled_lines(out, "judge error", &report->judge_error, 1);
    if (style->is_quiet)
        return;
    add_labelled_lines(out, "hint", report->hints, report->hint_count);
    add_labelled_lines(out, "time source", &report->time_source, report->time_source != NULL);
    add_labelled_lines(out, "degraded", (const char *const *)report->degraded,
                       report->degraded_count);
    add_labelled_lines(out, "noisy host", (const char *const *)report->noise, report->noise_count);
}

void row_add_summary(struct str *out, const struct row_style *style,
                     const struct submission_report *report)
{
    row_add_verdict(out, style->has_colour, report);
    str_add(out, "  ");
    text_add_visible(out, or_dash(report->source), TEXT_ANY_WIDTH);
    str_add(out, ": ");
    submission_add_outcome(out, report);
    str_add_char(out, '\n');
    add_remarks(out, style, report);
}

static void add_bad_tests(struct str *out, const struct submission_report *report)
{
    size_t named = 0, bad = 0;
    for (size_t i = 0; i < report->test_count; i++) {
        if (!is_bad(&report->tests[i]))
            continue;
        if (++bad > FAILED_NAMED_MOST)
            continue;
        str_add(out, named++ == 0 ? ": " : ", ");
        text_add_visible(out, or_dash(report->tests[i].name), NAME_COLUMNS_MOST);
        str_printf(out, " %s", verdict_code(report->tests[i].verdict));
    }
    if (bad > FAILED_NAMED_MOST)
        str_printf(out, " and %zu more", bad - FAILED_NAMED_MOST);
}

/* Columns of known width come first, so that sources of any length leave them in line. */
void row_add_submission(struct str *out, const struct row_style *style,
                        const struct submission_report *report)
{
    struct totals totals = totals_of(report);
    struct str tests EV_STR = {0};
    if (totals.ran > 0)
        str_printf(&tests, "%zu/%zu", totals.accepted, report->test_count);
    else
        str_add(&tests, "-");
    row_add_verdict(out, style->has_colour, report);
    str_printf(out, " %9s", str_text(&tests));
    add_right(out, facts_add_duration, totals.cpu_ns, 10);
    add_right(out, facts_add_bytes, totals.memory_bytes, 11);
    str_add(out, "  ");
    text_add_padded(out, or_dash(report->language), LANGUAGE_COLUMNS);
    scores_add_cells(out, report);
    str_add(out, "  ");
    text_add_visible(out, or_dash(report->source), TEXT_ANY_WIDTH);
    if (report->is_cached)
        str_add(out, ", cached");
    if (!is_judged(report)) {
        str_add(out, ": ");
        add_not_judged(out, report);
    } else if (report->verdict == VERDICT_COMPILE_ERROR && report->compile.reason != NULL) {
        str_add(out, ": ");
        text_add_visible(out, report->compile.reason, TEXT_ANY_WIDTH);
    } else {
        add_bad_tests(out, report);
    }
    str_add_char(out, '\n');
}
