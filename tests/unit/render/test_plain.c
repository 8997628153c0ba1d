/* The table format in a pipe: golden text. */
#include <string.h>

#include "fixture.h"

static const char *print(const struct submission_report *reports, size_t count, bool is_quiet)
{
    struct screen screen = {0};
    screen_open(&screen, (struct render_options){
                             .format = "table", .submission_count = count, .is_quiet = is_quiet});
    for (size_t i = 0; i < count; i++) {
        struct submission_report report = reports[i];
        report.index = i;
        printer_compiled(screen.printer, &report);
        for (size_t test = 0; test < report.test_count; test++)
            printer_test_done(screen.printer, &report, test);
        printer_submission_done(screen.printer, &report);
    }
    return screen_finish(&screen, false);
}

Test(plain, a_submission_is_heading_tests_and_summary)
{
    struct test_report tests[] = {
        test_of("sample/1", VERDICT_ACCEPTED, NULL),
        test_of("secret/a-long-name", VERDICT_WRONG_ANSWER, "expected '12', got '\033[2J'"),
        test_of("secret/3", VERDICT_SKIPPED, NULL),
    };
    struct submission_report report = report_of("a.cpp", VERDICT_WRONG_ANSWER, tests, 3);
    cr_expect_str_eq(
        print(&report, 1, false),
        "a.cpp for hello, C++20 (gcc), time limit 2.00 s (package), memory 256 MiB\n"
        "  AC   sample/1               12 ms     15 ms      3 MiB\n"
        "  WA   secret/a-long-name     12 ms     15 ms      3 MiB  expected '12', got '\\x1b[2J'\n"
        "  SK   secret/3                   -         -          -\n"
        "WA   a.cpp: wrong answer on secret/a-long-name, 1 of 3 tests accepted (1 not run), at most"
        " 12 ms CPU, 3 MiB\n");
}

