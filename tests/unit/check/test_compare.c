/* The comparer: verdicts and places by table; and the property that pieces make no difference. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "check/check.h"

#define CASE                                                                                       \
    {                                                                                              \
        true, false, -1, -1, LINES_NOTHING, WHOLE_NOT                                              \
    }
#define SPACE                                                                                      \
    {                                                                                              \
        false, true, -1, -1, LINES_NOTHING, WHOLE_NOT                                              \
    }
#define CASE_SPACE                                                                                 \
    {                                                                                              \
        true, true, -1, -1, LINES_NOTHING, WHOLE_NOT                                               \
    }
#define PLAIN                                                                                      \
    {                                                                                              \
        false, false, -1, -1, LINES_NOTHING, WHOLE_NOT                                             \
    }
#define ABSOLUTE(e)                                                                                \
    {                                                                                              \
        false, false, e, -1, LINES_NOTHING, WHOLE_NOT                                              \
    }
#define RELATIVE(e)                                                                                \
    {                                                                                              \
        false, false, -1, e, LINES_NOTHING, WHOLE_NOT                                              \
    }
#define EITHER(e)                                                                                  \
    {                                                                                              \
        false, false, e, e, LINES_NOTHING, WHOLE_NOT                                               \
    }
#define EITHER_SPACE(e)                                                                            \
    {                                                                                              \
        false, true, e, e, LINES_NOTHING, WHOLE_NOT                                                \
    }

#define PARTED                                                                                     \
    {                                                                                              \
        true, false, -1, -1, LINES_PARTED, WHOLE_NOT                                               \
    }
#define COUNTED                                                                                    \
    {                                                                                              \
        true, false, -1, -1, LINES_COUNTED, WHOLE_NOT                                              \
    }

struct row {
    const char *label;
    struct compare_flags flags;
    const char *answer, *output;
    enum check_outcome outcome;
    int line, column; /* 0: accepted */
};

