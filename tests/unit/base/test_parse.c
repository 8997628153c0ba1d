#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/parse.h"

#define MIB (INT64_C(1) << 20)
#define GIB (INT64_C(1) << 30)

enum { UNTOUCHED = 424242 };

struct row {
    const char *text;
    int64_t value; /* UNTOUCHED: refused */
};

Test(parse, sizes)
{
    static const struct row rows[] = {
        {"0", 0},
        {"1000", 1000},
        {"64K", 65536},
        {"256M", 256 * MIB},
        {"256MB", 256 * MIB},
        {"256MiB", 256 * MIB},
        {"256m", 256 * MIB},
        {"1G", GIB},
        {"1.5G", GIB + GIB / 2},
        {"0.5K", 512},
        {"1024T", INT64_C(1) << 50},
        {"7B", 7},
        {"1025T", UNTOUCHED},
        {"1125899906842625", UNTOUCHED},
        {"9223372036854775808", UNTOUCHED},
        {"99999999999999999999999T", UNTOUCHED},
        {"8388608T", UNTOUCHED},
        {"", UNTOUCHED},
        {"M", UNTOUCHED},
        {".5G", UNTOUCHED},
        {"1.G", UNTOUCHED},
        {"1.5", UNTOUCHED},
        {"1.5B", UNTOUCHED},
        {"-1", UNTOUCHED},
        {"+1", UNTOUCHED},
        {" 1", UNTOUCHED},
        {"1 ", UNTOUCHED},
        {"1 M", UNTOUCHED},
        {"1MM", UNTOUCHED},
        {"1X", UNTOUCHED},
        {"0x10", UNTOUCHED},
        {"1e3", UNTOUCHED},
        {"1,5G", UNTOUCHED},
        {"\xd9\xa1", UNTOUCHED},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int64_t value = UNTOUCHED;
        struct err err = {0};
        int failed = parse_bytes("--memory", rows[i].text, &value, &err);
        cr_expect_eq(value, rows[i].value, "'%s' is %" PRId64, rows[i].text, value);
        cr_expect_eq(failed, rows[i].value == UNTOUCHED ? -1 : 0, "'%s'", rows[i].text);
    }
}

Test(parse, durations)
{
    static const struct row rows[] = {
        {"500ms", 500000000},
        {"2s", 2000000000},
        {"1.5", 1500000000},
        {"1", 1000000000},
        {"1m", 60000000000},
        {"0.5m", 30000000000},
        {"100us", 100000},
        {"1us", 1000},
        {"0.001ms", 1000},
        {"1440m", INT64_C(86400000000000)},
        {"86400", INT64_C(86400000000000)},
        {"1.23456789", 1234567000},
        {"86400.1", UNTOUCHED},
        {"1441m", UNTOUCHED},
        {"0", UNTOUCHED},
        {"0.9us", UNTOUCHED},
        {"0.0000001", UNTOUCHED},
        {"1h", UNTOUCHED},
        {"1ns", UNTOUCHED},
        {"s", UNTOUCHED},
        {"-1s", UNTOUCHED},
        {"1s1s", UNTOUCHED},
        {"inf", UNTOUCHED},
        {"nan", UNTOUCHED},
        {"1e1", UNTOUCHED},
        {"9223372036854775807m", UNTOUCHED},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int64_t value = UNTOUCHED;
        struct err err = {0};
        int failed = parse_duration("--time", rows[i].text, &value, &err);
        cr_expect_eq(value, rows[i].value, "'%s' is %" PRId64, rows[i].text, value);
        cr_expect_eq(failed, rows[i].value == UNTOUCHED ? -1 : 0, "'%s'", rows[i].text);
    }
}

Test(parse, whole_numbers_of_the_full_range)
{
    static const struct row rows[] = {
        {"0", 0},
        {"-5", -5},
        {"+5", 5},
        {"007", 7},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"9223372036854775808", UNTOUCHED},
        {"-9223372036854775809", UNTOUCHED},
        {"", UNTOUCHED},
        {"-", UNTOUCHED},
        {"+-1", UNTOUCHED},
        {" 1", UNTOUCHED},
        {"1 ", UNTOUCHED},
        {"1.0", UNTOUCHED},
        {"0x1", UNTOUCHED},
        {"one", UNTOUCHED},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int64_t value = UNTOUCHED;
        struct err err = {0};
        int failed = parse_i64("--slots", rows[i].text, INT64_MIN, INT64_MAX, &value, &err);
        cr_expect_eq(value, rows[i].value, "'%s' is %" PRId64, rows[i].text, value);
        cr_expect_eq(failed, rows[i].value == UNTOUCHED ? -1 : 0, "'%s'", rows[i].text);
    }
}

Test(parse, whole_numbers_keep_to_their_range)
{
    int64_t value = UNTOUCHED;
    struct err err = {0};
    cr_expect_eq(parse_i64("n", "4", 1, 4, &value, &err), 0);
    cr_expect_eq(value, 4);
    cr_expect_eq(parse_i64("n", "5", 1, 4, &value, &err), -1);
    cr_expect_eq(parse_i64("n", "0", 1, 4, &value, &err), -1);
    cr_expect_eq(value, 4);
    cr_expect_str_eq(err.msg, "n: '0': expected a whole number from 1 to 4");
}

