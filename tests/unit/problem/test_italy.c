#include <math.h>

#include "fixture.h"

#define TASK "name: t\ntitle: A Task\ntime_limit: 1.5\nmemory_limit: 64\nn_input: 4\n"

static struct fixture *italy(const char *yaml)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "task.yaml", yaml);
    for (int i = 0; i < 4; i++) {
        fixture_write(fixture, arena_printf(&fixture->arena, "input/input%d.txt", i), "1\n");
        fixture_write(fixture, arena_printf(&fixture->arena, "output/output%d.txt", i), "1\n");
    }
    fixture_write(fixture, "sol/solution.c", "int main(void)\n{\n}\n");
    return fixture;
}

Test(italy, keys_are_read_in_both_languages)
{
    static const char *const yamls[] = {
        TASK, "nome_breve: t\nnome: A Task\ntimeout: '1.5'\nmemlimit: \"64\"\nn_input: 4\n"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(yamls); i++) {
        struct fixture *fixture = italy(yamls[i]);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_str_eq(problem->format, "cms-italy");
        cr_expect_str_eq(problem->short_name, "t");
        cr_expect_str_eq(problem->title, "A Task");
        cr_expect_eq(problem->limits.cpu_ns, 1500000000);
        cr_expect_eq(problem->limits.memory_bytes, 64 << 20);
        cr_expect_str_eq(problem->input_file, "input.txt");
        cr_expect_str_eq(problem->output_file, "output.txt");
        cr_expect_str_eq(problem->time_limit_origin, "task.yaml");
        fixture_done(fixture);
    }
}

