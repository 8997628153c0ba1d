#include "fixture.h"

static const struct jury_submission *submission_at(const struct problem *problem, const char *path)
{
    for (size_t i = 0; i < problem->jury_count; i++) {
        if (strcmp(problem->jury[i].path, path) == 0)
            return &problem->jury[i];
    }
    return NULL;
}

/* One submission of these bytes in a folder: the codes expected of it. */
static void expect_codes(const char *label, const char *folder, const char *source,
                         const char *codes, bool is_for_time_limit)
{
    struct fixture *fixture = fixture_package("name: x\n");
    const char *path = arena_printf(&fixture->arena, "submissions/%s/one.c", folder);
    fixture_write(fixture, path, source);
    const struct problem *problem = fixture_problem(fixture);
    const struct jury_submission *one = submission_at(problem, path);
    cr_assert_not_null(one, "%s", label);
    const char *got = fixture_words(fixture, one->expected, one->expected_count);
    cr_expect_str_eq(got, codes, "%s: expected '%s', got '%s'", label, codes, got);
    cr_expect_eq(one->is_for_time_limit, is_for_time_limit, "%s", label);
    cr_expect_str_eq(one->folder, folder, "%s", label);
    fixture_done(fixture);
}

Test(jury, folder_says_what_is_expected)
{
    static const struct {
        const char *folder, *codes;
        bool is_for_time_limit;
    } rows[] = {
        {"accepted", "AC", true},
        {"wrong_answer", "WA", false},
        {"time_limit_exceeded", "TLE", false},
        {"run_time_error", "RTE", false},
        {"runtime_error", "RTE", false},
        {"compiler_error", "CE", false},
        {"no_output", "NO", false},
        {"output_limit", "OLE", false},
        {"rejected", "RTE TLE WA", false},
        {"brute_force", "RTE TLE", false},
        {"multiple", "", false},
        {"check_manually", "", false},
        {"slow_accepted", "", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        expect_codes(rows[i].folder, rows[i].folder, "int main;\n", rows[i].codes,
                     rows[i].is_for_time_limit);
}

Test(jury, mark_in_the_source_beats_the_folder)
{
    static const struct {
        const char *label, *folder, *source, *codes;
        bool is_for_time_limit;
    } rows[] = {
        {"one", "multiple", "// @EXPECTED_RESULTS@: WRONG-ANSWER\n", "WA", false},
        {"list", "multiple", "/* @EXPECTED_RESULTS@: CORRECT,TIMELIMIT,  NO-OUTPUT */\n",
         "AC TLE NO", false},
        {"underscores", "multiple", "# @EXPECTED_RESULTS@: RUN_TIME_ERROR , ACCEPTED   \n",
         "RTE AC", false},
        {"any case", "multiple", "@expected_results@: Compiler-Error", "CE", false},
        {"carriage return", "multiple", "@EXPECTED_RESULTS@: CORRECT\r\n", "AC", false},
        {"twice the same", "multiple", "@EXPECTED_RESULTS@: CORRECT, ACCEPTED\n", "AC", false},
        {"other mark first", "multiple", "@author@ @@EXPECTED_RESULTS@: CORRECT\n", "AC", false},
        {"any verdict", "wrong_answer", "@EXPECTED_RESULTS@: CHECK-MANUALLY\n", "", false},
        {"accepted or not", "accepted", "@EXPECTED_RESULTS@: CORRECT, TIMELIMIT\n", "AC TLE",
         false},
        {"accepted", "accepted", "@EXPECTED_RESULTS@: CORRECT\n", "AC", true},
        {"incomplete", "wrong_answer", "@EXPECTED_RESULTS@ CORRECT\n", "WA", false},
        {"cut", "wrong_answer", "@EXPECTED_RESU", "WA", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        expect_codes(rows[i].label, rows[i].folder, rows[i].source, rows[i].codes,
                     rows[i].is_for_time_limit);
}

Test(jury, doubtful_marks_are_told)
{
    static const struct {
        const char *label, *source, *words;
    } rows[] = {
        {"contradiction", "@EXPECTED_RESULTS@: TIMELIMIT\n", "contradicts the folder wrong_answer"},
        {"unknown word", "@EXPECTED_RESULTS@: WRONG-ANSWER, NICE\n", "'NICE' is no known verdict"},
        {"several", "@EXPECTED_RESULTS@: WRONG-ANSWER\n@EXPECTED_RESULTS@: CORRECT\n",
         "more than one @EXPECTED_RESULTS@"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package("name: x\n");
        fixture_write(fixture, "submissions/wrong_answer/a.c", rows[i].source);
        (void)fixture_problem(fixture);
        cr_expect(fixture_has_warning(fixture, rows[i].words), "%s", rows[i].label);
        cr_expect_eq(fixture->problem.warning_count, 1, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(jury, folder_of_files_is_one_submission)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(fixture, "submissions/multiple/two/a.c", "int f;\n");
    fixture_write(fixture, "submissions/multiple/two/sub/b.c",
                  "// @EXPECTED_RESULTS@: RUN-ERROR\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->jury_count, 2);
    const struct jury_submission *two = submission_at(problem, "submissions/multiple/two");
    cr_assert_not_null(two);
    cr_expect_str_eq(fixture_words(fixture, two->expected, two->expected_count), "RTE");
    fixture_done(fixture);
}

Test(jury, what_is_no_submission_is_passed_over)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(fixture, "submissions/README.md", "x");
    fixture_write(fixture, "submissions/accepted/.hidden", "x");
    fixture_write(fixture, "submissions/accepted/README.txt", "x");
    fixture_write(fixture, "submissions/accepted/__pycache__/x.pyc", "x");
    cr_expect_eq(fixture_problem(fixture)->jury_count, 1);
    fixture_done(fixture);
}

Test(jury, submissions_yaml_of_a_legacy_package_is_told)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(fixture, "submissions/submissions.yaml", "{}\n");
    (void)fixture_problem(fixture);
    cr_expect(fixture_has_warning(fixture, "submissions.yaml: not read"));
    fixture_done(fixture);
}

Test(jury, submissions_json_names_language_and_entry_point)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(fixture, "submissions.json",
                  "{\"submissions/accepted/sum.py\": {\"langid\": \"py3\", \"team\": \"t\", "
                  "\"entry_point\": \"go\"}}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->jury[0].language, "py3");
    cr_expect_str_eq(problem->jury[0].entry_point, "go");
    problem_close(&fixture->problem);
    fixture_write(fixture, "submissions.json",
                  "{\"submissions/accepted/sum.py\": {\"langid\": 3}}\n");
    fixture_expect_refusal(fixture, "no text", "submissions.json: submissions/accepted/sum.py");
    fixture_write(fixture, "submissions.json", "{\n\"a\"}\n");
    fixture_expect_refusal(fixture, "no JSON", "submissions.json:2:");
    fixture_done(fixture);
}

Test(jury, scores_and_grades_are_marked_in_the_sources)
{
    static const struct {
        const char *label, *yaml, *source, *grades;
        size_t rules;
        double score;
    } rows[] = {
        {"both", "type: scoring\n", "/* @EXPECTED_SCORE@: 30 */ \n// @EXPECTED_GRADES@ AC WA */\n",
         "AC WA", 1, 30},
        {"with a colon", "type: scoring\n", "# @expected_grades@: TLE RTE x AC\n", "TLE RTE", 0, 0},
        {"a fraction", "type: scoring\n", "@EXPECTED_SCORE@: 0.5\n", "", 1, 0.5},
        {"no number", "type: scoring\n", "@EXPECTED_SCORE@: much\n", "", 0, 0},
        {"pass-fail", "name: x\n", "@EXPECTED_SCORE@: 30\n", "", 0, 0},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_write(fixture, "submissions/partially_accepted/one.c", rows[i].source);
        const struct problem *problem = fixture_problem(fixture);
        const struct jury_submission *one =
            submission_at(problem, "submissions/partially_accepted/one.c");
        const char *grades = fixture_words(fixture, one->grades, one->grade_count);
        cr_expect_str_eq(grades, rows[i].grades, "%s: %s", rows[i].label, grades);
        cr_assert_eq(one->rule_count, rows[i].rules, "%s", rows[i].label);
        if (rows[i].rules) {
            cr_expect_eq(one->rules[0].least_score, rows[i].score, "%s", rows[i].label);
            cr_expect_eq(one->rules[0].most_score, rows[i].score, "%s", rows[i].label);
        }
        cr_expect_eq(one->is_partial, i != 4, "%s", rows[i].label);
        fixture_done(fixture);
    }
}
