#include <math.h>

#include "fixture.h"
#include "model/verdict.h"

#define CONFIG "title: A Task\nsinol_task_id: abc\ntime_limit: 1500\nmemory_limit: 65536\n"
#define BIT(name) (1u << VERDICT_##name)

static void add_test(struct fixture *fixture, const char *name)
{
    fixture_write(fixture, arena_printf(&fixture->arena, "in/%s.in", name), "1\n");
    fixture_write(fixture, arena_printf(&fixture->arena, "out/%s.out", name), "1\n");
}

static struct fixture *sinol(const char *config)
{
    static const char *const tests[] = {"abc0", "abc1a", "abc1b", "abc2a", "abc1ocen"};
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "config.yml", config);
    fixture_write(fixture, "prog/abc.cpp", "int main() {}\n");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(tests); i++)
        add_test(fixture, tests[i]);
    return fixture;
}

Test(sinol, tests_are_in_groups_by_their_numbers)
{
    struct fixture *fixture = sinol(CONFIG "scores: {1: 40, 2: 60}\n");
    add_test(fixture, "abc10a");
    fixture_write(fixture, "config.yml", CONFIG "scores: {1: 40, 2: 50, 10: 10}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "sinol");
    cr_expect_eq(problem->limits.cpu_ns, 1500000000);
    cr_expect_eq(problem->limits.memory_bytes, 64 << 20);
    cr_expect_str_eq(fixture_test_names(fixture),
                     "0/abc0 0/abc1ocen 1/abc1a 1/abc1b 2/abc2a 10/abc10a");
    cr_assert_eq(problem->scoring.group_count, 5);
    cr_expect_eq(problem->scoring.groups[0].rule, SCORE_SUM);
    cr_expect_eq(problem->scoring.groups[1].max_score, 0);
    cr_expect_eq(problem->scoring.groups[2].rule, SCORE_GROUP_MIN);
    cr_expect(problem->scoring.groups[2].is_rounded_up);
    cr_expect_eq(problem->scoring.groups[2].max_score, 40);
    cr_expect_eq(problem->scoring.groups[4].max_score, 10);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_expect(problem->tests[1].is_sample);
    cr_expect_not(problem->tests[2].is_sample);
    cr_expect_eq(problem->tests[4].score_group, 3);
    fixture_done(fixture);
}

Test(sinol, points_are_shared_equally_where_scores_are_missing)
{
    struct fixture *fixture = sinol(CONFIG);
    add_test(fixture, "abc3");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->scoring.groups[2].max_score, 33);
    cr_expect_eq(problem->scoring.groups[3].max_score, 33);
    cr_expect_eq(problem->scoring.groups[4].max_score, 34);
    cr_expect_eq(problem->scoring.full_score, 100);
    fixture_done(fixture);
}

Test(sinol, contest_types_have_rules_of_their_own)
{
    static const struct {
        const char *type;
        enum score_rule group, root;
        double full_score;
    } rows[] = {
        {"default", SCORE_GROUP_MIN, SCORE_SUM, 100},
        {"oij", SCORE_GROUP_MIN, SCORE_SUM, 100},
        {"oi", SCORE_TIME_SCALED, SCORE_SUM, 100},
        {"icpc", SCORE_PASS_FAIL, SCORE_PASS_FAIL, 1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char config[256];
        (void)snprintf(config, sizeof(config), CONFIG "sinol_contest_type: %s\n", rows[i].type);
        struct fixture *fixture = sinol(config);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->scoring.groups[0].rule, rows[i].root, "%s", rows[i].type);
        cr_expect_eq(problem->scoring.groups[2].rule, rows[i].group, "%s", rows[i].type);
        cr_expect_eq(problem->scoring.full_score, rows[i].full_score, "%s", rows[i].type);
        fixture_done(fixture);
    }
}

Test(sinol, tests_of_groups_depended_on_count_as_own)
{
    struct fixture *fixture = sinol(CONFIG "subtask_dependencies: {2: [1]}\n");
    fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture),
                     "0/abc0 0/abc1ocen 1/abc1a 1/abc1b 2/abc2a 2/abc1a 2/abc1b");
    cr_expect_eq(fixture->problem.tests[5].score_group, 3);
    fixture_done(fixture);
}

