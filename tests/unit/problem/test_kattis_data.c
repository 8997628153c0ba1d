#include "fixture.h"

#define LEGACY "name: Sum\n"
#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"
#define DRAFT "problem_format_version: 2023-07-draft\nname: Sum\n"

Test(kattis_data, order_is_by_name_sample_first_folders_together)
{
    static const char *const names[] = {
        "secret/b", "secret/10",  "secret/2",   "secret/a-b",      "secret/a", "sample/z",
        "sample/1", "secret/a/2", "secret/a/1", "secret/g/deep/1", "secret/B", "secret/g/02",
    };
    struct fixture *fixture = fixture_package(LEGACY);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++)
        fixture_test(fixture, names[i]);
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture),
                     "sample/1 sample/z secret/1 secret/10 secret/2 secret/B secret/a secret/a/1 "
                     "secret/a/2 secret/a-b secret/b secret/g/02 secret/g/deep/1");
    fixture_done(fixture);
}

Test(kattis_data, test_knows_its_files_and_group)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_remove(fixture, "data");
    fixture_test(fixture, "sample/1");
    fixture_test(fixture, "secret/group1/01");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->test_count, 2);
    cr_expect(problem->tests[0].is_sample);
    cr_expect_str_eq(problem->tests[0].group, "sample");
    cr_expect_not(problem->tests[1].is_sample);
    cr_expect_str_eq(problem->tests[1].name, "secret/group1/01");
    cr_expect_str_eq(problem->tests[1].group, "secret/group1");
    cr_expect_str_eq(problem->tests[1].input, "data/secret/group1/01.in");
    cr_expect_str_eq(problem->tests[1].answer, "data/secret/group1/01.ans");
    fixture_done(fixture);
}

Test(kattis_data, half_a_test_is_passed_over_with_a_warning)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_write(fixture, "data/secret/2.in", "x\n");
    fixture_write(fixture, "data/secret/3.ans", "x\n");
    fixture_write(fixture, "data/secret/4.txt", "x\n");
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "secret/1");
    cr_expect(fixture_has_warning(fixture, "secret/2.in: passed over: there is no 2.ans"));
    cr_expect(fixture_has_warning(fixture, "secret/3.ans: passed over: there is no 3.in"));
    cr_expect_eq(fixture->problem.warning_count, 2);
    fixture_done(fixture);
}

Test(kattis_data, what_stands_beside_sample_and_secret_is_told)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_test(fixture, "secrets/1");
    fixture_test(fixture, "invalid_input/1");
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "secret/1");
    cr_expect_eq(fixture->problem.warning_count, 1);
    cr_expect(fixture_has_warning(fixture, "data/secrets: passed over"));
    fixture_done(fixture);
}

Test(kattis_data, package_without_tests_is_refused)
{
    static const char *const yamls[] = {LEGACY, DRAFT, ICPC};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(yamls); i++) {
        struct fixture *fixture = fixture_package(yamls[i]);
        fixture_remove(fixture, "data");
        fixture_expect_refusal(fixture, "no data folder", "no tests");
        fixture_write(fixture, "data/secret/1.in", "");
        fixture_expect_refusal(fixture, "no answer", i == 2 ? "there is no 1.ans" : "no tests");
        fixture_done(fixture);
    }
}

Test(kattis_data, validator_flags_are_inherited_and_replaced_by_folder)
{
    struct fixture *fixture = fixture_package(LEGACY "validator_flags: case_sensitive\n");
    fixture_test(fixture, "secret/g/1");
    fixture_test(fixture, "secret/g/h/1");
    fixture_test(fixture, "sample/1");
    fixture_write(fixture, "data/secret/testdata.yaml",
                  "on_reject: continue\ngrading: default\ngrader_flags: min first_error\n"
                  "output_validator_flags: '  float_tolerance\t1e-6 '\n");
    fixture_write(fixture, "data/secret/g/h/testdata.yaml",
                  "output_validator_flags: space_change_sensitive\n");
    const struct problem *problem = fixture_problem(fixture);
    static const char *const expected[] = {
        "case_sensitive",
        "case_sensitive float_tolerance 1e-6",
        "case_sensitive float_tolerance 1e-6",
        "case_sensitive space_change_sensitive",
    };
    cr_assert_eq(problem->test_count, EV_ARRAY_LENGTH(expected));
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        const char *words = fixture_words(fixture, test->validator_args, test->validator_arg_count);
        cr_expect_str_eq(words, expected[i], "%s: %s", test->name, words);
    }
    fixture_done(fixture);
}

