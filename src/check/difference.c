/* difference: see difference.h. */
#include "check/difference.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "check/token.h"
#include "model/difference.h"

enum {
    WHOLE_DIGITS_MAX = 40, /* of numbers that are looked at */
    INT32_DIGITS = 10,     /* of the largest numbers of 32 bits */
    INT64_DIGITS = 19,
    GLUED_TOKENS_LEAST = 3, /* fewer may be a wrong number by chance */
    SHOWN_BEFORE = 24,
};

static const double NEAR = 0.01;

struct piece {
    const char *bytes;
    size_t count;
};

/* A whole number modulo 2^64, and how it is written. */
struct whole {
    uint64_t value;
    size_t digits; /* without leading zeros */
    bool is_negative;
};

static bool read_whole(struct piece text, struct whole *whole_out)
{
    struct whole whole = {0};
    size_t at = text.count > 0 && (text.bytes[0] == '-' || text.bytes[0] == '+');
    if (at == text.count || text.count > WHOLE_DIGITS_MAX)
        return false;
    whole.is_negative = text.bytes[0] == '-';
    for (; at < text.count; at++) {
        if (text.bytes[at] < '0' || text.bytes[at] > '9')
            return false;
        whole.value = whole.value * 10 + (uint64_t)(text.bytes[at] - '0');
        whole.digits += whole.digits > 0 || text.bytes[at] != '0';
    }
    if (whole.is_negative)
        whole.value = 0 - whole.value;
    *whole_out = whole;
    return true;
}

static bool is_wrapped(const struct whole *wanted, const struct whole *got)
{
    bool is_same = wanted->is_negative == got->is_negative && wanted->digits == got->digits &&
                   wanted->value == got->value;
    if (is_same)
        return false;
    if (wanted->digits >= INT64_DIGITS && got->digits <= INT64_DIGITS + 1 &&
        wanted->value == got->value)
        return true;
    return wanted->digits >= INT32_DIGITS && got->digits <= INT32_DIGITS &&
           (uint32_t)wanted->value == (uint32_t)got->value;
}

static unsigned compare_wholes(struct piece wanted_text, struct piece got_text)
{
    struct whole wanted, got;
    unsigned bits = 0;
    if (!read_whole(wanted_text, &wanted) || !read_whole(got_text, &got))
        return 0;
    bool are_small = wanted.digits < INT64_DIGITS && got.digits < INT64_DIGITS;
    if (is_wrapped(&wanted, &got))
        bits |= DIFFERENCE_WRAPPED;
    if (are_small && (wanted.value - got.value == 1 || got.value - wanted.value == 1))
        bits |= DIFFERENCE_OFF_BY_ONE;
    if (are_small && wanted.value != 0 && wanted.value + got.value == 0)
        bits |= DIFFERENCE_NEGATED;
    return bits;
}

static bool are_near(double wanted, double got)
{
    return fabs(wanted - got) <= NEAR * fmax(1, fabs(wanted));
}

static unsigned compare_numbers(struct piece wanted_text, struct piece got_text)
{
    struct whole whole;
    double wanted, got;
    bool is_whole = read_whole(got_text, &whole);
    if (!token_to_number(wanted_text.bytes, wanted_text.count, &wanted) ||
        !token_to_number(got_text.bytes, got_text.count, &got))
        return 0;
    if (read_whole(wanted_text, &whole))
        return !is_whole && are_near(wanted, got) ? DIFFERENCE_ROUNDED : 0;
    /* As they are written: whole numbers beyond 2^53 play no part here. */
    bool is_truncated = is_whole && !(fabs(got - trunc(wanted)) > 0);
    if (is_truncated)
        return DIFFERENCE_TRUNCATED;
    return are_near(wanted, got) ? DIFFERENCE_ROUNDED : 0;
}

static bool is_with_comma(struct piece wanted_text, struct piece got_text)
{
    enum { MOST = 64 };
    char text[MOST];
    double wanted, got;
    const char *comma = memchr(got_text.bytes, ',', got_text.count);
    if (!comma || got_text.count > MOST)
        return false;
    memcpy(text, got_text.bytes, got_text.count);
    text[comma - got_text.bytes] = '.';
    return token_to_number(wanted_text.bytes, wanted_text.count, &wanted) &&
           token_to_number(text, got_text.count, &got) && are_near(wanted, got);
}

