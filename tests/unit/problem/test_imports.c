/* Readers of packages that are there to be imported: TPS, Hydro, SYZOJ, UOJ. */
#include <math.h>

#include "fixture.h"

static void add_test(struct fixture *fixture, const char *input, const char *output)
{
    fixture_write(fixture, input, "1\n");
    fixture_write(fixture, output, "1\n");
}

static struct fixture *uoj(const char *conf)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "problem.conf", conf);
    fixture_write(fixture, "std.cpp", "int main() {}\n");
    for (int i = 1; i <= 3; i++)
        add_test(fixture, arena_printf(&fixture->arena, "input%d.txt", i),
                 arena_printf(&fixture->arena, "output%d.txt", i));
    add_test(fixture, "ex_input1.txt", "ex_output1.txt");
    return fixture;
}

static struct fixture *hydro(const char *config)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "testdata/config.yaml", config);
    fixture_write(fixture, "testdata/check.cpp", "int main() {}\n");
    for (int i = 1; i <= 10; i += 3)
        add_test(fixture, arena_printf(&fixture->arena, "testdata/%d.in", i),
                 arena_printf(&fixture->arena, "testdata/%d.out", i));
    return fixture;
}

static struct fixture *tps(const char *data)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "problem.json", "{\"name\": \"abc\", \"time_limit\": 0.5}\n");
    fixture_write(fixture, "subtasks.json",
                  "{\"subtasks\": {\"b\": {\"index\": 2, \"score\": 60}, \"a\": {\"index\": 1, "
                  "\"score\": 40}, \"samples\": {\"index\": 0, \"score\": 0}}}\n");
    fixture_write(fixture, "solutions.json", "{\"s.cpp\": {\"verdict\": \"model_solution\"}}\n");
    fixture_write(fixture, "solution/s.cpp", "int main() {}\n");
    fixture_write(fixture, "gen/make.py", "print(1)\n");
    fixture_write(fixture, "gen/manual/x.in", "1\n");
    fixture_write(fixture, "gen/data", data);
    return fixture;
}

