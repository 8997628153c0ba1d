/* columns: texts in aligned columns within a width, by libsmartcols. Private to render. */
#ifndef EVALX_RENDER_COLUMNS_H
#define EVALX_RENDER_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct column {
    const char *title;
    bool is_right;     /* figures */
    bool is_breakable; /* a longer text may go on in lines below */
};

/* Lines of `column_count` columns: the titles, then `cells`, row after row, whose texts are visible
 * already. Where the rows are wider than `width` (TEXT_ANY_WIDTH: no limit), longer texts go on in
 * lines below; then titles of several words take two lines, and columns stand closer; where even
 * that does not fit, every row stands downwards, behind its titles. Where the library is not to be
 * had, nothing goes on in lines below and rows may be wider than `width`.
 * ERR_JUDGE: no memory. */
int columns_add(struct str *out, size_t width, const struct column *columns, size_t column_count,
                const char *const *cells, size_t row_count, struct err *err) EV_MUST_CHECK;

#endif
