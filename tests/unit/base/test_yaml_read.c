#include <math.h>

#include "base/yaml.h"
#include "unit/base/room.h"

static struct yaml *parsed(struct arena *arena, const char *text)
{
    struct yaml *root = NULL;
    struct err err = {0};
    cr_assert_eq(yaml_parse(arena, "f.yaml", text, strlen(text), &root, &err), 0, "%s", err.msg);
    return root;
}

static struct yaml *value_of_a(struct arena *arena, const char *value)
{
    return yaml_get(parsed(arena, arena_printf(arena, "a: %s\n", value)), "a");
}

Test(yaml_read, typed_readings_refuse_what_does_not_fit)
{
    enum reading { I64, DOUBLE, BOOL, STRING };
    static const struct {
        enum reading reading;
        const char *value, *message; /* NULL: accepted */
    } rows[] = {
        {I64, "7", NULL},
        {I64, "11", "f.yaml:1:4: not usable: '11': expected a whole number from 0 to 10"},
        {I64, "x", "f.yaml:1:4: not usable: 'x': expected a whole number"},
        {I64, "\"7\"", "f.yaml:1:4: expected a whole number without quotes, found \"7\""},
        {I64, "", "expected a whole number, found nothing"},
        {I64, "[7]", "f.yaml:1:4: expected a whole number, found a list"},
        {DOUBLE, "0.5", NULL},
        {DOUBLE, "5", NULL},
        {DOUBLE, ".inf", "expected a number from 0 to 10"},
        {DOUBLE, "{b: 1}", "expected a number, found a map"},
        {BOOL, "true", NULL},
        {BOOL, "No", NULL},
        {BOOL, "maybe", "expected true, false"},
        {BOOL, "'true'", "expected true or false without quotes"},
        {STRING, "text", NULL},
        {STRING, "12", NULL},
        {STRING, "~", NULL},
        {STRING, "[a]", "f.yaml:1:4: expected text, found a list"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct yaml *node = value_of_a(&arena, rows[i].value);
        struct err err = {0};
        int64_t whole;
        double number;
        bool truth;
        const char *text;
        int failed = 0;
        switch (rows[i].reading) {
        case I64:
            failed = yaml_i64(node, 0, 10, &whole, &err);
            break;
        case DOUBLE:
            failed = yaml_double(node, 0, 10, &number, &err);
            break;
        case BOOL:
            failed = yaml_bool(node, &truth, &err);
            break;
        case STRING:
            failed = yaml_string(node, &text, &err);
            break;
        }
        cr_expect_eq(failed, rows[i].message ? -1 : 0, "'%s': %s", rows[i].value, err.msg);
        if (rows[i].message) {
            cr_expect_eq(err.kind, ERR_INPUT, "'%s'", rows[i].value);
            EXPECT_CONTAINS(err.msg, rows[i].message);
        }
    }
    arena_done(&arena);
}

Test(yaml_read, values_come_out)
{
    struct arena arena = {0};
    struct err err = {0};
    int64_t whole = 0;
    double number = 0;
    bool truth = false;
    const char *text = NULL;
    cr_expect_eq(yaml_i64(value_of_a(&arena, "-3"), -5, 5, &whole, &err), 0);
    cr_expect_eq(whole, -3);
    cr_expect_eq(yaml_double(value_of_a(&arena, "1e-6"), 0, 1, &number, &err), 0);
    cr_expect(fabs(number - 1e-6) < 1e-12);
    cr_expect_eq(yaml_bool(value_of_a(&arena, "yes"), &truth, &err), 0);
    cr_expect(truth);
    cr_expect_eq(yaml_string(value_of_a(&arena, "'a b'"), &text, &err), 0);
    cr_expect_str_eq(text, "a b");
    arena_done(&arena);
}

Test(yaml_read, strings_are_a_list_or_one_or_none)
{
    static const struct {
        const char *value, *joined; /* NULL: refused */
    } rows[] = {
        {"[x, y]", "x,y,"}, {"x", "x,"}, {"[]", ""}, {"", ""}, {"[x, [y]]", NULL}, {"{x: y}", NULL},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *const *texts = NULL;
        size_t count = 0;
        struct err err = {0};
        EV_STR struct str joined = {0};
        int failed = yaml_strings(&arena, value_of_a(&arena, rows[i].value), &texts, &count, &err);
        cr_expect_eq(failed, rows[i].joined ? 0 : -1, "'%s'", rows[i].value);
        for (size_t k = 0; k < count; k++)
            str_printf(&joined, "%s,", texts[k]);
        if (rows[i].joined) {
            cr_expect_str_eq(str_text(&joined), rows[i].joined);
            cr_expect_null(texts[count]);
        }
    }
    arena_done(&arena);
}

static int note(void *context, const struct yaml *value, struct err *err)
{
    const char *text;
    if (yaml_string(value, &text, err))
        return -1;
    str_printf(context, "%s;", text);
    return 0;
}

static const struct yaml_key keys[] = {{"name", note}, {"limits", note}, {"validation", note}};

static int read_map(struct arena *arena, const char *text, bool is_lenient, struct str *out,
                    struct err *err)
{
    return yaml_read_map(parsed(arena, text), "problem.yaml", keys, EV_ARRAY_LENGTH(keys),
                         is_lenient, out, err);
}

Test(yaml_read, a_map_is_read_in_the_order_of_the_table)
{
    struct arena arena = {0};
    EV_STR struct str out = {0};
    struct err err = {0};
    cr_expect_eq(read_map(&arena, "limits: 2\nname: 1\n", false, &out, &err), 0, "%s", err.msg);
    cr_expect_str_eq(str_text(&out), "1;2;");
    arena_done(&arena);
}

Test(yaml_read, an_unknown_key_names_the_nearest)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"limts: 1", "f.yaml:1:1: problem.yaml: unknown key 'limts': the nearest known one is "
                     "'limits'"},
        {"name: 1\nNames: 1", "f.yaml:2:1: problem.yaml: unknown key 'Names': the nearest known "
                              "one is 'name'"},
        {"validator: 1", "the nearest known one is 'validation'"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        struct err err = {0};
        cr_expect_eq(read_map(&arena, rows[i].text, false, &out, &err), -1);
        EXPECT_CONTAINS(err.msg, rows[i].message);
        cr_expect_str_eq(str_text(&out), "", "nothing is read before the refusal");
    }
    arena_done(&arena);
}

