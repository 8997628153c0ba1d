/* course: see course.h. Pages are made when a submission is done, and written when it is known
 * which of a user's attempts counts. Students read them: of tests that are no samples they tell
 * verdicts and figures, not what a checker says of data. */
#include "cli/course.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "model/table.h"
#include "render/render.h"

enum { PAGE_NAME_MOST = 120 };

struct graded {
    const struct handin *handin;
    bool is_judged;
    enum verdict verdict;
    double score, max_score;
    size_t passed, tests;
    const char *language, *remark, *page;
};

struct course {
    struct course_options options;
    enum handin_attempt attempt;
    const struct handins *handins;
    struct graded *graded; /* as the hand-ins */
    struct arena arena;
};

/* Pages of another time, beside these, would be taken for theirs. */
static int make_folder(const char *path, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    const char **names = NULL;
    size_t count = 0;
    if (mkdir(path, 0755) == 0)
        return 0;
    if (errno != EEXIST)
        return err_sys(err, ERR_INPUT, "judge: --feedback: %s", path);
    if (fs_list(AT_FDCWD, path, 1, &scratch, &names, &count, err) == 0 && count == 0)
        return 0;
    return err_set(err, ERR_INPUT, "judge: --feedback: %s: not an empty folder", path);
}

int course_open(const struct course_options *options, const struct handins *handins,
                enum handin_attempt attempt, struct course **course_out, struct err *err)
{
    struct arena arena = {0};
    if (!options->gradebook && !options->feedback)
        return 0;
    if (options->feedback && make_folder(options->feedback, err) != 0)
        return -1;
    struct course *course = arena_alloc(&arena, sizeof(*course)); /* lives in its own arena */
    *course = (struct course){*options, attempt, handins, NULL, arena};
    course->graded = arena_alloc(&course->arena, (handins->count + 1) * sizeof(*course->graded));
    for (size_t i = 0; i < handins->count; i++)
        course->graded[i] =
            (struct graded){.handin = &handins->items[i], .score = NAN, .max_score = NAN};
    *course_out = course;
    return 0;
}

void course_close(struct course *course)
{
    if (!course)
        return;
    struct arena arena = course->arena; /* the course itself is inside */
    arena_done(&arena);
}

/* ---- what was judged ---- */

/* What a test's message tells may be a checker's word on data, but where the run itself went wrong.
 * Whatever a program wrote may be its input. */
static void hide_secrets(struct test_report *test)
{
    static const enum verdict by_run[] = {
        VERDICT_OUTPUT_LIMIT, VERDICT_TIME_LIMIT,    VERDICT_IDLENESS_LIMIT,
        VERDICT_MEMORY_LIMIT, VERDICT_RUNTIME_ERROR, VERDICT_SECURITY_VIOLATION,
    };
    bool is_by_run = false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(by_run); i++)
        is_by_run = is_by_run || test->verdict == by_run[i];
    if (test->is_sample)
        return;
    if (!is_by_run)
        test->message = NULL;
    test->difference = (struct difference){0};
    test->error_text = test->judge_message = test->transcript = NULL;
}

static const char *make_page(struct arena *arena, const struct handin *handin,
                             const struct submission_report *report)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct submission_report shown = *report;
    struct printer *printer = NULL;
    struct err err;
    char *text = NULL;
    size_t count = 0;
    FILE *out = open_memstream(&text, &count);
    if (!out)
        err_out_of_memory();
    shown.source = handin->shown;
    shown.tests = arena_copy(&scratch, report->tests, report->test_count * sizeof(*report->tests));
    for (size_t i = 0; i < shown.test_count; i++)
        hide_secrets(&shown.tests[i]);
    struct render_options options = {.format = "html", .out = out, .submission_count = 1};
    if (printer_open(&options, &printer, &err) == 0) {
        printer_submission_done(printer, &shown);
        (void)!printer_finish(printer, false, &err); /* into memory */
        printer_close(printer);
    }
    (void)fclose(out); /* likewise */
    const char *page = arena_string_n(arena, text, count);
    free(text);
    return page;
}

