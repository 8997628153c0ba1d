/* Whose a hand-in is, by its path. */
#include <string.h>

#include <criterion/criterion.h>

#include "cli/handins.h"

static struct arena arena;

static void tear_down(void)
{
    arena_done(&arena);
    arena = (struct arena){0};
}

TestSuite(handins, .fini = tear_down);

static struct handin_pattern *pattern_of(const char *text)
{
    struct handin_pattern *pattern = NULL;
    struct err err = {0};
    cr_assert_eq(handin_pattern_parse(&arena, text, &pattern, &err), 0, "%s: %s", text, err.msg);
    return pattern;
}

Test(handins, patterns_find_user_number_attempt_and_file)
{
    static const struct {
        const char *pattern, *path, *user, *id, *attempt, *file;
    } rows[] = {
        {"moodle", "Ada Lovelace_12345_assignsubmission_file_", "Ada Lovelace", "12345", "", ""},
        {"moodle", "Ada Lovelace_12345_assignsubmission_file", "Ada Lovelace", "12345", "", ""},
        {"moodle", "Ada_L_7_assignsubmission_file_a_b.py", "Ada_L", "7", "", "a_b.py"},
        {"canvas", "lovelaceada_12_345_sum-1.py", "lovelaceada", "12", "", "sum-1.py"},
        {"canvas", "lovelaceada_LATE_12_345_sum.py", "lovelaceada", "12", "", "sum.py"},
        {"folders", "ada", "ada", "", "", ""},
        {"{user}/{attempt}", "ada/3", "ada", "", "3", ""},
        {"*-{user}.*", "group-7-ada.py", "7-ada", "", "", ""},
        {"{user}@*", "ada@", "ada", "", "", ""},
        {"week1/{user}/{file}", "week1/ada/a.c", "ada", "", "", "a.c"},
        {"{user}_{id}", "a_1_2", "a_1", "2", "", ""},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct handin_match match = {0};
        cr_assert(handin_pattern_match(pattern_of(rows[i].pattern), &arena, rows[i].path, &match),
                  "%s: %s", rows[i].pattern, rows[i].path);
        cr_expect_str_eq(match.user, rows[i].user, "%s: %s", rows[i].path, match.user);
        cr_expect_str_eq(match.id, rows[i].id, "%s: %s", rows[i].path, match.id);
        cr_expect_str_eq(match.attempt, rows[i].attempt, "%s: %s", rows[i].path, match.attempt);
        cr_expect_str_eq(match.file, rows[i].file, "%s: %s", rows[i].path, match.file);
    }
}

Test(handins, other_paths_are_nobodys)
{
    static const struct {
        const char *pattern, *path;
    } rows[] = {
        {"moodle", "Ada Lovelace_12345_assignsubmission_onlinetext_"},
        {"moodle", "Ada Lovelace_x_assignsubmission_file_"},
        {"moodle", "_1_assignsubmission_file_"},
        {"canvas", "readme.txt"},
        {"{user}/{attempt}", "ada"},
        {"{user}", "ada/3"},
        {"{user}.py", ".py"},
        {"{user}.py", "ada.pyc"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct handin_match match;
        cr_expect_not(
            handin_pattern_match(pattern_of(rows[i].pattern), &arena, rows[i].path, &match),
            "%s: %s", rows[i].pattern, rows[i].path);
    }
}

Test(handins, a_pattern_of_many_stars_ends)
{
    char path[1025], pattern[128] = "{user}";
    struct handin_match match;
    memset(path, 'a', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    for (size_t i = 6; i < sizeof(pattern) - 2; i += 2)
        memcpy(pattern + i, "*a", 3);
    memcpy(pattern + 120, "b", 2);
    cr_expect_not(handin_pattern_match(pattern_of(pattern), &arena, path, &match));
}

Test(handins, patterns_that_make_no_sense_are_refused)
{
    static const char *const patterns[] = {"",        "*",       "{user}{user}", "{name}",
                                           "/{user}", "{user}/", "a//{user}",    "{user",
                                           "moodles", "{user}} "};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(patterns); i++) {
        struct handin_pattern *pattern = NULL;
        struct err err = {0};
        cr_expect_eq(handin_pattern_parse(&arena, patterns[i], &pattern, &err), -1, "%s",
                     patterns[i]);
        cr_expect_eq(err.kind, ERR_USAGE, "%s", patterns[i]);
    }
}

Test(handins, numbers_in_names_are_compared_as_numbers)
{
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"try-9", "try-10", -1},
        {"10", "9", 1},
        {"007", "7", 0},
        {"a", "b", -1},
        {"a1b2", "a1b10", -1},
        {"a", "a1", -1},
        {"2024-2", "2024-11", -1},
        {"", "", 0},
        {"99999999999999999999999", "100000000000000000000000", -1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int order = natural_compare(rows[i].a, rows[i].b);
        cr_expect_eq((order > 0) - (order < 0), rows[i].order, "%s %s", rows[i].a, rows[i].b);
        order = natural_compare(rows[i].b, rows[i].a);
        cr_expect_eq((order > 0) - (order < 0), -rows[i].order, "%s %s", rows[i].b, rows[i].a);
    }
}
