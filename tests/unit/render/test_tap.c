/* TAP 14: points, directives, and that no text can pass for one. */
#include <string.h>

#include "documents.h"

Test(tap, tests_are_a_subtest_of_their_submission)
{
    struct test_report tests[4];
    struct group_report groups[2];
    struct submission_report report = mixed_report(tests, groups);
    const char *text = document_of("tap", &report, 1, false);
    cr_expect(str_starts_with(text, "TAP version 14\n# Subtest: a|b<c>&\"\\\\xff\\\\x1b\\#\n"
                                    "    1..5\n    ok 1 - compile\n"),
              "%s", text);
    cr_expect(strstr(text, "\n    not ok 3 - a|b<c>&\"\\\\xff\\\\x1b\\#\n      ---\n"
                           "      verdict: \"WA\"\n"
                           "      message: \"got a|b<c>&\\\"\\\\xff\\\\x1b#\"\n"),
              "%s", text);
    cr_expect(strstr(text, "\n    ok 4 - secret/2 # SKIP not needed\n"), "%s", text);
    cr_expect(strstr(text, "      cached: true\n      points: 20\n      how: \"half of 40\"\n"));
    cr_expect(strstr(text, "\nnot ok - a|b"), "%s", text);
    cr_expect(strstr(text, "  groups:\n    - name: \"secret/g|1\"\n      verdict: PA\n"
                           "      score: 20.5\n"),
              "%s", text);
    cr_expect(str_ends_with(text, "\n1..1\n"), "%s", text);
}

Test(tap, an_interruption_bails_out)
{
    struct test_report tests[2];
    struct submission_report report = interrupted_report(tests);
    const char *text = document_of("tap", &report, 1, true);
    cr_expect(strstr(text, "    ok 3 - secret/2 # SKIP interrupted\n"), "%s", text);
    cr_expect(strstr(text, "\nnot ok - late.c\n"), "%s", text);
    cr_expect(str_ends_with(text, "\n1..1\nBail out! interrupted\n"), "%s", text);
}

Test(tap, messages_of_the_compiler_stay_on_one_line)
{
    struct submission_report report = broken_report();
    cr_expect(strstr(document_of("tap", &report, 1, false),
                     "details: \"broken.c:1: error: \\\"<|>\\\"\\n int\"\n"));
}