Test(italy, empty_file_names_are_standard_input_and_output)
{
    struct fixture *fixture = italy(TASK "infile: ''\noutfile:\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_null(problem->input_file);
    cr_expect_null(problem->output_file);
    fixture_done(fixture);
}

Test(italy, without_GEN_every_test_has_its_part_of_the_total)
{
    struct fixture *fixture = italy(TASK "total_value: 200\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->scoring.group_count, 1);
    cr_expect_eq(problem->scoring.groups[0].rule, SCORE_EACH_TEST);
    cr_expect_eq(problem->scoring.full_score, 200);
    cr_expect_eq(problem->tests[3].points, 50);
    cr_expect_str_eq(problem->tests[3].name, "003");
    cr_expect_str_eq(problem->tests[3].input, "input/input3.txt");
    cr_expect_str_eq(fixture_words(fixture, problem->tests[0].validator_args,
                                   problem->tests[0].validator_arg_count),
                     "case_sensitive evalx:lines_counted");
    fixture_done(fixture);
}

Test(italy, GEN_opens_subtasks_and_copies_files)
{
    struct fixture *fixture = italy(TASK);
    fixture_write(fixture, "gen/GEN",
                  "# a comment\n#ST: 10\n1 2 # words\n  #COPY: gen/a.txt\n\n# ST: 90\n3\n4\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->scoring.group_count, 3);
    cr_expect_eq(problem->scoring.groups[0].rule, SCORE_SUM);
    cr_expect_eq(problem->scoring.groups[1].rule, SCORE_GROUP_MIN);
    cr_expect_eq(problem->scoring.groups[1].max_score, 10);
    cr_expect_eq(problem->scoring.groups[2].max_score, 90);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_expect_str_eq(fixture_test_names(fixture),
                     "subtask1/000 subtask1/001 subtask2/002 subtask2/003");
    cr_expect_eq(problem->tests[2].score_group, 2);
    fixture_done(fixture);
}

Test(italy, missing_inputs_are_copied_or_generated_and_answers_made)
{
    struct fixture *fixture = italy(TASK);
    fixture_write(fixture, "gen/GEN", "# COPY: gen/a.txt\n5 6\n\n7\n8\n");
    fixture_write(fixture, "gen/a.txt", "1\n");
    fixture_write(fixture, "gen/generatore.py", "print(1)\n");
    fixture_remove(fixture, "input/input0.txt");
    fixture_remove(fixture, "input/input1.txt");
    fixture_remove(fixture, "output/output0.txt");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->tests[0].input, "gen/a.txt");
    cr_expect_null(problem->tests[0].recipe);
    cr_expect(problem->tests[0].is_answer_made);
    cr_assert_not_null(problem->tests[1].recipe);
    cr_expect_str_eq(problem->tests[1].recipe[0], "gen/generatore.py");
    cr_expect_str_eq(problem->tests[1].recipe[1], "5");
    cr_expect_str_eq(problem->tests[1].recipe[2], "6");
    cr_expect_null(problem->tests[1].recipe[3]);
    cr_expect(problem->tests[1].is_answer_made);
    cr_expect_not(problem->tests[2].is_answer_made);
    cr_expect_eq(problem->generator_count, 1);
    fixture_done(fixture);
}

Test(italy, score_types_choose_tests_by_number_pattern_or_name)
{
    struct fixture *fixture =
        italy(TASK "score_type: GroupThreshold\nscore_type_parameters:\n- [10, 1, 0.5]\n"
                   "- [20, '00[12]', 2]\n- [70, ['000', '003'], 3]\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->scoring.group_count, 4);
    cr_expect_eq(problem->scoring.groups[1].rule, SCORE_THRESHOLD);
    cr_expect_eq(problem->scoring.groups[1].threshold, 0.5);
    cr_expect_str_eq(fixture_test_names(fixture),
                     "subtask1/000 subtask2/001 subtask2/002 subtask3/000 subtask3/003");
    fixture_done(fixture);
}

Test(italy, sum_has_the_points_of_its_parameter)
{
    struct fixture *fixture = italy(TASK "score_type: Sum\nscore_type_parameters: 12.5\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->tests[0].points, 12.5);
    cr_expect_eq(problem->scoring.full_score, 50);
    fixture_done(fixture);
}

Test(italy, checker_and_graders_are_linked_by_language)
{
    struct fixture *fixture = italy(TASK);
    fixture_write(fixture, "cor/correttore.cpp", "int main() {}\n");
    fixture_write(fixture, "sol/grader.cpp", "int main() {}\n");
    fixture_write(fixture, "sol/grader.pas", "begin end.\n");
    fixture_write(fixture, "sol/t.h", "\n");
    fixture_write(fixture, "sol/tlib.pas", "\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->output_validator.path, "cor/correttore.cpp");
    cr_expect_eq(problem->checker_convention, CHECKER_CMS);
    cr_assert_eq(problem->include_count, 2);
    cr_expect_str_eq(problem->includes[0].language, "cpp");
    cr_expect_str_eq(problem->includes[0].entry, "grader.cpp");
    cr_expect_str_eq(
        fixture_words(fixture, problem->includes[0].files, problem->includes[0].file_count),
        "sol/grader.cpp sol/t.h sol/tlib.pas");
    cr_expect_str_eq(problem->includes[1].language, "pascal");
    cr_expect_eq(problem->jury_count, 1);
    fixture_done(fixture);
}

Test(italy, manager_makes_a_communication_task)
{
    struct fixture *fixture = italy(TASK "num_processes: 2\nuser_io: fifo_io\n");
    fixture_write(fixture, "check/manager.cpp", "int main() {}\n");
    fixture_write(fixture, "sol/stub.c", "int main(void) {}\n");
    fixture_remove(fixture, "output/output0.txt");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->kinds, PROBLEM_SCORING | PROBLEM_COMMUNICATION);
    cr_expect_str_eq(problem->interactor.path, "check/manager.cpp");
    cr_expect_eq(problem->interactor_convention, INTERACTOR_CMS);
    cr_expect_eq(problem->process_count, 2);
    cr_expect_eq(problem->include_count, 1);
    cr_expect_null(problem->input_file);
    cr_expect_null(problem->tests[0].answer);
    cr_expect_not(problem->tests[0].is_answer_made);
    cr_expect_not(problem->talks_on_stdio);
    fixture_done(fixture);
    fixture = italy(TASK "user_io: std_io\n");
    fixture_write(fixture, "check/manager.cpp", "int main() {}\n");
    problem = fixture_problem(fixture);
    cr_expect(problem->talks_on_stdio);
    cr_expect_eq(problem->process_count, 1);
    fixture_done(fixture);
}

Test(italy, output_only_and_two_steps_are_kinds_of_their_own)
{
    struct fixture *fixture = italy("name: t\nn_input: 4\noutput_only: true\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->kinds, PROBLEM_SCORING | PROBLEM_SUBMIT_ANSWER);
    cr_expect_str_eq(problem->tests[2].outputs, "output_002.txt");
    fixture_done(fixture);
    fixture = italy(TASK "task_type: TwoSteps\n");
    fixture_write(fixture, "sol/manager.cpp", "int main() {}\n");
    fixture_write(fixture, "sol/half_wrong/encoder.cpp", "int e() {}\n");
    fixture_write(fixture, "sol/half_wrong/decoder.cpp", "int d() {}\n");
    problem = fixture_problem(fixture);
    cr_expect_eq(problem->kinds, PROBLEM_SCORING | PROBLEM_TWO_STEPS);
    cr_expect_eq(problem->include_count, 1);
    cr_assert_eq(problem->jury_count, 2);
    cr_expect_str_eq(problem->jury[0].path, "sol/half_wrong");
    cr_expect_str_eq(problem->jury[0].expected[0], "WA");
    fixture_done(fixture);
}

Test(italy, solutions_are_told_by_name_and_mark)
{
    static const struct {
        const char *file, *text, *codes;
        bool is_main;
    } rows[] = {
        {"sol/soluzione.cpp", "", "AC", true},
        {"sol/t.py", "", "AC", false},
        {"sol/quadratic_tle.c", "", "TLE", false},
        {"sol/wrong2.c", "", "", false},
        {"sol/greedy-wrong.c", "", "WA", false},
        {"sol/other.c", "", "", false},
        {"sol/other.c", "// @EXPECTED_RESULTS@: RUN-ERROR, TIMELIMIT\n", "RTE TLE", false},
        {"sol/wrong.c", "// @EXPECTED_RESULTS@: CORRECT\n", "AC", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = italy(TASK);
        fixture_remove(fixture, "sol/solution.c");
        fixture_write(fixture, rows[i].file, rows[i].text);
        const struct problem *problem = fixture_problem(fixture);
        cr_assert_eq(problem->jury_count, 1, "%s", rows[i].file);
        const struct jury_submission *jury = &problem->jury[0];
        cr_expect_str_eq(fixture_words(fixture, jury->expected, jury->expected_count),
                         rows[i].codes, "%s", rows[i].file);
        cr_expect_eq(jury->is_main, rows[i].is_main, "%s", rows[i].file);
        fixture_done(fixture);
    }
}

Test(italy, silent_limits_are_told)
{
    struct fixture *fixture = italy("name: t\nn_input: 4\nnonsense: 1\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->limits.cpu_ns, -1, "to be computed from the solution");
    cr_expect(fixture_has_warning(fixture, "unknown key 'nonsense'"));
    fixture_done(fixture);
}

Test(italy, what_cannot_be_judged_is_refused_with_its_place)
{
    static const struct {
        const char *label, *yaml, *file, *text, *words;
    } rows[] = {
        {"no name", "n_input: 4\n", NULL, NULL, "pkg/task.yaml:1:1: name is missing"},
        {"no number", "name: t\n", NULL, NULL, "n_input is missing"},
        {"numbers differ", TASK, "gen/GEN", "1\n", "n_input is 4, but gen/GEN has 1 tests"},
        {"test before subtask", TASK, "gen/GEN", "1\n# ST: 1\n2\n3\n4\n", "pkg/gen/GEN:2: tests"},
        {"bad points", TASK, "gen/GEN", "# ST: many\n1\n2\n3\n4\n", "pkg/gen/GEN:1: "},
        {"command on a test's line", TASK, "gen/GEN", "1 # ST: 1\n2\n3\n4\n", "on one line"},
        {"file name", TASK "infile: ../x\n", NULL, NULL, "'../x' is no plain file name"},
        {"user_io", TASK "user_io: pipe_io\n", NULL, NULL, "user_io: pipe_io is not known"},
        {"task type", TASK "task_type: Magic\n", NULL, NULL, "task_type: not known"},
        {"type without manager", TASK "task_type: Communication\n", NULL, NULL, "no check/manager"},
        {"processes", TASK "num_processes: 2\n", NULL, NULL, "num_processes is 2"},
        {"binary checker", TASK, "check/checker",
         "\x7f"
         "ELF",
         "a compiled program without"},
        {"score type", TASK "score_type: Best\nscore_type_parameters: 1\n", NULL, NULL,
         "score_type: not supported"},
        {"parameters alone", TASK "score_type_parameters: 1\n", NULL, NULL, "go together"},
        {"too many in groups", TASK "score_type: GroupMin\nscore_type_parameters: [[1, 5]]\n", NULL,
         NULL, "more tests than there are (4)"},
        {"bad pattern", TASK "score_type: GroupMin\nscore_type_parameters: [[1, '(']]\n", NULL,
         NULL, "task.yaml:7:29: pattern '('"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = italy(rows[i].yaml);
        if (rows[i].file)
            fixture_write(fixture, rows[i].file, rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(italy, missing_input_without_a_generator_is_refused)
{
    struct fixture *fixture = italy(TASK);
    fixture_remove(fixture, "input/input2.txt");
    fixture_expect_refusal(fixture, "no GEN", "pkg/input/input2.txt: does not exist");
    fixture_write(fixture, "gen/GEN", "1\n2\n3\n4\n");
    fixture_expect_refusal(fixture, "no generator", "no gen/generator");
    fixture_done(fixture);
}
