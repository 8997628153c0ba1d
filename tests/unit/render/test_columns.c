/* Aligned columns: within the width, wide characters right. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "render/columns.h"
#include "render/text.h"

static const struct column columns[] = {
    {"id", .is_right = true}, {"problem", .is_breakable = true}, {"CPU used", .is_right = true}};
static const char *const cells[] = {
    "1",  "hello",    "12 ms", /* */
    "12", "図書館é…", "1.3 s", /* */
    "3",  "",         "-",
};

static const char *shown(struct str *out, size_t width, const struct column *of, size_t count,
                         const char *const *texts, size_t rows)
{
    struct err err = {0};
    cr_assert_eq(columns_add(out, width, of, count, texts, rows, &err), 0, "%s", err.msg);
    return str_text(out);
}

Test(columns, wide_characters_take_two)
{
    struct str out EV_STR = {0};
    cr_expect_str_eq(shown(&out, TEXT_ANY_WIDTH, columns, 3, cells, 3), "id  problem   CPU used\n"
                                                                        " 1  hello        12 ms\n"
                                                                        "12  図書館é…     1.3 s\n"
                                                                        " 3                   -\n");
}

Test(columns, where_it_is_tight_titles_take_two_lines)
{
    struct str out EV_STR = {0};
    cr_expect_str_eq(shown(&out, 18, columns, 3, cells, 3), "              CPU\n"
                                                            "id problem   used\n"
                                                            " 1 hello    12 ms\n"
                                                            "12 図書館é… 1.3 s\n"
                                                            " 3              -\n");
}

Test(columns, a_width_that_suffices_changes_nothing)
{
    struct str any EV_STR = {0}, wide EV_STR = {0};
    cr_expect_str_eq(shown(&any, TEXT_ANY_WIDTH, columns, 3, cells, 3),
                     shown(&wide, 30, columns, 3, cells, 3));
}

Test(columns, without_rows_there_are_titles)
{
    struct str out EV_STR = {0};
    cr_expect_str_eq(shown(&out, TEXT_ANY_WIDTH, columns, 3, NULL, 0), "id  problem  CPU used\n");
}

static const struct column paths[] = {
    {"test", .is_breakable = true}, {"CPU", .is_right = true}, {"message", .is_breakable = true}};
static const char *const long_cells[] = {
    "secret/group-of-tests/001-the-first",
    "12 ms",
    "line 1: 図書館図書館図書館図書館図書館 is not what was expected",
    "sample/1",
    "1 ms",
    "",
};

static const struct width {
    const char *label;
    size_t columns;
} widths[] = {{"usual", 80}, {"half", 60}, {"narrow", 42}};

/* Every line fits, and every character of the cells is there in its order. */
Test(columns, what_is_longer_goes_on_below)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(widths); i++) {
        struct str out EV_STR = {0};
        const char *at = shown(&out, widths[i].columns, paths, 3, long_cells, 2);
        cr_expect_not_null(strstr(at, "12 ms"), "%s", widths[i].label);
        while (*at != '\0') {
            struct str line EV_STR = {0};
            size_t length = strcspn(at, "\n");
            str_add_n(&line, at, length);
            cr_expect_leq(text_columns(str_text(&line)), widths[i].columns, "%s: %s",
                          widths[i].label, str_text(&line));
            cr_expect(length == 0 || at[length - 1] != ' ', "%s: blanks at the end",
                      widths[i].label);
            at += length + (at[length] == '\n');
        }
    }
}

Test(columns, nothing_is_lost_in_a_break)
{
    static const struct column one[] = {{"letters", .is_breakable = true}};
    static const char *const text[] = {"abcdefghijklmnopqrstuvwxyz0123456789"};
    struct str out EV_STR = {0};
    cr_expect_str_eq(shown(&out, 20, one, 1, text, 1),
                     "letters\nabcdefghijklmnopqrst\nuvwxyz0123456789\n");
}

Test(columns, rows_that_fit_nowhere_stand_downwards)
{
    struct str out EV_STR = {0};
    cr_expect_str_eq(shown(&out, 12, columns, 3, cells, 3), "id        1\n"
                                                            "problem   hello\n"
                                                            "CPU used  12 ms\n"
                                                            "\n"
                                                            "id        12\n"
                                                            "problem   図書館é…\n"
                                                            "CPU used  1.3 s\n"
                                                            "\n"
                                                            "id        3\n"
                                                            "CPU used  -\n");
}