Test(yaml_read, an_unknown_key_like_no_other_gets_no_hint)
{
    static const char *const rows[] = {"colour: 1", "x: 1", "abc: 1"};
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        struct err err = {0};
        cr_expect_eq(read_map(&arena, rows[i], false, &out, &err), -1);
        EXPECT_CONTAINS(err.msg, "unknown key");
        cr_expect_null(strstr(err.msg, "nearest"), "%s: %s", rows[i], err.msg);
    }
    arena_done(&arena);
}

Test(yaml_read, a_very_long_unknown_key_is_still_told)
{
    struct arena arena = {0};
    EV_STR struct str out = {0};
    EV_STR struct str text = {0};
    struct err err = {0};
    for (int i = 0; i < 500; i++)
        str_add_char(&text, 'k');
    str_add(&text, ": 1\n");
    cr_expect_eq(read_map(&arena, str_text(&text), false, &out, &err), -1);
    EXPECT_CONTAINS(err.msg, "unknown key 'kkk");
    arena_done(&arena);
}

Test(yaml_read, lenient_passes_over_unknown_keys)
{
    struct arena arena = {0};
    EV_STR struct str out = {0};
    struct err err = {0};
    cr_expect_eq(read_map(&arena, "other: 1\nname: x\n", true, &out, &err), 0, "%s", err.msg);
    cr_expect_str_eq(str_text(&out), "x;");
    arena_done(&arena);
}

Test(yaml_read, only_maps_and_nothing_are_maps)
{
    struct arena arena = {0};
    EV_STR struct str out = {0};
    struct err err = {0};
    cr_expect_eq(read_map(&arena, "[a]", false, &out, &err), -1);
    cr_expect_str_eq(err.msg,
                     "f.yaml:1:1: problem.yaml: expected a map of keys and values, found a list");
    cr_expect_eq(yaml_read_map(value_of_a(&arena, ""), "x", keys, 3, false, &out, &err), 0);
    cr_expect_eq(yaml_read_map(NULL, "x", keys, 3, false, &out, &err), 0);
    arena_done(&arena);
}

Test(yaml_read, a_readers_error_comes_through)
{
    struct arena arena = {0};
    EV_STR struct str out = {0};
    struct err err = {0};
    cr_expect_eq(read_map(&arena, "name: x\nlimits: [1]\n", false, &out, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:2:9: expected text, found a list");
    arena_done(&arena);
}

Test(yaml_read, get_of_no_map_is_nothing)
{
    struct arena arena = {0};
    cr_expect_null(yaml_get(NULL, "a"));
    cr_expect_null(yaml_get(value_of_a(&arena, "x"), "a"));
    arena_done(&arena);
}
