/* What the first difference tells of its cause. */
#include <string.h>

#include <criterion/criterion.h>

#include "check/check.h"
#include "model/difference.h"

static struct check_result compare(const char *answer, const char *output, size_t count)
{
    struct comparer *comparer = NULL;
    struct check_result result;
    struct compare_flags flags = COMPARE_FLAGS_NONE;
    cr_assert_eq(comparer_open(answer, strlen(answer), &flags, &comparer, NULL), 0);
    comparer_feed(comparer, output, count);
    comparer_finish(comparer, &result);
    comparer_close(comparer);
    return result;
}

static const struct {
    const char *label, *answer, *output;
    unsigned bits;
} rows[] = {
    {"one more", "1 7\n", "1 8\n", DIFFERENCE_OFF_BY_ONE},
    {"across zero", "0\n", "-1\n", DIFFERENCE_OFF_BY_ONE},
    {"two more", "7\n", "9\n", 0},
    {"not the same length", "9\n", "10\n", DIFFERENCE_OFF_BY_ONE},
    {"32 bits", "3000000000\n", "-1294967296\n", DIFFERENCE_WRAPPED},
    {"32 bits without sign", "4294967301\n", "5\n", DIFFERENCE_WRAPPED},
    {"64 bits", "18446744073709551621\n", "5\n", DIFFERENCE_WRAPPED},
    {"64 bits with sign", "9223372036854775808\n", "-9223372036854775808\n", DIFFERENCE_WRAPPED},
    {"no 32 bits", "3000000000\n", "-1294967295\n", 0},
    {"the other sign", "12\n", "-12\n", DIFFERENCE_NEGATED},
    {"a plus sign is no wrap", "12x\n", "+12\n", 0},
    {"whole part", "2.5\n", "2\n", DIFFERENCE_TRUNCATED},
    {"whole part below zero", "-2.5\n", "-2\n", DIFFERENCE_TRUNCATED},
    {"near", "2.5\n", "2.51\n", DIFFERENCE_ROUNDED},
    {"near one", "100\n", "99.9\n", DIFFERENCE_ROUNDED},
    {"not near", "2.5\n", "3.5\n", 0},
    {"comma", "2.5\n", "2,5\n", DIFFERENCE_COMMA},
    {"two commas", "2.5\n", "2,5,0\n", 0},
    {"nan", "2.5\n", "-nan\n", DIFFERENCE_NAN},
    {"infinity", "2.5\n", "Infinity\n", DIFFERENCE_NAN},
    {"prompt", "3\n", "Enter: 3\n", DIFFERENCE_WORD},
    {"a word later on", "3 4\n", "3 four\n", 0},
    {"a word for a word", "YES\n", "NEVER\n", 0},
    {"glued", "1 2 3\n", "123\n", DIFFERENCE_GLUED},
    {"glued to the end", "1 22\n", "122\n", DIFFERENCE_GLUED},
    {"no glue", "1 2 3\n", "124\n", 0},
    {"two of many may be chance", "1 0 3\n", "10 3\n", 0},
    {"too little", "1 2\n", "1\n", DIFFERENCE_EARLY_END},
    {"nothing", "1\n", "", DIFFERENCE_EARLY_END},
    {"too much", "1\n", "1 2\n", DIFFERENCE_EXTRA},
    {"mark", "10\n",
     "\xef\xbb\xbf"
     "10\n",
     DIFFERENCE_BOM},
    {"equal", "1 2\n", "1 2\n", 0},
};

Test(difference, tells_its_cause)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result result =
            compare(rows[i].answer, rows[i].output, strlen(rows[i].output));
        cr_expect_eq(result.difference, rows[i].bits, "%s: %x", rows[i].label, result.difference);
    }
}

Test(difference, nul_bytes_are_seen)
{
    struct check_result within = compare("12\n", "12\0\n", 4);
    struct check_result behind = compare("12\n", "12\n\0", 4);
    cr_expect_eq(within.difference, DIFFERENCE_NUL);
    cr_expect_eq(behind.difference, DIFFERENCE_EXTRA | DIFFERENCE_NUL);
}

Test(difference, both_sides_are_kept)
{
    static const char output[] = "1 2\n3 4 6\n";
    struct check_result result = compare("1 2\n3 4 5\n", output, strlen(output));
    cr_expect_str_eq(result.before, "3 4 ");
    cr_expect_str_eq(result.expected, "\"5\"");
    cr_expect_str_eq(result.got, "\"6\"");
}

Test(difference, a_long_line_is_shown_from_near_its_difference)
{
    static const char answer[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbb cc\n";
    static const char output[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbb dd\n";
    struct check_result result = compare(answer, output, strlen(output));
    cr_expect_str_eq(result.before, "...aaaaaaaaaaaaaaaaaa bbbb ");
}

Test(difference, every_bit_has_a_name)
{
    size_t count = 0;
    while (difference_names[count])
        count++;
    cr_expect_eq(1U << (count - 1), (unsigned)DIFFERENCE_BOM);
    cr_expect_str_eq(difference_bit_name(DIFFERENCE_BOM), "bom");
    cr_expect_str_eq(difference_bit_name(DIFFERENCE_LAX), "case-or-space");
    cr_expect_null(difference_bit_name(0));
}
