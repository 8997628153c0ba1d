/* CSV of evalx judge: its rows, and how text is quoted. */
#include <string.h>

#include "documents.h"

Test(csv, there_is_a_row_for_everything)
{
    struct test_report tests[4];
    struct group_report groups[2];
    struct submission_report report = mixed_report(tests, groups);
    const char *text = document_of("csv", &report, 1, false);
    cr_expect(str_starts_with(text, "row,id,user,source,problem,language,name,verdict,score,"));
    cr_expect(strstr(text, "\r\nsubmission,,,\"a|b<c>&\"\"\\xff\\x1b#\",\"hello\",\"cpp\",,PA,20.5,"
                           "100,12.000,0.000,3145728,0,\""),
              "%s", text);
    cr_expect(strstr(text, "\"secret/g|1\",PA,20.5,,,,,0,\r\n"), "%s", text);
    cr_expect(strstr(text, "\"secret/2\",SK,,,,,,0,\"not needed\"\r\n"), "%s", text);
    cr_expect(strstr(text, "\"secret/3\",AC,20,,12.000,15.000,3145728,1,\r\n"), "%s", text);
}

Test(csv, lines_stay_in_their_field)
{
    struct submission_report report = broken_report();
    cr_expect(strstr(document_of("csv", &report, 1, false),
                     "\"exit status 1\r\nbroken.c:1: error: \"\"<|>\"\"\r\n int\"\r\n"));
}

Test(csv, no_text_is_a_formula)
{
    struct submission_report report = unreadable_report();
    report.source = "=1+1";
    cr_expect(strstr(document_of("csv", &report, 1, false), ",\"'=1+1\","));
    report.source = "-";
    cr_expect(strstr(document_of("csv", &report, 1, false), ",\"-\","));
}

Test(csv, an_interruption_has_a_row)
{
    struct test_report tests[2];
    struct submission_report report = interrupted_report(tests);
    const char *text = document_of("csv", &report, 1, true);
    cr_expect(strstr(text, "\"secret/2\",SK,,,,,,0,\"interrupted\"\r\n"), "%s", text);
    cr_expect(strstr(text, ",\"interrupted after 1 of 2 tests\"\r\n"), "%s", text);
    cr_expect(strstr(text, "\r\ninterrupted,"), "%s", text);
}
