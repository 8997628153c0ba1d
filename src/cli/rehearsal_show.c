/* rehearsal_show: see rehearsal_show.h. */
#include "cli/rehearsal_show.h"

#include <math.h>
#include <string.h>

#include "cli/shared.h"
#include "render/render.h"

enum { COLUMNS_BEFORE = 3 }; /* problem, submission, expected; then the workers; then a note */

static struct table_cell text_cell(const char *text)
{
    return (struct table_cell){.kind = text != NULL ? CELL_TEXT : CELL_NULL, .text = text};
}

static const char *join(struct arena *arena, const char *const *words, size_t count)
{
    struct str EV_STR text = {0};
    for (size_t i = 0; i < count; i++)
        str_printf(&text, "%s%s", i > 0 ? " or " : "", words[i]);
    return count > 0 ? arena_string(arena, str_text(&text)) : NULL;
}

/* "AC 12 ms" */
static const char *result_text(const struct rehearsal_result *result, struct arena *arena)
{
    if (result->verdict == NULL)
        return "-";
    if (result->cpu_ms < 0)
        return result->verdict;
    return arena_printf(arena, "%s %.0f ms", result->verdict, result->cpu_ms);
}

static const char *row_note(const struct rehearsal_row *row, struct arena *arena)
{
    const char *const words[] = {row->is_differing ? "verdicts differ" : NULL,
                                 row->is_unexpected ? "not as expected" : NULL,
                                 row->is_missing ? "not judged by all" : NULL};
    struct str EV_STR text = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (words[i] != NULL)
            str_printf(&text, "%s%s", text.count > 0 ? ", " : "", words[i]);
    }
    return arena_string(arena, str_text(&text));
}

static void add_row(struct table *table, const struct rehearsal *rehearsal,
                    const struct rehearsal_row *row)
{
    struct table_cell *cells = table_add_row(table);
    cells[0] = text_cell(row->problem);
    cells[1] = text_cell(row->source);
    cells[2] = text_cell(join(table->arena, row->expected, row->expected_count));
    for (size_t i = 0; i < rehearsal->worker_count; i++)
        cells[COLUMNS_BEFORE + i] = text_cell(result_text(&row->results[i], table->arena));
    cells[COLUMNS_BEFORE + rehearsal->worker_count] = text_cell(row_note(row, table->arena));
}

static struct table make_table(const struct rehearsal *rehearsal, struct arena *arena)
{
    static const struct table_column before[COLUMNS_BEFORE] = {
        {"problem", "problem", COLUMN_TEXT},
        {"submission", "submission", COLUMN_TEXT},
        {"expected", "expected", COLUMN_TEXT}};
    size_t count = COLUMNS_BEFORE + rehearsal->worker_count + 1;
    struct table_column *columns = arena_alloc(arena, count * sizeof(*columns));
    memcpy(columns, before, sizeof(before));
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const char *name = rehearsal->workers[i].name;
        columns[COLUMNS_BEFORE + i] = (struct table_column){name, name, COLUMN_TEXT};
    }
    columns[count - 1] = (struct table_column){"note", "note", COLUMN_TEXT};
    struct table table = {.arena = arena, .columns = columns, .column_count = count};
    for (size_t i = 0; i < rehearsal->row_count; i++)
        add_row(&table, rehearsal, &rehearsal->rows[i]);
    return table;
}

static void add_workers(const struct rehearsal *rehearsal, struct str *out)
{
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const struct rehearsal_worker *worker = &rehearsal->workers[i];
        if (worker->ratio > 0)
            str_printf(out, "%s: %.2f times the median's CPU time%s\n", worker->name, worker->ratio,
                       worker->is_uneven ? ", uneven" : "");
    }
}

/* Each reason once for each place. */
static void add_reasons(const struct rehearsal *rehearsal, struct str *out)
{
    for (size_t i = 0; i < rehearsal->row_count; i++) {
        const struct rehearsal_row *row = &rehearsal->rows[i];
        for (size_t k = 0; k < rehearsal->worker_count; k++) {
            if (row->results[k].verdict == NULL)
                str_printf(out, "%s/%s on %s: %s\n", row->problem, row->source,
                           rehearsal->workers[k].name,
                           row->results[k].reason != NULL ? row->results[k].reason : "no verdict");
        }
    }
}

static void add_summary(const struct rehearsal *rehearsal, struct str *out)
{
    str_printf(out,
               "%zu submissions on %zu workers: %zu with verdicts that differ, %zu not as "
               "expected, %zu not judged by all; %zu workers uneven\n",
               rehearsal->row_count, rehearsal->worker_count, rehearsal->differing_count,
               rehearsal->unexpected_count, rehearsal->missing_count, rehearsal->uneven_count);
}

/* ---- JSON ---- */

static struct json *workers_json(const struct rehearsal *rehearsal)
{
    struct json *list = json_list();
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const struct rehearsal_worker *worker = &rehearsal->workers[i];
        struct json *object = json_map();
        json_set_string(object, "name", worker->name);
        json_set_string(object, "id", worker->id);
        json_set_double(object, "ratio", worker->ratio > 0 ? worker->ratio : NAN);
        json_set_bool(object, "uneven", worker->is_uneven);
        json_append(list, object);
    }
    return list;
}

static struct json *results_json(const struct rehearsal *rehearsal, const struct rehearsal_row *row)
{
    struct json *list = json_list();
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const struct rehearsal_result *result = &row->results[i];
        struct json *object = json_map();
        json_set_string(object, "worker", rehearsal->workers[i].name);
        json_set_string(object, "verdict", result->verdict);
        json_set_double(object, "cpu_ms", result->cpu_ms >= 0 ? result->cpu_ms : NAN);
        json_set_string(object, "reason", result->verdict == NULL ? result->reason : NULL);
        json_append(list, object);
    }
    return list;
}

static struct json *row_json(const struct rehearsal *rehearsal, const struct rehearsal_row *row)
{
    struct json *object = json_map(), *expected = json_list();
    for (size_t i = 0; i < row->expected_count; i++)
        json_append_string(expected, row->expected[i]);
    json_set_string(object, "problem", row->problem);
    json_set_string(object, "submission", row->source);
    json_set(object, "expected", expected);
    json_set_bool(object, "differs", row->is_differing);
    json_set_bool(object, "unexpected", row->is_unexpected);
    json_set_bool(object, "missing", row->is_missing);
    json_set(object, "results", results_json(rehearsal, row));
    return object;
}

static int show_json(const struct rehearsal *rehearsal)
{
    struct json *document = json_map(), *rows = json_list();
    json_set_i64(document, "version", 1);
    json_set(document, "workers", workers_json(rehearsal));
    json_set(document, "submissions", rows);
    for (size_t i = 0; i < rehearsal->row_count; i++)
        json_append(rows, row_json(rehearsal, &rehearsal->rows[i]));
    return say_json(document);
}

int rehearsal_show(const struct rehearsal *rehearsal, const char *format, struct arena *arena)
{
    EV_STR struct str out = {0};
    struct err err = {0};
    if (strcmp(format, "json") == 0)
        return show_json(rehearsal);
    struct table table = make_table(rehearsal, arena);
    if (strcmp(format, "csv") == 0) {
        render_grid_csv(&table, &out);
        return say_result(&out);
    }
    if (render_grid(&table, render_width(stdout), &out, &err) != 0)
        return say_error(&err);
    str_add_char(&out, '\n');
    add_reasons(rehearsal, &out);
    add_workers(rehearsal, &out);
    add_summary(rehearsal, &out);
    return say_result(&out);
}
