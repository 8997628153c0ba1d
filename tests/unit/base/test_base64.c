#include <string.h>

#include <criterion/criterion.h>

#include "base/base64.h"

static struct arena arena;

/* RFC 4648, section 10. */
static const struct {
    const char *bytes, *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xff\xef\xbe", "/+++"},
};

Test(base64, vectors_of_the_standard_both_ways)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(vectors); i++) {
        EV_STR struct str out = {0};
        struct err err = {0};
        const char *bytes = NULL;
        size_t count = 0;
        base64_add(&out, vectors[i].bytes, strlen(vectors[i].bytes), 0);
        cr_expect_str_eq(str_text(&out), vectors[i].text);
        cr_assert_eq(
            base64_read(&arena, vectors[i].text, strlen(vectors[i].text), &bytes, &count, &err), 0,
            "%s: %s", vectors[i].text, err.msg);
        cr_expect_eq(count, strlen(vectors[i].bytes));
        cr_expect_str_eq(bytes, vectors[i].bytes);
    }
}

Test(base64, every_byte_survives)
{
    EV_STR struct str out = {0};
    unsigned char all[256];
    struct err err = {0};
    const char *bytes = NULL;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (unsigned char)i;
    base64_add(&out, all, sizeof(all), 0);
    cr_assert_eq(base64_read(&arena, str_text(&out), out.count, &bytes, &count, &err), 0);
    cr_assert_eq(count, sizeof(all));
    cr_expect_eq(memcmp(bytes, all, count), 0);
}

Test(base64, lines_end_at_their_columns_and_at_the_end)
{
    static const struct {
        size_t count;
        const char *text;
    } rows[] = {
        {0, ""},
        {3, "YWFh\n"},
        {6, "YWFhYWFh\n"},
        {7, "YWFhYWFh\nYQ==\n"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        base64_add(&out, "aaaaaaaaaa", rows[i].count, 8);
        cr_expect_str_eq(str_text(&out), rows[i].text);
    }
}

Test(base64, anything_else_is_refused)
{
    static const char *const rows[] = {
        "Z",     "Zg",   "Zg=",  "Zg===", "Zh==", "Zm9=",     "Zm9v\n",
        "Z m9v", "=Zm9", "Zm=v", "Zm9-",  "====", "Zg==Zg==", "Zm9\xc3"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct err err = {0};
        const char *bytes = NULL;
        size_t count = 0;
        cr_expect_eq(base64_read(&arena, rows[i], strlen(rows[i]), &bytes, &count, &err), -1, "%s",
                     rows[i]);
        cr_expect_eq(err.kind, ERR_INPUT);
        cr_expect_null(bytes);
    }
}

Test(base64, loosely_what_is_not_of_the_alphabet_is_passed_over)
{
    static const struct {
        const char *text, *bytes;
    } rows[] = {
        {"Zm9v\nYmFy\n", "foobar"}, {"Zm9vYg", "foob"}, {"Zm9v=YmFy", "foo"},
        {" Z-m_9v", "foo"},         {"Z", ""},          {"\xff\xfe", ""},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *bytes = NULL;
        size_t count = 0;
        base64_read_loosely(&arena, rows[i].text, strlen(rows[i].text), &bytes, &count);
        cr_expect_str_eq(bytes, rows[i].bytes);
        cr_expect_eq(count, strlen(rows[i].bytes));
    }
}
