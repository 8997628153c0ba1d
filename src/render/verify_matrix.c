/* verify_matrix: submissions x groups of tests on a terminal: a letter for each test, or, with many
 * of them, the first verdict that is not accepted and how many are like that. */
#include "base/parse.h"
#include "render/text.h"
#include "render/verify.h"

enum {
    LETTERS_MOST = 60, /* tests in all that get a letter each */
    NAME_MOST = 44,
    WORDS_MOST = 24,
    CELL_MOST = 24,
    GAP = 2,
};

struct matrix {
    const struct verify_report *report;
    struct str *out;
    bool has_colour, has_letters;
    size_t name_columns, expected_columns;
};

static const char *colour_of(enum verdict verdict)
{
    if (verdict == VERDICT_ACCEPTED)
        return "\033[32m";
    if (verdict == VERDICT_PARTIAL)
        return "\033[33m";
    return verdict == VERDICT_SKIPPED ? "\033[2m" : "\033[31m";
}

static void add_coloured(const struct matrix *matrix, const char *colour, const char *text)
{
    str_printf(matrix->out, "%s%s%s", matrix->has_colour ? colour : "", text,
               matrix->has_colour ? "\033[0m" : "");
}

static void add_blanks(const struct matrix *matrix, size_t count)
{
    str_printf(matrix->out, "%*s", (int)count, "");
}

static size_t cell_columns(const struct matrix *matrix, const struct verified_group *group)
{
    size_t name = text_columns(group->name);
    size_t least = name < CELL_MOST ? name : CELL_MOST;
    size_t content = matrix->has_letters ? group->count : sizeof("W 1234/1234") - 1;
    return content > least ? content : least;
}

static void add_letters(const struct matrix *matrix, const struct verified_test *tests,
                        const struct verified_group *group)
{
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const char letter[2] = {verify_letter(tests[i].verdict), '\0'};
        add_coloured(matrix, colour_of(tests[i].verdict), letter);
    }
    add_blanks(matrix, cell_columns(matrix, group) - group->count);
}

static void add_summary(const struct matrix *matrix, const struct verified_test *tests,
                        const struct verified_group *group)
{
    size_t rejected = 0;
    enum verdict first = VERDICT_ACCEPTED;
    for (size_t i = group->first; i < group->first + group->count; i++) {
        if (tests[i].verdict == VERDICT_ACCEPTED)
            continue;
        first = rejected++ == 0 ? tests[i].verdict : first;
    }
    EV_STR struct str text = {0};
    str_printf(&text, "%c", verify_letter(first));
    if (rejected > 0)
        str_printf(&text, " %zu/%zu", rejected, group->count);
    add_coloured(matrix, colour_of(first), str_text(&text));
    size_t columns = cell_columns(matrix, group);
    add_blanks(matrix, columns > text.count ? columns - text.count : 0);
}

static void add_cells(const struct matrix *matrix, const struct verified_submission *submission)
{
    for (size_t i = 0; i < matrix->report->group_count; i++) {
        const struct verified_group *group = &matrix->report->groups[i];
        add_blanks(matrix, GAP);
        if (!submission->tests)
            add_blanks(matrix, cell_columns(matrix, group));
        else if (matrix->has_letters)
            add_letters(matrix, submission->tests, group);
        else
            add_summary(matrix, submission->tests, group);
    }
}

static void add_verdict(const struct matrix *matrix, const struct verified_submission *submission)
{
    bool is_without =
        submission->state == VERIFIED_SKIPPED || submission->state == VERIFIED_NOT_RUN;
    const char *code = is_without ? "-" : verdict_code(submission->verdict);
    bool is_wrong =
        submission->state == VERIFIED_OTHERWISE || submission->state == VERIFIED_NO_VERDICT;
    add_coloured(matrix, is_wrong ? "\033[1;31m" : is_without ? "\033[2m" : "\033[32m", code);
    str_add(matrix->out, is_wrong ? " !" : submission->is_sensitive ? " ~" : "  ");
    add_blanks(matrix, 4 - text_columns(code));
}

