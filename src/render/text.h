/* text: putting text that others wrote on a terminal or into a column: nothing in it can move
 * the cursor, change colours or turn the direction of writing, and its width is known. */
#ifndef EVALX_RENDER_TEXT_H
#define EVALX_RENDER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { TEXT_ANY_WIDTH = 0 };

/* Append `text` with control characters, bad UTF-8 and invisible direction marks as \xNN or
 * \u{NNNN}, newlines and tabs included. What passes most_columns (TEXT_ANY_WIDTH: no limit) is
 * cut and ends in "…". Returns the columns used. NULL is "". */
size_t text_add_visible(struct str *out, const char *text, size_t most_columns);

/* The same, filled up with blanks to `columns`; longer text is kept whole. */
void text_add_padded(struct str *out, const char *text, size_t columns);

/* Several lines, each visible and behind `indent`; at most most_lines, then one that counts the
 * rest. */
void text_add_lines(struct str *out, const char *text, const char *indent, size_t most_lines);

size_t text_columns(const char *text);

#endif
