/* linediff: see linediff.h. What both begin and end with is set aside; for the rest, the longest
 * common subsequence by the usual table, from the end. */
#include "cli/linediff.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "render/render.h"

enum { CELLS_MOST = 16 << 20, CONTEXT = 3 };

struct line {
    const char *text;
    size_t length;
};

struct text {
    struct line *lines;
    size_t count;
};

struct comparison {
    struct text old, new;
    size_t same_before, same_after;
    uint16_t *table; /* rows: old lines, columns: new lines, one more of each; NULL: too large */
    size_t columns;
};

static struct text split(struct arena *arena, const char *text)
{
    struct text result = {0};
    size_t capacity = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        result.lines = arena_grow(arena, result.lines, result.count, result.count + 1,
                                  sizeof(*result.lines), &capacity);
        result.lines[result.count++] = (struct line){text, length};
        text += length + (text[length] == '\n');
    }
    return result;
}

static bool is_same(const struct line *a, const struct line *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static void set_aside(struct comparison *comparison)
{
    const struct text *old = &comparison->old, *new = &comparison->new;
    size_t least = old->count < new->count ? old->count : new->count;
    size_t before = 0, after = 0;
    while (before < least && is_same(&old->lines[before], &new->lines[before]))
        before++;
    while (after < least - before &&
           is_same(&old->lines[old->count - 1 - after], &new->lines[new->count - 1 - after]))
        after++;
    comparison->same_before = before;
    comparison->same_after = after;
}

/* table[i][j]: lines that old from i on and new from j on have in common. */
static void fill_table(struct comparison *comparison, struct arena *arena)
{
    size_t rows = comparison->old.count - comparison->same_before - comparison->same_after;
    size_t columns = comparison->new.count - comparison->same_before - comparison->same_after;
    if (rows >= UINT16_MAX || columns >= UINT16_MAX || (rows + 1) * (columns + 1) > CELLS_MOST)
        return;
    const struct line *old = comparison->old.lines + comparison->same_before;
    const struct line *new = comparison->new.lines + comparison->same_before;
    size_t width = columns + 1;
    uint16_t *table = arena_alloc(arena, (rows + 1) * width * sizeof(*table));
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            uint16_t down = table[(i + 1) * width + j], right = table[i * width + j + 1];
            uint16_t longer = down > right ? down : right;
            table[i * width + j] =
                is_same(&old[i], &new[j]) ? (uint16_t)(table[(i + 1) * width + j + 1] + 1) : longer;
        }
    }
    comparison->table = table;
    comparison->columns = width;
}

/* One line of the result: ' ', '-' or '+', and where both texts are then. */
struct step {
    char mark;
    struct line line;
    size_t old_at, new_at; /* before it */
};

struct script {
    struct step *steps;
    size_t count, capacity;
    size_t old_at, new_at;
};

static void add_step(struct script *script, struct arena *arena,
                     const struct comparison *comparison, char mark)
{
    script->steps = arena_grow(arena, script->steps, script->count, script->count + 1,
                               sizeof(*script->steps), &script->capacity);
    const struct line *line = mark == '+' ? &comparison->new.lines[script->new_at]
                                          : &comparison->old.lines[script->old_at];
    script->steps[script->count++] = (struct step){mark, *line, script->old_at, script->new_at};
    script->old_at += mark != '+';
    script->new_at += mark != '-';
}

static bool is_common(const struct comparison *comparison, size_t old_at, size_t new_at)
{
    return is_same(&comparison->old.lines[old_at], &comparison->new.lines[new_at]);
}

static char choose(const struct comparison *comparison, size_t old_at, size_t new_at,
                   size_t old_end, size_t new_end)
{
    if (old_at == old_end)
        return '+';
    if (new_at == new_end)
        return '-';
    if (comparison->table == NULL)
        return '-'; /* all of the old, then all of the new */
    if (is_common(comparison, old_at, new_at))
        return ' ';
    size_t i = old_at - comparison->same_before, j = new_at - comparison->same_before;
    const uint16_t *table = comparison->table;
    return table[(i + 1) * comparison->columns + j] >= table[i * comparison->columns + j + 1] ? '-'
                                                                                              : '+';
}

static struct script make_script(const struct comparison *comparison, struct arena *arena)
{
    struct script script = {0};
    size_t old_end = comparison->old.count - comparison->same_after;
    size_t new_end = comparison->new.count - comparison->same_after;
    while (script.old_at < comparison->same_before)
        add_step(&script, arena, comparison, ' ');
    while (script.old_at < old_end || script.new_at < new_end)
        add_step(&script, arena, comparison,
                 choose(comparison, script.old_at, script.new_at, old_end, new_end));
    while (script.old_at < comparison->old.count)
        add_step(&script, arena, comparison, ' ');
    return script;
}

/* ---- hunks ---- */

static bool is_near_change(const struct script *script, size_t at)
{
    size_t first = at > CONTEXT ? at - CONTEXT : 0;
    for (size_t i = first; i <= at + CONTEXT && i < script->count; i++) {
        if (script->steps[i].mark != ' ')
            return true;
    }
    return false;
}

static void add_heading(struct str *out, const struct script *script, size_t first, size_t end)
{
    size_t old_count = 0, new_count = 0;
    for (size_t i = first; i < end; i++) {
        old_count += script->steps[i].mark != '+';
        new_count += script->steps[i].mark != '-';
    }
    const struct step *step = &script->steps[first];
    str_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", step->old_at + (old_count > 0), old_count,
               step->new_at + (new_count > 0), new_count);
}

void linediff_add(struct str *out, const char *old_text, const char *new_text)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct comparison comparison = {
        split(&arena, old_text), split(&arena, new_text), 0, 0, NULL, 0};
    set_aside(&comparison);
    fill_table(&comparison, &arena);
    struct script script = make_script(&comparison, &arena);
    for (size_t i = 0; i < script.count; i++) {
        if (!is_near_change(&script, i))
            continue;
        size_t end = i;
        while (end < script.count && is_near_change(&script, end))
            end++;
        add_heading(out, &script, i, end);
        for (; i < end; i++) {
            const struct line *line = &script.steps[i].line;
            char mark[2] = {script.steps[i].mark, '\0'};
            /* An empty line still has its mark. */
            if (line->length == 0)
                str_printf(out, "%s\n", mark);
            else
                render_lines(arena_string_n(&arena, line->text, line->length), mark, out);
        }
    }
}