Test(imports, uoj_has_samples_subtasks_and_what_they_need)
{
    struct fixture *fixture =
        uoj("use_builtin_checker rcmp6\nn_tests 3\nn_ex_tests 2\nn_sample_tests 1\ntime_limit 0.5\n"
            "memory_limit 64\nn_subtasks 2\nsubtask_end_1 1\nsubtask_score_1 40\nsubtask_end_2 3\n"
            "subtask_score_2 60\nsubtask_type_2 min\nsubtask_dependence_2 1\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *groups = problem->scoring.groups;
    cr_expect_str_eq(problem->format, "uoj");
    cr_expect_eq(problem->limits.cpu_ns, 500000000);
    cr_expect_eq(problem->limits.memory_bytes, INT64_C(64) << 20);
    cr_assert_eq(problem->test_count, 4);
    cr_expect(problem->tests[0].is_sample);
    cr_expect_str_eq(fixture_words(fixture, problem->tests[1].validator_args,
                                   problem->tests[1].validator_arg_count),
                     "float_tolerance 1e-6");
    cr_assert_eq(problem->scoring.group_count, 4);
    cr_expect_eq(groups[2].rule, SCORE_COMPLETE);
    cr_expect_eq(groups[3].rule, SCORE_GROUP_MIN);
    cr_expect_eq(groups[3].max_score, 60);
    cr_assert_eq(groups[3].require_count, 1);
    cr_expect_eq(groups[3].requires[0], 2);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_expect_eq(problem->warning_count, 1, "one extra test is passed over");
    cr_expect(problem->jury_count == 1 && problem->jury[0].is_main);
    fixture_done(fixture);
}

Test(imports, uoj_without_subtasks_has_points_of_tests)
{
    struct fixture *fixture = uoj("use_builtin_checker wcmp\nn_tests 3\npoint_score_2 50\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->test_count, 3);
    cr_expect_eq(problem->tests[1].points, 50);
    cr_expect_float_eq(problem->tests[0].points, 100.0 / 3, 1e-9);
    fixture_done(fixture);
}

Test(imports, a_judger_of_the_package_is_told)
{
    static const char rest[] = "use_builtin_checker wcmp\nn_tests 3\n";
    for (int is_own = 0; is_own < 2; is_own++) {
        struct arena arena = {0};
        struct fixture *fixture =
            uoj(arena_printf(&arena, "use_builtin_judger %s\n%s", is_own ? "off" : "on", rest));
        const struct problem *problem = fixture_problem(fixture);
        cr_assert_eq(problem->warning_count, (size_t)is_own);
        if (is_own)
            cr_expect_not_null(strstr(problem->warnings[0], "judger of the package"), "%s",
                               problem->warnings[0]);
        fixture_done(fixture);
        arena_done(&arena);
    }
}

Test(imports, hydro_has_limits_checkers_and_conditions)
{
    struct fixture *fixture =
        hydro("time: 250ms\nmemory: 64MB\nchecker: check.cpp\nsubtasks:\n"
              "- {id: x, score: 30, cases: [{input: 1.in, output: 1.out}]}\n"
              "- {score: 70, type: sum, if: [x], cases: [{input: 4.in, output: 4.out}, "
              "{input: 7.in, output: 7.out}]}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *groups = problem->scoring.groups;
    cr_expect_str_eq(problem->format, "hydro");
    cr_expect_eq(problem->limits.cpu_ns, 250000000);
    cr_expect_eq(problem->limits.memory_bytes, INT64_C(64) << 20);
    cr_expect_eq(problem->checker_convention, CHECKER_TESTLIB);
    cr_assert_eq(problem->scoring.group_count, 3);
    cr_expect_eq(groups[1].rule, SCORE_GROUP_MIN);
    cr_expect_eq(groups[2].rule, SCORE_EACH_TEST);
    cr_expect_eq(groups[2].requires[0], 1);
    cr_expect_eq(problem->tests[2].points, 35);
    fixture_done(fixture);
}

Test(imports, hydro_without_a_list_has_all_tests_by_number)
{
    struct fixture *fixture = hydro("time: 1s\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->test_count, 4);
    cr_expect_str_eq(problem->tests[1].name, "tests/4.in");
    cr_expect_str_eq(problem->tests[3].name, "tests/10.in");
    cr_expect_eq(problem->tests[3].points, 25);
    cr_expect_str_eq(problem->tests[0].validator_args[0], "evalx:lines_filled");
    fixture_done(fixture);
}

Test(imports, syzoj_makes_names_of_patterns)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "data.yml",
                  "inputFile: 'a#.in'\noutputFile: 'b#.txt'\nsubtasks:\n"
                  "- {score: 20, cases: [1]}\n- {score: 80, type: mul, cases: [1, 2]}\n");
    add_test(fixture, "a1.in", "b1.txt");
    add_test(fixture, "a2.in", "b2.txt");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "syzoj");
    cr_assert_eq(problem->test_count, 3);
    cr_expect_str_eq(problem->tests[2].answer, "b2.txt");
    cr_expect_eq(problem->scoring.groups[1].rule, SCORE_EACH_TEST);
    cr_expect_eq(problem->scoring.groups[2].rule, SCORE_GROUP_MUL);
    fixture_done(fixture);
}

Test(imports, tps_tests_are_those_of_its_commands)
{
    struct fixture *fixture = tps("@testset samples\nmanual x.in\n@subtask a\n@include samples\n"
                                  "make 3 4 # words\n@subtask b\n@include a\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "tps");
    cr_expect_str_eq(problem->short_name, "abc");
    cr_assert_eq(problem->test_count, 5);
    cr_assert_eq(problem->scoring.group_count, 4);
    cr_expect_str_eq(problem->scoring.groups[1].name, "samples");
    cr_expect_str_eq(problem->scoring.groups[2].name, "a");
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_expect(problem->tests[0].is_sample && problem->tests[0].is_answer_made);
    cr_expect_str_eq(problem->tests[1].input, "gen/manual/x.in");
    cr_expect_str_eq(problem->tests[2].recipe[0], "gen/make.py");
    cr_expect_str_eq(problem->tests[2].recipe[2], "4");
    cr_expect_eq(problem->tests[4].score_group, 3);
    cr_expect(problem->jury_count == 1 && problem->jury[0].is_main);
    fixture_done(fixture);
}

Test(imports, tps_tests_that_were_made_are_taken)
{
    struct fixture *fixture = tps("nobody reads this\n");
    fixture_write(fixture, "tests/mapping", "samples 0-01\na 0-01\na 1-01\n");
    add_test(fixture, "tests/0-01.in", "tests/0-01.out");
    add_test(fixture, "tests/1-01.in", "tests/1-01.out");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->test_count, 3);
    cr_expect_str_eq(problem->tests[2].answer, "tests/1-01.out");
    cr_expect_null(problem->tests[2].recipe);
    fixture_done(fixture);
}

Test(imports, what_cannot_be_read_is_refused_with_its_place)
{
    static const struct {
        const char *label;
        struct fixture *(*make)(const char *text);
        const char *text, *words;
    } rows[] = {
        {"uoj: no tests", uoj, "use_builtin_checker wcmp\nn_tests 0\n", "no tests"},
        {"uoj: number", uoj, "use_builtin_checker wcmp\nn_tests x\n", "problem.conf: n_tests"},
        {"uoj: missing test", uoj, "use_builtin_checker wcmp\nn_tests 4\n", "input4.txt"},
        {"uoj: checker", uoj, "use_builtin_checker magic\nn_tests 1\n", "magic is not known"},
        {"uoj: no checker", uoj, "n_tests 1\n", "chk.cpp"},
        {"uoj: interaction", uoj, "interaction_mode on\n", "interactors are not supported"},
        {"uoj: order", uoj,
         "use_builtin_checker wcmp\nn_tests 3\nn_subtasks 2\nsubtask_end_1 2\nsubtask_score_1 "
         "1\nsubtask_end_2 1\nsubtask_score_2 1\n",
         "subtask_end"},
        {"uoj: needs itself", uoj,
         "use_builtin_checker wcmp\nn_tests 1\nn_subtasks 1\nsubtask_end_1 1\nsubtask_score_1 "
         "1\nsubtask_dependence_1 1\n",
         "subtask_dependence_1"},
        {"hydro: time", hydro, "time: soon\n", "config.yaml:1:7: 'soon' is no amount"},
        {"hydro: type", hydro, "type: interactive\n", "'interactive' is not supported"},
        {"hydro: cases", hydro, "subtasks: [{score: 1}]\n", "needs a list of cases"},
        {"hydro: escape", hydro, "cases: [{input: ../../x, output: 1.out}]\n", "x"},
        {"hydro: rule", hydro, "subtasks: [{type: max, cases: [{input: 1.in, output: 1.out}]}]\n",
         "'max' is not"},
        {"hydro: condition", hydro,
         "subtasks: [{if: [2], cases: [{input: 1.in, output: 1.out}]}]\n", "no such earlier"},
        {"tps: no group", tps, "manual x.in\n", "gen/data: line 1: a test before any"},
        {"tps: generator", tps, "@subtask a\nnobody 1\n", "line 2: there is no such generator"},
        {"tps: include", tps, "@subtask a\n@include z\n", "no such earlier subtask"},
        {"tps: word", tps, "@what a\n", "expected @testset"},
        {"tps: escape", tps, "@subtask a\nmanual ../../../x\n", "x"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = rows[i].make(rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}
