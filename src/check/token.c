/* token: see token.h. */
#include "check/token.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 4096 };

const char *byte_space_name(char byte)
{
    static const char *const names[] = {"tab", "newline", "vertical tab", "form feed",
                                        "carriage return"};
    if (byte == ' ')
        return "space";
    return byte_is_space(byte) ? names[byte - '\t'] : NULL;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

static const char *skip_sign(const char *at, const char *end)
{
    return at < end && (*at == '+' || *at == '-') ? at + 1 : at;
}

/* sign? (digits* "." digits+ | digits+ "." | digits+), or NULL */
static const char *skip_significand(const char *at, const char *end)
{
    at = skip_sign(at, end);
    const char *whole_end = skip_digits(at, end);
    size_t digits = (size_t)(whole_end - at);
    if (whole_end < end && *whole_end == '.') {
        const char *fraction_end = skip_digits(whole_end + 1, end);
        digits += (size_t)(fraction_end - whole_end - 1);
        whole_end = fraction_end;
    }
    return digits ? whole_end : NULL;
}

static bool is_number(const char *at, const char *end)
{
    at = skip_significand(at, end);
    if (!at || at == end)
        return at != NULL;
    if (*at != 'e' && *at != 'E')
        return false;
    at = skip_sign(at + 1, end);
    return at < end && skip_digits(at, end) == end;
}

bool token_to_number(const char *bytes, size_t count, double *number_out)
{
    if (count > TOKEN_NUMBER_MAX || !is_number(bytes, bytes + count))
        return false;
    char text[TOKEN_NUMBER_MAX + 1];
    memcpy(text, bytes, count);
    text[count] = '\0';
    /* base/parse refuses what is out of range and follows no grammar of the package format; this
     * one was checked above. glibc's "C" locale object is static: nothing is allocated, and the
     * decimal point is a point. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    *number_out = strtod_l(text, NULL, c_locale);
    freelocale(c_locale);
    return true;
}

const char *token_excerpt(const char *bytes, size_t count, char buffer[TOKEN_EXCERPT_ROOM])
{
    size_t shown = count > TOKEN_EXCERPT_MAX ? TOKEN_EXCERPT_MAX : count;
    char *at = buffer;
    *at++ = '"';
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\')
            *at++ = '\\';
        if (byte >= 0x20 && byte < 0x7f)
            *at++ = (char)byte;
        else
            at += snprintf(at, 5, "\\x%02x", byte);
    }
    (void)snprintf(at, 5, "%s", count > shown ? "...\"" : "\""); /* room was counted for it */
    return buffer;
}

size_t bytes_count_breaks(const char *bytes, size_t count, bool has_returns)
{
    size_t breaks = 0;
    for (size_t i = 0; i < count; i++)
        breaks += bytes[i] == '\n' || (has_returns && bytes[i] == '\r');
    return breaks;
}

/* The answer's length decides nothing here: blocks go to memcmp, which runs at memory speed, words
 * find the spot. */
size_t bytes_common_prefix(const char *a, const char *b, size_t count)
{
    size_t at = 0;
    while (count - at >= BLOCK_BYTES && memcmp(a + at, b + at, BLOCK_BYTES) == 0)
        at += BLOCK_BYTES;
    while (count - at >= sizeof(uint64_t)) {
        uint64_t from_a, from_b;
        memcpy(&from_a, a + at, sizeof(from_a));
        memcpy(&from_b, b + at, sizeof(from_b));
        if (from_a != from_b)
            break;
        at += sizeof(uint64_t);
    }
    while (at < count && a[at] == b[at])
        at++;
    return at;
}

void bytes_pass(int64_t *line, int64_t *column, const char *bytes, size_t count)
{
    const char *end = bytes + count;
    const char *newline;
    while ((newline = memchr(bytes, '\n', (size_t)(end - bytes)))) {
        (*line)++;
        *column = 1;
        bytes = newline + 1;
    }
    *column += end - bytes;
}

bool bytes_are_space(const char *bytes, size_t count)
{
    size_t i = 0;
    while (i < count && byte_is_space(bytes[i]))
        i++;
    return i == count;
}
