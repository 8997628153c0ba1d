/* report_wire: what goes in comes out, and nothing else comes out. */
#include <float.h>
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "model/report_wire.h"

static struct arena arena;

static const struct facts some_facts = {
    .cpu_ns = 1,
    .events = 7,
    .user_ns = 2,
    .system_ns = 3,
    .wall_ns = INT64_MAX,
    .cpu_wait_ns = 5,
    .preemptions = 6,
    .memory_bytes = -1,
    .written_bytes = 8,
    .stdout_bytes = 9,
    .stderr_bytes = 10,
    .processes_peak = -1,
    .exit_status = 255,
    .start_errno = 2,
    .signal = 64,
    .limits_hit = LIMIT_CPU | LIMIT_FILES,
    .unmeasured = FACT_LEFTOVERS | FACT_CPU_OF_GROUP,
    .is_killed_by_judge = true,
    .had_leftovers = true,
    .made_forbidden_call = true,
    .forbidden_call = "a_name_of_thirty_one_bytes_long",
};

static struct test_report tests[] = {
    {
        .name = "secret/1",
        .group = "secret",
        .is_sample = true,
        .score_group = 1,
        .is_done = true,
        .is_cached = true,
        .is_rejudged = true,
        .other_verdict = VERDICT_TIME_LIMIT,
        .other_cpu_ns = 77,
        .repeats = {3, 1, 2, 3, 1U << VERDICT_ACCEPTED | 1U << VERDICT_JUDGE_ERROR},
        .verdict = VERDICT_SECURITY_VIOLATION,
        .facts = some_facts,
        .score = 0.1,
        .multiplier = 1e-300,
        .points = -0.0,
        .how = "half of 3",
        .message = "not UTF-8: \xff\xc3",
        .difference = {DIFFERENCE_BOM | DIFFERENCE_LAX, 3, 5, "1 2 ", "\"3\"", "\"4\""},
        .error_text = "panic\n",
        .judge_message = "two\nlines\t\x01",
        .transcript = "",
    },
    {.name = "", .group = "", .score = NAN, .multiplier = NAN, .points = NAN},
};

static const struct group_report groups[] = {
    {"", 0, VERDICT_PARTIAL, DBL_MAX, INFINITY, true, NULL},
    {"secret", 0, VERDICT_ACCEPTED, 1.0 / 3.0, 100, false, "sum"},
};

static const struct report_file files[] = {{"a.c", "\0\xff\n", 3}, {"empty", "", 0}};
static const char *lines[] = {"one", "\xe2\x82", ""};

static struct submission_report rich_report(void)
{
    return (struct submission_report){
        .index = SIZE_MAX / 2,
        .id = "id \"1\"",
        .user = "ada",
        .source = "a.c",
        .files = files,
        .file_count = 2,
        .toolchain = "12.2.0",
        .language = "c",
        .language_name = "C (gcc)",
        .problem = "p",
        .verdict = VERDICT_PARTIAL,
        .score = 33.333333333333336,
        .max_score = -INFINITY,
        .groups = groups,
        .group_count = 2,
        .judge_error = "out of range",
        .is_cached = true,
        .is_interrupted = true,
        .degraded = lines,
        .degraded_count = 3,
        .noise = lines,
        .noise_count = 1,
        .limits = {1, 2, 3, 4, 5, 6, 7, -1, 9},
        .time_limit_origin = "package",
        .compile = {true, true, true, some_facts, "", "exit status 1"},
        .tests = tests,
        .test_count = 2,
        .tests_done = 1,
        .hints = lines,
        .hint_count = 2,
        .error = {ERR_JUDGE, 5, "sandbox: mount: why"},
        .wall_ns = 12345678901,
    };
}

