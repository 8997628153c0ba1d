/* str: a growing text buffer with a declared maximum.
 *
 * Invariants: text is NULL or NUL-terminated, count < capacity, count <= maximum. What does not fit
 * is dropped and is_cut is set: a full buffer is never an error, the reader is told. `maximum` 0
 * means STR_MAXIMUM. */
#ifndef EVALX_BASE_STR_H
#define EVALX_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

enum { STR_MAXIMUM = 64 << 20 };

struct str {
    char *text;
    size_t count;
    size_t capacity;
    size_t maximum;
    bool is_cut;
};

/* A zero-initialised struct str is ready for use. */
void str_add(struct str *str, const char *text);
void str_add_n(struct str *str, const char *bytes, size_t count);
void str_add_char(struct str *str, char c);
void str_printf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_clear(struct str *str);
void str_done(struct str *str);

/* The text so far, "" when nothing was added. Borrowed until the next change. */
const char *str_text(const struct str *str);

bool str_starts_with(const char *text, const char *prefix);
bool str_ends_with(const char *text, const char *suffix);

#define EV_STR EV_CLEANUP(str_done)

#endif
