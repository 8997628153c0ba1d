/* stats_show: evalx stats show and diff: everything of one submission, what differs of two. */
#include <string.h>

#include "cli/linediff.h"
#include "cli/page.h"
#include "cli/stats.h"
#include "render/render.h"

int stats_read_whole(struct stats *stats, const char *id, struct stats_whole *whole,
                     struct err *err)
{
    struct arena *arena = &stats->arena;
    if (stats_read_submission(stats, id, &whole->filter, &whole->submission, err) != 0)
        return -1;
    const struct {
        const char *view;
        struct table *table;
    } parts[] = {{"judgings", &whole->judgings},
                 {"groups", &whole->groups},
                 {"tests", &whole->tests},
                 {"failures", &whole->failures},
                 {"replay", &whole->replay}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++) {
        if (store_view(stats->store, parts[i].view, &whole->filter, arena, parts[i].table, err) !=
            0)
            return -1;
    }
    return store_sources(stats->store, whole->filter.submission, arena, &whole->sources,
                         &whole->source_count, err);
}

static struct json *sources_json(const struct stats_whole *whole)
{
    struct json *list = json_list();
    for (size_t i = 0; i < whole->source_count; i++) {
        struct json *file = json_map();
        json_set_string(file, "name", whole->sources[i].name);
        json_set_i64(file, "bytes", (int64_t)whole->sources[i].count);
        json_set_string_n(file, "text", whole->sources[i].bytes, whole->sources[i].count);
        json_append(list, file);
    }
    return list;
}

/* ---- why tests were not accepted ---- */

enum { FAILURES_SHOWN = 10, ERROR_LINES_SHOWN = 20 };

static const char *text_or_null(const struct table *table, size_t row, const char *column)
{
    const struct table_cell *cell = table_find(table, row, column);
    return cell != NULL && cell->kind == CELL_TEXT ? cell->text : NULL;
}

static struct difference difference_of(const struct table *failures, size_t row)
{
    return (struct difference){.line = table_whole(failures, row, "line"),
                               .column = table_whole(failures, row, "column"),
                               .before = text_or_null(failures, row, "before"),
                               .expected = text_or_null(failures, row, "expected"),
                               .got = text_or_null(failures, row, "got")};
}

/* The row of a test gets what it lacks; position and name it has. */
static struct json *tests_json(const struct stats_whole *whole)
{
    static const char *const sides[] = {"line", "column", "before", "expected", "got"};
    struct json *tests = render_grid_json(&whole->tests);
    for (size_t i = 0; i < whole->failures.row_count; i++) {
        struct json *row = render_row_json(&whole->failures, i);
        struct json *test =
            json_edit_item(tests, (size_t)table_whole(&whole->failures, i, "position"));
        struct json *difference = json_map();
        json_set_string(test, "stderr", text_or_null(&whole->failures, i, "stderr"));
        bool is_told = text_or_null(&whole->failures, i, "got") != NULL;
        for (size_t side = 0; is_told && side < EV_ARRAY_LENGTH(sides); side++)
            json_set(difference, sides[side], json_share(json_get(row, sides[side])));
        if (is_told)
            json_set(test, "difference", difference);
        else
            json_close(difference);
        json_close(row);
    }
    return tests;
}

static void add_failure_text(const struct table *failures, size_t row, struct str *out)
{
    struct difference difference = difference_of(failures, row);
    str_add(out, "\n--- ");
    render_lines(table_text(failures, row, "name"), "", out);
    if (difference.got != NULL) {
        str_printf(out, "line %lld column %lld\n", (long long)difference.line,
                   (long long)difference.column);
        const char *const sides[][2] = {{"expected: ", difference.expected},
                                        {"got:      ", difference.got}};
        for (size_t i = 0; i < EV_ARRAY_LENGTH(sides); i++) {
            EV_STR struct str line = {0};
            str_printf(&line, "%s%s%s", sides[i][0], difference.before ? difference.before : "",
                       sides[i][1]);
            render_some_lines(str_text(&line), "  ", ERROR_LINES_SHOWN, out);
        }
    }
    if (text_or_null(failures, row, "stderr") != NULL) {
        str_add(out, "standard error\n");
        render_some_lines(table_text(failures, row, "stderr"), "  ", ERROR_LINES_SHOWN, out);
    }
}

