/* Which rules apply to what. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "hint/hint.h"

enum { TESTS = 4 };

static struct hints *open_text(const char *rules, struct err *err)
{
    char path[] = "/tmp/evalx-hints.XXXXXX";
    struct hints *hints = NULL;
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, rules, strlen(rules)), (ssize_t)strlen(rules));
    (void)close(fd);
    cr_expect_eq(hints_open(path, NULL, &hints, err) == 0, hints != NULL);
    (void)unlink(path);
    return hints;
}

/* "first second" */
static void expect_told(const char *label, const char *rules, const struct hint_subject *subject,
                        const char *ids)
{
    struct err err = {0};
    struct hints *hints = open_text(rules, &err);
    cr_assert_not_null(hints, "%s: %s", label, err.msg);
    size_t found[HINTS_MOST], count = hints_find(hints, subject, found);
    char told[256] = "";
    for (size_t i = 0, used = 0; i < count; i++)
        used += (size_t)snprintf(told + used, sizeof(told) - used, "%s%s", i ? " " : "",
                                 hints_id(hints, found[i]));
    cr_expect_str_eq(told, ids, "%s: %s", label, told);
    hints_close(hints);
}

static struct test_report tests[TESTS];
static struct submission_report report;
static const int64_t input_bytes[TESTS] = {10, 20, 3000, 4000};

/* sample AC, secret AC WA TLE */
static struct hint_subject start(void)
{
    static const char *const languages[] = {"cpp17", "cpp"};
    static const enum verdict verdicts[TESTS] = {VERDICT_ACCEPTED, VERDICT_ACCEPTED,
                                                 VERDICT_WRONG_ANSWER, VERDICT_TIME_LIMIT};
    static const struct report_file file = {"a.cpp", "int main()\n{\r\n}\n", 16};
    for (size_t i = 0; i < TESTS; i++)
        tests[i] = (struct test_report){.name = "t",
                                        .is_sample = i == 0,
                                        .is_done = true,
                                        .verdict = verdicts[i],
                                        .facts = {.cpu_ns = 100, .system_ns = 60, .wall_ns = 1000}};
    report = (struct submission_report){
        .verdict = VERDICT_TIME_LIMIT,
        .compile = {.is_ok = true, .messages = ""},
        .tests = tests,
        .test_count = TESTS,
        .files = &file,
        .file_count = 1,
        .limits = {.memory_bytes = 1000},
    };
    return (struct hint_subject){
        .report = &report, .languages = languages, .language_count = 2, .input_bytes = input_bytes};
}

#define RULE(id, keys) "  " id ": {message: m, " keys "}\n"

