#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/json.h"
#include "unit/base/room.h"

static void written(struct json *value, bool is_pretty, struct str *out)
{
    str_clear(out);
    json_write(value, is_pretty, out);
}

Test(json, keys_keep_their_order_on_one_line)
{
    EV_STR struct str out = {0};
    struct json *value = json_map();
    json_set_string(value, "z", "text");
    json_set_i64(value, "a", INT64_MIN);
    json_set_bool(value, "m", true);
    json_set_null(value, "n");
    json_set_string(value, "none", NULL);
    struct json *list = json_list();
    json_append_string(list, "x");
    json_append_string(list, NULL);
    json_append(list, json_map());
    json_append(list, NULL);
    json_set(value, "list", list);
    json_set(value, "nothing", NULL);
    written(value, false, &out);
    cr_expect_str_eq(str_text(&out),
                     "{\"z\":\"text\",\"a\":-9223372036854775808,\"m\":true,\"n\":null,"
                     "\"none\":null,\"list\":[\"x\",null,{},null],\"nothing\":null}");
    json_close(value);
}

Test(json, pretty_is_indented_by_two_without_a_last_newline)
{
    EV_STR struct str out = {0};
    struct json *value = json_map();
    json_set_i64(value, "a", 1);
    written(value, true, &out);
    cr_expect_str_eq(str_text(&out), "{\n  \"a\": 1\n}");
    json_close(value);
}

Test(json, numbers_are_as_short_as_written_and_never_nan)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.1, "{\"d\":0.1}"},       {100, "{\"d\":100.0}"}, {NAN, "{\"d\":null}"},
        {INFINITY, "{\"d\":null}"}, {-1.5, "{\"d\":-1.5}"}, {33.33, "{\"d\":33.33}"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        struct json *value = json_map();
        json_set_double(value, "d", rows[i].value);
        written(value, false, &out);
        cr_expect_str_eq(str_text(&out), rows[i].text);
        json_close(value);
    }
}

#define BAD "\xef\xbf\xbd"

Test(json, bytes_that_are_not_utf8_are_replaced)
{
    static const struct {
        const char *label, *bytes;
        size_t count;
        const char *text;
    } rows[] = {
        {"plain", "abc", 3, "abc"},
        {"good", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"lone continuation", "a\x80z", 3, "a" BAD "z"},
        {"cut short", "a\xe2\x82", 3, "a" BAD BAD},
        {"overlong slash", "\xc0\xaf", 2, BAD BAD},
        {"overlong three", "\xe0\x80\xaf", 3, BAD BAD BAD},
        {"surrogate", "\xed\xa0\x80", 3, BAD BAD BAD},
        {"beyond U+10FFFF", "\xf4\x90\x80\x80", 4, BAD BAD BAD BAD},
        {"never", "\xff\xfe", 2, BAD BAD},
        {"bad third byte",
         "\xe2\x82"
         "a",
         3, BAD BAD "a"},
        {"newline and quote", "a\n\"", 3, "a\\n\\\""},
        {"nul", "a\0b", 3, "a\\u0000b"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        EV_STR struct str expected = {0};
        struct json *value = json_map();
        json_set_string_n(value, "k", rows[i].bytes, rows[i].count);
        written(value, false, &out);
        str_printf(&expected, "{\"k\":\"%s\"}", rows[i].text);
        cr_expect_str_eq(str_text(&out), str_text(&expected), "%s: %s", rows[i].label,
                         str_text(&out));
        json_close(value);
    }
}

Test(json, keys_that_are_not_utf8_are_replaced_too)
{
    EV_STR struct str out = {0};
    struct json *value = json_map();
    json_set_i64(value, "k\xff", 1);
    written(value, false, &out);
    cr_expect_str_eq(str_text(&out), "{\"k" BAD "\":1}");
    json_close(value);
}

static struct json *parsed(const char *text)
{
    struct json *value = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse("f.json", text, strlen(text), &value, &err), 0, "%s", err.msg);
    return value;
}

Test(json, reads_what_it_is_given)
{
    struct json *value =
        parsed("{\"s\":\"\\u00e4\",\"i\":3,\"d\":0.5,\"l\":[1,\"two\"],\"b\":true}");
    double number = 0;
    cr_expect_str_eq(json_text(json_get(value, "s")), "\xc3\xa4");
    cr_expect(json_number(json_get(value, "i"), &number) && number == 3);
    cr_expect(json_number(json_get(value, "d"), &number) && number == 0.5);
    cr_expect_eq(json_count(json_get(value, "l")), 2);
    cr_expect_str_eq(json_text(json_item(json_get(value, "l"), 1)), "two");
    json_close(value);
}

Test(json, readings_of_the_wrong_kind_or_of_nothing_are_harmless)
{
    struct json *value = parsed("{\"s\":\"x\",\"l\":[1]}");
    double number = 7;
    cr_expect_null(json_get(value, "absent"));
    cr_expect_null(json_get(json_get(value, "s"), "k"));
    cr_expect_null(json_get(NULL, "k"));
    cr_expect_null(json_text(json_get(value, "l")));
    cr_expect_null(json_text(NULL));
    cr_expect_not(json_number(json_get(value, "s"), &number));
    cr_expect_not(json_number(NULL, &number));
    cr_expect_eq(number, 7);
    cr_expect_eq(json_count(json_get(value, "s")), 0);
    cr_expect_eq(json_count(NULL), 0);
    cr_expect_null(json_item(json_get(value, "l"), 1));
    json_close(value);
    json_close(NULL);
}

