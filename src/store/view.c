/* view: a question is a row of views.c: a name, its columns, and the SQL that fills them. */
#include "store/view.h"

#include <string.h>

#include "base/str.h"
#include "store/filter.h"

static const struct view *find_view(const char *name)
{
    for (size_t i = 0; i < view_count; i++) {
        if (strcmp(views[i].name, name) == 0)
            return &views[i];
    }
    return NULL;
}

static struct table_cell read_cell(const struct statement *statement, int column,
                                   struct arena *arena)
{
    const struct sqlite_calls *call = &statement->database->call;
    sqlite3_stmt *handle = statement->handle;
    switch (call->column_type(handle, column)) {
    case SQLITE_INTEGER:
        return (struct table_cell){CELL_WHOLE, .whole = call->column_int64(handle, column)};
    case SQLITE_FLOAT:
        return (struct table_cell){CELL_REAL, .real = call->column_double(handle, column)};
    case SQLITE_TEXT:
        return (struct table_cell){
            CELL_TEXT,
            .text = arena_string(arena, (const char *)call->column_text(handle, column))};
    default:
        return (struct table_cell){CELL_NULL};
    }
}

static size_t count_columns(const struct view *view)
{
    size_t count = 0;
    while (count < VIEW_COLUMNS_MAX && view->columns[count].name != NULL)
        count++;
    return count;
}

static int read_rows(struct statement *statement, struct table *table, struct err *err)
{
    for (;;) {
        bool has_row = false;
        if (statement_next(statement, &has_row, err) != 0)
            return -1;
        if (!has_row)
            return 0;
        struct table_cell *cells = table_add_row(table);
        for (size_t i = 0; i < table->column_count; i++)
            cells[i] = read_cell(statement, (int)i, table->arena);
    }
}

int store_view(struct store *store, const char *name, const struct store_filter *filter,
               struct arena *arena, struct table *table_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    const struct view *view = find_view(name);
    if (view == NULL)
        return err_set(err, ERR_USAGE, "history: '%s' is no view", name);
    struct table table = {
        .arena = arena, .columns = view->columns, .column_count = count_columns(view)};
    if (statement_open(&store->database, view->sql, &statement, err) != 0)
        return -1;
    filter_set(&statement, filter);
    statement_set(&statement, ":limit", filter->limit != 0 ? filter->limit : view->limit);
    if (read_rows(&statement, &table, err) != 0)
        return -1;
    *table_out = table;
    return 0;
}