/* "nan", "-inf", "Infinity" */
static bool is_nan(struct piece text)
{
    static const char *const words[] = {"nan", "inf"};
    size_t skip = text.count > 0 && (text.bytes[0] == '-' || text.bytes[0] == '+');
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        size_t at = 0, length = strlen(words[i]);
        while (at < length && skip + at < text.count &&
               byte_to_lower(text.bytes[skip + at]) == words[i][at])
            at++;
        if (at == length)
            return true;
    }
    return false;
}

static bool is_letter(char byte)
{
    return byte_to_lower(byte) >= 'a' && byte_to_lower(byte) <= 'z';
}

static unsigned look_at_word(const struct token_pair *pair, struct piece wanted, struct piece got)
{
    double number;
    bool is_number_wanted = token_to_number(wanted.bytes, wanted.count, &number);
    if (!is_number_wanted || got.count == 0)
        return 0;
    if (is_nan(got))
        return DIFFERENCE_NAN;
    return pair->is_first && is_letter(got.bytes[0]) ? DIFFERENCE_WORD : 0;
}

/* The output's token is several of the answer's, one behind the other. */
static bool is_glued(const struct token_pair *pair)
{
    size_t at = pair->answer_start, used = 0, tokens = 0;
    while (used < pair->got_count && at < pair->answer_bytes) {
        if (byte_is_space(pair->answer[at])) {
            at++;
            continue;
        }
        tokens += at == pair->answer_start || byte_is_space(pair->answer[at - 1]);
        if (pair->answer[at++] != pair->got[used++])
            return false;
    }
    bool is_token_whole = at == pair->answer_bytes || byte_is_space(pair->answer[at]);
    while (at < pair->answer_bytes && byte_is_space(pair->answer[at]))
        at++;
    bool is_rest = pair->is_got_whole && at == pair->answer_bytes;
    if (used < pair->got_count || (pair->is_got_whole && !is_token_whole))
        return false;
    return tokens >= GLUED_TOKENS_LEAST || (tokens > 1 && is_rest);
}

static bool has_mark(struct piece got)
{
    static const char mark[] = "\xef\xbb\xbf";
    return got.count >= sizeof(mark) - 1 && memcmp(got.bytes, mark, sizeof(mark) - 1) == 0;
}

unsigned difference_of_bytes(const char *got, size_t count)
{
    return count > 0 && memchr(got, '\0', count) ? DIFFERENCE_NUL : 0;
}

unsigned difference_of_tokens(const struct token_pair *pair)
{
    struct piece wanted = {pair->answer + pair->answer_start, 0};
    struct piece got = {pair->got, pair->got_count};
    unsigned bits = 0;
    while (pair->answer_start + wanted.count < pair->answer_bytes &&
           !byte_is_space(wanted.bytes[wanted.count]))
        wanted.count++;
    bits |= difference_of_bytes(got.bytes, got.count);
    if (pair->is_first && has_mark(got))
        bits |= DIFFERENCE_BOM;
    if (is_glued(pair))
        bits |= DIFFERENCE_GLUED;
    if (!pair->is_got_whole)
        return bits;
    bits |= compare_wholes(wanted, got) | compare_numbers(wanted, got);
    if (is_with_comma(wanted, got))
        bits |= DIFFERENCE_COMMA;
    return bits | look_at_word(pair, wanted, got);
}

void difference_show(struct check_result *result, const char *answer, size_t at, const char *wanted,
                     const char *got)
{
    char text[TOKEN_EXCERPT_ROOM];
    size_t start = at;
    while (start > 0 && at - start < SHOWN_BEFORE && answer[start - 1] != '\n')
        start--;
    token_excerpt(answer + start, at - start, text);
    bool is_cut = start > 0 && answer[start - 1] != '\n';
    (void)snprintf(result->before, sizeof(result->before), "%s%.*s", is_cut ? "..." : "",
                   (int)strlen(text) - 2, text + 1); /* without the quotes; room was counted */
    (void)snprintf(result->expected, sizeof(result->expected), "%s", wanted);
    (void)snprintf(result->got, sizeof(result->got), "%s", got);
}
