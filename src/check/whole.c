/* whole: see whole.h. The rules are those of DMOJ's checkers of these names (DMOJ documentation,
 * "Custom checkers"); a line ends at a line feed or carriage return. */
#include "check/whole.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/evidence.h"

static const struct {
    const char *word;
    enum whole_rule rule;
} words[] = {
    {"evalx:easy", WHOLE_EASY},
    {"evalx:lines_sorted", WHOLE_LINES_SORTED},
    {"evalx:words_sorted", WHOLE_WORDS_SORTED},
    {"evalx:lines_matched", WHOLE_LINES_MATCHED},
    {"evalx:lines_trimmed", WHOLE_LINES_TRIMMED},
    {"evalx:lines_filled", WHOLE_LINES_FILLED},
};

bool whole_rule_find(const char *word, enum whole_rule *rule_out)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].word, word) != 0)
            continue;
        *rule_out = words[i].rule;
        return true;
    }
    return false;
}

/* ---- pieces of a text ---- */

struct piece {
    const char *bytes;
    size_t count;
};

struct pieces {
    struct piece *items;
    size_t count, capacity;
    struct arena arena;
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static void free_pieces(struct pieces *pieces)
{
    arena_done(&pieces->arena);
}

static void add_piece(struct pieces *pieces, const char *bytes, size_t count)
{
    pieces->items = arena_grow(&pieces->arena, pieces->items, pieces->count, pieces->count + 1,
                               sizeof(*pieces->items), &pieces->capacity);
    pieces->items[pieces->count++] = (struct piece){bytes, count};
}

/* What stands between two ends; nothing between two counts where `keeps_empty`. */
static void split(struct pieces *pieces, const char *text, size_t count, bool (*is_end)(char),
                  bool keeps_empty)
{
    size_t start = 0;
    for (size_t i = 0; i <= count; i++) {
        if (i < count && !is_end(text[i]))
            continue;
        if (keeps_empty || i > start)
            add_piece(pieces, text + start, i - start);
        start = i + 1;
    }
}

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *left = a, *right = b;
    size_t least = left->count < right->count ? left->count : right->count;
    int order = least > 0 ? memcmp(left->bytes, right->bytes, least) : 0;
    return order != 0 ? order : (left->count > right->count) - (left->count < right->count);
}

static void sort(struct pieces *pieces)
{
    if (pieces->count > 0)
        qsort(pieces->items, pieces->count, sizeof(*pieces->items), compare_pieces);
}

static void trim_end(struct piece *piece)
{
    while (piece->count > 0 && is_space(piece->bytes[piece->count - 1]))
        piece->count--;
}

static void trim(struct piece *piece)
{
    trim_end(piece);
    while (piece->count > 0 && is_space(*piece->bytes)) {
        piece->bytes++;
        piece->count--;
    }
}

/* One space between words, none around them. */
static void tidy(struct pieces *pieces, struct piece *piece)
{
    char *bytes = arena_alloc(&pieces->arena, piece->count + 1);
    size_t count = 0;
    trim(piece);
    for (size_t i = 0; i < piece->count; i++) {
        bool is_gap = is_space(piece->bytes[i]);
        if (is_gap && is_space(piece->bytes[i - 1])) /* not the first: it is trimmed */
            continue;
        bytes[count++] = is_gap ? ' ' : piece->bytes[i];
    }
    *piece = (struct piece){bytes, count};
}

/* ---- the rules ---- */

struct texts {
    struct pieces answer, output;
};

static void free_texts(struct texts *texts)
{
    free_pieces(&texts->answer);
    free_pieces(&texts->output);
}

static void refuse(struct check_result *result, const char *message)
{
    result->outcome = CHECK_WRONG;
    (void)snprintf(result->message, sizeof(result->message), "%s", message);
}

static void match_all(const struct texts *texts, const char *name, struct check_result *result)
{
    const struct pieces *answer = &texts->answer, *output = &texts->output;
    if (answer->count != output->count) {
        (void)snprintf(result->message, sizeof(result->message), "%zu %s, expected %zu",
                       output->count, name, answer->count);
        result->outcome = CHECK_WRONG;
        return;
    }
    for (size_t i = 0; i < answer->count; i++) {
        if (compare_pieces(&answer->items[i], &output->items[i]) == 0)
            continue;
        refuse(result, "not the same as expected, in any order");
        return;
    }
}