Test(sinol, programs_are_found_by_the_ends_of_their_names)
{
    struct fixture *fixture = sinol(CONFIG);
    fixture_write(fixture, "prog/abcchk.cpp", "int main() {}\n");
    fixture_write(fixture, "prog/abcinwer.cpp", "int main() {}\n");
    fixture_write(fixture, "prog/abcingen.cpp", "int main() {}\n");
    fixture_write(fixture, "prog/oi.h", "\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->output_validator.path, "prog/abcchk.cpp");
    cr_expect_eq(problem->checker_convention, CHECKER_SINOL);
    cr_expect_str_eq(problem->output_validator.companions[0], "prog/oi.h");
    cr_assert_eq(problem->input_validator_count, 1);
    cr_expect_eq(problem->input_validators[0].convention, VALIDATOR_SINOL);
    cr_expect_eq(problem->jury_count, 1);
    cr_expect_eq(problem->tests[0].validator_arg_count, 0);
    fixture_done(fixture);
}

Test(sinol, libraries_belong_to_languages)
{
    struct fixture *fixture =
        sinol(CONFIG "extra_compilation_files: [abclib.h, abclib.cpp]\n"
                     "extra_compilation_args: {cpp: abclib.cpp}\nextra_execution_files:\n"
                     "  py: [abclib.py]\n");
    fixture_write(fixture, "prog/abclib.h", "\n");
    fixture_write(fixture, "prog/abclib.cpp", "\n");
    fixture_write(fixture, "prog/abclib.py", "\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct include_set *cpp = NULL, *python = NULL;
    for (size_t i = 0; i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        if (strcmp(set->language, "cpp") == 0 && !cpp)
            cpp = set;
        if (strcmp(set->language, "python3") == 0)
            python = set;
    }
    cr_assert(cpp && python);
    cr_expect_str_eq(fixture_words(fixture, cpp->files, cpp->file_count),
                     "prog/abclib.cpp prog/abclib.h");
    cr_expect_str_eq(fixture_words(fixture, python->files, python->file_count),
                     "prog/abclib.py prog/abclib.h");
    cr_expect_eq(problem->jury_count, 1);
    fixture_done(fixture);
}

Test(sinol, letters_say_what_a_solution_must_get)
{
    static const struct {
        const char *file;
        bool is_accepted;
        unsigned permitted_lacks, required_has;
    } rows[] = {
        {"abc1.py", true, 0, 0},
        {"abc_other.cpp", true, 0, 0},
        {"abcs.cpp", false, BIT(WRONG_ANSWER), BIT(TIME_LIMIT) | BIT(MEMORY_LIMIT)},
        {"abcs2_slow.py", false, BIT(WRONG_ANSWER), BIT(TIME_LIMIT)},
        {"abcb3.c", false, 0, BIT(WRONG_ANSWER) | BIT(TIME_LIMIT)},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = sinol(CONFIG);
        fixture_write(fixture, arena_printf(&fixture->arena, "prog/%s", rows[i].file), "\n");
        const struct problem *problem = fixture_problem(fixture);
        cr_assert_eq(problem->jury_count, 2, "%s", rows[i].file);
        cr_expect(problem->jury[0].is_main);
        const struct jury_submission *jury = &problem->jury[1];
        cr_expect_eq(jury->expected_count, rows[i].is_accepted ? 1 : 0, "%s", rows[i].file);
        cr_expect_eq(jury->rule_count, rows[i].is_accepted ? 0 : 1, "%s", rows[i].file);
        if (jury->rule_count > 0) {
            cr_expect_eq(jury->rules[0].permitted & rows[i].permitted_lacks, 0);
            cr_expect_eq(jury->rules[0].required & rows[i].required_has, rows[i].required_has);
        }
        fixture_done(fixture);
    }
}

Test(sinol, expected_scores_are_rules_for_the_whole_and_for_groups)
{
    struct fixture *fixture =
        sinol(CONFIG "sinol_expected_scores:\n  abc.cpp:\n    points: 40\n    expected:\n"
                     "      1: {points: 40, status: OK}\n      2: {points: 0, status: TL}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct jury_submission *jury = &problem->jury[0];
    cr_assert_eq(jury->rule_count, 3);
    cr_expect_null(jury->rules[0].tests);
    cr_expect_eq(jury->rules[0].least_score, 40);
    cr_expect_eq(jury->rules[0].most_score, 40);
    cr_expect_str_eq(jury->rules[1].tests, "1");
    cr_expect_eq(jury->rules[1].permitted, BIT(ACCEPTED) | BIT(PARTIAL));
    cr_expect_str_eq(jury->rules[2].tests, "2");
    cr_expect_eq(jury->rules[2].required, BIT(TIME_LIMIT) | BIT(IDLENESS_LIMIT));
    cr_expect_eq(jury->rules[2].least_score, 0);
    cr_expect_eq(jury->expected_count, 0);
    cr_expect_str_eq(jury->rules[0].origin, "config.yml:7");
    fixture_done(fixture);
}

Test(sinol, missing_answers_are_made)
{
    struct fixture *fixture = sinol(CONFIG);
    fixture_remove(fixture, "out/abc1a.out");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect(problem->tests[2].is_answer_made);
    cr_expect_null(problem->tests[2].answer);
    cr_expect_not(problem->tests[3].is_answer_made);
    fixture_remove(fixture, "prog/abc.cpp");
    fixture_write(fixture, "prog/abcs.cpp", "\n");
    problem_close(&fixture->problem);
    fixture_expect_refusal(fixture, "no main", "pkg/out/abc1a.out: does not exist");
    fixture_done(fixture);
}

Test(sinol, languages_may_have_limits_of_their_own)
{
    struct fixture *fixture =
        sinol(CONFIG "time_limits: {1: 1500}\n"
                     "override_limits: {py: {time_limit: 4500, memory_limit: 2048}, cpp: "
                     "{memory_limit: 1024, time_limits: {1: 1500}}, pas: {time_limit: 1}}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->language_limit_count, 2);
    cr_expect_str_eq(problem->language_limits[0].language, "python3");
    cr_expect_float_eq(problem->language_limits[0].time_factor, 3, 1e-12);
    cr_expect_eq(problem->language_limits[0].memory_bytes, 2 << 20);
    cr_expect_str_eq(problem->language_limits[1].language, "cpp");
    cr_expect_float_eq(problem->language_limits[1].time_factor, 1, 1e-12);
    cr_expect_eq(problem->language_limits[1].memory_bytes, 1 << 20);
    cr_expect(fixture_has_warning(fixture, "override_limits: the language pas is not known"));
    fixture_done(fixture);
}

Test(sinol, what_cannot_be_judged_is_refused_with_its_place)
{
    static const struct {
        const char *label, *config, *file, *words;
    } rows[] = {
        {"no time limit", "sinol_task_id: abc\n", NULL, "time_limit is missing"},
        {"limit of a language's group", CONFIG "override_limits: {py: {time_limits: {1: 2000}}}\n",
         NULL, "time_limits: a limit of a single group"},
        {"limits of languages", CONFIG "override_limits: {py: 7}\n", NULL, "expected a map"},
        {"limit of a group", CONFIG "time_limits: {1: 2000}\n", NULL,
         "pkg/config.yml:5:18: time_limits"},
        {"memory of a group", CONFIG "memory_limits: {1: 2000}\n", NULL, "memory_limits"},
        {"contest type", CONFIG "sinol_contest_type: pa\n", NULL, "'pa' is not known"},
        {"score missing", CONFIG "scores: {1: 100}\n", NULL, "the group 2 is missing"},
        {"status", CONFIG "sinol_expected_scores: {abc.cpp: {expected: {1: {status: XX}}}}\n", NULL,
         "status: 'XX' is not known"},
        {"processes", CONFIG "num_processes: 2\n", NULL, "several processes"},
        {"interactor", CONFIG, "prog/abcsoc.cpp", "pkg/prog/abcsoc.cpp: interactive tasks"},
        {"compiler flags", CONFIG "extra_compilation_args: {cpp: -O3}\n", NULL,
         "'-O3' is no file of prog/"},
        {"dependency", CONFIG "subtask_dependencies: {2: [7]}\n", NULL, "no test is in group 7"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = sinol(rows[i].config);
        if (rows[i].file)
            fixture_write(fixture, rows[i].file, "int main() {}\n");
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(sinol, package_without_tests_says_how_to_make_them)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "config.yml", CONFIG);
    fixture_write(fixture, "prog/abcingen.cpp", "int main() {}\n");
    fixture_expect_refusal(fixture, "no tests", "prog/abcingen.cpp makes all of them at once");
    fixture_done(fixture);
}