Test(json, errors_name_the_place)
{
    static const struct {
        const char *label, *text, *message;
    } rows[] = {
        {"empty", "", "f.json:1:"},
        {"missing colon", "{\n  \"a\" 1}", "f.json:2:7: "},
        {"duplicate key", "{\"a\":1,\n\"a\":2}", "duplicate object key"},
        {"rest after the value", "1 2", "f.json:1:3: "},
        {"not UTF-8", "\"\xff\"", "f.json:1:"},
        {"nul in a string", "\"\\u0000\"", "f.json:1:"},
        {"nan", "NaN", "f.json:1:"},
        {"number too large", "1e999", "f.json:1:"},
        {"single quotes", "{'a':1}", "f.json:1:2: "},
        {"trailing comma", "[1,]", "f.json:1:4: "},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct json *value = NULL;
        struct err err = {0};
        cr_expect_eq(json_parse("f.json", rows[i].text, strlen(rows[i].text), &value, &err), -1,
                     "%s", rows[i].label);
        cr_expect_null(value, "%s", rows[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", rows[i].label);
        EXPECT_CONTAINS(err.msg, rows[i].message);
    }
}

/* `depth` lists around nothing. */
static int parse_nested(size_t depth, struct err *err)
{
    EV_STR struct str text = {0};
    struct json *value = NULL;
    for (size_t i = 0; i < depth; i++)
        str_add_char(&text, '[');
    for (size_t i = 0; i < depth; i++)
        str_add_char(&text, ']');
    int failed = json_parse("f.json", str_text(&text), text.count, &value, err);
    json_close(value);
    return failed;
}

Test(json, nesting_ends_at_64)
{
    struct err err = {0};
    cr_expect_eq(parse_nested(64, &err), 0, "%s", err.msg);
    cr_expect_eq(parse_nested(65, &err), -1);
    cr_expect_str_eq(err.msg, "f.json:1:65: nested deeper than 64 levels");
    cr_expect_eq(parse_nested(1000000, &err), -1);
}

Test(json, brackets_in_strings_do_not_count_as_nesting)
{
    EV_STR struct str text = {0};
    str_add(&text, "\"\\\"");
    for (size_t i = 0; i < 100; i++)
        str_add_char(&text, '[');
    str_add_char(&text, '"');
    struct json *value = parsed(str_text(&text));
    cr_expect_not_null(json_text(value));
    json_close(value);
}

Test(json, too_many_bytes_are_refused)
{
    EV_STR struct str text = {0};
    struct json *value = NULL;
    struct err err = {0};
    while (text.count <= JSON_MAXIMUM_BYTES)
        str_add(&text, "                                                                ");
    cr_expect_eq(json_parse("f.json", str_text(&text), text.count, &value, &err), -1);
    EXPECT_CONTAINS(err.msg, "larger than");
}

Test(json, typed_readings_are_strict)
{
    static const char text[] = "{\"whole\":-5,\"real\":5.0,\"flag\":true,\"null\":null,"
                               "\"map\":{\"a\":1,\"b\":2},\"list\":[1,2,3]}";
    struct json *value = NULL;
    struct err err = {0};
    int64_t whole = 7;
    bool flag = false;
    cr_assert_eq(json_parse("t", text, strlen(text), &value, &err), 0, "%s", err.msg);
    cr_expect(json_whole(json_get(value, "whole"), &whole));
    cr_expect_eq(whole, -5);
    cr_expect_not(json_whole(json_get(value, "real"), &whole));
    cr_expect_not(json_whole(json_get(value, "flag"), &whole));
    cr_expect_not(json_whole(NULL, &whole));
    cr_expect_eq(whole, -5);
    cr_expect(json_flag(json_get(value, "flag"), &flag));
    cr_expect(flag);
    cr_expect_not(json_flag(json_get(value, "whole"), &flag));
    cr_expect_not(json_flag(NULL, &flag));
    cr_expect(json_is_null(json_get(value, "null")));
    cr_expect(json_is_null(json_get(value, "nothing")));
    cr_expect_not(json_is_null(json_get(value, "flag")));
    cr_expect(json_is_map(json_get(value, "map")) && !json_is_list(json_get(value, "map")));
    cr_expect(json_is_list(json_get(value, "list")) && !json_is_map(json_get(value, "list")));
    cr_expect_not(json_is_map(NULL) || json_is_list(NULL));
    cr_expect_eq(json_key_count(json_get(value, "map")), 2);
    cr_expect_eq(json_key_count(json_get(value, "list")), 0);
    json_close(value);
}

Test(json, bounds_of_the_caller_hold)
{
    static const struct {
        const char *label, *text;
        struct json_bounds bounds;
        bool is_taken;
    } rows[] = {
        {"at the bytes", "[1,2]", {5, 10}, true},
        {"above the bytes", "[1,2]", {4, 10}, false},
        {"at the values", "[1,2,{}]", {100, 6}, true},
        {"above the values", "[1,2,{}]", {100, 5}, false},
        {"brackets in a string are no values", "\"[[[[,,,,\"", {100, 0}, true},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct json *value = NULL;
        struct err err = {0};
        int status = json_parse_within("t", rows[i].text, strlen(rows[i].text), &rows[i].bounds,
                                       &value, &err);
        cr_expect_eq(status, rows[i].is_taken ? 0 : -1, "%s: %s", rows[i].label, err.msg);
        cr_expect(rows[i].is_taken || err.kind == ERR_INPUT, "%s", rows[i].label);
        json_close(value);
    }
}

Test(json, bad_utf8_is_told)
{
    cr_expect(json_is_utf8("\xe2\x82\xac", 3));
    cr_expect_not(json_is_utf8("\xe2\x82", 2));
    cr_expect_not(json_is_utf8("\xc0\x80", 2));
    cr_expect(json_is_utf8("", 0));
}
