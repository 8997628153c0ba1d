/* grid: a table of figures as text: aligned columns, one row downwards, JSON, CSV. */
#include "render/grid.h"

#include <string.h>
#include <time.h>

#include "base/parse.h"
#include "base/str.h"
#include "render/columns.h"
#include "render/render.h"
#include "render/text.h"

enum { VALUE_BYTES = 64, TEXT_COLUMNS_MOST = 120, MICROSECONDS = 1000000 };

/* ---- values ---- */

static bool is_text(enum column_kind kind)
{
    return kind == COLUMN_TEXT || kind == COLUMN_LIST;
}

static bool is_number(enum column_kind kind)
{
    return !is_text(kind) && kind != COLUMN_TIME && kind != COLUMN_FLAG;
}

bool grid_is_number(const struct table_column *column)
{
    return is_number(column->kind);
}

static void add_time(struct str *out, int64_t us, bool is_exact)
{
    struct tm parts;
    char text[VALUE_BYTES];
    time_t seconds = (time_t)(us / MICROSECONDS);
    if (is_exact && gmtime_r(&seconds, &parts) != NULL) {
        (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts); /* always fits */
        str_printf(out, "%s.%06lldZ", text, (long long)(us % MICROSECONDS));
    } else if (!is_exact && localtime_r(&seconds, &parts) != NULL) {
        (void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
        str_add(out, text);
    }
}

static void add_list(struct str *out, const char *text)
{
    struct json *list = NULL;
    struct err err;
    if (json_parse("history", text, strlen(text), &list, &err) != 0) {
        str_add(out, text);
        return;
    }
    for (size_t i = 0; i < json_count(list); i++) {
        const char *item = json_text(json_item(list, i));
        str_printf(out, "%s%s", i > 0 ? "; " : "", item != NULL ? item : "");
    }
    json_close(list);
}

static double real_of(const struct table_cell *cell)
{
    return cell->kind == CELL_REAL ? cell->real : (double)cell->whole;
}

static void add_whole(struct str *out, const struct table_cell *cell)
{
    if (cell->kind == CELL_REAL)
        str_printf(out, "%.6g", cell->real);
    else
        str_printf(out, "%lld", (long long)cell->whole);
}

/* For people: units, local time. */
void grid_add_value(struct str *out, const struct table_column *column,
                    const struct table_cell *cell)
{
    char buffer[VALUE_BYTES];
    if (cell->kind == CELL_NULL) {
        str_add(out, is_number(column->kind) ? "-" : "");
    } else if (cell->kind == CELL_TEXT) {
        column->kind == COLUMN_LIST ? add_list(out, cell->text) : str_add(out, cell->text);
    } else if (column->kind == COLUMN_DURATION) {
        str_add(out, format_duration(cell->whole * 1000, buffer, sizeof(buffer)));
    } else if (column->kind == COLUMN_BYTES) {
        str_add(out, format_bytes(cell->whole, buffer, sizeof(buffer)));
    } else if (column->kind == COLUMN_SHARE) {
        str_printf(out, "%.0f%%", 100 * real_of(cell));
    } else if (column->kind == COLUMN_TIME) {
        add_time(out, cell->whole, false);
    } else if (column->kind == COLUMN_FLAG) {
        str_add(out, cell->whole != 0 ? "yes" : "no");
    } else {
        add_whole(out, cell);
    }
}

/* ---- on paper ---- */

static void add_cell_text(struct str *out, const struct table *table, size_t row, size_t column,
                          size_t most_columns)
{
    EV_STR struct str text = {0};
    grid_add_value(&text, &table->columns[column], table_cell(table, row, column));
    text_add_visible(out, str_text(&text), most_columns);
}

bool grid_is_shown(const struct table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct table_cell *cell = table_cell(table, i, column);
        if (cell->kind != CELL_NULL && (cell->kind != CELL_TEXT || cell->text[0] != '\0'))
            return true;
    }
    return table->row_count == 0;
}

static void collect_row(const struct table *table, size_t row, const size_t *shown,
                        size_t shown_count, struct arena *arena, const char **cells)
{
    for (size_t i = 0; i < shown_count; i++) {
        EV_STR struct str text = {0};
        add_cell_text(&text, table, row, shown[i], TEXT_COLUMNS_MOST);
        cells[i] = arena_string(arena, str_text(&text));
    }
}