Test(plain, quiet_is_the_summary_alone)
{
    struct test_report tests[] = {test_of("sample/1", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 1);
    cr_expect_str_eq(print(&report, 1, true),
                     "AC   a.cpp: accepted, 1 of 1 tests accepted, at most 12 ms CPU, 3 MiB\n");
}

/* What the judge failed at is no remark. */
Test(plain, quiet_leaves_out_remarks_but_not_errors)
{
    const char *lines[] = {"a remark"};
    struct test_report tests[] = {test_of("sample/1", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 1);
    report.compile.messages = "a.cpp:1: warning\n";
    report.hints = report.noise = report.degraded = lines;
    report.hint_count = report.noise_count = report.degraded_count = 1;
    report.time_source = "instructions";
    cr_expect_null(strchr(strchr(print(&report, 1, true), '\n'), 'r'));
    cr_expect(strstr(print(&report, 1, false), "noisy host: a remark\n"));
    report.judge_error = "no checker";
    cr_expect(strstr(print(&report, 1, true), "\njudge error: no checker\n"));
}

Test(plain, a_run_time_error_without_a_message_tells_its_signal)
{
    struct test_report tests[] = {test_of("s/1", VERDICT_RUNTIME_ERROR, NULL)};
    tests[0].facts.signal = 11;
    struct submission_report report = report_of("a.c", VERDICT_RUNTIME_ERROR, tests, 1);
    cr_expect(strstr(print(&report, 1, false), "3 MiB  signal 11 (SIGSEGV)\n"));
}

Test(plain, a_compile_error_shows_the_compilers_words)
{
    struct submission_report report = report_of("a.c", VERDICT_COMPILE_ERROR, NULL, 0);
    const char *const hints[] = {"a name is not declared"};
    report.compile.is_ok = false;
    report.compile.reason = "exit status 1";
    report.compile.messages = "a.c:1:1: error: \033]0;x\n  int\n";
    report.hints = hints;
    report.hint_count = 1;
    cr_expect_str_eq(print(&report, 1, false), "CE   a.c: compile error: exit status 1\n"
                                               "    a.c:1:1: error: \\x1b]0;x\n"
                                               "      int\n"
                                               "hint: a name is not declared\n");
}

Test(plain, a_thousand_tests_show_only_what_went_wrong)
{
    enum { MANY = 1000 };
    static struct test_report tests[MANY];
    for (size_t i = 0; i < MANY; i++)
        tests[i] = test_of("secret/x", i == 500 ? VERDICT_TIME_LIMIT : VERDICT_ACCEPTED, NULL);
    tests[500].name = "secret/500";
    tests[500].message = "time limit (2 s)";
    struct submission_report report = report_of("a.py", VERDICT_TIME_LIMIT, tests, MANY);
    cr_expect_str_eq(
        print(&report, 1, false),
        "a.py for hello, C++20 (gcc), time limit 2.00 s (package), memory 256 MiB\n"
        "  TLE  secret/500       12 ms     15 ms      3 MiB  time limit (2 s)\n"
        "TLE  a.py: time limit exceeded on secret/500, 999 of 1000 tests accepted, at most 12 ms"
        " CPU, 3 MiB\n");
}

Test(plain, many_submissions_get_a_row_each_and_a_tally)
{
    struct test_report good[] = {test_of("1", VERDICT_ACCEPTED, NULL)};
    struct test_report bad[] = {
        test_of("1", VERDICT_WRONG_ANSWER, "x"), test_of("2", VERDICT_TIME_LIMIT, "x"),
        test_of("3", VERDICT_WRONG_ANSWER, "x"), test_of("4", VERDICT_RUNTIME_ERROR, "x"),
        test_of("5", VERDICT_ACCEPTED, NULL),
    };
    struct submission_report reports[] = {
        report_of("a.cpp", VERDICT_ACCEPTED, good, 1),
        report_of("b\n.cpp", VERDICT_TIME_LIMIT, bad, 5),
        report_of("c.cpp", VERDICT_SKIPPED, NULL, 0),
        report_of("d.cpp", VERDICT_COMPILE_ERROR, NULL, 0),
    };
    (void)err_set(&reports[2].error, ERR_INPUT, "source: c.cpp: No such file or directory");
    reports[2].language = NULL;
    reports[3].compile.reason = "exit status 1";
    reports[0].score = 72.5;
    cr_expect_str_eq(
        print(reports, 4, false),
        "AC        1/1     12 ms      3 MiB  cpp         72.5  a.cpp\n"
        "TLE       1/5     12 ms      3 MiB  cpp       b\\x0a.cpp: 1 WA, 2 TLE, 3 WA and 1 more\n"
        "--          -         -          -  -         c.cpp: not judged: source: c.cpp: No such"
        " file or directory\n"
        "CE          -         -          -  cpp       d.cpp: exit status 1\n"
        "4 submissions: 1 AC, 1 TLE, 1 CE, 1 not judged\n");
}

Test(plain, an_error_that_names_the_source_says_it_once)
{
    struct submission_report report = report_of("x/c.kt", VERDICT_SKIPPED, NULL, 0);
    (void)err_set(&report.error, ERR_INPUT, "x/c.kt: no language claims .kt");
    cr_expect_str_eq(print(&report, 1, false), "--   x/c.kt: not judged: no language claims .kt\n");
    (void)err_set(&report.error, ERR_INPUT, "x/c.kts: no such file");
    cr_expect_str_eq(print(&report, 1, false), "--   x/c.kt: not judged: x/c.kts: no such file\n");
}

Test(plain, an_interruption_is_said)
{
    struct test_report tests[] = {test_of("1", VERDICT_ACCEPTED, NULL),
                                  test_of("2", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 2);
    struct screen screen = {0};
    tests[1].is_done = false;
    report.tests_done = 1;
    report.is_interrupted = true;
    screen_open(&screen, (struct render_options){.format = "table", .submission_count = 1});
    printer_submission_done(screen.printer, &report);
    const char *text = screen_finish(&screen, true);
    cr_expect(strstr(text, "--   a.cpp: interrupted after 1 of 2 tests\n"), "%s", text);
    cr_expect(strstr(text, "\ninterrupted: "), "%s", text);
    cr_expect_null(strstr(text, "AC   a.cpp"), "an interrupted submission has no verdict: %s",
                   text);
}
