/* The live table of a terminal. */
#include <string.h>

#include "fixture.h"

static struct render_options live_options(size_t count)
{
    return (struct render_options){
        .format = "table", .is_terminal = true, .has_progress = true, .submission_count = count};
}

Test(table, rows_come_in_the_order_of_judging_whatever_ends_first)
{
    struct screen screen = {0};
    struct test_report tests[] = {test_of("one", VERDICT_ACCEPTED, NULL),
                                  test_of("two", VERDICT_WRONG_ANSWER, "x")};
    struct submission_report report = report_of("a.cpp", VERDICT_WRONG_ANSWER, tests, 2);
    screen_open(&screen, live_options(1));
    tests[0].is_done = false;
    report.tests_done = 1;
    printer_compiled(screen.printer, &report);
    printer_test_done(screen.printer, &report, 1);
    fflush(screen.stream);
    cr_expect_null(strstr(screen.text, "two"), "%s", screen.text);
    tests[0].is_done = true;
    report.tests_done = 2;
    printer_test_done(screen.printer, &report, 0);
    printer_submission_done(screen.printer, &report);
    const char *text = screen_finish(&screen, false);
    const char *one = strstr(text, "AC   one"), *two = strstr(text, "WA   two");
    cr_expect(one != NULL && two != NULL && one < two, "%s", text);
    cr_expect_null(strstr(two + 1, "WA   two"), "a row is written once: %s", text);
}

Test(table, the_bar_is_taken_away_before_a_row)
{
    struct screen screen = {0};
    struct test_report tests[] = {test_of("one", VERDICT_ACCEPTED, NULL),
                                  test_of("two", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 2);
    screen_open(&screen, live_options(1));
    report.tests_done = 1;
    tests[1].is_done = false;
    printer_compiled(screen.printer, &report);
    printer_test_done(screen.printer, &report, 0);
    fflush(screen.stream);
    cr_expect(strstr(screen.text, "[############------------] 1/2"), "%s", screen.text);
    tests[1].is_done = true;
    report.tests_done = 2;
    printer_test_done(screen.printer, &report, 1);
    printer_submission_done(screen.printer, &report);
    cr_expect(strstr(screen_finish(&screen, false), "\r\033[K  AC   two"));
}

Test(table, a_long_reason_gets_a_line_of_its_own_and_never_wraps)
{
    struct screen screen = {0};
    char reason[200];
    memset(reason, 'x', sizeof(reason) - 1);
    reason[sizeof(reason) - 1] = '\0';
    struct test_report tests[] = {test_of("one", VERDICT_WRONG_ANSWER, reason)};
    struct submission_report report = report_of("a.cpp", VERDICT_WRONG_ANSWER, tests, 1);
    screen_open(&screen, live_options(1));
    printer_submission_done(screen.printer, &report);
    const char *line = strstr(screen_finish(&screen, false), "\n       xxx");
    cr_assert_not_null(line);
    cr_expect_eq(strcspn(line + 1, "\n"), 79 + strlen("…"),
                 "79 columns and an ellipsis of 3 bytes");
}

Test(table, colour_only_where_the_caller_asks)
{
    for (int has_colour = 0; has_colour <= 1; has_colour++) {
        struct screen screen = {0};
        struct render_options options = live_options(1);
        options.has_colour = has_colour;
        options.has_progress = false;
        struct test_report tests[] = {test_of("one", VERDICT_ACCEPTED, NULL)};
        struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 1);
        screen_open(&screen, options);
        printer_submission_done(screen.printer, &report);
        cr_expect_eq(strchr(screen_finish(&screen, false), '\033') != NULL, has_colour);
    }
}

Test(table, no_progress_draws_no_bar)
{
    struct screen screen = {0};
    struct render_options options = live_options(3);
    options.has_progress = false;
    screen_open(&screen, options);
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, NULL, 0);
    printer_compiled(screen.printer, &report);
    printer_note(screen.printer, "computing");
    printer_submission_done(screen.printer, &report);
    cr_expect_null(strchr(screen_finish(&screen, false), '\r'));
}
