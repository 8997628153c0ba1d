/* judge0: comparing, fields, numbers: what needs no service. */
#include <string.h>

#include <criterion/criterion.h>

#include "serve/judge0.h"

static struct arena arena;

static const struct {
    const char *expected, *output;
    bool is_same;
} compared[] = {
    {"", "", true},
    {"a", "a\n", true},
    {"a\n\n\n", "a", true},
    {"a \t\nb\v", "a\nb\n", true},
    {"a\r\nb", "a\nb", true},
    {"a\n\nb", "a\n \nb", true},
    {"a\n\nb", "a\nb", false},
    {" a", "a", false},
    {"a", "b", false},
    {"a\nb", "a", false},
    {"a", "a\nb", false},
    {"a b", "a  b", false},
    {"", "a", false},
    {"a", "", false},
};

Test(judge0, white_space_at_the_ends_of_lines_does_not_count)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(compared); i++)
        cr_expect_eq(judge0_is_same(compared[i].expected, strlen(compared[i].expected),
                                    compared[i].output, strlen(compared[i].output)),
                     compared[i].is_same, "row %zu", i);
    cr_expect(judge0_is_same("a\0", 2, "a", 1), "a NUL at the end is white space there");
    cr_expect_not(judge0_is_same("a\0b", 3, "a\0c", 3));
}

Test(judge0, fields_are_found_by_name)
{
    static const struct {
        const char *text, *invalid;
        uint64_t fields;
    } rows[] = {
        {"source_code", "", 1},    {"language_id,source_code", "", 3},
        {"*", "", UINT64_MAX},     {"color,source_code,size", "color, size", 1},
        {"status_", "status_", 0},
    };
    uint64_t standard, fields;
    const char *invalid;
    cr_assert_eq(judge0_read_fields(NULL, &arena, &standard, &invalid), 0);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int status = judge0_read_fields(rows[i].text, &arena, &fields, &invalid);
        cr_expect_eq(status, rows[i].invalid[0] ? -1 : 0, "%s", rows[i].text);
        cr_expect_str_eq(invalid, rows[i].invalid);
        cr_expect_eq(fields, rows[i].fields ? rows[i].fields : standard, "%s", rows[i].text);
    }
}

Test(judge0, decimals_have_a_point_and_no_needless_zeros)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0, "0.0"},       {5, "5.0"},   {0.5, "0.5"},
                {0.002, "0.002"}, {10, "10.0"}, {1.25, "1.25"}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct json *object = json_map();
        judge0_set_decimal(object, "x", rows[i].value);
        cr_expect_str_eq(json_text(json_get(object, "x")), rows[i].text);
        json_close(object);
    }
}

/* One run of `facts`; returns the stored result. */
static struct json *result_of(const char *request, struct facts facts, const char *output)
{
    const struct run_report run = {
        .facts = facts, .output = output, .output_count = strlen(output)};
    const struct ran_report ran = {.runs = &run, .run_count = 1, .compile = {.is_ok = true}};
    const struct job job = {.request = request, .request_count = strlen(request)};
    return judge0_result(&job, &ran);
}

static const struct {
    const char *label;
    struct facts facts;
    int64_t status, signal;
} endings[] = {
    {"clean", {0}, JUDGE0_ACCEPTED, -1},
    {"cpu limit", {.limits_hit = LIMIT_CPU, .signal = 9}, JUDGE0_TIME_LIMIT, -1},
    {"within the extra time", {.cpu_ns = 1100000000}, JUDGE0_TIME_LIMIT, -1},
    {"at the limit", {.cpu_ns = 1000000000}, JUDGE0_ACCEPTED, -1},
    {"wall limit", {.limits_hit = LIMIT_WALL, .signal = 9}, JUDGE0_TIME_LIMIT, -1},
    {"memory limit", {.limits_hit = LIMIT_MEMORY, .signal = 9}, JUDGE0_OTHER, 9},
    {"output limit", {.limits_hit = LIMIT_OUTPUT, .signal = 9}, JUDGE0_SIGXFSZ, 25},
    {"segmentation fault", {.signal = 11}, JUDGE0_SIGSEGV, 11},
    {"division by zero", {.signal = 8}, JUDGE0_SIGFPE, 8},
    {"abort", {.signal = 6}, JUDGE0_SIGABRT, 6},
    {"another signal", {.signal = 15}, JUDGE0_OTHER, 15},
    {"forbidden call", {.made_forbidden_call = true, .signal = 9}, JUDGE0_OTHER, 31},
    {"exit status", {.exit_status = 3}, JUDGE0_NZEC, -1},
    {"cannot be started", {.start_errno = 8, .exit_status = 127}, JUDGE0_EXEC_FORMAT_ERROR, -1},
};

Test(judge0, every_ending_has_its_status)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(endings); i++) {
        int64_t status = 0, number = -1;
        struct json *result = result_of("{\"cpu_time_limit\":\"1.0\"}", endings[i].facts, "");
        cr_expect(json_whole(json_get(result, "status"), &status), "%s", endings[i].label);
        (void)json_whole(json_get(result, "exit_signal"), &number);
        cr_expect_eq(status, endings[i].status, "%s", endings[i].label);
        cr_expect_eq(number, endings[i].signal, "%s", endings[i].label);
        json_close(result);
    }
}

Test(judge0, a_wrong_output_counts_only_after_a_clean_end)
{
    static const char request[] = "{\"cpu_time_limit\":\"1.0\",\"expected_output\":\"YQ==\"}";
    static const struct {
        struct facts facts;
        const char *output;
        int64_t status;
    } rows[] = {
        {{0}, "a\n", JUDGE0_ACCEPTED},
        {{0}, "b\n", JUDGE0_WRONG_ANSWER},
        {{.exit_status = 1}, "b\n", JUDGE0_NZEC},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int64_t status = 0;
        struct json *result = result_of(request, rows[i].facts, rows[i].output);
        cr_expect(json_whole(json_get(result, "status"), &status));
        cr_expect_eq(status, rows[i].status, "row %zu", i);
        json_close(result);
    }
}
