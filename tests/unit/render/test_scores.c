#include <string.h>

#include "base/base.h"
#include "fixture.h"
#include "render/scores.h"

static struct group_report groups[] = {
    {.name = "",
     .verdict = VERDICT_PARTIAL,
     .score = 27.5,
     .max_score = 100,
     .is_run = true,
     .how = "sum of 1 group: 27.5 = 27.5"},
    {.name = "sample", .verdict = VERDICT_ACCEPTED, .is_run = true, .how = "does not count"},
    {.name = "secret",
     .verdict = VERDICT_PARTIAL,
     .score = 27.5,
     .max_score = 100,
     .is_run = true,
     .how = "sum of 3 groups"},
    {.name = "secret/g1",
     .parent = 2,
     .verdict = VERDICT_ACCEPTED,
     .score = 20,
     .max_score = 20,
     .is_run = true,
     .how = "all accepted"},
    {.name = "secret/g2",
     .parent = 2,
     .verdict = VERDICT_PARTIAL,
     .score = 7.5,
     .max_score = 30,
     .is_run = true,
     .how = "min"},
    {.name = "secret/g3",
     .parent = 2,
     .verdict = VERDICT_SKIPPED,
     .score = 0,
     .max_score = INFINITY,
     .how = "not run"},
};

/* The order in which formats list groups may have a parent's children apart from it. */
static struct group_report apart[] = {
    {.name = "", .verdict = VERDICT_ACCEPTED, .score = 3, .max_score = INFINITY, .is_run = true},
    {.name = "a", .verdict = VERDICT_ACCEPTED, .score = 1, .max_score = INFINITY, .is_run = true},
    {.name = "b", .verdict = VERDICT_ACCEPTED, .score = 2, .max_score = INFINITY, .is_run = true},
    {.name = "a/1",
     .parent = 1,
     .verdict = VERDICT_ACCEPTED,
     .score = 1,
     .max_score = INFINITY,
     .is_run = true},
};

static struct test_report tests[3];

static struct submission_report scored(void)
{
    tests[0] = test_of("sample/1", VERDICT_ACCEPTED, NULL);
    tests[0].score_group = 1;
    tests[1] = test_of("secret/g2/1", VERDICT_ACCEPTED, NULL);
    tests[1].score_group = 4;
    tests[1].points = 7.5;
    tests[1].how = "0.25 x 30 = 7.5";
    tests[2] = test_of("secret/g3/1", VERDICT_SKIPPED, NULL);
    tests[2].score_group = 5;
    tests[2].is_done = false;
    tests[2].points = NAN;
    tests[2].how = "left out";
    struct submission_report report = report_of("a.cpp", VERDICT_PARTIAL, tests, 3);
    report.score = 27.5;
    report.max_score = 100;
    report.groups = groups;
    report.group_count = EV_ARRAY_LENGTH(groups);
    return report;
}

Test(scores, a_row_has_a_cell_for_every_group_with_points)
{
    EV_STR struct str out = {0};
    struct submission_report report = scored();
    scores_add_cells(&out, &report);
    cr_expect_str_eq(str_text(&out), "    27.5  g1    20  g2   7.5  g3     -");
}

Test(scores, without_scores_there_are_no_cells)
{
    EV_STR struct str out = {0};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 0);
    scores_add_cells(&out, &report);
    scores_add_total(&out, &report);
    scores_add_explanation(&out, &report);
    cr_expect_str_eq(str_text(&out), "");
}

Test(scores, the_total_names_the_maximum_where_there_is_one)
{
    EV_STR struct str out = {0};
    struct submission_report report = scored();
    scores_add_total(&out, &report);
    report.max_score = NAN;
    scores_add_total(&out, &report);
    cr_expect_str_eq(str_text(&out), ", score 27.5 of 100, score 27.5");
}

Test(scores, every_group_and_test_is_explained_below_its_group)
{
    EV_STR struct str out = {0};
    struct submission_report report = scored();
    scores_add_explanation(&out, &report);
    cr_expect_str_eq(str_text(&out), "  score PA 27.5 of 100: sum of 1 group: 27.5 = 27.5\n"
                                     "    sample AC 0 of 0: does not count\n"
                                     "      sample/1 AC\n"
                                     "    secret PA 27.5 of 100: sum of 3 groups\n"
                                     "      secret/g1 AC 20 of 20: all accepted\n"
                                     "      secret/g2 PA 7.5 of 30: min\n"
                                     "        secret/g2/1 AC: 0.25 x 30 = 7.5\n"
                                     "      secret/g3 SK 0: not run\n"
                                     "        secret/g3/1 SK: left out\n");
}

Test(scores, children_are_told_with_their_parent_wherever_they_stand)
{
    EV_STR struct str out = {0};
    struct submission_report report = report_of("a.cpp", VERDICT_ACCEPTED, tests, 0);
    report.groups = apart;
    report.group_count = EV_ARRAY_LENGTH(apart);
    scores_add_explanation(&out, &report);
    cr_expect_str_eq(str_text(&out), "  score AC 3\n    a AC 1\n      a/1 AC 1\n    b AC 2\n");
}

Test(scores, json_has_groups_and_points_and_null_for_no_bound)
{
    EV_STR struct str out = {0};
    struct submission_report report = scored();
    report.judge_error = "a: both files";
    struct json *json = render_submission_json(&report);
    json_write(json, false, &out);
    json_close(json);
    static const char *const parts[] = {
        "\"score\":27.5,",
        "\"max_score\":100.0,",
        "{\"name\":\"secret/g2\",\"verdict\":\"PA\",\"score\":7.5,\"max_score\":30.0,\"run\":true,"
        "\"how\":\"min\"}",
        "{\"name\":\"secret/g3\",\"verdict\":\"SK\",\"score\":0.0,\"max_score\":null,\"run\":"
        "false,\"how\":\"not run\"}",
        "\"points\":7.5,\"how\":\"0.25 x 30 = 7.5\"",
        "\"points\":null,\"how\":\"left out\"",
        "\"judge_error\":\"a: both files\"",
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++)
        cr_expect(strstr(str_text(&out), parts[i]), "%s is not in %s", parts[i], str_text(&out));
}
