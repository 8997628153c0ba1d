/* base64: bytes as text and back (RFC 4648, the usual alphabet, padded). */
#ifndef EVALX_BASE_BASE64_H
#define EVALX_BASE_BASE64_H

#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

/* At the end of `out`, whose maximum holds. line_columns 0: on one line; else a newline after as
 * many characters, and at the end (RFC 2045's way, with its own line length). No bytes: nothing. */
void base64_add(struct str *out, const void *bytes, size_t count, size_t line_columns);

/* The bytes are the arena's, with a NUL behind them. Whatever base64_add would not write on one
 * line is ERR_INPUT. */
int base64_read(struct arena *arena, const char *text, size_t text_count, const char **bytes_out,
                size_t *count_out, struct err *err) EV_MUST_CHECK;

/* The same of text that may be anything: what is not of the alphabet is passed over, the first "="
 * ends it, and a lone last character stands for nothing. */
void base64_read_loosely(struct arena *arena, const char *text, size_t text_count,
                         const char **bytes_out, size_t *count_out);

#endif