static const struct row rows[] = {
    {"identical", PLAIN, "1 2\n3\n", "1 2\n3\n", CHECK_ACCEPTED, 0, 0},
    {"both empty", PLAIN, "", "", CHECK_ACCEPTED, 0, 0},
    {"white space against nothing", PLAIN, "\n", "", CHECK_ACCEPTED, 0, 0},
    {"no newline at the end", PLAIN, "12\n", "12", CHECK_ACCEPTED, 0, 0},
    {"every kind of white space", PLAIN, "a b c", "\n a\t\v\f\r\nb  c \n\n", CHECK_ACCEPTED, 0, 0},
    {"one space where the answer has two", PLAIN, "a  b", "a b", CHECK_ACCEPTED, 0, 0},
    {"a token cut in two", PLAIN, "12", "1 2", CHECK_WRONG, 1, 1},
    {"two tokens joined", PLAIN, "1 2", "12", CHECK_WRONG, 1, 1},
    {"a longer token", PLAIN, "12 3", "123 3", CHECK_WRONG, 1, 1},
    {"a shorter token at the end", PLAIN, "1 23", "1 2", CHECK_WRONG, 1, 3},
    {"a shorter token before white space", PLAIN, "1 23", "1 2 ", CHECK_WRONG, 1, 3},
    {"a wrong token on line 2", PLAIN, "1\n2 3\n", "1\n2 4\n", CHECK_WRONG, 2, 3},
    {"a wrong token after differing white space", PLAIN, "a\nb c\n", " a\n\n b  d\n", CHECK_WRONG,
     3, 5},
    {"output ends early", PLAIN, "1\n2\n", "1\n", CHECK_WRONG, 2, 1},
    {"no output", PLAIN, "1\n", "", CHECK_WRONG, 1, 1},
    {"blank output", PLAIN, "1\n", " \n ", CHECK_WRONG, 2, 2},
    {"trailing token", PLAIN, "1\n", "1\n2\n", CHECK_WRONG, 2, 1},
    {"trailing token after differing white space", PLAIN, "1", "1 \n 2", CHECK_WRONG, 2, 2},
    {"output for an empty answer", PLAIN, "", "x", CHECK_WRONG, 1, 1},
    {"trailing white space", PLAIN, "1", "1\n\n  ", CHECK_ACCEPTED, 0, 0},
    {"case is folded", PLAIN, "Yes NO", "yES no", CHECK_ACCEPTED, 0, 0},
    {"only letters are folded", PLAIN, "[", "{", CHECK_WRONG, 1, 1},
    {"only ASCII is folded", PLAIN, "\xc4", "\xe4", CHECK_WRONG, 1, 1},
    {"case differs, then more", PLAIN, "Yes", "yesx", CHECK_WRONG, 1, 1},
    {"case differs, then less", PLAIN, "Yes", "ye", CHECK_WRONG, 1, 1},
    {"a token after a folded one", PLAIN, "Yes 1", "yes 2", CHECK_WRONG, 1, 5},
    {"case_sensitive", CASE, "Yes", "yes", CHECK_WRONG, 1, 1},
    {"case_sensitive, same", CASE, "Yes no", "Yes  no", CHECK_ACCEPTED, 0, 0},
    {"parted: spaces may differ", PARTED, "a b\nc\n", " a   b \n c", CHECK_ACCEPTED, 0, 0},
    {"parted: blank lines may differ", PARTED, "a\nb\n", "\n\na\r\n\n b\n\n", CHECK_ACCEPTED, 0, 0},
    {"parted: a break too few", PARTED, "a\nb\n", "a b\n", CHECK_WRONG, 1, 3},
    {"parted: a break too many", PARTED, "a b c\n", "a b\nc\n", CHECK_WRONG, 2, 1},
    {"parted: a break behind a space", PARTED, "a \nb", "a b", CHECK_WRONG, 1, 3},
    {"parted: a wrong token", PARTED, "a\nb", "a\n\nc", CHECK_WRONG, 3, 1},
    {"counted: spaces may differ", COUNTED, "a b\n\nc\n", "a  b \n \n  c\n\n", CHECK_ACCEPTED, 0,
     0},
    {"counted: carriage returns are spaces", COUNTED, "a\nb\n", "a\r\nb\r\n", CHECK_ACCEPTED, 0, 0},
    {"counted: a blank line too many", COUNTED, "a\nb\n", "a\n\nb\n", CHECK_WRONG, 3, 1},
    {"counted: a blank line too few", COUNTED, "a\n\nb\n", "a\nb\n", CHECK_WRONG, 2, 1},
    {"counted: a blank line at the start", COUNTED, "a\n", "\na\n", CHECK_WRONG, 2, 1},
    {"counted: a token too many", COUNTED, "a\n", "a\nb\n", CHECK_WRONG, 2, 1},
    {"space: identical", SPACE, "a  b\n", "a  b\n", CHECK_ACCEPTED, 0, 0},
    {"space: still folds case", SPACE, "A  b\n", "a  B\n", CHECK_ACCEPTED, 0, 0},
    {"space: one less", SPACE, "a  b\n", "a b\n", CHECK_WRONG, 1, 3},
    {"space: one more", SPACE, "a b\n", "a  b\n", CHECK_WRONG, 1, 3},
    {"space: another kind", SPACE, "a b\n", "a\tb\n", CHECK_WRONG, 1, 2},
    {"space: no newline at the end", SPACE, "a\n", "a", CHECK_WRONG, 1, 2},
    {"space: one newline too many", SPACE, "a\n", "a\n\n", CHECK_WRONG, 2, 1},
    {"space: leading", SPACE, "a", " a", CHECK_WRONG, 1, 1},
    {"space: carriage return", SPACE, "a\nb\n", "a\r\nb\r\n", CHECK_WRONG, 1, 2},
    {"space: trailing token", SPACE, "a\n", "a\nb", CHECK_WRONG, 2, 1},
    {"space: after a folded token", SPACE, "A b", "a  b", CHECK_WRONG, 1, 3},
    {"space: missing after a folded token", SPACE, "A\n", "a", CHECK_WRONG, 1, 2},
    {"space and case, same", CASE_SPACE, "A\n", "A\n", CHECK_ACCEPTED, 0, 0},
    {"space and case", CASE_SPACE, "A\n", "a\n", CHECK_WRONG, 1, 1},
    {"no tolerance: numbers are text", PLAIN, "1.0", "1.00", CHECK_WRONG, 1, 1},
    {"absolute, at the limit", ABSOLUTE(0.5), "1", "1.5", CHECK_ACCEPTED, 0, 0},
    {"absolute, beyond", ABSOLUTE(0.5), "1", "1.51", CHECK_WRONG, 1, 1},
    {"absolute only: relative is not enough", ABSOLUTE(0.01), "1000", "1001", CHECK_WRONG, 1, 1},
    {"relative, within", RELATIVE(0.01), "1000", "1010", CHECK_ACCEPTED, 0, 0},
    {"relative, to the answer's size", RELATIVE(0.5), "-2", "-3", CHECK_ACCEPTED, 0, 0},
    {"relative to the answer, not to the output", RELATIVE(0.5), "2", "4", CHECK_WRONG, 1, 1},
    {"relative only, zero", RELATIVE(0.5), "0", "0.1", CHECK_WRONG, 1, 1},
    {"relative only, minus zero", RELATIVE(0.5), "0", "-0.0", CHECK_ACCEPTED, 0, 0},
    {"either: relative is enough", EITHER(0.01), "1000", "1001", CHECK_ACCEPTED, 0, 0},
    {"either: absolute is enough", EITHER(0.01), "0", "0.001", CHECK_ACCEPTED, 0, 0},
    {"either: neither", EITHER(0.01), "3.0", "3.1", CHECK_WRONG, 1, 1},
    {"tolerance zero", EITHER(0), "1.50", "15e-1", CHECK_ACCEPTED, 0, 0},
    {"integers are numbers", EITHER(1), "10", "11", CHECK_ACCEPTED, 0, 0},
    {"forms of a number", EITHER(0), "0.5 2 3 4", ".5 2. +3 0.4E+1", CHECK_ACCEPTED, 0, 0},
    {"a word for a number", EITHER(1), "1", "one", CHECK_WRONG, 1, 1},
    {"hexadecimal is no number", EITHER(1), "16", "0x10", CHECK_WRONG, 1, 1},
    {"nan is no number", EITHER(1), "1", "nan", CHECK_WRONG, 1, 1},
    {"inf is no number", EITHER(1), "1", "inf", CHECK_WRONG, 1, 1},
    {"nan is text in the answer", EITHER(1), "nan", "NaN", CHECK_ACCEPTED, 0, 0},
    {"a lone point", EITHER(1), "1", ".", CHECK_WRONG, 1, 1},
    {"an exponent without digits", EITHER(1), "1", "1e", CHECK_WRONG, 1, 1},
    {"an exponent without a number", EITHER(1), "1", "e5", CHECK_WRONG, 1, 1},
    {"a comma for the point", EITHER(1), "1.5", "1,5", CHECK_WRONG, 1, 1},
    {"text beside numbers is text", EITHER(1), "x 1", "X 1.5", CHECK_ACCEPTED, 0, 0},
    {"a number where text is due", EITHER(1), "x", "1", CHECK_WRONG, 1, 1},
    {"too large for a double, the same", EITHER(1), "1e999", "1e999", CHECK_ACCEPTED, 0, 0},
    {"too large for a double", EITHER(1), "1e999", "2e999", CHECK_WRONG, 1, 1},
    {"number, longer than the answer's", EITHER(0), "1", "1.0", CHECK_ACCEPTED, 0, 0},
    {"number, shorter than the answer's", EITHER(0), "1.0", "1", CHECK_ACCEPTED, 0, 0},
    {"number, shorter, before a space", EITHER(0), "1.0 2", "1 2", CHECK_ACCEPTED, 0, 0},
    {"a wrong token after an equal number", EITHER(0), "1.0 2", "1 3", CHECK_WRONG, 1, 3},
    {"space with tolerance", EITHER_SPACE(0), "1.0 2\n", "1 2.0\n", CHECK_ACCEPTED, 0, 0},
    {"space with tolerance, differing", EITHER_SPACE(0), "1.0 2\n", "1  2\n", CHECK_WRONG, 1, 3},
    {"space with tolerance, token missing", EITHER_SPACE(0), "1.0 2\n", "1", CHECK_WRONG, 1, 2},
};