/* By way of the text, as it travels. */
static struct submission_report pass(const struct submission_report *report)
{
    EV_STR struct str text = {0};
    struct json *value = report_to_wire(report), *parsed = NULL;
    struct submission_report out;
    struct err err = {0};
    json_write(value, false, &text);
    json_close(value);
    cr_assert_eq(json_parse("wire", str_text(&text), text.count, &parsed, &err), 0, "%s", err.msg);
    cr_assert_eq(report_from_wire(&arena, parsed, &out, &err), 0, "%s", err.msg);
    json_close(parsed);
    return out;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Also tells -0.0 from 0.0, and takes any NAN for the other. */
static bool is_same_real(double a, double b)
{
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof(a)) == 0;
}

#define EXPECT_TEXT(member) cr_expect(is_same_text(a->member, b->member), #member)
#define EXPECT_REAL(member) cr_expect(is_same_real(a->member, b->member), #member)
#define EXPECT_EQUAL(member) cr_expect(a->member == b->member, #member)
#define EXPECT_BYTES(member)                                                                       \
    cr_expect_eq(memcmp(&a->member, &b->member, sizeof(a->member)), 0, #member)

static void expect_same_test(const struct test_report *a, const struct test_report *b)
{
    EXPECT_TEXT(name);
    EXPECT_TEXT(group);
    EXPECT_EQUAL(is_sample);
    EXPECT_EQUAL(score_group);
    EXPECT_EQUAL(is_done);
    EXPECT_EQUAL(is_cached);
    EXPECT_EQUAL(is_rejudged);
    EXPECT_EQUAL(other_verdict);
    EXPECT_EQUAL(other_cpu_ns);
    EXPECT_BYTES(repeats.count);
    EXPECT_BYTES(repeats.least_cpu_ns);
    EXPECT_BYTES(repeats.median_cpu_ns);
    EXPECT_BYTES(repeats.most_cpu_ns);
    EXPECT_BYTES(repeats.verdicts);
    EXPECT_EQUAL(verdict);
    EXPECT_BYTES(facts);
    EXPECT_REAL(score);
    EXPECT_REAL(multiplier);
    EXPECT_REAL(points);
    EXPECT_TEXT(how);
    EXPECT_TEXT(message);
    EXPECT_EQUAL(difference.bits);
    EXPECT_EQUAL(difference.line);
    EXPECT_EQUAL(difference.column);
    EXPECT_TEXT(difference.before);
    EXPECT_TEXT(difference.expected);
    EXPECT_TEXT(difference.got);
    EXPECT_TEXT(error_text);
    EXPECT_TEXT(judge_message);
    EXPECT_TEXT(transcript);
}

static void expect_same_group(const struct group_report *a, const struct group_report *b)
{
    EXPECT_TEXT(name);
    EXPECT_EQUAL(parent);
    EXPECT_EQUAL(verdict);
    EXPECT_REAL(score);
    EXPECT_REAL(max_score);
    EXPECT_EQUAL(is_run);
    EXPECT_TEXT(how);
}

static void expect_same_lists(const struct submission_report *a, const struct submission_report *b)
{
    cr_assert_eq(a->file_count, b->file_count);
    cr_assert_eq(a->group_count, b->group_count);
    cr_assert_eq(a->degraded_count, b->degraded_count);
    cr_assert_eq(a->noise_count, b->noise_count);
    cr_assert_eq(a->test_count, b->test_count);
    cr_assert_eq(a->hint_count, b->hint_count);
    for (size_t i = 0; i < a->file_count; i++) {
        EXPECT_TEXT(files[i].name);
        cr_assert_eq(a->files[i].count, b->files[i].count);
        cr_expect(a->files[i].count == 0 ||
                  memcmp(a->files[i].bytes, b->files[i].bytes, a->files[i].count) == 0);
    }
    for (size_t i = 0; i < a->group_count; i++)
        expect_same_group(&a->groups[i], &b->groups[i]);
    for (size_t i = 0; i < a->degraded_count; i++)
        EXPECT_TEXT(degraded[i]);
    for (size_t i = 0; i < a->noise_count; i++)
        EXPECT_TEXT(noise[i]);
    for (size_t i = 0; i < a->hint_count; i++)
        EXPECT_TEXT(hints[i]);
    for (size_t i = 0; i < a->test_count; i++)
        expect_same_test(&a->tests[i], &b->tests[i]);
}

static void expect_same(const struct submission_report *a, const struct submission_report *b)
{
    EXPECT_EQUAL(index);
    EXPECT_TEXT(id);
    EXPECT_TEXT(user);
    EXPECT_TEXT(source);
    EXPECT_TEXT(toolchain);
    EXPECT_TEXT(language);
    EXPECT_TEXT(language_name);
    EXPECT_TEXT(problem);
    EXPECT_EQUAL(verdict);
    EXPECT_REAL(score);
    EXPECT_REAL(max_score);
    EXPECT_TEXT(judge_error);
    EXPECT_EQUAL(is_cached);
    EXPECT_EQUAL(is_interrupted);
    EXPECT_BYTES(limits);
    EXPECT_TEXT(time_limit_origin);
    EXPECT_EQUAL(compile.is_attempted);
    EXPECT_EQUAL(compile.is_ok);
    EXPECT_EQUAL(compile.is_cached);
    EXPECT_BYTES(compile.facts);
    EXPECT_TEXT(compile.messages);
    EXPECT_TEXT(compile.reason);
    EXPECT_EQUAL(tests_done);
    EXPECT_EQUAL(error.kind);
    EXPECT_EQUAL(error.sys_errno);
    EXPECT_TEXT(error.msg);
    EXPECT_EQUAL(wall_ns);
    expect_same_lists(a, b);
}

Test(report_wire, a_rich_report_comes_back_whole)
{
    struct submission_report report = rich_report(), out = pass(&report);
    expect_same(&report, &out);
    cr_expect_null(out.tag);
}

Test(report_wire, a_bare_report_comes_back_as_bare)
{
    struct submission_report report = {
        .source = "-", .problem = "p", .score = NAN, .max_score = NAN, .verdict = VERDICT_SKIPPED};
    struct submission_report out = pass(&report);
    expect_same(&report, &out);
}

Test(report_wire, every_verdict_and_kind_of_error_comes_back)
{
    struct submission_report report = rich_report();
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        report.verdict = (enum verdict)verdict;
        cr_expect_eq(pass(&report).verdict, report.verdict);
    }
    for (int kind = ERR_NONE; kind <= ERR_INTERRUPTED; kind++) {
        report.error.kind = (enum err_kind)kind;
        cr_expect_eq(pass(&report).error.kind, report.error.kind);
    }
}

