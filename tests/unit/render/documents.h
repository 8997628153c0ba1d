/* documents: one submission of each sort that the formats for other programs must tell apart. */
#ifndef EVALX_TESTS_RENDER_DOCUMENTS_H
#define EVALX_TESTS_RENDER_DOCUMENTS_H

#include "fixture.h"

#define HOSTILE "a|b<c>&\"\xff\033#"

static inline const char *document_of(const char *format, const struct submission_report *reports,
                                      size_t count, bool is_interrupted)
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

/* Four tests: right, wrong with a hostile message, left out by the rules of scoring, cached. */
static inline struct submission_report mixed_report(struct test_report tests[4],
                                                    struct group_report groups[2])
{
    tests[0] = test_of("sample/1", VERDICT_ACCEPTED, NULL);
    tests[1] = test_of(HOSTILE, VERDICT_WRONG_ANSWER, "got " HOSTILE);
    tests[2] = test_of("secret/2", VERDICT_SKIPPED, NULL);
    tests[2].how = "not needed";
    tests[2].points = NAN;
    tests[3] = test_of("secret/3", VERDICT_ACCEPTED, NULL);
    tests[3].is_cached = true;
    tests[3].how = "half of 40";
    tests[3].points = 20;
    groups[0] = (struct group_report){.name = "",
                                      .verdict = VERDICT_PARTIAL,
                                      .score = 20.5,
                                      .max_score = 100,
                                      .is_run = true,
                                      .how = "sum"};
    groups[1] = (struct group_report){.name = "secret/g|1",
                                      .verdict = VERDICT_PARTIAL,
                                      .score = 20.5,
                                      .max_score = INFINITY,
                                      .is_run = true};
    struct submission_report report = report_of(HOSTILE, VERDICT_PARTIAL, tests, 4);
    report.score = 20.5;
    report.max_score = 100;
    report.groups = groups;
    report.group_count = 2;
    return report;
}

/* Stopped after one of two tests. */
static inline struct submission_report interrupted_report(struct test_report tests[2])
{
    tests[0] = test_of("secret/1", VERDICT_ACCEPTED, NULL);
    tests[1] = (struct test_report){.name = "secret/2", .group = "secret", .score = NAN};
    struct submission_report report = report_of("late.c", VERDICT_ACCEPTED, tests, 2);
    report.tests_done = 1;
    report.is_interrupted = true;
    return report;
}

static inline struct submission_report broken_report(void)
{
    struct submission_report report = report_of("broken.c", VERDICT_COMPILE_ERROR, NULL, 0);
    report.compile.is_ok = false;
    report.compile.reason = "exit status 1";
    report.compile.messages = "broken.c:1: error: \"<|>\"\n\tint\n";
    return report;
}

static inline struct submission_report unreadable_report(void)
{
    struct submission_report report = report_of("none.c", VERDICT_ACCEPTED, NULL, 0);
    report.compile.is_attempted = false;
    report.error = (struct err){.kind = ERR_INPUT, .msg = "none.c: no such file"};
    return report;
}

#endif
