/* base64: see base64.h. */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { GROUP_BYTES = 3, GROUP_CHARACTERS = 4, CHARACTER_BITS = 6, NO_VALUE = 64 };

/* Up to three bytes as four characters. */
static void encode_group(const unsigned char *bytes, size_t count, char out[GROUP_CHARACTERS])
{
    uint32_t bits = 0;
    for (size_t i = 0; i < GROUP_BYTES; i++)
        bits = bits << 8 | (i < count ? bytes[i] : 0U);
    for (size_t i = 0; i < GROUP_CHARACTERS; i++)
        out[i] = i <= count ? alphabet[bits >> (18 - CHARACTER_BITS * i) & 63U] : '=';
}

void base64_add(struct str *out, const void *bytes, size_t count, size_t line_columns)
{
    const unsigned char *from = bytes;
    size_t column = 0;
    for (size_t at = 0; at < count; at += GROUP_BYTES) {
        char group[GROUP_CHARACTERS];
        encode_group(from + at, count - at < GROUP_BYTES ? count - at : GROUP_BYTES, group);
        str_add_n(out, group, sizeof(group));
        column += sizeof(group);
        if (line_columns == 0 || (column < line_columns && at + GROUP_BYTES < count))
            continue;
        str_add_char(out, '\n');
        column = 0;
    }
}

static void fill_values(unsigned char values[UINT8_MAX + 1])
{
    memset(values, NO_VALUE, UINT8_MAX + 1);
    for (unsigned char i = 0; i < NO_VALUE; i++)
        values[(unsigned char)alphabet[i]] = i;
}

/* Returns how many characters were of the alphabet; *spare_out gets the bits that made no byte. */
static size_t decode(const char *text, size_t text_count, char *out, size_t *count_out,
                     uint32_t *spare_out)
{
    unsigned char values[UINT8_MAX + 1];
    fill_values(values);
    uint32_t bits = 0;
    unsigned held = 0;
    size_t taken = 0, count = 0;
    for (size_t i = 0; i < text_count && text[i] != '='; i++) {
        unsigned value = values[(unsigned char)text[i]];
        if (value == NO_VALUE)
            continue;
        taken++;
        bits = (bits << CHARACTER_BITS | value) & 0xffffU;
        held += CHARACTER_BITS;
        if (held >= 8) {
            held -= 8;
            out[count++] = (char)(bits >> held & 0xffU);
        }
    }
    *spare_out = bits & ((1U << held) - 1);
    *count_out = count;
    return taken;
}

static char *make_room(struct arena *arena, size_t text_count)
{
    return arena_alloc(arena, text_count / GROUP_CHARACTERS * GROUP_BYTES + GROUP_BYTES + 1);
}

int base64_read(struct arena *arena, const char *text, size_t text_count, const char **bytes_out,
                size_t *count_out, struct err *err)
{
    size_t padding = 0, count = 0;
    uint32_t spare = 0;
    while (padding < 2 && padding < text_count && text[text_count - 1 - padding] == '=')
        padding++;
    char *bytes = make_room(arena, text_count);
    size_t taken = decode(text, text_count, bytes, &count, &spare);
    if (text_count % GROUP_CHARACTERS != 0 || taken != text_count - padding || spare != 0)
        return err_set(err, ERR_INPUT, "not base64");
    *bytes_out = bytes;
    *count_out = count;
    return 0;
}

void base64_read_loosely(struct arena *arena, const char *text, size_t text_count,
                         const char **bytes_out, size_t *count_out)
{
    uint32_t spare;
    char *bytes = make_room(arena, text_count);
    (void)decode(text, text_count, bytes, count_out, &spare); /* anything will do */
    *bytes_out = bytes;
}