static struct check_result compare(const struct row *row, size_t piece)
{
    struct comparer *comparer;
    struct check_result result;
    struct err err;
    cr_assert_eq(comparer_open(row->answer, strlen(row->answer), &row->flags, &comparer, &err), 0);
    size_t length = strlen(row->output);
    for (size_t at = 0; at < length; at += piece)
        comparer_feed(comparer, row->output + at, at + piece < length ? piece : length - at);
    comparer_finish(comparer, &result);
    comparer_close(comparer);
    return result;
}

Test(compare, verdict_and_place_are_as_in_the_table)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result result = compare(&rows[i], SIZE_MAX / 2);
        cr_expect_eq(result.outcome, rows[i].outcome, "%s: outcome %d", rows[i].label,
                     result.outcome);
        cr_expect(result.line == rows[i].line && result.column == rows[i].column,
                  "%s: at %d:%d, not %d:%d", rows[i].label, (int)result.line, (int)result.column,
                  rows[i].line, rows[i].column);
        cr_expect(isnan(result.score), "%s: has a score", rows[i].label);
    }
}

Test(compare, pieces_of_any_size_give_the_same_result)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result whole = compare(&rows[i], SIZE_MAX / 2);
        for (size_t piece = 1; piece < strlen(rows[i].output); piece++) {
            struct check_result result = compare(&rows[i], piece);
            cr_expect(result.outcome == whole.outcome && result.line == whole.line &&
                          result.column == whole.column,
                      "%s: pieces of %zu", rows[i].label, piece);
            cr_expect_str_eq(result.message, whole.message, "%s: pieces of %zu", rows[i].label,
                             piece);
        }
    }
}

