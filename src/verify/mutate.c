/* mutate: see mutate.h. A mutation is a function and a row of the table. */
#include "verify/mutate.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/base.h"

/* A place in the text: [at, at + count). */
struct span {
    size_t at, count;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The n-th token, or line with its newline; count them with n = SIZE_MAX. */
static size_t find_token(const char *bytes, size_t count, size_t n, struct span *span_out)
{
    size_t seen = 0;
    for (size_t at = 0; at < count;) {
        if (is_blank(bytes[at])) {
            at++;
            continue;
        }
        size_t end = at;
        while (end < count && !is_blank(bytes[end]))
            end++;
        if (seen++ == n)
            *span_out = (struct span){at, end - at};
        at = end;
    }
    return seen;
}

static size_t find_line(const char *bytes, size_t count, size_t n, struct span *span_out)
{
    size_t seen = 0;
    for (size_t at = 0; at < count;) {
        const char *newline = memchr(bytes + at, '\n', count - at);
        size_t length = newline ? (size_t)(newline - bytes) - at + 1 : count - at;
        if (seen++ == n)
            *span_out = (struct span){at, length};
        at += length;
    }
    return seen;
}

typedef size_t find_span(const char *bytes, size_t count, size_t n, struct span *span_out);

static bool choose(find_span *find, const char *bytes, size_t count, struct random *random,
                   struct span *span_out)
{
    *span_out = (struct span){0, 0};
    size_t many = find(bytes, count, SIZE_MAX, span_out);
    if (many == 0)
        return false;
    (void)find(bytes, count, random_below(random, many), span_out);
    return true;
}

/* The text with `span` replaced. */
static void replace(const char *bytes, size_t count, struct span span, const char *text,
                    size_t text_count, struct str *out)
{
    str_add_n(out, bytes, span.at);
    str_add_n(out, text, text_count);
    str_add_n(out, bytes + span.at + span.count, count - span.at - span.count);
}

static bool insert(const char *bytes, size_t count, size_t at, const char *text, size_t text_count,
                   struct str *out)
{
    replace(bytes, count, (struct span){at, 0}, text, text_count, out);
    return true;
}

/* ---- white space and bytes ---- */

static bool make_empty(const char *bytes, size_t count, struct random *random, struct str *out)
{
    (void)bytes;
    (void)random;
    (void)out;
    return count > 0;
}

static bool cut_newline(const char *bytes, size_t count, struct random *random, struct str *out)
{
    (void)random;
    if (count == 0 || bytes[count - 1] != '\n')
        return false;
    str_add_n(out, bytes, count - 1);
    return true;
}

static bool add_blank_line(const char *bytes, size_t count, struct random *random, struct str *out)
{
    (void)random;
    return count > 0 && insert(bytes, count, count, "\n", 1, out);
}

static bool add_trailing_space(const char *bytes, size_t count, struct random *random,
                               struct str *out)
{
    struct span line;
    if (!choose(find_line, bytes, count, random, &line) || bytes[line.at + line.count - 1] != '\n')
        return false;
    return insert(bytes, count, line.at + line.count - 1, " ", 1, out);
}

static bool add_leading_space(const char *bytes, size_t count, struct random *random,
                              struct str *out)
{
    struct span line;
    return choose(find_line, bytes, count, random, &line) &&
           insert(bytes, count, line.at, " ", 1, out);
}

static bool double_space(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose(find_token, bytes, count, random, &token) || token.at == 0 ||
        bytes[token.at - 1] != ' ')
        return false;
    return insert(bytes, count, token.at, " ", 1, out);
}

static bool use_tab(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose(find_token, bytes, count, random, &token) || token.at == 0 ||
        bytes[token.at - 1] != ' ')
        return false;
    replace(bytes, count, (struct span){token.at - 1, 1}, "\t", 1, out);
    return true;
}

