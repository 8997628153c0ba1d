/* Markdown: tables whose cells keep what others wrote. */
#include <string.h>

#include "documents.h"

Test(markdown, one_submission_has_a_table_of_its_tests)
{
    struct test_report tests[4];
    struct group_report groups[2];
    struct submission_report report = mixed_report(tests, groups);
    const char *text = document_of("markdown", &report, 1, false);
    cr_expect(str_starts_with(text, "## a\\|b\\<c\\>\\&\"\\\\xff\\\\x1b\\# for hello\n\n**PA** "));
    cr_expect(strstr(text, "\n\n| Test | Verdict | CPU | Wall | Memory | Points | Message |\n"
                           "|---|---|---:|---:|---:|---:|---|\n"),
              "%s", text);
    cr_expect(strstr(text, "\n| secret/2 | SK | - | - | - | | not needed |\n"), "%s", text);
    cr_expect(strstr(text, "| secret/3 | AC | 12 ms | 15 ms | 3 MiB | 20 | \\(cached\\) |\n"));
    cr_expect(strstr(text, "| secret/g\\|1 | PA | 20.5 | |  |\n"), "%s", text);
}

Test(markdown, several_submissions_have_a_row_each)
{
    struct test_report tests[2];
    struct submission_report reports[] = {broken_report(), interrupted_report(tests)};
    const char *text = document_of("markdown", reports, 2, true);
    cr_expect(str_starts_with(text, "| Verdict | Tests |"));
    cr_expect(strstr(text, "\n| CE |  | - | - | | cpp | broken.c | compile error: exit status 1 |"
                           "\n| -- | 1/2 | 12 ms | 3 MiB | | cpp | late.c | interrupted after 1 of "
                           "2 tests |\n"),
              "%s", text);
    cr_expect(strstr(text, "\n\n2 submissions: 1 CE, 1 not judged\ninterrupted: "), "%s", text);
}

Test(markdown, messages_of_the_compiler_are_code)
{
    struct submission_report report = broken_report();
    cr_expect(strstr(document_of("markdown", &report, 1, false),
                     "\n\n    broken.c:1: error: \"<|>\"\n     int\n"));
}