static void add_failures_text(const struct table *failures, struct str *out)
{
    for (size_t i = 0; i < failures->row_count && i < FAILURES_SHOWN; i++)
        add_failure_text(failures, i, out);
    if (failures->row_count > FAILURES_SHOWN)
        str_printf(out, "\n... and %zu more tests that were not accepted: --format json\n",
                   failures->row_count - FAILURES_SHOWN);
}

static void add_failures_page(const struct table *failures, struct html_page *page)
{
    for (size_t i = 0; i < failures->row_count && i < FAILURES_SHOWN; i++) {
        struct difference difference = difference_of(failures, i);
        render_html_add_failure(page, table_text(failures, i, "name"), &difference,
                                text_or_null(failures, i, "stderr"));
    }
}

/* ---- one ---- */

struct json *stats_whole_json(const struct stats_whole *whole)
{
    struct json *document = render_row_json(&whole->submission, 0);
    json_set_i64(document, "version", 1);
    json_set(document, "judgings", render_grid_json(&whole->judgings));
    json_set(document, "groups", render_grid_json(&whole->groups));
    json_set(document, "tests", tests_json(whole));
    json_set(document, "files", sources_json(whole));
    return document;
}

int stats_whole_text(const struct stats_whole *whole, size_t width, struct str *out,
                     struct err *err)
{
    const struct table *parts[] = {&whole->judgings, &whole->groups, &whole->tests};
    render_record(&whole->submission, 0, out);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++) {
        bool is_told = parts[i]->row_count > (parts[i] == &whole->judgings);
        if (!is_told)
            continue;
        str_add_char(out, '\n');
        if (render_grid(parts[i], width, out, err) != 0)
            return -1;
    }
    add_failures_text(&whole->failures, out);
    for (size_t i = 0; i < whole->source_count; i++) {
        str_add(out, "\n--- ");
        render_lines(whole->sources[i].name, "", out);
        render_lines(whole->sources[i].bytes, "  ", out);
    }
    return 0;
}

static int write_page(const char *path, const char *id, const struct stats_whole *whole)
{
    struct html_page *page = NULL;
    struct err err = {0};
    const struct {
        const char *heading;
        const struct table *table;
    } grids[] = {
        {"Judgings", &whole->judgings}, {"Groups", &whole->groups}, {"Tests", &whole->tests}};
    EV_STR struct str title = {0};
    str_printf(&title, "Submission %s", id);
    int status = page_open(path, str_text(&title), &page, &err);
    if (page != NULL) {
        render_html_add_record(page, "Summary", &whole->submission, 0);
        for (size_t i = 0; i < EV_ARRAY_LENGTH(grids); i++) {
            if (grids[i].table->row_count > 0)
                render_html_add_grid(page, grids[i].heading, grids[i].table);
        }
        add_failures_page(&whole->failures, page);
        for (size_t i = 0; i < whole->source_count; i++)
            render_html_add_text(page, whole->sources[i].name, whole->sources[i].bytes,
                                 whole->sources[i].count);
        status = page_write(path, page, false, &err);
    }
    render_html_close(page);
    return status != 0 ? say_error(&err) : 0;
}

int stats_show(struct stats *stats, const char *const *operands, size_t count)
{
    (void)count; /* one */
    struct stats_whole whole = {0};
    struct err err = {0};
    if (stats_read_whole(stats, operands[0], &whole, &err) != 0)
        return say_error(&err);
    int paged = write_page(stats->values->shared.report, operands[0], &whole);
    if (paged != 0)
        return paged;
    if (stats_is_json(stats))
        return say_json(stats_whole_json(&whole));
    if (strcmp(stats->values->shared.format, "csv") == 0)
        return stats_print(&whole.tests, "csv");
    EV_STR struct str out = {0};
    if (stats_whole_text(&whole, render_width(stdout), &out, &err) != 0)
        return say_error(&err);
    return say_result(&out);
}

/* ---- two ---- */

static bool is_same_cell(const struct table_cell *a, const struct table_cell *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == CELL_TEXT)
        return strcmp(a->text, b->text) == 0;
    return a->whole == b->whole && !(a->real < b->real) && !(a->real > b->real);
}

