/* nearest: which known word was meant by one that is not known. */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "cli/cli.h"

enum { WORD_MAX = 64 };

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Edits (insert, delete, replace) from a to b; words longer than WORD_MAX are nobody's typing
 * error. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t columns = strlen(b);
    if (strlen(a) > WORD_MAX || columns > WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t above = row[j];
            row[j] = least_of(row[j - 1] + 1, above + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[columns];
}

const char *nearest_word(const char *word, const char *const *known, size_t count)
{
    const char *best = NULL;
    size_t length = strlen(word);
    size_t best_distance = (length < 4 ? 1 : length / 3 + 1) + 1;
    for (size_t i = 0; i < count; i++) {
        bool is_start = length >= 3 && strncasecmp(word, known[i], length) == 0;
        size_t edits = is_start ? 1 : distance(word, known[i]);
        if (edits < best_distance) {
            best = known[i];
            best_distance = edits;
        }
    }
    return best;
}
