/* A submission as cases: what counts as passed, failed, an error, skipped. */
#include <string.h>

#include "documents.h"
#include "render/cases.h"

static const char *message_of(const struct submission_report *report, size_t index)
{
    static struct str out;
    struct judged_case judged = case_at(report, index);
    str_clear(&out);
    case_add_message(&out, report, &judged);
    return str_text(&out);
}

Test(cases, a_submission_is_its_compilation_and_its_tests)
{
    static const enum case_state states[] = {CASE_PASSED, CASE_PASSED, CASE_FAILED, CASE_SKIPPED,
                                             CASE_PASSED};
    struct test_report tests[4];
    struct group_report groups[2];
    struct submission_report report = mixed_report(tests, groups);
    cr_assert_eq(case_count(&report), EV_ARRAY_LENGTH(states));
    for (size_t i = 0; i < EV_ARRAY_LENGTH(states); i++)
        cr_expect_eq(case_at(&report, i).state, states[i], "case %zu", i);
    cr_expect_str_eq(message_of(&report, 3), "not needed");
    cr_expect_str_eq(message_of(&report, 1), "");
}

Test(cases, a_test_that_never_ran_is_skipped_not_accepted)
{
    struct test_report tests[2];
    struct submission_report report = interrupted_report(tests);
    cr_assert_eq(case_count(&report), 4);
    cr_expect_eq(case_at(&report, 2).state, CASE_SKIPPED);
    cr_expect_str_eq(message_of(&report, 2), "interrupted");
    cr_expect_eq(case_at(&report, 3).state, CASE_ERROR);
    cr_expect_str_eq(message_of(&report, 3), "interrupted after 1 of 2 tests");
}

Test(cases, a_compile_error_is_told_once)
{
    struct submission_report report = broken_report();
    cr_assert_eq(case_count(&report), 1);
    struct judged_case judged = case_at(&report, 0);
    cr_expect_eq(judged.state, CASE_FAILED);
    cr_expect(strstr(case_details(&report, &judged), "error"));
}

Test(cases, what_could_not_be_judged_is_an_error)
{
    struct submission_report report = unreadable_report();
    cr_assert_eq(case_count(&report), 1);
    cr_expect_eq(case_at(&report, 0).state, CASE_ERROR);
    cr_expect_str_eq(case_at(&report, 0).type, "input");
}

Test(cases, a_verdict_that_no_test_has_is_a_case_of_its_own)
{
    struct test_report tests[] = {test_of("secret/1", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("a.c", VERDICT_PARTIAL, tests, 1);
    cr_assert_eq(case_count(&report), 3);
    cr_expect_eq(case_at(&report, 2).state, CASE_FAILED);
    cr_expect_str_eq(case_at(&report, 2).type, "PA");
}
