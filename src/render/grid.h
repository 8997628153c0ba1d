/* grid: values of a table as people read them. Private to render. */
#ifndef EVALX_RENDER_GRID_H
#define EVALX_RENDER_GRID_H

#include <stdbool.h>

#include "base/str.h"
#include "model/table.h"

/* Units, local time; a null is "-" where figures stand. Not made visible yet. */
void grid_add_value(struct str *out, const struct table_column *column,
                    const struct table_cell *cell);
bool grid_is_number(const struct table_column *column);
/* A column of nothing is left out. */
bool grid_is_shown(const struct table *table, size_t column);

#endif
