#include <string.h>

#include <criterion/criterion.h>

#include "problem/pattern.h"

static struct pattern *compiled(struct arena *arena, const char *text)
{
    struct pattern *pattern = NULL;
    struct err err = {0};
    cr_assert_eq(pattern_compile(arena, text, false, &pattern, &err), 0, "%s", err.msg);
    return pattern;
}

Test(pattern, matches_from_the_start_as_far_as_it_says)
{
    static const struct {
        const char *pattern, *text;
        int length; /* of the match; -1: none */
    } rows[] = {
        {"abc", "abcd", 3},
        {"abc", "xabc", -1},
        {"a.c", "a\nc", -1},
        {"a*", "aaab", 3},
        {"a*?b", "aaab", 4},
        {"a+", "b", -1},
        {"a?b", "b", 1},
        {"a{2}", "aaa", 2},
        {"a{2,}", "aaaa", 4},
        {"a{,2}", "aaaa", 2},
        {"a{1,2}?", "aaaa", 1},
        {"a{x", "a{x", 3},
        {"(a|bc)*d", "abcad", 5},
        {"a|ab|abc", "abc", 1},
        {"(?:ab)+", "ababa", 4},
        {"[a-c]+", "abcd", 3},
        {"[^a-c]+", "xyza", 3},
        {"[]a]+", "]a]", 3},
        {"[a-]+", "a-a", 3},
        {"[\\d.]+", "1.5x", 3},
        {"\\w+\\.in", "a_1.in", 6},
        {"\\W\\S\\D", ".ab", 3},
        {"^a$", "a", 1},
        {"^a$", "ab", -1},
        {"a\\b", "a b", 1},
        {"a\\b", "ab", -1},
        {"(?=.*x)a", "abx", 1},
        {"(?=.*x)a", "ab", -1},
        {"(?!ab)a", "ac", 1},
        {"(?!ab)a", "ab", -1},
        {"(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", -1},
        {"", "x", 0},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct pattern_match match;
        bool is_match = pattern_match(compiled(&arena, rows[i].pattern), rows[i].text, &match);
        int length = is_match ? (int)match.ends[0] : -1;
        cr_expect_eq(length, rows[i].length, "'%s' on '%s': %d", rows[i].pattern, rows[i].text,
                     length);
        arena_done(&arena);
    }
}

Test(pattern, named_groups_give_their_text)
{
    static const char judge[] = "^(?=.*?\\.in|in).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?"
                                "(?P<case>\\d+)[^\\d\\s]*$";
    static const struct {
        const char *pattern, *text, *batch, *number;
    } rows[] = {
        {"((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.in", "a.12.in", "a", "12"},
        {"((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.in", "7.in", NULL, "7"},
        {judge, "x.2-3.in", "2", "3"},
        {judge, "sum.4.in", NULL, "4"},
        {"(?P<case>a)|(?P<batch>b)", "b", "b", NULL},
        {"(?P<case>[a-z]+)(?P<other>x)?", "abc", NULL, "abc"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct pattern_match match;
        const struct pattern *pattern = compiled(&arena, rows[i].pattern);
        cr_assert(pattern_match(pattern, rows[i].text, &match), "%s", rows[i].text);
        const char *batch = pattern_group(pattern, &match, rows[i].text, "batch", &arena);
        const char *number = pattern_group(pattern, &match, rows[i].text, "case", &arena);
        cr_expect_str_eq(batch ? batch : "-", rows[i].batch ? rows[i].batch : "-", "%s",
                         rows[i].text);
        cr_expect_str_eq(number ? number : "-", rows[i].number ? rows[i].number : "-", "%s",
                         rows[i].text);
        arena_done(&arena);
    }
}

Test(pattern, case_of_letters_can_be_passed_over)
{
    struct arena arena = {0};
    struct pattern *pattern = NULL;
    struct pattern_match match;
    cr_assert_eq(pattern_compile(&arena, "[a-f]x\\.IN", true, &pattern, NULL), 0);
    cr_expect(pattern_match(pattern, "Bx.in", &match));
    cr_expect_not(pattern_match(compiled(&arena, "a"), "A", &match));
    arena_done(&arena);
}

Test(pattern, what_is_not_known_is_refused)
{
    static const char *const texts[] = {"(",      ")",      "[a",      "*a",     "a**",
                                        "\\1",    "\\Z",    "(?<=a)b", "(?P=x)", "[b-a]",
                                        "a{3,2}", "a{101}", "(?P<>a)", "a\\"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        struct arena arena = {0};
        struct pattern *pattern = NULL;
        struct err err = {0};
        cr_expect_eq(pattern_compile(&arena, texts[i], false, &pattern, &err), -1, "%s", texts[i]);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", texts[i]);
        cr_expect(strstr(err.msg, "pattern '"), "%s: %s", texts[i], err.msg);
        arena_done(&arena);
    }
}
