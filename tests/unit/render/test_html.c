/* Pages: what stands where, and what others wrote stays text. */
#include <string.h>

#include "documents.h"

static const char hostile[] = "<script>\"&'</pre>\x1b\xff";

/* Every tag of the page is one of ours. */
static void expect_tame(const char *text)
{
    cr_expect_null(strstr(text, "<script"));
    cr_expect_null(strstr(text, "\"&'"));
    for (const char *at = text; *at != '\0'; at++)
        cr_assert((unsigned char)*at >= ' ' || *at == '\n', "control character %02x", *at);
}

Test(html, what_others_wrote_is_text)
{
    const struct report_file file = {hostile, hostile, sizeof(hostile)};
    const char *lines[] = {hostile};
    struct test_report tests[1];
    tests[0] = test_of(hostile, VERDICT_RUNTIME_ERROR, hostile);
    tests[0].error_text = tests[0].judge_message = hostile;
    tests[0].difference =
        (struct difference){.before = hostile, .expected = hostile, .got = hostile};
    struct submission_report report = report_of(hostile, VERDICT_RUNTIME_ERROR, tests, 1);
    report.problem = report.language_name = report.toolchain = report.user = hostile;
    report.judge_error = report.compile.messages = hostile;
    report.hints = report.noise = report.degraded = lines;
    report.hint_count = report.noise_count = report.degraded_count = 1;
    report.files = &file;
    report.file_count = 1;
    const char *text = document_of("html", &report, 1, false);
    expect_tame(text);
    cr_expect(strstr(text, "&lt;script&gt;&quot;&amp;"), "%s", text);
}

/* The page is closed. */
static void take_page(struct html_page *page, bool is_interrupted, struct str *out)
{
    struct err err = {0};
    char *text = NULL;
    size_t count = 0;
    FILE *stream = open_memstream(&text, &count);
    cr_assert_eq(render_html_write(page, is_interrupted, stream, &err), 0, "%s", err.msg);
    cr_assert_eq(fclose(stream), 0);
    str_add_n(out, text, count);
    free(text);
    render_html_close(page);
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what))
        count++;
    return count;
}

/* More than is kept in memory, than have parts of their own, and than have rows. */
Test(html, of_very_many_submissions_the_rest_is_counted)
{
    enum { COUNT = 50010, DETAILS = 2000, ROWS = 50000 };
    struct html_page *page = render_html_open("hello");
    struct test_report tests[2] = {test_of("a", VERDICT_ACCEPTED, NULL),
                                   test_of("b", VERDICT_WRONG_ANSWER, "no")};
    EV_STR struct str out = {0};
    for (size_t i = 0; i < COUNT; i++) {
        struct submission_report report = report_of("x.c", VERDICT_WRONG_ANSWER, tests, 2);
        report.index = COUNT - 1 - i;
        render_html_add(page, &report);
    }
    take_page(page, false, &out);
    const char *text = str_text(&out);
    cr_expect(!out.is_cut && strstr(text, "</html>\n"));
    cr_expect_eq(count_of(text, "<section id=\"s"), DETAILS + 1); /* and the summary */
    cr_expect_eq(count_of(text, "<tr><td>"), ROWS);
    cr_expect(strstr(text, " 50010 wrong answer</li>"));
    cr_expect(strstr(text, "<p>48010 submissions have no part of their own"));
    cr_expect(strstr(text, "<p>10 submissions have no row"));
    cr_expect(strstr(text, "<a href=\"#s50010\">") && !strstr(text, "<a href=\"#s48010\">"));
    cr_expect(strstr(text, "<section id=\"s48011\">") < strstr(text, "<section id=\"s50010\">"));
}

