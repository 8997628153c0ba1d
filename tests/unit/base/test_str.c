#include <string.h>

#include <criterion/criterion.h>

#include "base/str.h"

Test(str, a_new_one_is_empty_text)
{
    struct str str = {0};
    cr_expect_str_eq(str_text(&str), "");
    str_done(&str);
}

Test(str, what_exceeds_the_maximum_is_dropped_and_told)
{
    struct str str = {.maximum = 5};
    str_add(&str, "abc");
    cr_expect_not(str.is_cut);
    str_add(&str, "defg");
    cr_expect_str_eq(str_text(&str), "abcde");
    cr_expect(str.is_cut);
    str_done(&str);
}

Test(str, exactly_the_maximum_is_not_cut)
{
    struct str str = {.maximum = 3};
    str_add(&str, "abc");
    str_add(&str, "");
    cr_expect_not(str.is_cut);
    cr_expect_eq(str.count, 3);
    str_done(&str);
}

Test(str, printf_takes_text_of_any_length)
{
    static const size_t lengths[] = {0, 1, 254, 255, 256, 257, 5000};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct str str = {0};
        str_printf(&str, "%*s", (int)lengths[i], "");
        cr_expect_eq(str.count, lengths[i]);
        cr_expect_eq(strlen(str_text(&str)), lengths[i]);
        str_done(&str);
    }
}

Test(str, clear_keeps_the_maximum_and_forgets_the_cut)
{
    struct str str = {.maximum = 2};
    str_add(&str, "abc");
    str_clear(&str);
    cr_expect_str_eq(str_text(&str), "");
    cr_expect_not(str.is_cut);
    str_add(&str, "xyz");
    cr_expect_str_eq(str_text(&str), "xy");
    str_done(&str);
}

Test(str, bytes_may_hold_nul)
{
    struct str str = {0};
    str_add_n(&str, "a\0b", 3);
    str_add_char(&str, 'c');
    cr_expect_eq(str.count, 4);
    cr_expect_eq(memcmp(str.text, "a\0bc", 5), 0);
    str_done(&str);
}

Test(str, prefixes_and_suffixes)
{
    cr_expect(str_starts_with("abc", "ab"));
    cr_expect(str_starts_with("abc", ""));
    cr_expect_not(str_starts_with("ab", "abc"));
    cr_expect(str_ends_with("abc", "bc"));
    cr_expect(str_ends_with("abc", ""));
    cr_expect_not(str_ends_with("bc", "abc"));
}
