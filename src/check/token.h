/* token: what the comparison knows of single bytes and tokens. Private to check.
 *
 * White space, letters and numbers are those of the problem package format 2025-09 ("Output
 * parsing", "General requirements"): ASCII only, whatever the locale. */
#ifndef EVALX_CHECK_TOKEN_H
#define EVALX_CHECK_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TOKEN_NUMBER_MAX = 4096,  /* a longer token is not a number */
    TOKEN_EXCERPT_MAX = 32,   /* bytes of a token that a message shows */
    TOKEN_EXCERPT_ROOM = 160, /* the same with every byte escaped, quotes, dots and NUL */
};

/* 0x20 and 0x09 to 0x0d. */
static inline bool byte_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline char byte_to_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* "newline", "space", ...; NULL for what is no white space. */
const char *byte_space_name(char byte);

/* Value of a decimal number that fills all `count` bytes (no hexadecimal, inf, nan); false where it
 * is none. Beyond the range of a double the value is infinite or zero. */
bool token_to_number(const char *bytes, size_t count, double *number_out);

/* "bytes" in double quotes on one line of printable ASCII, shortened by "..." . Returns the buffer.
 */
const char *token_excerpt(const char *bytes, size_t count, char buffer[TOKEN_EXCERPT_ROOM]);

/* Newlines, and with has_returns carriage returns. */
size_t bytes_count_breaks(const char *bytes, size_t count, bool has_returns);

/* How many bytes at the start are the same in both. */
size_t bytes_common_prefix(const char *a, const char *b, size_t count);

/* Line and column, from 1, behind these bytes. */
void bytes_pass(int64_t *line, int64_t *column, const char *bytes, size_t count);
bool bytes_are_space(const char *bytes, size_t count);

#endif
