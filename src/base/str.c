/* str: see str.h. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static size_t maximum_of(const struct str *str)
{
    return str->maximum ? str->maximum : (size_t)STR_MAXIMUM;
}

/* Room for `more` bytes and the NUL; false when memory has run out. */
static bool reserve(struct str *str, size_t more)
{
    size_t needed = str->count + more + 1;
    if (needed <= str->capacity)
        return true;
    size_t capacity = str->capacity ? str->capacity : FIRST_CAPACITY;
    while (capacity < needed)
        capacity *= 2;
    char *grown = realloc(str->text, capacity);
    if (!grown)
        return false;
    str->text = grown;
    str->capacity = capacity;
    return true;
}

void str_add_n(struct str *str, const char *bytes, size_t count)
{
    size_t room = maximum_of(str) - str->count;
    if (count > room) {
        count = room;
        str->is_cut = true;
    }
    if (count == 0)
        return;
    if (!reserve(str, count)) {
        str->is_cut = true;
        return;
    }
    memcpy(str->text + str->count, bytes, count);
    str->count += count;
    str->text[str->count] = '\0';
}

void str_add(struct str *str, const char *text)
{
    str_add_n(str, text, strlen(text));
}

void str_add_char(struct str *str, char c)
{
    str_add_n(str, &c, 1);
}

void str_printf(struct str *str, const char *format, ...)
{
    char small[256];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (length < 0)
        return;
    if ((size_t)length < sizeof(small)) {
        str_add_n(str, small, (size_t)length);
        return;
    }
    char *large = malloc((size_t)length + 1);
    if (!large) {
        str->is_cut = true;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(large, (size_t)length + 1, format, args); /* measured just above */
    va_end(args);
    str_add_n(str, large, (size_t)length);
    free(large);
}

void str_clear(struct str *str)
{
    str->count = 0;
    str->is_cut = false;
    if (str->text)
        str->text[0] = '\0';
}

void str_done(struct str *str)
{
    free(str->text);
    *str = (struct str){.maximum = str->maximum};
}

const char *str_text(const struct str *str)
{
    return str->text ? str->text : "";
}

bool str_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends_with(const char *text, const char *suffix)
{
    size_t text_length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return text_length >= suffix_length &&
           memcmp(text + text_length - suffix_length, suffix, suffix_length) == 0;
}