static const struct {
    const char *label;
    struct compare_flags flags;
    const char *answer, *output, *message;
} messages[] = {
    {"text", PLAIN, "1\n12\n", "1\n13\n", "line 2 column 1: expected \"12\", got \"13\""},
    {"accepted says nothing", PLAIN, "1", "1", ""},
    {"whole token of the output", PLAIN, "abc", "abxyz q",
     "line 1 column 1: expected \"abc\", got \"abxyz\""},
    {"the end", PLAIN, "1 2", "1", "line 1 column 2: expected \"2\", got the end of the output"},
    {"trailing", PLAIN, "1", "1 2", "line 1 column 3: expected the end of the output, got \"2\""},
    {"control characters", PLAIN, "a", "\x1b[31m\"\\",
     "line 1 column 1: expected \"a\", got \"\\x1b[31m\\\"\\\\\""},
    {"no number", EITHER(1), "1.5", "x", "line 1 column 1: expected the number \"1.5\", got \"x\""},
    {"too far", EITHER(0.125), "1.5", "2",
     "line 1 column 1: expected \"1.5\", got \"2\": the difference 0.5 is not within the "
     "tolerance"},
    {"white space", SPACE, "a\n", "a \n", "line 1 column 2: expected newline, got space"},
    {"white space before a token", SPACE, "a b", "a  b",
     "line 1 column 3: expected \"b\", got space"},
    {"white space missing at the end", SPACE, "a\n", "a",
     "line 1 column 2: expected newline, got the end of the output"},
    {"long tokens show where they part", PLAIN, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1z",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2zz",
     "line 1 column 1: expected ...\"aaaaaaaa1z\", got ...\"aaaaaaaa2zz\""},
    {"long tokens, one shorter", PLAIN, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "line 1 column 1: expected ...\"aaaaaaaaaa\", got ...\"aaaaaaaa\""},
    {"long output is cut", PLAIN, "b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "line 1 column 1: expected \"b\", got \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\""},
};