void course_note(struct course *course, const struct submission_report *report)
{
    if (!course || report->is_interrupted)
        return;
    const struct handin *handin = report->tag;
    struct graded *graded = &course->graded[handin - course->handins->items];
    graded->is_judged = report->error.kind == ERR_NONE;
    graded->verdict = graded->is_judged ? report->verdict : VERDICT_JUDGE_ERROR;
    graded->score = report->score;
    graded->max_score = report->max_score;
    graded->tests = report->test_count;
    for (size_t i = 0; i < report->test_count; i++)
        graded->passed += report->tests[i].is_done && report->tests[i].verdict == VERDICT_ACCEPTED;
    graded->language = report->language ? arena_string(&course->arena, report->language) : NULL;
    const char *remark = !graded->is_judged                         ? report->error.msg
                         : report->verdict == VERDICT_COMPILE_ERROR ? report->compile.reason
                                                                    : NULL;
    graded->remark = remark ? arena_string(&course->arena, remark) : NULL;
    if (course->options.feedback)
        graded->page = make_page(&course->arena, handin, report);
}

/* ---- which attempt counts ---- */

static double percent_of(const struct graded *graded)
{
    if (!graded->is_judged)
        return NAN;
    if (isfinite(graded->score) && isfinite(graded->max_score) && graded->max_score > 0)
        return 100 * graded->score / graded->max_score;
    if (isfinite(graded->score))
        return NAN; /* nobody knows of how much */
    return graded->verdict == VERDICT_ACCEPTED ? 100 : 0;
}

static double rank_of(const struct graded *graded)
{
    if (!graded->is_judged)
        return -1;
    if (isfinite(graded->score))
        return graded->score;
    double share = graded->tests > 0 ? (double)graded->passed / (double)graded->tests : 0;
    return graded->verdict == VERDICT_ACCEPTED ? 2 : share;
}

/* Of the attempts from `first` on, which are one user's; the latest of equals. */
static const struct graded *choose(const struct course *course, size_t first, size_t count)
{
    const struct graded *chosen = &course->graded[first + count - 1];
    for (size_t i = count; course->attempt == ATTEMPT_BEST && i-- > 0;) {
        const struct graded *other = &course->graded[first + i];
        if (rank_of(other) > rank_of(chosen))
            chosen = other;
    }
    return chosen;
}

static size_t attempts_of(const struct course *course, size_t first)
{
    if (course->attempt == ATTEMPT_LATEST)
        return 1; /* the others are not there */
    return course->handins->items[first].attempts;
}

/* ---- the gradebook ---- */

static const struct table_column columns[] = {
    {"user", "user", COLUMN_TEXT},
    {"id", "id", COLUMN_TEXT},
    {"verdict", "verdict", COLUMN_TEXT},
    {"score", "score", COLUMN_SCORE},
    {"max_score", "of", COLUMN_SCORE},
    {"percent", "percent", COLUMN_SCORE},
    {"tests_passed", "passed", COLUMN_COUNT},
    {"tests", "tests", COLUMN_COUNT},
    {"attempt", "attempt", COLUMN_TEXT},
    {"attempts", "attempts", COLUMN_COUNT},
    {"language", "language", COLUMN_TEXT},
    {"source", "source", COLUMN_TEXT},
    {"remark", "remark", COLUMN_TEXT},
};

/* A spreadsheet takes what begins so for a formula; a quote makes it text. */
static void set_text(struct table *table, struct table_cell **cell, const char *text)
{
    bool is_formula = text && text[0] && strchr("=+-@", text[0]) && text[1];
    if (is_formula)
        text = arena_printf(table->arena, "'%s", text);
    if (text && text[0])
        **cell = (struct table_cell){.kind = CELL_TEXT, .text = text};
    ++*cell;
}

static void set_number(struct table_cell **cell, double number)
{
    if (isfinite(number))
        **cell = (struct table_cell){.kind = CELL_REAL, .real = number};
    ++*cell;
}