/* With scores: what it got. Then its slowest test, or why there is none. */
static void add_rest(const struct matrix *matrix, const struct verified_submission *submission)
{
    char text[24];
    struct str *out = matrix->out;
    str_add(out, "  ");
    if (submission->state == VERIFIED_SKIPPED || submission->state == VERIFIED_NOT_RUN) {
        str_add(out, submission->state == VERIFIED_SKIPPED ? "skipped: " : "not run: ");
        (void)text_add_visible(out, submission->why ? submission->why : "", TEXT_ANY_WIDTH);
    } else if (submission->tests && submission->slowest != SIZE_MAX) {
        const struct verified_test *slowest = &submission->tests[submission->slowest];
        if (submission->score == submission->score) /* no NAN */
            str_printf(out, "score %g  ", submission->score);
        str_printf(out, "%s%s ", slowest->is_killed_for_time ? "> " : "",
                   format_duration(slowest->cpu_ns, text, sizeof(text)));
        (void)text_add_visible(
            out, matrix->report->tests ? matrix->report->tests[submission->slowest].name : "",
            TEXT_ANY_WIDTH);
    }
}

static void add_row(const struct matrix *matrix, const struct verified_submission *submission)
{
    EV_STR struct str row = {0};
    struct matrix inner = *matrix;
    inner.out = &row;
    str_add(&row, "  ");
    size_t used = text_add_visible(&row, verify_short_path(submission->path), NAME_MOST);
    add_blanks(&inner, matrix->name_columns - used + GAP);
    used = text_add_visible(&row, *submission->expected ? submission->expected : "any", WORDS_MOST);
    add_blanks(&inner, matrix->expected_columns - used + GAP);
    add_verdict(&inner, submission);
    add_cells(&inner, submission);
    add_rest(&inner, submission);
    while (row.count > 0 && row.text[row.count - 1] == ' ')
        row.text[--row.count] = '\0';
    str_add_n(matrix->out, str_text(&row), row.count);
    str_add_char(matrix->out, '\n');
}

static size_t clamp(size_t columns, size_t most)
{
    return columns < most ? columns : most;
}

static void add_heading(const struct matrix *matrix)
{
    str_add(matrix->out, "  ");
    text_add_padded(matrix->out, "submission", matrix->name_columns + GAP);
    text_add_padded(matrix->out, "expected", matrix->expected_columns + GAP);
    text_add_padded(matrix->out, "got", 6);
    for (size_t i = 0; i < matrix->report->group_count; i++) {
        const struct verified_group *group = &matrix->report->groups[i];
        add_blanks(matrix, GAP);
        size_t used = text_add_visible(matrix->out, group->name, CELL_MOST);
        add_blanks(matrix, cell_columns(matrix, group) - used);
    }
    str_add(matrix->out, "  slowest\n");
}

void verify_add_matrix(struct str *out, const struct verify_report *report, bool has_colour)
{
    struct matrix matrix = {
        .report = report,
        .out = out,
        .has_colour = has_colour,
        .has_letters = report->test_count <= LETTERS_MOST,
        .name_columns = sizeof("submission") - 1,
        .expected_columns = sizeof("expected") - 1,
    };
    for (size_t i = 0; i < report->submission_count; i++) {
        const struct verified_submission *submission = &report->submissions[i];
        size_t name = clamp(text_columns(verify_short_path(submission->path)), NAME_MOST);
        size_t expected = clamp(text_columns(submission->expected), WORDS_MOST);
        matrix.name_columns = name > matrix.name_columns ? name : matrix.name_columns;
        if (expected > matrix.expected_columns)
            matrix.expected_columns = expected;
    }
    add_heading(&matrix);
    for (size_t i = 0; i < report->submission_count; i++) {
        const struct verified_submission *submission = &report->submissions[i];
        if (submission->state != VERIFIED_NOT_RUN || submission->why)
            add_row(&matrix, submission);
    }
}