static void count_letters(const char *text, size_t count, size_t letters[UINT8_MAX + 1])
{
    for (size_t i = 0; i < count; i++) {
        if (!is_space(text[i]))
            letters[(unsigned char)tolower((unsigned char)text[i])]++;
    }
}

/* The same letters, in any order and case. */
static void compare_easy(const char *answer, size_t answer_bytes, const char *output,
                         size_t output_bytes, struct check_result *result)
{
    size_t wanted[UINT8_MAX + 1] = {0}, got[UINT8_MAX + 1] = {0};
    count_letters(answer, answer_bytes, wanted);
    count_letters(output, output_bytes, got);
    if (memcmp(wanted, got, sizeof(wanted)) != 0)
        refuse(result, "not the same letters as expected");
}

static void match_sorted_lines(struct texts *texts, struct check_result *result)
{
    struct pieces *const both[] = {&texts->answer, &texts->output};
    for (size_t k = 0; k < EV_ARRAY_LENGTH(both); k++) {
        for (size_t i = 0; i < both[k]->count; i++)
            tidy(both[k], &both[k]->items[i]);
        sort(both[k]);
    }
    match_all(texts, "lines", result);
}

static void match_sorted_words(struct texts *texts, struct check_result *result)
{
    sort(&texts->answer);
    sort(&texts->output);
    match_all(texts, "words", result);
}

/* The share of lines that are right, as long as there are not too many. */
static void match_lines(struct texts *texts, struct check_result *result)
{
    size_t right = 0;
    if (texts->output.count > texts->answer.count) {
        refuse(result, "more lines than expected");
        return;
    }
    for (size_t i = 0; i < texts->output.count; i++) {
        trim(&texts->answer.items[i]);
        trim(&texts->output.items[i]);
        right += compare_pieces(&texts->answer.items[i], &texts->output.items[i]) == 0;
    }
    if (texts->answer.count == 0 || right == texts->answer.count)
        return;
    (void)snprintf(result->message, sizeof(result->message), "%zu of %zu lines are right", right,
                   texts->answer.count);
    evidence_take_share(result, (double)right / (double)texts->answer.count);
}

static void match_trimmed(struct texts *texts, struct check_result *result)
{
    if (texts->answer.count != texts->output.count) {
        refuse(result, "not as many lines as expected");
        return;
    }
    for (size_t i = 0; i < texts->answer.count; i++) {
        trim_end(&texts->answer.items[i]);
        trim_end(&texts->output.items[i]);
        if (compare_pieces(&texts->answer.items[i], &texts->output.items[i]) == 0)
            continue;
        result->line = (int64_t)i + 1;
        result->outcome = CHECK_WRONG;
        (void)snprintf(result->message, sizeof(result->message), "line %zu is not as expected",
                       i + 1);
        return;
    }
}

static const struct {
    bool (*is_end)(char);
    bool keeps_empty;
    void (*match)(struct texts *texts, struct check_result *result);
} rules[] = {
    [WHOLE_LINES_SORTED] = {is_break, false, match_sorted_lines},
    [WHOLE_WORDS_SORTED] = {is_space, false, match_sorted_words},
    [WHOLE_LINES_MATCHED] = {is_break, false, match_lines},
    [WHOLE_LINES_TRIMMED] = {is_break, true, match_trimmed},
    [WHOLE_LINES_FILLED] = {is_break, false, match_trimmed},
};

void whole_compare(enum whole_rule rule, const char *answer, size_t answer_bytes,
                   const char *output, size_t output_bytes, struct check_result *result_out)
{
    EV_CLEANUP(free_texts) struct texts texts = {0};
    *result_out =
        (struct check_result){.outcome = CHECK_ACCEPTED, .score = NAN, .score_multiplier = NAN};
    if (rule == WHOLE_EASY) {
        compare_easy(answer, answer_bytes, output, output_bytes, result_out);
        return;
    }
    split(&texts.answer, answer, answer_bytes, rules[rule].is_end, rules[rule].keeps_empty);
    split(&texts.output, output, output_bytes, rules[rule].is_end, rules[rule].keeps_empty);
    rules[rule].match(&texts, result_out);
}
