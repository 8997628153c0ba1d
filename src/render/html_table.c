/* html_table: tables of figures (model/table.h). */
#include <string.h>

#include "render/grid.h"
#include "render/html.h"

enum { ROWS_MOST = 5000, CELL_COLUMNS_MOST = 400 };

/* A verdict's code is coloured wherever it stands. */
static void add_value(struct str *out, const struct table *table, size_t row, size_t column)
{
    EV_STR struct str text = {0};
    enum verdict verdict;
    grid_add_value(&text, &table->columns[column], table_cell(table, row, column));
    bool is_code = text.count >= 2 && text.count <= 3 && verdict_parse(str_text(&text), &verdict) &&
                   strcmp(verdict_code(verdict), str_text(&text)) == 0;
    if (is_code)
        html_verdict(out, verdict);
    else
        html_path_cut(out, str_text(&text), CELL_COLUMNS_MOST);
}

void html_grid(struct str *out, const struct table *table, const char *label)
{
    html_scroll_begin(out, label);
    str_add(out, "<table><thead><tr>");
    for (size_t i = 0; i < table->column_count; i++) {
        if (!grid_is_shown(table, i))
            continue;
        str_printf(out, "<th scope=\"col\"%s>",
                   grid_is_number(&table->columns[i]) ? " class=\"num\"" : "");
        html_text(out, table->columns[i].title);
        str_add(out, "</th>");
    }
    str_add(out, "</tr></thead><tbody>\n");
    for (size_t row = 0; row < table->row_count && row < ROWS_MOST; row++) {
        str_add(out, "<tr>");
        for (size_t i = 0; i < table->column_count; i++) {
            if (!grid_is_shown(table, i))
                continue;
            str_add(out, grid_is_number(&table->columns[i]) ? "<td class=\"num\">" : "<td>");
            add_value(out, table, row, i);
            str_add(out, "</td>");
        }
        str_add(out, "</tr>\n");
    }
    str_add(out, "</tbody></table>\n");
    html_scroll_end(out);
    if (table->row_count > ROWS_MOST)
        str_printf(out, "<p class=\"dim\">and %zu more rows</p>\n", table->row_count - ROWS_MOST);
}

void html_record(struct str *out, const struct table *table, size_t row)
{
    str_add(out, "<dl>\n");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_cell *cell = table_cell(table, row, i);
        if (cell->kind == CELL_NULL || (cell->kind == CELL_TEXT && cell->text[0] == '\0'))
            continue;
        str_add(out, "<dt>");
        html_text(out, table->columns[i].title);
        str_add(out, "</dt><dd>");
        add_value(out, table, row, i);
        str_add(out, "</dd>\n");
    }
    str_add(out, "</dl>\n");
}