Test(kattis_data, wrong_settings_are_refused_with_their_place)
{
    static const struct {
        const char *label, *yaml, *file, *text, *words;
    } rows[] = {
        {"custom grader", LEGACY, "data/secret/testdata.yaml", "grading: custom\n",
         "testdata.yaml:1:10: grading: custom graders are for scoring"},
        {"grading unknown", LEGACY, "data/secret/testdata.yaml", "grading: costum\n",
         "testdata.yaml:1:10: grading: 'costum' is not known"},
        {"on_reject unknown", LEGACY, "data/secret/testdata.yaml", "on_reject: stop\n",
         "testdata.yaml:1:12: on_reject: 'stop' is not known"},
        {"draft max_score", DRAFT, "data/secret/g/test_group.yaml", "max_score: 3\n",
         "max_score: the problem is pass-fail"},
        {"max_score", ICPC, "data/secret/test_group.yaml", "max_score: 3\n",
         "test_group.yaml:1:12: max_score: the problem is pass-fail"},
        {"require_pass", ICPC, "data/secret/test_group.yaml", "require_pass: sample\n",
         "test_group.yaml:1:15: require_pass: the problem is pass-fail"},
        {"static score", ICPC, "data/secret/test_group.yaml", "static_validation_score: 3\n",
         "test_group.yaml:1:26: static_validation_score: static_validator/ holds no program"},
        {"static arguments", ICPC, "data/secret/test_group.yaml", "static_validator_args: [x]\n",
         "test_group.yaml:1:24: static_validator_args: without static_validation_score"},
        {"no answer", ICPC, "data/secret/2.in", "1\n", "2.in: there is no 2.ans beside it"},
        {"settings of no test", ICPC, "data/secret/2.yaml", "args: []\n", "there is no 2.in"},
        {"folder named as a test", ICPC, "data/secret/1/2.in", "", "a folder with the name of"},
        {"input arguments", ICPC, "data/secret/1.yaml", "input_validator_args: {v: x}\n",
         "1.yaml:1:27: expected a list"},
        {"unknown key of a group", ICPC, "data/secret/test_group.yaml", "arg: [x]\n",
         "test_group.yaml:1:1"},
        {"unknown key of a test", ICPC, "data/secret/1.yaml", "arg: [x]\n", "1.yaml:1:1"},
        {"text for a list", ICPC, "data/secret/1.yaml", "args: x y\n",
         "1.yaml:1:7: expected a list"},
        {"group inside a group", ICPC, "data/secret/g/h/test_group.yaml", "args: []\n",
         "g/h/test_group.yaml: test_group.yaml may only stand"},
        {"score of data", ICPC, "data/test_group.yaml", "max_score: 10\n",
         "data/test_group.yaml:1:12: max_score: not in data/ itself"},
        {"unknown key of data", ICPC, "data/test_group.yaml", "arg: []\n",
         "data/test_group.yaml:1:1"},
        {"group in sample", ICPC, "data/sample/g/test_group.yaml", "args: []\n", "may only stand"},
        {"testdata.yaml", ICPC, "data/secret/testdata.yaml", "output_validator_flags: x\n",
         "testdata.yaml is of the older formats"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_write(fixture, rows[i].file, rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis_data, scores_of_a_legacy_group_are_passed_over_with_a_warning)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_write(fixture, "data/secret/testdata.yaml", "accept_score: 50\nrange: 0 50\nodd: 1\n");
    (void)fixture_problem(fixture);
    cr_expect_eq(fixture->problem.warning_count, 3);
    cr_expect(fixture_has_warning(fixture, "unknown key 'odd'"));
    cr_expect(fixture_has_warning(fixture, "accept_score: passed over"));
    cr_expect(fixture_has_warning(fixture, "range: passed over"));
    cr_expect_eq(fixture->problem.scoring.group_count, 1);
    cr_expect_eq(fixture->problem.scoring.groups[0].rule, SCORE_PASS_FAIL);
    fixture_done(fixture);
}

Test(kattis_data, arguments_of_2025_come_from_the_test_then_its_group)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_test(fixture, "secret/g/1");
    fixture_test(fixture, "secret/g/2");
    fixture_remove(fixture, "data/secret/1.in");
    fixture_remove(fixture, "data/secret/1.ans");
    fixture_write(fixture, "data/secret/test_group.yaml",
                  "args: [a]\noutput_validator_args: [x]\n");
    fixture_write(fixture, "data/secret/g/test_group.yaml", "output_validator_args: [y, 1e-6]\n");
    fixture_write(fixture, "data/secret/g/2.yaml",
                  "args: []\noutput_validator_args: [z]\nfull_feedback: false\nhint: try\n"
                  "description: two\ninput_validator_args: {v: [q]}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->test_count, 2);
    const struct problem_test *one = &problem->tests[0], *two = &problem->tests[1];
    cr_expect_str_eq(fixture_words(fixture, one->args, one->arg_count), "a");
    cr_expect_str_eq(fixture_words(fixture, one->validator_args, one->validator_arg_count),
                     "y 1e-6");
    cr_expect_null(one->hint);
    cr_expect_eq(two->arg_count, 0);
    cr_expect_str_eq(fixture_words(fixture, two->validator_args, two->validator_arg_count), "z");
    cr_expect_str_eq(two->hint, "try");
    cr_expect_str_eq(two->description, "two");
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(kattis_data, arguments_of_data_itself_are_those_of_all_below)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_test(fixture, "sample/1");
    fixture_test(fixture, "secret/2");
    fixture_test(fixture, "invalid_output/3");
    fixture_write(fixture, "data/invalid_output/3.out", "4\n");
    fixture_write(fixture, "data/test_group.yaml", "output_validator_args: [x]\nargs: [a]\n");
    fixture_write(fixture, "data/secret/test_group.yaml", "output_validator_args: [y]\n");
    const struct problem *problem = fixture_problem(fixture);
    static const char *const expected[] = {"x", "y", "y"};
    cr_assert_eq(problem->test_count, 3);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(expected); i++) {
        const struct problem_test *test = &problem->tests[i];
        cr_expect_str_eq(fixture_words(fixture, test->args, test->arg_count), "a");
        cr_expect_str_eq(fixture_words(fixture, test->validator_args, test->validator_arg_count),
                         expected[i], "%s", test->name);
    }
    cr_assert_eq(problem->case_count, 1);
    cr_expect_str_eq(fixture_words(fixture, problem->cases[0].validator_args,
                                   problem->cases[0].validator_arg_count),
                     "x");
    cr_expect(fixture_has_warning(fixture, "data/test_group.yaml: 2025-09 has this file in"));
    fixture_done(fixture);
}

Test(kattis_data, groups_mixed_with_loose_tests_are_refused)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_test(fixture, "secret/g/1");
    fixture_write(fixture, "data/secret/g/test_group.yaml", "args: [a]\n");
    fixture_expect_refusal(fixture, "loose", "data/secret/g: test groups and loose tests");
    fixture_remove(fixture, "data/secret/1.in");
    fixture_remove(fixture, "data/secret/1.ans");
    fixture_test(fixture, "secret/h/1");
    fixture_expect_refusal(fixture, "plain", "data/secret/h: a folder without test_group.yaml");
    fixture_remove(fixture, "data/secret/g/test_group.yaml");
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "secret/g/1 secret/h/1");
    fixture_done(fixture);
}