static bool use_crlf(const char *bytes, size_t count, struct random *random, struct str *out)
{
    (void)random;
    if (!memchr(bytes, '\n', count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n')
            str_add_char(out, '\r');
        str_add_char(out, bytes[i]);
    }
    return true;
}

static bool add_nul(const char *bytes, size_t count, struct random *random, struct str *out)
{
    return insert(bytes, count, random_below(random, count + 1), "\0", 1, out);
}

static bool add_high_byte(const char *bytes, size_t count, struct random *random, struct str *out)
{
    return insert(bytes, count, random_below(random, count + 1), "\xff", 1, out);
}

static bool is_number(const char *bytes, struct span token)
{
    size_t digits = 0;
    for (size_t i = 0; i < token.count; i++) {
        char c = bytes[token.at + i];
        if (!isdigit((unsigned char)c) && !(i == 0 && c == '-'))
            return false;
        digits += isdigit((unsigned char)c) != 0;
    }
    return digits > 0;
}

static bool choose_number(const char *bytes, size_t count, struct random *random,
                          struct span *token_out)
{
    return choose(find_token, bytes, count, random, token_out) && is_number(bytes, *token_out);
}

static bool add_leading_zero(const char *bytes, size_t count, struct random *random,
                             struct str *out)
{
    struct span token;
    if (!choose_number(bytes, count, random, &token))
        return false;
    return insert(bytes, count, token.at + (bytes[token.at] == '-'), "0", 1, out);
}

static bool add_plus(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose_number(bytes, count, random, &token) || bytes[token.at] == '-')
        return false;
    return insert(bytes, count, token.at, "+", 1, out);
}

static bool use_huge_number(const char *bytes, size_t count, struct random *random, struct str *out)
{
    static const char huge[] = "99999999999999999999999";
    struct span token;
    if (!choose_number(bytes, count, random, &token))
        return false;
    replace(bytes, count, token, huge, sizeof(huge) - 1, out);
    return true;
}

/* ---- numbers, tokens, lines ---- */

static bool negate(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose_number(bytes, count, random, &token))
        return false;
    if (bytes[token.at] == '-')
        replace(bytes, count, (struct span){token.at, 1}, "", 0, out);
    else
        (void)insert(bytes, count, token.at, "-", 1, out); /* always true */
    return true;
}

static bool change_digit(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose_number(bytes, count, random, &token))
        return false;
    char digit = (char)('0' + random_below(random, 10));
    replace(bytes, count, (struct span){token.at + token.count - 1, 1}, &digit, 1, out);
    return true;
}

static bool append_digit(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    return choose_number(bytes, count, random, &token) &&
           insert(bytes, count, token.at + token.count, "0", 1, out);
}

static bool use_letter(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose(find_token, bytes, count, random, &token))
        return false;
    char letter = (char)('a' + random_below(random, 26));
    replace(bytes, count, (struct span){token.at + random_below(random, token.count), 1}, &letter,
            1, out);
    return true;
}

static bool drop_token(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose(find_token, bytes, count, random, &token))
        return false;
    bool has_space = token.at + token.count < count && bytes[token.at + token.count] == ' ';
    token.count += has_space;
    replace(bytes, count, token, "", 0, out);
    return true;
}

static bool repeat_token(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span token;
    if (!choose(find_token, bytes, count, random, &token))
        return false;
    str_add_n(out, bytes, token.at + token.count);
    str_add_char(out, ' ');
    str_add_n(out, bytes + token.at, count - token.at);
    return true;
}

static bool drop_line(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span line;
    if (!choose(find_line, bytes, count, random, &line))
        return false;
    replace(bytes, count, line, "", 0, out);
    return true;
}

static bool repeat_line(const char *bytes, size_t count, struct random *random, struct str *out)
{
    struct span line;
    return choose(find_line, bytes, count, random, &line) &&
           insert(bytes, count, line.at, bytes + line.at, line.count, out);
}

const struct mutation mutations[] = {
    {"empty", true, make_empty},
    {"no-final-newline", true, cut_newline},
    {"blank-line-at-end", true, add_blank_line},
    {"trailing-space", true, add_trailing_space},
    {"leading-space", false, add_leading_space},
    {"two-spaces", false, double_space},
    {"tab", false, use_tab},
    {"crlf", true, use_crlf},
    {"nul-byte", true, add_nul},
    {"byte-255", true, add_high_byte},
    {"leading-zero", false, add_leading_zero},
    {"plus-sign", false, add_plus},
    {"huge-number", false, use_huge_number},
    {"other-sign", false, negate},
    {"other-digit", false, change_digit},
    {"ten-times", false, append_digit},
    {"letter", false, use_letter},
    {"token-missing", false, drop_token},
    {"token-twice", false, repeat_token},
    {"line-missing", false, drop_line},
    {"line-twice", false, repeat_line},
};
const size_t mutation_count = EV_ARRAY_LENGTH(mutations);
