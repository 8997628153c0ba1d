/* text: see text.h. Widths come from a small table, not from the locale: judging must not depend
 * on one. */
#include "render/text.h"

#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/base.h"
#include "render/render.h"

/* Unicode 15 blocks (East Asian Width W and F; categories Mn and Cf), coarse: a terminal's own
 * table is no finer. */
static const struct range {
    uint32_t first, last;
    size_t columns;
} ranges[] = {
    {0x0300, 0x036F, 0},   {0x1100, 0x115F, 2},   {0x20D0, 0x20FF, 0},   {0x2E80, 0xA4CF, 2},
    {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},   {0xFE00, 0xFE0F, 0},   {0xFE30, 0xFE6F, 2},
    {0xFF01, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2},
    {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
};

/* What a terminal may obey or hide: C0, DEL, C1, and the marks that turn or hide text; with them
 * the two that XML forbids. */
static const struct range unprintable[] = {
    {0x0000, 0x001F, 0}, {0x007F, 0x009F, 0},   {0x00AD, 0x00AD, 0}, {0x061C, 0x061C, 0},
    {0x200B, 0x200F, 0}, {0x2028, 0x202E, 0},   {0x2060, 0x206F, 0}, {0xFEFF, 0xFEFF, 0},
    {0xFFFE, 0xFFFF, 0}, {0xE0000, 0xE0FFF, 0},
};

static const struct range *range_find(const struct range *table, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++) {
        if (point >= table[i].first && point <= table[i].last)
            return &table[i];
    }
    return NULL;
}

/* By the first byte: how many bytes, which bits of it count, and the least point that needs so
 * many (RFC 3629, section 3). */
static const struct lead {
    unsigned char mask, value, bits;
    size_t bytes;
    uint32_t least;
} leads[] = {
    {0x80, 0x00, 0x7F, 1, 0},
    {0xE0, 0xC0, 0x1F, 2, 0x80},
    {0xF0, 0xE0, 0x0F, 3, 0x800},
    {0xF8, 0xF0, 0x07, 4, 0x10000},
};

/* Bytes of the character at `at`, 0 where it is no UTF-8. */
static size_t decode(const unsigned char *at, uint32_t *point_out)
{
    const struct lead *lead = NULL;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(leads) && lead == NULL; i++) {
        if ((at[0] & leads[i].mask) == leads[i].value)
            lead = &leads[i];
    }
    if (lead == NULL)
        return 0;
    uint32_t point = at[0] & lead->bits;
    for (size_t i = 1; i < lead->bytes; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3F);
    }
    if (point < lead->least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    *point_out = point;
    return lead->bytes;
}

/* One character of text as it will be shown. */
struct glyph {
    char shown[16];
    size_t source_bytes;
    size_t columns;
};

static struct glyph glyph_next(const unsigned char *at)
{
    struct glyph glyph = {.source_bytes = 1};
    uint32_t point = 0;
    size_t bytes = decode(at, &point);
    if (bytes == 0 || (bytes == 1 && (point < 0x20 || point == 0x7F))) {
        glyph.columns =
            (size_t)snprintf(glyph.shown, sizeof(glyph.shown), "\\x%02x", (unsigned)at[0]);
        return glyph;
    }
    glyph.source_bytes = bytes;
    if (range_find(unprintable, EV_ARRAY_LENGTH(unprintable), point) != NULL) {
        glyph.columns =
            (size_t)snprintf(glyph.shown, sizeof(glyph.shown), "\\u{%x}", (unsigned)point);
        return glyph;
    }
    memcpy(glyph.shown, at, bytes);
    const struct range *range = range_find(ranges, EV_ARRAY_LENGTH(ranges), point);
    glyph.columns = range == NULL ? 1 : range->columns;
    return glyph;
}

size_t text_columns(const char *text)
{
    size_t columns = 0;
    for (const unsigned char *at = (const unsigned char *)text; at != NULL && *at != '\0';) {
        struct glyph glyph = glyph_next(at);
        columns += glyph.columns;
        at += glyph.source_bytes;
    }
    return columns;
}

size_t text_add_visible(struct str *out, const char *text, size_t most_columns)
{
    size_t used = 0;
    bool is_too_long = most_columns != TEXT_ANY_WIDTH && text_columns(text) > most_columns;
    for (const unsigned char *at = (const unsigned char *)text; at != NULL && *at != '\0';) {
        struct glyph glyph = glyph_next(at);
        if (is_too_long && used + glyph.columns + 1 > most_columns) {
            str_add(out, "…");
            return used + 1;
        }
        str_add(out, glyph.shown);
        used += glyph.columns;
        at += glyph.source_bytes;
    }
    return used;
}

void text_add_padded(struct str *out, const char *text, size_t columns)
{
    for (size_t used = text_add_visible(out, text, TEXT_ANY_WIDTH); used < columns; used++)
        str_add_char(out, ' ');
}

static void add_line(struct str *out, const char *line, size_t count, const char *indent)
{
    struct str piece EV_STR = {0};
    str_add_n(&piece, line, count);
    for (size_t i = 0; i < piece.count; i++) {
        if (piece.text[i] == '\t')
            piece.text[i] = ' ';
    }
    str_add(out, indent);
    text_add_visible(out, str_text(&piece), TEXT_ANY_WIDTH);
    str_add_char(out, '\n');
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; lines++) {
        size_t length = strcspn(text, "\n");
        text += text[length] == '\n' ? length + 1 : length;
    }
    return lines;
}

void text_add_lines(struct str *out, const char *text, const char *indent, size_t most_lines)
{
    size_t line = 0;
    for (; text != NULL && *text != '\0' && line < most_lines; line++) {
        size_t length = strcspn(text, "\n");
        add_line(out, text, length, indent);
        text += text[length] == '\n' ? length + 1 : length;
    }
    if (text != NULL && *text != '\0')
        str_printf(out, "%s... and %zu more lines\n", indent, count_lines(text));
}

/* ---- for other rooms ---- */

size_t render_width(FILE *out)
{
    struct winsize size;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return RENDER_ANY_WIDTH;
    return size.ws_col;
}

size_t render_columns(const char *text)
{
    return text_columns(text);
}

void render_padded(struct str *out, const char *text, size_t columns)
{
    text_add_padded(out, text, columns);
}