Test(html, a_row_has_the_id_and_another_problem)
{
    struct html_page *page = render_html_open("Batch");
    struct test_report tests[1] = {test_of("t", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("x.c", VERDICT_ACCEPTED, tests, 1);
    EV_STR struct str out = {0};
    report.id = "<7>";
    render_html_add(page, &report);
    render_html_note(page, "3 & more");
    take_page(page, false, &out);
    cr_expect(strstr(str_text(&out), "x.c</a> <span class=\"dim\">&lt;7&gt;, hello</span></th>"),
              "%s", str_text(&out));
    cr_expect(strstr(str_text(&out), "<p>3 &amp; more</p>"));
}

/* Where there is no place for temporary files, no page is better than a torn one. */
Test(html, lost_parts_are_told)
{
    enum { COUNT = 5000 };
    struct html_page *page = render_html_open("hello");
    struct test_report tests[1] = {test_of("t", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("x.c", VERDICT_ACCEPTED, tests, 1);
    struct err err = {0};
    cr_assert_eq(setenv("TMPDIR", "/nowhere", 1), 0);
    for (report.index = 0; report.index < COUNT; report.index++)
        render_html_add(page, &report);
    FILE *stream = fopen("/dev/null", "w");
    cr_assert_eq(render_html_write(page, false, stream, &err), -1);
    cr_expect(strstr(err.msg, "/nowhere"), "%s", err.msg);
    cr_expect_eq(fclose(stream), 0);
    render_html_close(page);
}

Test(html, submissions_stand_in_the_order_of_the_call)
{
    struct html_page *page = render_html_open("two");
    struct test_report tests[1] = {test_of("t", VERDICT_ACCEPTED, NULL)};
    EV_STR struct str out = {0};
    for (size_t i = 3; i-- > 0;) {
        struct submission_report report = report_of("x.c", VERDICT_ACCEPTED, tests, 1);
        report.index = i;
        render_html_add(page, &report);
    }
    take_page(page, true, &out);
    const char *first = strstr(str_text(&out), "<section id=\"s1\">");
    const char *second = strstr(str_text(&out), "<section id=\"s2\">");
    const char *third = strstr(str_text(&out), "<section id=\"s3\">");
    cr_assert(first && second && third);
    cr_expect(first < second && second < third);
    cr_expect(strstr(str_text(&out), "Interrupted: "));
    cr_expect(strstr(str_text(&out), "<p>3 submissions</p>"));
}

Test(html, letters_lead_to_their_tests)
{
    struct test_report tests[2] = {test_of("a", VERDICT_ACCEPTED, NULL),
                                   test_of("b", VERDICT_TIME_LIMIT, "time limit")};
    struct submission_report report = report_of("x.c", VERDICT_TIME_LIMIT, tests, 2);
    const char *text = document_of("html", &report, 1, false);
    cr_expect(
        strstr(text, "<a class=\"l v-tle\" href=\"#s1t2\" title=\"b: time limit exceeded\">T"),
        "%s", text);
    cr_expect(strstr(text, "<tr id=\"s1t2\">"));
}

Test(html, both_sides_of_a_difference_are_shown)
{
    struct test_report tests[1] = {test_of("a", VERDICT_WRONG_ANSWER, "line 3")};
    tests[0].difference = (struct difference){
        .line = 3, .column = 5, .before = "1 2 ", .expected = "\"3\"", .got = "\"4\""};
    struct submission_report report = report_of("x.c", VERDICT_WRONG_ANSWER, tests, 1);
    const char *text = document_of("html", &report, 1, false);
    cr_expect(strstr(text, "First difference, in a, line 3 column 5"), "%s", text);
    cr_expect(strstr(text, "<pre>1 2 <mark>&quot;3&quot;</mark></pre>"), "%s", text);
    cr_expect(strstr(text, "<pre>1 2 <mark>&quot;4&quot;</mark></pre>"), "%s", text);
}

Test(html, the_compiler_speaks_below_its_line)
{
    static const char source[] = "int a\nint b;\n";
    const struct report_file file = {"x.c", source, sizeof(source) - 1};
    struct submission_report report = report_of("x.c", VERDICT_COMPILE_ERROR, NULL, 0);
    report.compile.is_ok = false;
    report.compile.messages = "x.c:2:1: error: here\ny.c:1: error: elsewhere\n";
    report.files = &file;
    report.file_count = 1;
    const char *text = document_of("html", &report, 1, false);
    cr_expect(strstr(text, "<span class=\"here\"><span class=\"n\">2</span>int b;</span>\n"
                           "<span class=\"said\">x.c:2:1: error: here</span>"),
              "%s", text);
    cr_expect_null(strstr(text, "<span class=\"said\">y.c"));
    cr_expect(strstr(text, "<details open id=\"s1-source\">"));
}

Test(html, a_submission_stands_by_itself)
{
    struct test_report tests[1] = {test_of("t", VERDICT_ACCEPTED, NULL)};
    struct submission_report report = report_of("x.c", VERDICT_ACCEPTED, tests, 1);
    EV_STR struct str out = {0};
    render_html_submission(&report, 7, &out);
    cr_expect(str_starts_with(str_text(&out), "<section id=\"s7\">"));
    cr_expect(str_ends_with(str_text(&out), "</section>\n"));
    cr_expect(strstr(str_text(&out), "<tr id=\"s7t1\">"));
}