Test(find, facts_of_one_test)
{
    static const struct {
        const char *label, *keys;
        bool is_told;
    } rows[] = {
        {"verdict", "stage: run, verdicts: [TLE]", true},
        {"verdict of no test", "stage: run, verdicts: [RTE]", false},
        {"stage of the verdict", "stage: check, verdicts: [TLE]", false},
        {"the language's parent", "stage: run, verdicts: [TLE], languages: [cpp]", true},
        {"another language", "stage: run, verdicts: [TLE], languages: [c]", false},
        {"share of the kernel", "stage: run, verdicts: [TLE], system_least: 60", true},
        {"more than its share", "stage: run, verdicts: [TLE], system_least: 61", false},
        {"CPU of the wall clock", "stage: run, verdicts: [TLE], cpu_most: 10", true},
        {"less than that", "stage: run, verdicts: [TLE], cpu_most: 9", false},
        {"input", "stage: run, verdicts: [TLE], input_least: 4000", true},
        {"less input", "stage: run, verdicts: [TLE], input_least: 4001", false},
        {"largest", "stage: check, failing: largest", true},
        {"all", "stage: check, failing: all", false},
        {"secret, but one is right", "stage: check, failing: secret", false},
        {"source", "stage: check, verdicts: [WA], source: '^int +main'", true},
        {"source with CR", "stage: check, verdicts: [WA], source: \"\\r$\"", true},
        {"source lacks", "stage: check, verdicts: [WA], source_lacks: main", false},
        {"exit", "stage: run, exit: any", false},
        {"difference", "stage: check, difference: [nul, bom]", true},
        {"error text", "stage: run, text: [nothing, 'panic: at']", true},
        {"without it", "stage: run, text: [nothing]", false},
        {"but not", "stage: run, text: [panic], text_lacks: [index]", false},
        {"expression", "stage: run, pattern: '^panic: .* index [0-9]+$'", true},
        {"of another line", "stage: run, pattern: 'panic.*more'", false},
        {"memory", "stage: check, memory_least: 99", true},
        {"signal", "stage: run, signals: [SIGSEGV]", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct hint_subject subject = start();
        char text[512];
        tests[2].difference.bits = DIFFERENCE_BOM;
        tests[2].facts.memory_bytes = 990;
        tests[3].error_text = "first\npanic: at index 3\nmore";
        (void)snprintf(text, sizeof(text), "rules:\n" RULE("a", "%s"), rows[i].keys);
        expect_told(rows[i].label, text, &subject, rows[i].is_told ? "a" : "");
    }
}

Test(find, nothing_is_known_of_tests_that_are_missing)
{
    static const char text[] = "rules:\n" RULE("largest", "stage: check, failing: largest");
    struct hint_subject subject = start();
    expect_told("whole", text, &subject, "largest");
    subject.is_partial = true;
    expect_told("partial", text, &subject, "");
    expect_told("of one", "rules:\n" RULE("any", "stage: check, verdicts: [WA]"), &subject, "any");
}

Test(find, an_output_of_unknown_size_is_of_none)
{
    static const char text[] =
        "rules:\n" RULE("little", "stage: run, verdicts: [TLE], output_most: 10")
            RULE("much", "stage: run, verdicts: [TLE], output_least: 0");
    struct hint_subject subject = start();
    expect_told("known", text, &subject, "little much");
    tests[3].facts.stdout_bytes = -1;
    expect_told("unknown", text, &subject, "");
}

Test(find, conditions_are_of_one_test)
{
    struct hint_subject subject = start();
    tests[2].verdict = VERDICT_RUNTIME_ERROR;
    tests[2].facts.exit_status = 3;
    tests[3].verdict = VERDICT_RUNTIME_ERROR;
    tests[3].error_text = "oops";
    expect_told("both", "rules:\n" RULE("a", "stage: run, exit: 3, text: [oops]"), &subject, "");
    tests[2].error_text = "oops";
    expect_told("one", "rules:\n" RULE("a", "stage: run, exit: 3, text: [oops]"), &subject, "a");
}

Test(find, weak_rules_speak_alone)
{
    static const char text[] = "rules:\n" RULE("weak", "stage: run, verdicts: [TLE], weak: true")
        RULE("weaker", "stage: run, verdicts: [TLE], weak: true")
            RULE("strong", "stage: check, verdicts: [WA]");
    struct hint_subject subject = start();
    expect_told("strong", text, &subject, "strong");
    tests[2].verdict = VERDICT_ACCEPTED;
    expect_told("weak", text, &subject, "weak");
}

Test(find, three_at_most)
{
    static const char text[] =
        "rules:\n" RULE("a", "stage: run, verdicts: [TLE]") RULE("b", "stage: run, verdicts: [TLE]")
            RULE("c", "stage: run, verdicts: [TLE]") RULE("d", "stage: run, verdicts: [TLE]");
    struct hint_subject subject = start();
    expect_told("three", text, &subject, "a b c");
}

Test(find, compile_errors_have_their_own)
{
    static const char text[] = "rules:\n" RULE("run", "stage: run, verdicts: [TLE]")
        RULE("said", "stage: compile, text: [expected]")
            RULE("reason", "stage: compile, text: [no main method]");
    struct hint_subject subject = start();
    report.verdict = VERDICT_COMPILE_ERROR;
    report.compile = (struct compile_report){.messages = "a.c:1: ';' expected"};
    expect_told("messages", text, &subject, "said");
    report.compile = (struct compile_report){.messages = "", .reason = "no main method"};
    expect_told("reason", text, &subject, "reason");
}

Test(find, accepted_gets_nothing)
{
    struct hint_subject subject = start();
    report.verdict = VERDICT_ACCEPTED;
    expect_told("accepted", "rules:\n" RULE("a", "stage: run, verdicts: [TLE]"), &subject, "");
}

Test(find, a_later_table_takes_the_place)
{
    struct err err = {0};
    struct hints *hints = open_text("rules:\n" RULE("a", "stage: run, exit: 3"), &err);
    cr_assert_not_null(hints);
    cr_expect_eq(hints_count(hints), 1);
    cr_expect_str_eq(hints_text(hints, 0), "m");
    hints_close(hints);
    cr_expect_null(open_text("extends: evalx\nrules:\n" RULE("a", "stage: run, exit: 3"), &err));
    cr_expect_neq(strstr(err.msg, "there is no table to extend"), NULL, "%s", err.msg);
}
