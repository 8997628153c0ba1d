/* Text that others wrote stays within its column and cannot obey itself. */
#include <criterion/criterion.h>

#include "base/base.h"
#include "render/text.h"

static const struct row {
    const char *label, *text, *shown;
    size_t columns;
} rows[] = {
    {"plain", "secret/01", "secret/01", 9},
    {"nothing", NULL, "", 0},
    {"colour", "\033[31mred", "\\x1b[31mred", 11},
    {"newline and tab", "a\n\tb", "a\\x0a\\x09b", 10},
    {"bytes that are no UTF-8", "\xff\xc0\x80", "\\xff\\xc0\\x80", 12},
    {"a character cut short", "\xe2\x82", "\\xe2\\x82", 8},
    {"overlong slash", "\xe0\x80\xaf", "\\xe0\\x80\\xaf", 12},
    {"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80", 12},
    {"C1 control",
     "\xc2\x9b"
     "31m",
     "\\u{9b}31m", 9},
    {"right-to-left override",
     "a\xe2\x80\xae"
     "b",
     "a\\u{202e}b", 10},
    {"wide characters", "日本", "日本", 4},
    {"combining mark", "e\xcc\x81", "e\xcc\x81", 1},
    {"accent", "é", "é", 1},
};

Test(text, hostile_bytes_are_made_visible)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct str out EV_STR = {0};
        size_t columns = text_add_visible(&out, rows[i].text, TEXT_ANY_WIDTH);
        cr_expect_str_eq(str_text(&out), rows[i].shown, "%s", rows[i].label);
        cr_expect_eq(columns, rows[i].columns, "%s: %zu columns", rows[i].label, columns);
        cr_expect_eq(text_columns(rows[i].text), rows[i].columns, "%s", rows[i].label);
    }
}

static const struct cut {
    const char *label, *text;
    size_t most;
    const char *shown;
} cuts[] = {
    {"fits exactly", "abcde", 5, "abcde"},
    {"one too many", "abcdef", 5, "abcd…"},
    {"never half an escape", "ab\033cd", 5, "ab…"},
    {"never half a wide character", "日本語", 4, "日…"},
};

Test(text, what_is_too_long_is_cut_and_says_so)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(cuts); i++) {
        struct str out EV_STR = {0};
        size_t columns = text_add_visible(&out, cuts[i].text, cuts[i].most);
        cr_expect_str_eq(str_text(&out), cuts[i].shown, "%s", cuts[i].label);
        cr_expect_leq(columns, cuts[i].most, "%s", cuts[i].label);
    }
}

Test(text, padding_counts_columns_and_not_bytes)
{
    struct str out EV_STR = {0};
    text_add_padded(&out, "日é", 5);
    cr_expect_str_eq(str_text(&out), "日é  ");
}

Test(text, padding_never_cuts)
{
    struct str out EV_STR = {0};
    text_add_padded(&out, "abcdef", 3);
    cr_expect_str_eq(str_text(&out), "abcdef");
}

Test(text, lines_beyond_the_most_are_counted)
{
    struct str out EV_STR = {0};
    text_add_lines(&out, "a\n\tb\nc\nd", "> ", 2);
    cr_expect_str_eq(str_text(&out), "> a\n>  b\n> ... and 2 more lines\n");
}