/* "FIELD: OLD -> NEW" as a table of one row each. */
static void add_fields(struct stats *stats, const struct stats_whole *old,
                       const struct stats_whole *new, struct str *out)
{
    for (size_t i = 0; i < old->submission.column_count; i++) {
        const struct table_column *column = &old->submission.columns[i];
        struct table_cell *cells[] = {&old->submission.cells[i], &new->submission.cells[i]};
        if (is_same_cell(cells[0], cells[1]))
            continue;
        struct table_column columns[] = {*column, *column};
        columns[0].title = column->title;
        columns[1].title = "now";
        struct table table = {.arena = &stats->arena, .columns = columns, .column_count = 2};
        struct table_cell *row = table_add_row(&table);
        row[0] = *cells[0];
        row[1] = *cells[1];
        render_record(&table, 0, out);
    }
}

/* "-" where it has no such test. */
static const char *verdict_of_test(const struct stats_whole *whole, const char *name)
{
    for (size_t i = 0; i < whole->tests.row_count; i++) {
        if (strcmp(table_text(&whole->tests, i, "name"), name) == 0)
            return table_text(&whole->tests, i, "verdict");
    }
    return "-";
}

/* Of the tests of `from`, which is one of both: where verdicts differ; of the old one only those
 * that the new one has not. */
static void add_tests_of(const struct stats_whole *from, const struct stats_whole *old,
                         const struct stats_whole *new, struct str *out, struct json *list)
{
    for (size_t i = 0; i < from->tests.row_count; i++) {
        const char *name = table_text(&from->tests, i, "name");
        const char *before = verdict_of_test(old, name), *now = verdict_of_test(new, name);
        if (strcmp(before, now) == 0 || (from == old && strcmp(now, "-") != 0))
            continue;
        render_padded(out, name, 0);
        str_printf(out, ": %s -> %s\n", before, now);
        struct json *test = json_map();
        json_set_string(test, "name", name);
        json_set_string(test, "old", before);
        json_set_string(test, "new", now);
        json_append(list, test);
    }
}

/* What differs, as text and as a list. */
static void add_tests(const struct stats_whole *old, const struct stats_whole *new, struct str *out,
                      struct json *list)
{
    add_tests_of(new, old, new, out, list);
    add_tests_of(old, old, new, out, list);
}

static const struct store_source *find_source(const struct stats_whole *whole, size_t index,
                                              const char *name)
{
    for (size_t i = 0; i < whole->source_count; i++) {
        if (strcmp(whole->sources[i].name, name) == 0)
            return &whole->sources[i];
    }
    bool is_lone = whole->source_count == 1 && index == 0; /* under whatever name */
    return is_lone ? &whole->sources[0] : NULL;
}

static void add_sources(const struct stats_whole *old, const struct stats_whole *new,
                        struct str *out)
{
    for (size_t i = 0; i < new->source_count; i++) {
        const struct store_source *file = &new->sources[i];
        const struct store_source *before = find_source(old, i, file->name);
        EV_STR struct str changes = {0};
        linediff_add(&changes, before != NULL ? before->bytes : "", file->bytes);
        if (changes.count == 0)
            continue;
        str_add(out, "--- ");
        render_lines(before != NULL ? before->name : "/dev/null", "", out);
        str_add(out, "+++ ");
        render_lines(file->name, "", out);
        str_add(out, str_text(&changes));
    }
}

int stats_diff(struct stats *stats, const char *const *operands, size_t count)
{
    (void)count; /* two */
    struct stats_whole old = {0}, new = {0};
    struct err err = {0};
    if (stats_read_whole(stats, operands[0], &old, &err) != 0 ||
        stats_read_whole(stats, operands[1], &new, &err) != 0)
        return say_error(&err);
    EV_STR struct str out = {0}, tests = {0}, sources = {0};
    struct json *list = json_list();
    add_tests(&old, &new, &tests, list);
    add_sources(&old, &new, &sources);
    if (stats_is_json(stats)) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set(document, "old", render_row_json(&old.submission, 0));
        json_set(document, "new", render_row_json(&new.submission, 0));
        json_set(document, "tests", list);
        json_set_string_n(document, "source_diff", str_text(&sources), sources.count);
        return say_json(document);
    }
    json_close(list);
    add_fields(stats, &old, &new, &out);
    if (tests.count > 0)
        str_printf(&out, "\n%s", str_text(&tests));
    if (sources.count > 0)
        str_printf(&out, "\n%s", str_text(&sources));
    return say_result(&out);
}
