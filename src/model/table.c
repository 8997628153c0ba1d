/* table: see table.h. */
#include "model/table.h"

#include <string.h>

struct table_cell *table_add_row(struct table *table)
{
    size_t used = table->row_count * table->column_count;
    table->cells = arena_grow(table->arena, table->cells, used, used + table->column_count,
                              sizeof(*table->cells), &table->capacity);
    table->row_count++;
    memset(table->cells + used, 0, table->column_count * sizeof(*table->cells));
    return table->cells + used;
}

const struct table_cell *table_cell(const struct table *table, size_t row, size_t column)
{
    return &table->cells[row * table->column_count + column];
}

const struct table_cell *table_find(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, column) == 0)
            return table_cell(table, row, i);
    }
    return NULL;
}

const char *table_text(const struct table *table, size_t row, const char *column)
{
    const struct table_cell *cell = table_find(table, row, column);
    return cell && cell->kind == CELL_TEXT ? cell->text : "";
}

int64_t table_whole(const struct table *table, size_t row, const char *column)
{
    const struct table_cell *cell = table_find(table, row, column);
    return cell && cell->kind == CELL_WHOLE ? cell->whole : 0;
}
