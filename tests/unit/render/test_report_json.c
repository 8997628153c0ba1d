/* The documented JSON: golden objects, and what is null. */
#include <string.h>

#include "base/json.h"
#include "fixture.h"

static const char *print(const char *format, const struct submission_report *reports, size_t count,
                         bool is_interrupted)
{
    struct screen screen = {0};
    screen_open(&screen, (struct render_options){.format = format, .submission_count = count});
    for (size_t i = 0; i < count; i++) {
        struct submission_report report = reports[i];
        report.index = i;
        printer_submission_done(screen.printer, &report);
    }
    return screen_finish(&screen, is_interrupted);
}

static struct json *parse(const char *text)
{
    struct json *value = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse("report", text, strlen(text), &value, &err), 0, "%s: %s", err.msg,
                 text);
    return value;
}

Test(report_json, a_submission_has_the_documented_keys_in_order)
{
    struct test_report tests[] = {
        test_of("secret/1", VERDICT_RUNTIME_ERROR, "signal 11 (SIGSEGV)")};
    tests[0].facts.signal = 11;
    tests[0].facts.limits_hit = LIMIT_PROCESSES;
    const char *degraded[] = {"no memory controller"};
    const char *const hints[] = {"look"};
    struct submission_report report = report_of("a.cpp", VERDICT_RUNTIME_ERROR, tests, 1);
    report.degraded = degraded;
    report.degraded_count = 1;
    report.hints = hints;
    report.hint_count = 1;
    report.wall_ns = 1500000;
    cr_expect_str_eq(
        print("json", &report, 1, false),
        "{\"version\":1,\"submissions\":[\n"
        "{\"source\":\"a.cpp\",\"language\":\"cpp\",\"problem\":\"hello\",\"verdict\":\"RTE\","
        "\"score\":null,\"cached\":false,\"degraded\":[\"no memory controller\"],\"tests\":["
        "{\"name\":\"secret/1\",\"group\":\"secret\",\"verdict\":\"RTE\",\"cpu_ms\":12.0,"
        "\"wall_ms\":15.0,\"memory_bytes\":3145728,\"exit_status\":null,\"signal\":11,"
        "\"message\":\"signal 11 (SIGSEGV)\",\"cached\":false,\"score\":null,"
        "\"limits_hit\":[\"processes\"]}],"
        "\"compile\":{\"ok\":true,\"cached\":false,\"cpu_ms\":500.0,\"wall_ms\":503.0,"
        "\"memory_bytes\":67108864,\"reason\":null,\"messages\":\"\"},\"hints\":[\"look\"],"
        "\"time_limit\":{\"cpu_ms\":2000.0,\"wall_ms\":5000.0,\"origin\":\"package\"},"
        "\"memory_limit_bytes\":268435456,\"wall_ms\":1.5}\n]}\n");
}

Test(report_json, what_was_not_measured_is_null_and_never_minus_one)
{
    struct test_report tests[] = {test_of("a", VERDICT_ACCEPTED, NULL)};
    tests[0].facts.memory_bytes = -1;
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 1);
    const char *text = print("ndjson", &report, 1, false);
    cr_expect(strstr(text, "\"memory_bytes\":null"), "%s", text);
    cr_expect_null(strstr(text, "-1"), "%s", text);
}

Test(report_json, a_skipped_test_has_no_facts)
{
    struct test_report tests[] = {test_of("a", VERDICT_SKIPPED, NULL)};
    struct submission_report report = report_of("a.cpp", VERDICT_WRONG_ANSWER, tests, 1);
    const char *text = print("ndjson", &report, 1, false);
    cr_expect(strstr(text,
                     "\"verdict\":\"SK\",\"cpu_ms\":null,\"wall_ms\":null,\"memory_bytes\":null,"
                     "\"exit_status\":null,\"signal\":null"),
              "%s", text);
}

static const struct row {
    const char *label;
    enum err_kind kind;
    bool is_interrupted;
    const char *verdict, *has;
} rows[] = {
    {"judged", ERR_NONE, false, "AC", NULL},
    {"unreadable", ERR_INPUT, false, NULL, "\"error\":{\"kind\":\"input\",\"message\":\"why\"}"},
    {"our failure", ERR_JUDGE, false, "JE", "\"error\":{\"kind\":\"judge\",\"message\":\"why\"}"},
    {"interrupted", ERR_NONE, true, NULL, "\"interrupted\":true"},
};

Test(report_json, only_what_was_judged_has_a_verdict)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, NULL, 0);
        report.is_interrupted = rows[i].is_interrupted;
        if (rows[i].kind != ERR_NONE)
            (void)err_set(&report.error, rows[i].kind, "why");
        const char *text = print("ndjson", &report, 1, false);
        struct json *value = parse(text);
        const char *verdict = json_text(json_get(value, "verdict"));
        if (rows[i].verdict == NULL)
            cr_expect_null(verdict, "%s: %s", rows[i].label, text);
        else
            cr_expect_str_eq(verdict, rows[i].verdict, "%s", rows[i].label);
        cr_expect(rows[i].has == NULL || strstr(text, rows[i].has), "%s: %s", rows[i].label, text);
        json_close(value);
    }
}

Test(report_json, any_bytes_give_a_document_that_parses)
{
    struct test_report tests[] = {test_of("\xff\x01\"\\", VERDICT_WRONG_ANSWER, "\xc3\x28 \n\t")};
    struct submission_report reports[] = {report_of("\x80.cpp", VERDICT_WRONG_ANSWER, tests, 1),
                                          report_of("b", VERDICT_ACCEPTED, NULL, 0)};
    struct json *document = parse(print("json", reports, 2, true));
    cr_expect_eq(json_count(json_get(document, "submissions")), 2);
    cr_expect_not_null(json_get(document, "interrupted"));
    json_close(document);
}

Test(report_json, a_call_without_submissions_is_a_document_too)
{
    struct json *document = parse(print("json", NULL, 0, false));
    cr_expect_eq(json_count(json_get(document, "submissions")), 0);
    json_close(document);
}

Test(report_json, ndjson_is_a_line_for_each_submission)
{
    struct submission_report reports[] = {report_of("a\nb", VERDICT_ACCEPTED, NULL, 0),
                                          report_of("c", VERDICT_ACCEPTED, NULL, 0)};
    const char *text = print("ndjson", reports, 2, false);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    cr_expect_eq(lines, 2, "%s", text);
}
