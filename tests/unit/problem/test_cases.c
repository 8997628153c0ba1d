#include "fixture.h"

#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"

Test(cases, every_kind_is_found_with_its_files_and_arguments)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_write(fixture, "data/invalid_input/deep/a.in", "");
    fixture_write(fixture, "data/invalid_output/test_group.yaml",
                  "output_validator_args: [x]\ninput_validator_args: {v.py: [y]}\n");
    fixture_test(fixture, "invalid_output/b");
    fixture_write(fixture, "data/invalid_output/b.out", "4\n");
    fixture_test(fixture, "valid_output/c");
    fixture_write(fixture, "data/valid_output/c.out", "3\n");
    fixture_write(fixture, "data/valid_output/c.yaml",
                  "output_validator_args: [z]\ndescription: three\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->case_count, 3);
    const struct validation_case *cases = problem->cases;
    cr_expect_eq(cases[0].kind, CASE_INVALID_INPUT);
    cr_expect_str_eq(cases[0].name, "invalid_input/deep/a");
    cr_expect_null(cases[0].answer);
    cr_expect_eq(cases[1].kind, CASE_INVALID_OUTPUT);
    cr_expect_str_eq(cases[1].output, "data/invalid_output/b.out");
    cr_expect_str_eq(fixture_words(fixture, cases[1].validator_args, cases[1].validator_arg_count),
                     "x");
    cr_assert_eq(cases[1].named_input_arg_count, 1);
    cr_expect_str_eq(cases[1].named_input_args[0].name, "v.py");
    cr_expect_eq(cases[2].kind, CASE_VALID_OUTPUT);
    cr_expect_str_eq(cases[2].answer, "data/valid_output/c.ans");
    cr_expect_str_eq(fixture_words(fixture, cases[2].validator_args, cases[2].validator_arg_count),
                     "z");
    cr_expect_eq(problem->test_count, 1, "cases are no tests");
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(cases, half_a_case_is_refused)
{
    static const struct {
        const char *label, *file, *words;
    } rows[] = {
        {"no output", "data/valid_output/a.ans", "valid_output/a.in: there is no a.out beside it"},
        {"no answer", "data/valid_output/a.out", "valid_output/a.in: there is no a.ans beside it"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(ICPC);
        fixture_write(fixture, "data/valid_output/a.in", "1\n");
        fixture_write(fixture, rows[i].file, "1\n");
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(cases, programs_of_a_package_are_found)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(fixture, "input_validators/a.py", "");
    fixture_write(fixture, "input_validators/b.ctd", "");
    fixture_write(fixture, "input_validators/c/c.cpp", "");
    fixture_write(fixture, "input_validators/common.h", "");
    fixture_write(fixture, "input_format_validators/d.viva", "");
    fixture_write(fixture, "answer_validators/e.py", "");
    fixture_write(fixture, "include/cpp/grader.cpp", "");
    fixture_write(fixture, "include/python3/main.py", "");
    fixture_write(fixture, "include/default/help.txt", "");
    const struct problem *problem = fixture_problem(fixture);
    static const enum validator_convention conventions[] = {
        VALIDATOR_KATTIS, VALIDATOR_CHECKTESTDATA, VALIDATOR_KATTIS, VALIDATOR_VIVA};
    cr_assert_eq(problem->input_validator_count, EV_ARRAY_LENGTH(conventions));
    for (size_t i = 0; i < EV_ARRAY_LENGTH(conventions); i++)
        cr_expect_eq(problem->input_validators[i].convention, conventions[i], "%zu", i);
    cr_expect_str_eq(problem->input_validators[2].name, "c");
    cr_expect_eq(problem->input_validators[0].program.companion_count, 1);
    cr_expect_eq(problem->answer_validator_count, 1);
    cr_assert_eq(problem->include_count, 3);
    cr_expect_str_eq(problem->includes[0].language, "cpp");
    cr_expect_null(problem->includes[0].entry);
    cr_expect_null(problem->includes[1].language, "default is for every other language");
    cr_expect_str_eq(problem->includes[2].entry, "main.py");
    cr_expect_str_eq(problem->includes[2].folder, "include/python3");
    fixture_done(fixture);
}

Test(cases, files_of_a_test_are_found)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_write(fixture, "data/secret/1.files/b/c.txt", "");
    fixture_write(fixture, "data/secret/1.files/a.txt", "");
    const struct problem_test *test = &fixture_problem(fixture)->tests[0];
    cr_expect_str_eq(test->files_folder, "data/secret/1.files");
    cr_expect_str_eq(fixture_words(fixture, test->files, test->file_count),
                     "data/secret/1.files/a.txt data/secret/1.files/b/c.txt");
    fixture_done(fixture);
}

Test(cases, input_arguments_are_followed_by_the_tests_own)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_write(fixture, "data/secret/1.yaml",
                  "args: [p, q]\ninput_validator_args: {v.py: [x]}\n");
    const struct problem_test *test = &fixture_problem(fixture)->tests[0];
    cr_expect_str_eq(
        fixture_words(fixture, test->input_validator_args, test->input_validator_arg_count), "p q");
    cr_assert_eq(test->named_input_arg_count, 1);
    cr_expect_str_eq(fixture_words(fixture, test->named_input_args[0].words,
                                   test->named_input_args[0].word_count),
                     "x p q");
    fixture_done(fixture);
}