Test(compare, message_tells_expected_and_got)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(messages); i++) {
        struct row row = {messages[i].label,
                          messages[i].flags,
                          messages[i].answer,
                          messages[i].output,
                          CHECK_NOT_RUN,
                          0,
                          0};
        struct check_result whole = compare(&row, SIZE_MAX / 2);
        struct check_result bytes = compare(&row, 1);
        cr_expect_str_eq(whole.message, messages[i].message, "%s: %s", row.label, whole.message);
        cr_expect_str_eq(bytes.message, messages[i].message, "%s, bytewise: %s", row.label,
                         bytes.message);
    }
}

static struct comparer *open_plain(const char *answer, size_t count)
{
    struct compare_flags flags = COMPARE_FLAGS_NONE;
    struct comparer *comparer;
    cr_assert_eq(comparer_open(answer, count, &flags, &comparer, NULL), 0);
    return comparer;
}

Test(compare, nul_is_a_byte_like_others)
{
    struct check_result result;
    struct comparer *comparer = open_plain("a\0b", 3);
    comparer_feed(comparer, "a\0c", 3);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_WRONG);
    comparer_close(comparer);
    comparer = open_plain("a\0b", 3);
    comparer_feed(comparer, "a\0b", 3);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_ACCEPTED);
    comparer_close(comparer);
}

Test(compare, number_with_nul_is_no_number)
{
    struct compare_flags flags = EITHER(10);
    struct check_result result;
    struct comparer *comparer;
    cr_assert_eq(comparer_open("1", 1, &flags, &comparer, NULL), 0);
    comparer_feed(comparer, "2\0", 2);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_WRONG);
    comparer_close(comparer);
}

Test(compare, is_decided_once_a_difference_cannot_be_mended)
{
    struct comparer *comparer = open_plain("1 2", 3);
    comparer_feed(comparer, "1 3", 3);
    cr_expect_not(comparer_is_decided(comparer), "the token may go on");
    comparer_feed(comparer, " ", 1);
    cr_expect(comparer_is_decided(comparer));
    comparer_close(comparer);
}

Test(compare, is_decided_within_a_long_wrong_token)
{
    static char flood[64];
    memset(flood, 'x', sizeof(flood));
    struct comparer *comparer = open_plain("1", 1);
    comparer_feed(comparer, flood, sizeof(flood));
    cr_expect(comparer_is_decided(comparer));
    comparer_close(comparer);
}

Test(compare, number_longer_than_4096_bytes_is_text)
{
    static char zeros[5000];
    memset(zeros, '0', sizeof(zeros));
    struct compare_flags flags = EITHER(1);
    struct check_result result;
    struct comparer *comparer;
    cr_assert_eq(comparer_open("0", 1, &flags, &comparer, NULL), 0);
    comparer_feed(comparer, zeros, 4096);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_ACCEPTED);
    comparer_close(comparer);
    cr_assert_eq(comparer_open("0", 1, &flags, &comparer, NULL), 0);
    comparer_feed(comparer, zeros, 4097);
    cr_expect(comparer_is_decided(comparer));
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_WRONG);
    comparer_close(comparer);
}

Test(compare, huge_token_is_compared_to_its_last_byte)
{
    enum { HUGE = 1 << 20 };
    char *answer = malloc(HUGE), *output = malloc(HUGE);
    cr_assert(answer && output);
    memset(answer, 'a', HUGE);
    memset(output, 'A', HUGE);
    struct check_result result;
    struct comparer *comparer = open_plain(answer, HUGE);
    comparer_feed(comparer, output, HUGE);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_ACCEPTED);
    comparer_close(comparer);
    output[HUGE - 1] = 'b';
    comparer = open_plain(answer, HUGE);
    comparer_feed(comparer, output, HUGE);
    comparer_finish(comparer, &result);
    cr_expect_eq(result.outcome, CHECK_WRONG);
    comparer_close(comparer);
    free(answer);
    free(output);
}

Test(compare, has_output_only_for_more_than_white_space)
{
    struct comparer *comparer = open_plain("1", 1);
    cr_expect_not(comparer_has_output(comparer));
    comparer_feed(comparer, " \n\t", 3);
    cr_expect_not(comparer_has_output(comparer));
    comparer_feed(comparer, "x", 1);
    cr_expect(comparer_has_output(comparer));
    comparer_close(comparer);
}
