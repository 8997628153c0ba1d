/* view: what a question to the history is. A new one is a row in views.c. */
#ifndef EVALX_STORE_VIEW_H
#define EVALX_STORE_VIEW_H

#include "store/internal.h"

enum { VIEW_COLUMNS_MAX = 44 };

struct view {
    const char *name;
    /* Its parameters: the filter's, by their names, and :limit */
    const char *sql;
    int64_t limit; /* STORE_LIMIT_NONE */
    /* In the order of the SQL's; the first without a name ends them */
    struct table_column columns[VIEW_COLUMNS_MAX];
};

extern const struct view views[];
extern const size_t view_count;

#endif
