/* table: rows of figures as data: what the history answers, and what printers make text of.
 *
 * Everything is owned by an arena. Durations are whole microseconds; times are microseconds since
 * 1970 (UTC). */
#ifndef EVALX_MODEL_TABLE_H
#define EVALX_MODEL_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum column_kind {
    COLUMN_TEXT,
    COLUMN_LIST, /* a list of texts, as JSON */
    COLUMN_COUNT,
    COLUMN_SCORE,    /* a double */
    COLUMN_SHARE,    /* a double, 0 to 1 */
    COLUMN_DURATION, /* us; its name ends in _ms, in which JSON and CSV give it */
    COLUMN_BYTES,
    COLUMN_TIME, /* us since 1970 */
    COLUMN_FLAG, /* 0 or 1 */
};

struct table_column {
    const char *name;  /* key in JSON and CSV: "cpu_p95_ms" */
    const char *title; /* of the column on paper: "CPU p95" */
    enum column_kind kind;
};

struct table_cell {
    enum { CELL_NULL, CELL_TEXT, CELL_WHOLE, CELL_REAL } kind;
    const char *text;
    int64_t whole;
    double real;
};

struct table {
    struct arena *arena;
    const struct table_column *columns;
    size_t column_count;
    struct table_cell *cells; /* row after row */
    size_t row_count;
    size_t capacity; /* cells */
};

/* The cells of a new row, all CELL_NULL; valid until the next call. */
struct table_cell *table_add_row(struct table *table);
const struct table_cell *table_cell(const struct table *table, size_t row, size_t column);
/* By the column's name; NULL where there is none such. */
const struct table_cell *table_find(const struct table *table, size_t row, const char *column);
/* Of a named column; "" and 0 for nulls and what is not there. */
const char *table_text(const struct table *table, size_t row, const char *column);
int64_t table_whole(const struct table *table, size_t row, const char *column);

#endif
