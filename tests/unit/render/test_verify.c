/* What evalx verify prints: golden text of one package with one of everything. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "render/render.h"

#define MS INT64_C(1000000)

static struct verified_test good_tests[] = {
    {.is_done = true, .verdict = VERDICT_ACCEPTED, .cpu_ns = 2 * MS, .score = NAN},
    {.is_done = true, .verdict = VERDICT_ACCEPTED, .cpu_ns = 12 * MS, .score = NAN},
    {.is_done = true, .verdict = VERDICT_ACCEPTED, .cpu_ns = 3 * MS, .score = NAN},
};
static struct verified_test bad_tests[] = {
    {.is_done = true, .verdict = VERDICT_ACCEPTED, .cpu_ns = 2 * MS, .score = NAN},
    {.is_done = true, .verdict = VERDICT_WRONG_ANSWER, .cpu_ns = 2 * MS, .score = NAN},
    {.is_done = true,
     .verdict = VERDICT_TIME_LIMIT,
     .cpu_ns = 3000 * MS,
     .is_killed_for_time = true,
     .score = NAN},
};

#define SUBMISSION .score = NAN, .high_score = NAN, .max_score = NAN

static const struct verified_submission submissions[] = {
    {SUBMISSION, .path = "submissions/accepted/a.cpp", .expected = "AC", .native = "AC",
     .verdict = VERDICT_ACCEPTED, .tests = good_tests, .slowest = 1},
    {SUBMISSION, .path = "submissions/accepted/b.cpp", .expected = "AC", .native = "WA",
     .state = VERIFIED_OTHERWISE, .why = "expected AC, got WA on secret/1",
     .verdict = VERDICT_WRONG_ANSWER, .tests = bad_tests, .slowest = 2, .rejected_count = 2},
    {SUBMISSION, .path = "submissions/accepted/c.zig", .expected = "AC", .state = VERIFIED_SKIPPED,
     .why = "zig is not installed", .slowest = SIZE_MAX},
};

static const struct verified_group groups[] = {{"sample", 0, 1}, {"secret", 1, 2}};

static const struct test_worth tests[] = {
    {.name = "sample/1", .is_sample = true},
    {.name = "secret/1", .rejects = 1, .sets_limit = true},
    {.name = "secret/2", .rejects = 1},
};

static const struct finding findings[] = {
    {FINDING_NOTE, "tests", "data", 0, "few"},
    {FINDING_WARNING, "package", "problem.yaml", 3, "odd, 100% <odd>"},
    {FINDING_ERROR, "expectation", "submissions/accepted/b.cpp", 0,
     "expected AC, got WA on secret/1"},
};

static const struct verify_report report = {
    .path = "problems/p",
    .problem = "p",
    .title = "A \033[2J problem",
    .format = "icpc-2025-09",
    .is_folder = true,
    .findings = findings,
    .finding_count = 3,
    .levels = {1, 1, 1},
    .counts = {.inputs = 3, .input_validators = 1, .validator_runs = 3},
    .limit = {.is_known = true,
              .limit_ns = 2000 * MS,
              .high_ns = 3000 * MS,
              .origin = "problem.yaml",
              .lower = {"submissions/accepted/a.cpp", "secret/1", 12 * MS, false},
              .upper = {.cpu_ns = -1},
              .least_ns = 1000 * MS,
              .most_ns = -1},
    .submissions = submissions,
    .submission_count = 3,
    .skipped_count = 1,
    .groups = groups,
    .group_count = 2,
    .tests = tests,
    .test_count = 3,
    .has_worth = true,
    .wall_ns = 1500 * MS,
};

static const char *print(const char *format, bool is_quiet, bool has_colour)
{
    static struct str out;
    struct verify_render render;
    struct err err;
    str_clear(&out);
    cr_assert_eq(render_verify_open(format, &render, &err), 0);
    render.is_quiet = is_quiet;
    render.has_colour = has_colour;
    render_verify_package(&render, &report, &out);
    render_verify_finish(&render, &out);
    return str_text(&out);
}

Test(verify, the_table_tells_limit_matrix_findings_and_summary)
{
    cr_expect_str_eq(
        print("table", false, false),
        "p: A \\x1b[2J problem (icpc-2025-09), 3 tests, 3 submissions\n"
        "  validators: 3 runs; 1 input validator on 3 inputs\n"
        "  time limit: 2.00 s (problem.yaml); slowest in time accepted/a.cpp 12 ms on secret/1 "
        "(0.6% of the limit); by the format's rule 1.00 s or more\n"
        "  submission      expected  got     sample  secret  slowest\n"
        "  accepted/a.cpp  AC        AC      A       AA      12 ms secret/1\n"
        "  accepted/b.cpp  AC        WA !    A       WT      > 3.00 s secret/2\n"
        "  accepted/c.zig  AC        -                       skipped: zig is not installed\n"
        "  error: submissions/accepted/b.cpp: expected AC, got WA on secret/1\n"
        "  warning: problem.yaml:3: odd, 100% <odd>\n"
        "  note: data: few\n"
        "p: not good: 1 of 2 submissions as expected, 1 skipped, 1 error, 1 warning (1.50 s)\n");
}

Test(verify, quiet_is_findings_and_summary)
{
    cr_expect_str_eq(
        print("table", true, false),
        "  error: submissions/accepted/b.cpp: expected AC, got WA on secret/1\n"
        "  warning: problem.yaml:3: odd, 100% <odd>\n"
        "p: not good: 1 of 2 submissions as expected, 1 skipped, 1 error, 1 warning (1.50 s)\n");
}

Test(verify, colours_are_asked_for)
{
    cr_expect(strstr(print("table", false, true), "\033[31mW\033[0m\033[31mT\033[0m"));
    cr_expect_not(strstr(print("table", false, false), "\033["));
}

Test(verify, annotations_escape_what_github_reads)
{
    cr_expect_str_eq(
        print("github", false, false),
        "::notice file=problems/p/data,title=p (tests)::few\n"
        "::warning file=problems/p/problem.yaml,line=3,title=p (package)::odd, 100%25 <odd>\n"
        "::error file=problems/p/submissions/accepted/b.cpp,title=p (expectation)::expected AC, "
        "got WA on secret/1\n");
}

Test(verify, junit_counts_and_escapes)
{
    const char *text = print("junit", false, false);
    cr_expect(strstr(text, "<testsuite name=\"p\" tests=\"3\" failures=\"1\" errors=\"0\" "
                           "skipped=\"1\" time=\"1.500\">"));
    cr_expect(strstr(text, "<failure type=\"expectation\" message=\"expected AC, got WA on "
                           "secret/1\"/>"));
    cr_expect_not(strstr(text, "<odd>"), "a warning is no failure: %s", text);
}

Test(verify, json_is_one_document)
{
    const char *text = print("json", false, false);
    struct json *value = NULL;
    struct err err;
    cr_assert_eq(json_parse("text", text, strlen(text), &value, &err), 0, "%s", err.msg);
    const struct json *packages = json_get(value, "packages");
    cr_assert_eq(json_count(packages), 1);
    const struct json *package = json_item(packages, 0);
    cr_expect_str_eq(json_text(json_get(package, "problem")), "p");
    cr_expect_eq(json_count(json_get(package, "submissions")), 3);
    const struct json *second = json_item(json_get(package, "tests"), 1);
    cr_expect_str_eq(json_text(json_item(json_get(second, "rejects"), 0)),
                     "submissions/accepted/b.cpp");
    json_close(value);
}

Test(verify, unknown_formats_are_refused)
{
    struct verify_render render;
    struct err err;
    cr_expect_eq(render_verify_open("xml", &render, &err), -1);
    cr_expect_eq(err.kind, ERR_USAGE);
}
