/* shrink: see shrink.h. Delta debugging (Zeller and Hildebrandt, 2002) over lines and tokens, with
 * one thing added for contest inputs: where leaving out k things is refused, it is tried again with
 * a number of the first line made smaller by k. */
#include "verify/shrink.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/parse.h"

enum { TEXT_BYTES_MAX = 1 << 20, COUNTS_MOST = 3, NUMBER_DIGITS_MAX = 18 };

struct token {
    const char *text;
    size_t line; /* SIZE_MAX: left out */
};

/* The tokens of a text, in order; lines without any are not kept. */
struct tokens {
    struct token *items;
    size_t count, line_count;
};

static void split(struct arena *arena, const struct str *text, struct tokens *tokens_out)
{
    const char *bytes = str_text(text);
    struct tokens tokens = {0};
    size_t capacity = 0;
    for (size_t at = 0; at < text->count;) {
        if (bytes[at] == '\n')
            tokens.line_count++;
        size_t length = strcspn(bytes + at, " \t\r\n");
        if (length == 0) {
            at++;
            continue;
        }
        tokens.items = arena_grow(arena, tokens.items, tokens.count, tokens.count + 1,
                                  sizeof(*tokens.items), &capacity);
        tokens.items[tokens.count++] = (struct token){
            .text = arena_string_n(arena, bytes + at, length), .line = tokens.line_count};
        at += length;
    }
    tokens.line_count++;
    *tokens_out = tokens;
}

static void join(const struct tokens *tokens, struct str *out)
{
    str_clear(out);
    size_t line = SIZE_MAX;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].line == SIZE_MAX)
            continue;
        if (line != SIZE_MAX)
            str_add_char(out, tokens->items[i].line == line ? ' ' : '\n');
        line = tokens->items[i].line;
        str_add(out, tokens->items[i].text);
    }
    if (line != SIZE_MAX)
        str_add_char(out, '\n');
}

/* Keeps the candidate where it holds. */
static bool try_it(struct shrink *shrink, const struct tokens *candidate, struct str *text)
{
    EV_STR struct str joined = {0};
    join(candidate, &joined);
    bool is_same =
        joined.count == text->count && memcmp(str_text(&joined), str_text(text), text->count) == 0;
    if (is_same || shrink->is_interrupted || shrink->tried >= shrink->tries)
        return false;
    shrink->tried++;
    int holds = shrink->holds(shrink->context, str_text(&joined), joined.count);
    shrink->is_interrupted = holds < 0;
    if (holds <= 0)
        return false;
    str_clear(text);
    str_add_n(text, str_text(&joined), joined.count);
    return true;
}

static bool read_number(const char *text, int64_t *number_out)
{
    return strlen(text) <= NUMBER_DIGITS_MAX &&
           parse_i64("number", text, INT64_MIN / 2, INT64_MAX / 2, number_out, NULL) == 0;
}

/* One of the first line's numbers, lowered; false: it is none, or would be negative. */
static bool lower_count(struct arena *arena, struct tokens *tokens, size_t which, int64_t by)
{
    int64_t number;
    if (which >= tokens->count || tokens->items[which].line != tokens->items[0].line ||
        !read_number(tokens->items[which].text, &number) || number < by)
        return false;
    tokens->items[which].text = arena_printf(arena, "%lld", (long long)(number - by));
    return true;
}

static struct tokens copy_of(struct arena *arena, const struct tokens *tokens)
{
    struct tokens copy = *tokens;
    copy.items = arena_copy(arena, tokens->items, tokens->count * sizeof(*copy.items));
    return copy;
}

/* `removed` things are left out of the candidate: as it is, else with a count that follows. */
static bool try_with_counts(struct shrink *shrink, struct arena *arena,
                            const struct tokens *candidate, size_t removed, struct str *text)
{
    if (try_it(shrink, candidate, text))
        return true;
    for (size_t which = 0; which < COUNTS_MOST; which++) {
        struct tokens lowered = copy_of(arena, candidate);
        if (lower_count(arena, &lowered, which, (int64_t)removed) && try_it(shrink, &lowered, text))
            return true;
    }
    return false;
}

/* ---- lines and tokens ---- */

/* False: there was nothing, as in an empty line. */
static bool leave_out(struct tokens *tokens, bool is_lines, size_t first, size_t count)
{
    bool has_left_out = false;
    for (size_t i = 0; i < tokens->count; i++) {
        size_t at = is_lines ? tokens->items[i].line : i;
        if (at < first || at - first >= count)
            continue;
        tokens->items[i].line = SIZE_MAX;
        has_left_out = true;
    }
    return has_left_out;
}

/* Chunks of this size; true: one was left out, the text is another now. */
static bool leave_out_chunk(struct shrink *shrink, struct str *text, bool is_lines, size_t chunk)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct tokens tokens;
    split(&arena, text, &tokens);
    size_t total = is_lines ? tokens.line_count : tokens.count;
    for (size_t first = 0; first < total; first += chunk) {
        struct tokens candidate = copy_of(&arena, &tokens);
        if (leave_out(&candidate, is_lines, first, chunk) &&
            try_with_counts(shrink, &arena, &candidate, chunk, text))
            return true;
    }
    return false;
}

static size_t count_of(const struct str *text, bool is_lines)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct tokens tokens;
    split(&arena, text, &tokens);
    return is_lines ? tokens.line_count : tokens.count;
}

static bool leave_things_out(struct shrink *shrink, struct str *text, bool is_lines)
{
    bool has_changed = false;
    size_t chunk = count_of(text, is_lines) / 2;
    while (chunk > 0) {
        if (leave_out_chunk(shrink, text, is_lines, chunk))
            has_changed = true;
        else
            chunk /= 2;
    }
    return has_changed;
}

/* ---- numbers ---- */

static bool try_number(struct shrink *shrink, struct arena *arena, const struct tokens *tokens,
                       size_t index, int64_t number, struct str *text)
{
    struct tokens candidate = copy_of(arena, tokens);
    candidate.items[index].text = arena_printf(arena, "%lld", (long long)number);
    return try_it(shrink, &candidate, text);
}

/* Nearer to zero: 0, 1, then by a half, a quarter, an eighth, ... of it, down to one less. */
static bool lower_number(struct shrink *shrink, struct arena *arena, const struct tokens *tokens,
                         size_t index, struct str *text)
{
    int64_t number;
    if (!read_number(tokens->items[index].text, &number) || number == 0)
        return false;
    bool is_beyond_one = number > 1 || number < -1;
    if (try_number(shrink, arena, tokens, index, 0, text) ||
        (is_beyond_one && try_number(shrink, arena, tokens, index, 1, text)))
        return true;
    for (int64_t step = number / 2; step != 0; step /= 2) {
        if (number - step != 1 && try_number(shrink, arena, tokens, index, number - step, text))
            return true;
    }
    return false;
}

static bool lower_numbers(struct shrink *shrink, struct str *text)
{
    bool has_changed = false;
    for (size_t index = 0; index < count_of(text, false);) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        struct tokens tokens;
        split(&arena, text, &tokens);
        if (lower_number(shrink, &arena, &tokens, index, text))
            has_changed = true;
        else
            index++;
    }
    return has_changed;
}

void shrink_text(struct shrink *shrink, struct str *text)
{
    bool has_changed = text->count <= TEXT_BYTES_MAX;
    while (has_changed && !shrink->is_interrupted && shrink->tried < shrink->tries) {
        has_changed = leave_things_out(shrink, text, true);
        has_changed = leave_things_out(shrink, text, false) || has_changed;
        has_changed = lower_numbers(shrink, text) || has_changed;
    }
}