Test(parse, decimal_numbers)
{
    static const struct {
        const char *text;
        double value; /* NAN: refused */
    } rows[] = {
        {"0.5", 0.5},   {"1e-6", 1e-6}, {"-2", -2},     {"+3.25E2", 325}, {".5", 0.5},
        {"5.", 5},      {"1e999", NAN}, {"inf", NAN},   {"nan", NAN},     {"0x1p3", NAN},
        {"1e", NAN},    {"1e+", NAN},   {".", NAN},     {"", NAN},        {"1,5", NAN},
        {" 1", NAN},    {"1 ", NAN},    {"1f", NAN},    {"--1", NAN},     {"1.2.3", NAN},
        {"1e3.5", NAN}, {"e5", NAN},    {"1_000", NAN},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        double value = NAN;
        struct err err = {0};
        int failed = parse_double("eps", rows[i].text, -DBL_MAX, DBL_MAX, &value, &err);
        cr_expect_eq(failed, isnan(rows[i].value) ? -1 : 0, "'%s'", rows[i].text);
        cr_expect(isnan(rows[i].value) ? isnan(value) : value == rows[i].value, "'%s' is %g",
                  rows[i].text, value);
    }
}

Test(parse, decimal_numbers_do_not_follow_the_locale)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        cr_skip_test("no locale with a decimal comma here");
    double value = 0;
    struct err err = {0};
    cr_expect_eq(parse_double("eps", "0.5", 0, 1, &value, &err), 0, "%s", err.msg);
    cr_expect_eq(value, 0.5);
}

Test(parse, booleans)
{
    static const struct {
        const char *text;
        int value; /* -1: refused */
    } rows[] = {
        {"true", 1}, {"false", 0}, {"yes", 1},  {"no", 0}, {"on", 1}, {"off", 0}, {"1", 1},
        {"0", 0},    {"YES", 1},   {"True", 1}, {"", -1},  {"2", -1}, {"y", -1},  {"truee", -1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        bool value = rows[i].value == 0; /* the opposite */
        struct err err = {0};
        int failed = parse_bool("flag", rows[i].text, &value, &err);
        cr_expect_eq(failed, rows[i].value < 0 ? -1 : 0, "'%s'", rows[i].text);
        cr_expect(rows[i].value < 0 || value == (rows[i].value == 1), "'%s'", rows[i].text);
    }
}

Test(parse, errors_name_the_option_the_text_and_the_forms)
{
    int64_t value;
    struct err err = {0};
    cr_assert_eq(parse_bytes("--memory", "lots", &value, &err), -1);
    cr_expect_eq(err.kind, ERR_USAGE);
    cr_expect(strstr(err.msg, "--memory: 'lots': expected a size such as 64K, 256M"));
    cr_assert_eq(parse_duration("--time", "soon", &value, &err), -1);
    cr_expect(strstr(err.msg, "--time: 'soon': expected a duration such as 500ms"));
}

Test(parse, sizes_are_shown_in_the_shortest_usual_form)
{
    static const struct {
        int64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0 B"},
        {1023, "1023 B"},
        {1024, "1 KiB"},
        {1536, "1.5 KiB"},
        {256 * MIB, "256 MiB"},
        {GIB + GIB / 2, "1.5 GiB"},
        {MIB - 1, "1 MiB"},
        {GIB - 1, "1 GiB"},
        {150 * MIB + MIB / 2, "150 MiB"},
        {INT64_C(1) << 50, "1 PiB"},
        {INT64_MAX, "8192 PiB"},
        {-1, "-"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char buffer[24];
        cr_expect_str_eq(format_bytes(rows[i].bytes, buffer, sizeof(buffer)), rows[i].text,
                         "%" PRId64 " is '%s'", rows[i].bytes, buffer);
    }
}

Test(parse, durations_are_shown_in_the_shortest_usual_form)
{
    static const struct {
        int64_t ns;
        const char *text;
    } rows[] = {
        {0, "0 us"},
        {1499, "1 us"},
        {999499, "999 us"},
        {999500, "1 ms"},
        {12345678, "12 ms"},
        {999499999, "999 ms"},
        {999500000, "1.00 s"},
        {1500000000, "1.50 s"},
        {59994000000, "59.99 s"},
        {59996000000, "1 min 00 s"},
        {150000000000, "2 min 30 s"},
        {INT64_MAX, "153722867 min 17 s"},
        {-1, "-"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char buffer[24];
        cr_expect_str_eq(format_duration(rows[i].ns, buffer, sizeof(buffer)), rows[i].text,
                         "%" PRId64 " is '%s'", rows[i].ns, buffer);
    }
}

Test(parse, hexadecimal_digits)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++)
        cr_expect_eq(parse_hex_digit(digits[i]), i);
    cr_expect_eq(parse_hex_digit('A'), 10);
    cr_expect_eq(parse_hex_digit('F'), 15);
    for (const char *at = "gG \x10\x19/:@`"; *at; at++)
        cr_expect_eq(parse_hex_digit(*at), -1, "%d", *at);
    cr_expect_eq(parse_hex_digit('\0'), -1);
}
