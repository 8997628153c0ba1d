#include <errno.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/err.h"

static void fill(char *text, size_t length, char c)
{
    memset(text, c, length);
    text[length] = '\0';
}

Test(err, control_characters_become_question_marks)
{
    struct err err;
    cr_assert_eq(err_set(&err, ERR_INPUT, "a\nb\033c\x7f"), -1);
    cr_expect_str_eq(err.msg, "a?b?c?");
    cr_expect_eq(err.kind, ERR_INPUT);
}

Test(err, null_err_is_accepted_everywhere)
{
    cr_expect_eq(err_set(NULL, ERR_INPUT, "x"), -1);
    cr_expect_eq(err_sys(NULL, ERR_INPUT, "x"), -1);
    cr_expect_eq(err_wrap(NULL, "x"), -1);
}

Test(err, sys_appends_the_cause_and_keeps_errno)
{
    struct err err;
    errno = ENOENT;
    (void)err_sys(&err, ERR_JUDGE, "open: %s", "f");
    cr_expect_str_eq(err.msg, "open: f: No such file or directory");
    cr_expect_eq(err.sys_errno, ENOENT);
}

Test(err, long_text_ends_in_dots_at_the_limit)
{
    struct err err;
    char text[2000];
    fill(text, 1999, 'x');
    (void)err_set(&err, ERR_INPUT, "%s", text);
    cr_expect_eq(strlen(err.msg), ERR_MESSAGE_MAX - 1);
    cr_expect_str_eq(err.msg + ERR_MESSAGE_MAX - 5, "x...");
}

Test(err, text_that_just_fits_is_whole)
{
    struct err err;
    char text[ERR_MESSAGE_MAX];
    fill(text, ERR_MESSAGE_MAX - 1, 'x');
    (void)err_set(&err, ERR_INPUT, "%s", text);
    cr_expect_str_eq(err.msg, text);
}

Test(err, a_cut_never_splits_a_character)
{
    struct err err;
    for (size_t shift = 0; shift < 3; shift++) {
        char text[1000];
        fill(text, shift, 'x');
        for (size_t i = 0; i < 250; i++)
            memcpy(text + shift + 3 * i, "\xe2\x82\xac", 4);
        (void)err_set(&err, ERR_INPUT, "%s", text);
        size_t length = strlen(err.msg);
        cr_expect_str_eq(err.msg + length - 3, "...");
        cr_expect_eq((length - 3 - shift) % 3, 0, "shift %zu", shift);
    }
}

Test(err, sys_never_cuts_the_cause)
{
    struct err err;
    char text[1000];
    fill(text, 999, 'x');
    errno = ENOENT;
    (void)err_sys(&err, ERR_INPUT, "%s", text);
    cr_expect_eq(strlen(err.msg), ERR_MESSAGE_MAX - 1);
    cr_expect(strstr(err.msg, "x...: No such file or directory"));
}

Test(err, wrap_puts_context_in_front_and_keeps_the_kind)
{
    struct err err;
    (void)err_set(&err, ERR_SERVICE, "cause");
    cr_assert_eq(err_wrap(&err, "problem %s", "p1"), -1);
    cr_expect_str_eq(err.msg, "problem p1: cause");
    cr_expect_eq(err.kind, ERR_SERVICE);
}

Test(err, wrap_cuts_a_long_context_before_the_message)
{
    struct err err;
    char context[900];
    fill(context, 899, 'c');
    (void)err_set(&err, ERR_INPUT, "the cause");
    (void)err_wrap(&err, "%s", context);
    cr_expect_eq(strlen(err.msg), ERR_MESSAGE_MAX - 1);
    cr_expect(strstr(err.msg, "c...: the cause"));
}

Test(err, wrap_of_two_long_texts_leaves_half_of_each)
{
    struct err err;
    char text[900];
    fill(text, 899, 'm');
    (void)err_set(&err, ERR_INPUT, "%s", text);
    fill(text, 899, 'c');
    (void)err_wrap(&err, "%s", text);
    cr_expect_eq(strlen(err.msg), ERR_MESSAGE_MAX - 1);
    cr_expect_eq(strspn(err.msg, "c"), ERR_MESSAGE_MAX / 2 - 1 - 3);
    cr_expect(strstr(err.msg, "c...: mmm"));
    cr_expect_str_eq(err.msg + ERR_MESSAGE_MAX - 5, "m...");
}

Test(err, a_message_may_be_its_own_argument)
{
    struct err err;
    (void)err_set(&err, ERR_INPUT, "inner");
    (void)err_set(&err, ERR_JUDGE, "outer (%s)", err.msg);
    cr_expect_str_eq(err.msg, "outer (inner)");
}

Test(err, kinds_have_their_exit_codes)
{
    static const struct {
        const char *label;
        enum err_kind kind;
        int code;
    } rows[] = {
        {"none", ERR_NONE, 0},   {"usage", ERR_USAGE, 2},     {"input", ERR_INPUT, 3},
        {"judge", ERR_JUDGE, 4}, {"service", ERR_SERVICE, 5}, {"interrupted", ERR_INTERRUPTED, 130},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_expect_eq(err_exit_code(rows[i].kind), rows[i].code, "%s", rows[i].label);
}
