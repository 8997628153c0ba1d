/* JUnit of evalx judge: counts, words, and that nothing hostile is markup. */
#include <string.h>

#include "documents.h"

Test(junit, counts_scores_and_marks)
{
    struct test_report tests[4];
    struct group_report groups[2];
    struct submission_report report = mixed_report(tests, groups);
    const char *text = document_of("junit", &report, 1, false);
    cr_expect(strstr(text, "tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"1\""), "%s", text);
    cr_expect(strstr(text, "<testsuite name=\"a|b&lt;c&gt;&amp;&quot;\\xff\\x1b#\""), "%s", text);
    cr_expect(strstr(text, "<skipped message=\"not needed\"/>"), "%s", text);
    cr_expect(strstr(text, ", cached; points: half of 40<"), "%s", text);
    cr_expect(strstr(text, "name=\"score\" value=\"20.5\""), "%s", text);
    cr_expect(strstr(text, "name=\"group:secret/g|1\" value=\"PA 20.5\""), "%s", text);
}

Test(junit, an_interruption_is_an_error_and_told)
{
    struct test_report tests[2];
    struct submission_report report = interrupted_report(tests);
    const char *text = document_of("junit", &report, 1, true);
    cr_expect(strstr(text, "errors=\"1\" skipped=\"1\""), "%s", text);
    cr_expect(strstr(text, "<error type=\"interrupted\" message=\"interrupted after 1 of 2"));
    cr_expect(strstr(text, "<!-- interrupted"), "%s", text);
}

Test(junit, compiler_messages_are_content)
{
    struct submission_report report = broken_report();
    const char *text = document_of("junit", &report, 1, false);
    cr_expect(strstr(text, "<failure type=\"CE\" message=\"exit status 1\">broken.c:1: error: "
                           "&quot;&lt;|&gt;&quot;\n int</failure>"),
              "%s", text);
}
