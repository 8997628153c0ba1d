/* What all formats have in common: the order of submissions, the formats' names, failing writes. */
#include <string.h>

#include "fixture.h"

Test(printer, submissions_are_written_in_the_order_of_the_call)
{
    struct screen screen = {0};
    static const size_t order[] = {2, 0, 3, 1};
    static const char *const names[] = {"s0", "s1", "s2", "s3"};
    screen_open(&screen, (struct render_options){.format = "ndjson", .submission_count = 4});
    for (size_t i = 0; i < EV_ARRAY_LENGTH(order); i++) {
        struct submission_report report = report_of(names[order[i]], VERDICT_ACCEPTED, NULL, 0);
        report.index = order[i];
        printer_submission_done(screen.printer, &report);
    }
    const char *at = screen_finish(&screen, false);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        at = strstr(at, names[i]);
        cr_assert_not_null(at, "%s is missing or comes too early", names[i]);
    }
}

Test(printer, what_waits_for_a_missing_submission_is_written_at_the_end)
{
    struct screen screen = {0};
    struct submission_report report = report_of("s1", VERDICT_ACCEPTED, NULL, 0);
    report.index = 1;
    screen_open(&screen, (struct render_options){.format = "ndjson", .submission_count = 2});
    printer_submission_done(screen.printer, &report);
    fflush(screen.stream);
    cr_expect_eq(screen.count, 0);
    cr_expect(strstr(screen_finish(&screen, true), "s1"));
}

Test(printer, an_unknown_format_is_wrong_usage_and_lists_the_known)
{
    struct printer *printer = NULL;
    struct err err = {0};
    struct render_options options = {.format = "xml", .out = stdout};
    cr_expect_eq(printer_open(&options, &printer, &err), -1);
    cr_expect_eq(err.kind, ERR_USAGE);
    cr_expect(strstr(err.msg, "'xml'") && strstr(err.msg, "ndjson"), "%s", err.msg);
}

Test(printer, every_listed_format_opens)
{
    for (const char *const *name = render_formats(); *name != NULL; name++) {
        struct screen screen = {0};
        screen_open(&screen, (struct render_options){.format = *name});
        (void)screen_finish(&screen, false);
    }
}

Test(printer, a_full_disk_is_told)
{
    struct printer *printer = NULL;
    struct err err = {0};
    FILE *full = fopen("/dev/full", "w");
    struct render_options options = {.format = "json", .out = full, .submission_count = 1};
    struct submission_report report = report_of("a.c", VERDICT_ACCEPTED, NULL, 0);
    cr_assert_eq(printer_open(&options, &printer, &err), 0);
    printer_submission_done(printer, &report);
    cr_expect_eq(printer_finish(printer, false, &err), -1);
    cr_expect(strstr(err.msg, "No space left"), "%s", err.msg);
    printer_close(printer);
    fclose(full);
}