Test(kattis_data, hint_and_description_files_are_read)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_write(fixture, "data/secret/1.hint", "small\n");
    fixture_write(fixture, "data/secret/1.desc", "the least\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->tests[0].hint, "small\n");
    cr_expect_str_eq(problem->tests[0].description, "the least\n");
    fixture_done(fixture);
}

Test(kattis_data, links_inside_the_package_are_followed)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_test(fixture, "secret/g/1");
    fixture_link(fixture, "data/secret/h", "g");
    fixture_link(fixture, "data/secret/2.in", "../secret/g/1.in");
    fixture_link(fixture, "data/secret/2.ans", "1.ans");
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "secret/1 secret/2 secret/g/1 secret/h/1");
    fixture_done(fixture);
}

Test(kattis_data, links_that_lead_astray_are_refused)
{
    static const struct {
        const char *label, *name, *target, *words;
    } rows[] = {
        {"absolute", "data/secret/1.in", "/etc/passwd", "data/secret/1.in: a link that leaves"},
        {"by ..", "data/secret/1.ans", "../../../other", "data/secret/1.ans: a link that leaves"},
        {"folder", "data/secret/g", "/tmp", "data/secret/g: a link that leaves"},
        {"settings", "data/secret/testdata.yaml", "/etc/passwd", "a link that leaves"},
        {"submission", "submissions/accepted/b.py", "/etc/passwd", "a link that leaves"},
        {"problem.yaml", "problem.yaml", "/etc/passwd", "problem.yaml: a link that leaves"},
        {".timelimit", ".timelimit", "/etc/passwd", ".timelimit: a link that leaves"},
        {"to itself", "data/secret/g", "g", "data/secret/g: a link that leads back to itself"},
        {"to a folder above", "data/secret/g", ".", "data/secret/g: a link back to the folder"},
        {"to the top", "data/secret/g", "../../data", "data/secret/g: a link back to the folder"},
        {"submissions' cycle", "submissions/accepted/d/e", "../d", "a link back to the folder"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(LEGACY);
        fixture_remove(fixture, rows[i].name);
        fixture_link(fixture, rows[i].name, rows[i].target);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis_data, test_that_is_a_link_to_nothing_is_passed_over_with_a_warning)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_test(fixture, "secret/2");
    fixture_remove(fixture, "data/secret/1.in");
    fixture_link(fixture, "data/secret/1.in", "none");
    (void)fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "secret/2");
    cr_expect(fixture_has_warning(fixture, "data/secret/1.in: passed over: a link to a file"));
    problem_close(&fixture->problem);
    fixture_write(fixture, "problem.yaml", ICPC);
    fixture_expect_refusal(fixture, "2025-09", "a link to a file that does not exist");
    fixture_done(fixture);
}