int render_grid(const struct table *table, size_t width, struct str *out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct column *columns = arena_alloc(&arena, (table->column_count + 1) * sizeof(*columns));
    size_t *shown = arena_alloc(&arena, (table->column_count + 1) * sizeof(*shown));
    size_t count = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!grid_is_shown(table, i))
            continue;
        columns[count] = (struct column){.title = table->columns[i].title,
                                         .is_right = is_number(table->columns[i].kind),
                                         .is_breakable = is_text(table->columns[i].kind)};
        shown[count++] = i;
    }
    const char **cells = arena_alloc(&arena, (table->row_count * count + 1) * sizeof(*cells));
    for (size_t row = 0; row < table->row_count; row++)
        collect_row(table, row, shown, count, &arena, cells + row * count);
    return columns_add(out, width, columns, count, cells, table->row_count, err);
}

void render_record(const struct table *table, size_t row, struct str *out)
{
    size_t width = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        size_t columns = text_columns(table->columns[i].title);
        width = columns > width ? columns : width;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_cell *cell = table_cell(table, row, i);
        bool is_empty = cell->kind == CELL_NULL || (cell->kind == CELL_TEXT && !cell->text[0]);
        if (is_empty)
            continue;
        if (cell->kind == CELL_TEXT && strchr(cell->text, '\n') != NULL) {
            str_printf(out, "%s:\n", table->columns[i].title);
            render_lines(cell->text, "  ", out);
            continue;
        }
        text_add_padded(out, table->columns[i].title, width + 2);
        add_cell_text(out, table, row, i, TEXT_ANY_WIDTH);
        str_add_char(out, '\n');
    }
}

void render_lines(const char *text, const char *indent, struct str *out)
{
    text_add_lines(out, text, indent, SIZE_MAX);
}

void render_some_lines(const char *text, const char *indent, size_t most_lines, struct str *out)
{
    text_add_lines(out, text, indent, most_lines);
}

/* ---- for programs ---- */

static void set_cell(struct json *object, const struct table_column *column,
                     const struct table_cell *cell)
{
    struct json *list = NULL;
    struct err err;
    EV_STR struct str time = {0};
    if (cell->kind == CELL_NULL)
        json_set_null(object, column->name);
    else if (cell->kind == CELL_TEXT && column->kind == COLUMN_LIST &&
             json_parse("history", cell->text, strlen(cell->text), &list, &err) == 0)
        json_set(object, column->name, list);
    else if (cell->kind == CELL_TEXT)
        json_set_string(object, column->name, cell->text);
    else if (column->kind == COLUMN_DURATION)
        json_set_double(object, column->name, (double)cell->whole / 1000.0);
    else if (column->kind == COLUMN_FLAG)
        json_set_bool(object, column->name, cell->whole != 0);
    else if (column->kind == COLUMN_TIME) {
        add_time(&time, cell->whole, true);
        json_set_string(object, column->name, str_text(&time));
    } else if (cell->kind == CELL_REAL)
        json_set_double(object, column->name, cell->real);
    else
        json_set_i64(object, column->name, cell->whole);
}

struct json *render_row_json(const struct table *table, size_t row)
{
    struct json *object = json_map();
    for (size_t i = 0; i < table->column_count; i++)
        set_cell(object, &table->columns[i], table_cell(table, row, i));
    return object;
}

struct json *render_grid_json(const struct table *table)
{
    struct json *list = json_list();
    for (size_t i = 0; i < table->row_count; i++)
        json_append(list, render_row_json(table, i));
    return list;
}

/* RFC 4180, but for the ends of lines, which are newlines. */
static void add_csv_text(struct str *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        str_add(out, text);
        return;
    }
    str_add_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            str_add_char(out, '"');
        str_add_char(out, *text);
    }
    str_add_char(out, '"');
}

static void add_csv_cell(struct str *out, const struct table_column *column,
                         const struct table_cell *cell)
{
    if (cell->kind == CELL_NULL)
        return;
    if (cell->kind == CELL_TEXT)
        add_csv_text(out, cell->text);
    else if (column->kind == COLUMN_TIME)
        add_time(out, cell->whole, true);
    else if (column->kind == COLUMN_DURATION)
        str_printf(out, "%lld.%03lld", (long long)(cell->whole / 1000),
                   (long long)(cell->whole % 1000));
    else
        add_whole(out, cell);
}

void render_grid_csv(const struct table *table, struct str *out)
{
    for (size_t i = 0; i < table->column_count; i++) {
        add_csv_text(out, table->columns[i].name);
        str_add_char(out, i + 1 < table->column_count ? ',' : '\n');
    }
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            add_csv_cell(out, &table->columns[i], table_cell(table, row, i));
            str_add_char(out, i + 1 < table->column_count ? ',' : '\n');
        }
    }
}