/* A new member wants a line in report_wire.c, in report_copy.c and above. */
Test(report_wire, no_struct_has_grown_unnoticed)
{
    cr_expect_eq(sizeof(struct facts), 152);
    cr_expect_eq(sizeof(struct limits), 72);
    cr_expect_eq(sizeof(struct test_report), 360);
    cr_expect_eq(sizeof(struct group_report), 56);
    cr_expect_eq(sizeof(struct compile_report), 176);
    cr_expect_eq(sizeof(struct report_file), 24);
    cr_expect_eq(sizeof(struct submission_report), 1008);
}

#define LEAST "\"source\":\"a\",\"problem\":\"p\",\"verdict\":\"AC\""
#define A_TEST "\"name\":\"t\",\"group\":\"g\",\"verdict\":\"AC\",\"other_verdict\":\"AC\""

static const struct {
    const char *label, *text, *message;
} refused[] = {
    {"no object", "[]", "report: no object"},
    {"nothing in it", "{}", "report: verdict: no verdict"},
    {"no source", "{\"problem\":\"p\",\"verdict\":\"AC\"}", "report: source or problem"},
    {"unknown key", "{" LEAST ",\"x\":1}", "report: a key that is not known"},
    {"unknown verdict", "{\"source\":\"a\",\"problem\":\"p\",\"verdict\":\"XX\"}", "no verdict"},
    {"null text", "{" LEAST ",\"user\":null}", "report: user: no text"},
    {"text with a NUL", "{" LEAST ",\"user\":{\"base64\":\"AAAA\"}}", "NUL byte"},
    {"broken base64", "{" LEAST ",\"user\":{\"base64\":\"A\"}}", "report: user: not base64"},
    {"number for a flag", "{" LEAST ",\"is_cached\":1}", "neither true nor false"},
    {"fraction", "{" LEAST ",\"wall_ns\":1.5}", "report: wall_ns: no whole number"},
    {"below -1", "{" LEAST ",\"wall_ns\":-2}", "report: wall_ns: no whole number"},
    {"nan", "{" LEAST ",\"score\":\"nan\"}", "report: score: no number"},
    {"real as a number", "{" LEAST ",\"score\":1.5}", "report: score: no number"},
    {"hexadecimal real", "{" LEAST ",\"score\":\"0x1p3\"}", "report: score: no number"},
    {"kind of error", "{" LEAST ",\"error\":{\"kind\":6}}", "report: error: kind"},
    {"tests as object", "{" LEAST ",\"tests\":{}}", "report: tests: no list"},
    {"nameless test", "{" LEAST ",\"tests\":[{\"verdict\":\"AC\",\"other_verdict\":\"AC\"}]}",
     "report: tests: 0: name"},
    {"more done than there are", "{" LEAST ",\"tests_done\":1}", "report: tests_done"},
    {"signal 65", "{" LEAST ",\"tests\":[{" A_TEST ",\"facts\":{\"signal\":65}}]}",
     "report: tests: 0: facts: signal: no whole number from 0 to 64"},
    {"unknown limit", "{" LEAST ",\"tests\":[{" A_TEST ",\"facts\":{\"limits_hit\":128}}]}",
     "limits_hit"},
    {"long name of a call",
     "{" LEAST ",\"compile\":{\"facts\":{\"forbidden_call\":\""
     "0123456789012345678901234567890"
     "1\"}}}",
     "forbidden_call: longer than 31"},
    {"group beyond the list",
     "{" LEAST ",\"groups\":[{\"name\":\"\",\"verdict\":\"AC\"}],\"tests\":[{" A_TEST
     ",\"score_group\":1}]}",
     "report: tests: 0: name, group or score_group"},
    {"root with a parent",
     "{" LEAST ",\"groups\":[{\"name\":\"\",\"verdict\":\"AC\",\"parent\":1}]}",
     "report: groups: 0"},
    {"nameless file", "{" LEAST ",\"files\":[{\"bytes\":\"AAAA\"}]}", "report: files: 0"},
    {"hint that is none", "{" LEAST ",\"hints\":[1]}", "report: hints: 0: no text"},
};

Test(report_wire, what_evalx_would_not_write_is_refused)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(refused); i++) {
        struct json *value = NULL;
        struct err err = {0};
        struct submission_report out = {.index = 7};
        cr_assert_eq(json_parse("t", refused[i].text, strlen(refused[i].text), &value, &err), 0,
                     "%s: %s", refused[i].label, err.msg);
        cr_expect_eq(report_from_wire(&arena, value, &out, &err), -1, "%s", refused[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", refused[i].label);
        cr_expect(strstr(err.msg, refused[i].message) != NULL, "%s: %s", refused[i].label, err.msg);
        cr_expect_eq(out.index, 7, "%s: untouched", refused[i].label);
        json_close(value);
    }
}

Test(report_wire, the_least_that_is_taken)
{
    static const char text[] = "{" LEAST ",\"tests\":[{" A_TEST "}]}";
    struct json *value = NULL;
    struct err err = {0};
    struct submission_report out;
    cr_assert_eq(json_parse("t", text, strlen(text), &value, &err), 0);
    cr_expect_eq(report_from_wire(&arena, value, &out, &err), 0, "%s", err.msg);
    json_close(value);
}