Test(kattis_data, key_that_stands_twice_counts_as_written_last)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_write(fixture, "data/secret/testdata.yaml",
                  "input_validator_flags: a\non_reject: break\ninput_validator_flags: b c\n");
    const struct problem_test *test = &fixture_problem(fixture)->tests[0];
    const char *args =
        fixture_words(fixture, test->input_validator_args, test->input_validator_arg_count);
    cr_expect_str_eq(args, "b c", "%s", args);
    cr_expect(fixture_has_warning(fixture, "testdata.yaml:3:1: the key 'input_validator_flags'"));
    fixture_done(fixture);
}

Test(kattis_data, folder_or_fifo_in_the_place_of_a_file_is_refused)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_remove(fixture, "data/secret/1.in");
    (void)fixture_place(fixture, "data/secret/1.in/x");
    fixture_expect_refusal(fixture, "folder", "must be files");
    fixture_remove(fixture, "data/secret/1.in");
    cr_assert_eq(mkfifo(fixture_place(fixture, "data/secret/1.in"), 0600), 0);
    fixture_expect_refusal(fixture, "fifo", "neither a file nor a folder");
    fixture_done(fixture);
}

Test(kattis_data, too_deep_a_folder_is_refused)
{
    struct fixture *fixture = fixture_package(LEGACY);
    const char *path = "data/secret";
    for (int i = 0; i < 29; i++)
        path = fs_join(&fixture->arena, path, "d");
    fixture_write(fixture, fs_join(&fixture->arena, path, "e/x"), "");
    (void)fixture_problem(fixture);
    problem_close(&fixture->problem);
    fixture_write(fixture, fs_join(&fixture->arena, path, "e/f/x"), "");
    fixture_expect_refusal(fixture, "depth", "folders more than 32 deep");
    fixture_done(fixture);
}

Test(kattis_data, too_long_a_path_is_refused)
{
    struct fixture *fixture = fixture_package(LEGACY);
    const char *path = "data/secret";
    char name[201];
    memset(name, 'n', 200);
    name[200] = '\0';
    for (int i = 0; i < 5; i++)
        path = fs_join(&fixture->arena, path, name);
    fixture_write(fixture, fs_join(&fixture->arena, path, "1.in"), "");
    fixture_expect_refusal(fixture, "path", "at most 1024");
    fixture_done(fixture);
}