static void set_count(struct table_cell **cell, size_t count)
{
    **cell = (struct table_cell){.kind = CELL_WHOLE, .whole = (int64_t)count};
    ++*cell;
}

static void add_row(struct table *table, const struct graded *graded)
{
    struct table_cell *cell = table_add_row(table);
    const struct handin *handin = graded->handin;
    set_text(table, &cell, handin->user);
    set_text(table, &cell, handin->id);
    set_text(table, &cell, graded->is_judged ? verdict_code(graded->verdict) : NULL);
    set_number(&cell, graded->score);
    set_number(&cell, graded->max_score);
    set_number(&cell, percent_of(graded));
    set_count(&cell, graded->passed);
    set_count(&cell, graded->tests);
    set_text(table, &cell, handin->attempt);
    set_count(&cell, handin->attempts);
    set_text(table, &cell, graded->language);
    set_text(table, &cell, handin->shown);
    set_text(table, &cell, graded->is_judged || graded->remark ? graded->remark : "not judged");
}

static int write_gradebook(struct course *course, struct err *err)
{
    EV_STR struct str text = {0};
    struct table table = {
        .arena = &course->arena, .columns = columns, .column_count = EV_ARRAY_LENGTH(columns)};
    for (size_t i = 0; i < course->handins->count; i += attempts_of(course, i))
        add_row(&table, choose(course, i, attempts_of(course, i)));
    render_grid_csv(&table, &text);
    if (text.is_cut)
        return err_set(err, ERR_JUDGE, "judge: --gradebook: too large");
    return fs_write_atomic(AT_FDCWD, course->options.gradebook, str_text(&text), text.count, 0644,
                           err);
}

/* ---- pages ---- */

/* A user's name is somebody else's: no slash, no dot in front, nothing that a shell or a terminal
 * minds. Others than ASCII are kept. */
static const char *page_name(struct arena *arena, const struct handin *handin)
{
    char *name = arena_printf(arena, "%.*s%s%s", PAGE_NAME_MOST, handin->user,
                              handin->id[0] ? "_" : "", handin->id);
    for (char *at = name; *at; at++) {
        bool is_plain = (unsigned char)*at >= 0x80 || strchr("-_+@", *at) ||
                        (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                        (*at >= 'A' && *at <= 'Z') || (*at == '.' && at > name);
        if (!is_plain)
            *at = '_';
    }
    return name;
}

static const char not_judged[] = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                                 "<title>Not judged</title><p>Not judged.</p></html>\n";

/* Two users whose names become the same are told apart by a number. */
static int write_page(struct course *course, int dir_fd, const struct graded *graded,
                      struct err *err)
{
    enum { TRIES = 1000 };
    const char *name = page_name(&course->arena, graded->handin);
    const char *page = graded->page ? graded->page : not_judged;
    for (int i = 1; i <= TRIES; i++) {
        const char *file = i == 1 ? arena_printf(&course->arena, "%s.html", name)
                                  : arena_printf(&course->arena, "%s-%d.html", name, i);
        if (fs_write_new(dir_fd, file, page, strlen(page), 0644, err) == 0)
            return 0;
        if (err->sys_errno != EEXIST)
            break;
    }
    return err_wrap(err, "judge: --feedback: %s", course->options.feedback);
}

static int write_pages(struct course *course, struct err *err)
{
    EV_FD int dir_fd = open(course->options.feedback, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_INPUT, "judge: --feedback: %s", course->options.feedback);
    for (size_t i = 0; i < course->handins->count; i += attempts_of(course, i)) {
        if (write_page(course, dir_fd, choose(course, i, attempts_of(course, i)), err) != 0)
            return -1;
    }
    return 0;
}

int course_write(struct course *course, struct err *err)
{
    if (!course)
        return 0;
    if (course->options.gradebook && write_gradebook(course, err) != 0)
        return -1;
    return course->options.feedback ? write_pages(course, err) : 0;
}
