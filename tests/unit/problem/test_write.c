#include <math.h>

#include "fixture.h"
#include "model/verdict.h"

/* The fixture's package written as one of 2025-09 and read again. */
struct rewritten {
    struct arena arena;
    struct problem problem;
    const char *const *notes;
    size_t note_count;
    const char *path;
};

static struct rewritten rewrite_by(struct fixture *fixture, const struct problem_maker *maker)
{
    struct rewritten again = {.path = fs_join(&fixture->arena, fixture->folder, "new")};
    const struct problem *problem = fixture_problem(fixture);
    struct problem_written written;
    struct err err = {0};
    cr_assert_eq(fs_make_dirs(AT_FDCWD, again.path, 0755, &err), 0);
    EV_FD int fd = open(again.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(problem_write(problem, fd, maker, &again.arena, &written, &err), 0, "%s", err.msg);
    again.notes = written.notes;
    again.note_count = written.note_count;
    cr_assert_eq(problem_open(again.path, &again.problem, &err), 0, "%s", err.msg);
    size_t count = 0;
    for (size_t i = 0; i < again.problem.test_count; i++)
        count += !again.problem.tests[i].is_static;
    cr_expect_eq(count, written.test_count);
    return again;
}

static struct rewritten rewrite(struct fixture *fixture)
{
    return rewrite_by(fixture, NULL);
}

static bool has_note(const struct rewritten *again, const char *words)
{
    for (size_t i = 0; i < again->note_count; i++) {
        if (strstr(again->notes[i], words))
            return true;
    }
    return false;
}

static void finish(struct rewritten *again, struct fixture *fixture)
{
    problem_close(&again->problem);
    arena_done(&again->arena);
    fixture_done(fixture);
}

Test(write, pass_fail_package_keeps_limits_tests_and_submissions)
{
    struct fixture *fixture = fixture_package("name: 'A \"sum\"'\nlimits: {memory: 100}\n"
                                              "validator_flags: float_tolerance 1e-3\n");
    fixture_test(fixture, "sample/a b");
    fixture_write(fixture, ".timelimit", "2.5\n");
    fixture_write(fixture, "submissions/time_limit_exceeded/slow.py", "while True: pass\n");
    struct rewritten again = rewrite(fixture);
    cr_expect_str_eq(again.problem.format, "icpc-2025-09");
    cr_expect_str_eq(again.problem.title, "A \"sum\"");
    cr_expect_eq(again.problem.limits.cpu_ns, 2500000000);
    cr_expect_eq(again.problem.limits.memory_bytes, 100 << 20);
    cr_assert_eq(again.problem.test_count, 2);
    cr_expect_str_eq(again.problem.tests[0].name, "sample/0001-a-b");
    cr_expect_str_eq(again.problem.tests[0].validator_args[1], "1e-3");
    cr_expect_str_eq(again.problem.tests[1].name, "secret/0002-1");
    cr_assert_eq(again.problem.jury_count, 2);
    cr_expect_str_eq(again.problem.jury[0].path, "submissions/accepted/sum.py");
    cr_expect_str_eq(again.problem.jury[1].path, "submissions/time_limit_exceeded/slow.py");
    cr_expect_not(again.problem.scoring.has_scores);
    finish(&again, fixture);
}

static struct fixture *sinol(void)
{
    static const char *const tests[] = {"abc0", "abc1a", "abc2a"};
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "config.yml",
                  "sinol_task_id: abc\ntime_limit: 1000\nscores: {1: 40, 2: 60}\n"
                  "sinol_contest_type: oi\nsinol_expected_scores: {abcb.c: {points: 40}}\n");
    fixture_write(fixture, "prog/abc.cpp", "int main() {}\n");
    fixture_write(fixture, "prog/abcb.c", "int main(void) {}\n");
    fixture_write(fixture, "prog/abcchk.cpp", "int main() {}\n");
    fixture_write(fixture, "prog/abcinwer.py", "print()\n");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(tests); i++) {
        fixture_write(fixture, arena_printf(&fixture->arena, "in/%s.in", tests[i]), "1\n");
        fixture_write(fixture, arena_printf(&fixture->arena, "out/%s.out", tests[i]), "1\n");
    }
    return fixture;
}

Test(write, groups_keep_their_points_and_what_is_lost_is_told)
{
    struct fixture *fixture = sinol();
    struct rewritten again = rewrite(fixture);
    const struct problem *problem = &again.problem;
    cr_expect(problem->scoring.has_scores);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_assert_eq(problem->test_count, 3);
    cr_expect_str_eq(problem->tests[0].name, "sample/0001-abc0");
    cr_expect_str_eq(problem->tests[1].group, "secret/002-1");
    const struct score_group *group = &problem->scoring.groups[problem->tests[1].score_group];
    cr_expect_eq(group->max_score, 40);
    cr_expect_eq(group->rule, SCORE_MIN);
    cr_expect(has_note(&again, "group 1: points that fall with the time"));
    cr_expect(has_note(&again, "statements"));
    finish(&again, fixture);
}

/* A scoring package of Kattis' kind with a sample and two groups, of two tests and of one. */
static struct fixture *grouped(const char *yaml)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "problem.yaml", yaml);
    fixture_test(fixture, "sample/1");
    fixture_test(fixture, "secret/1-low/a");
    fixture_test(fixture, "secret/1-low/b");
    fixture_test(fixture, "secret/2-high/c");
    fixture_write(fixture, "submissions/accepted/sum.py", "print(3)\n");
    fixture_write(fixture, "submissions/mixed/half.py", "print(3)\n");
    return fixture;
}

static const struct score_group *group_of(const struct rewritten *again, size_t test)
{
    return &again->problem.scoring.groups[again->problem.tests[test].score_group];
}

static struct fixture *grouped_2025(void)
{
    struct fixture *fixture =
        grouped("problem_format_version: 2025-09\nname: a\ntype: scoring\n"
                "uuid: 8ee7605a-ab12-8aad-b06d-9b29fb3a5a03\nlanguages: [c, python3]\n"
                "limits: {time_limit: 3, compilation_time: 7, validation_memory: 90}\n");
    fixture_write(fixture, "data/secret/test_group.yaml", "max_score: 90\n");
    fixture_write(fixture, "data/secret/1-low/test_group.yaml",
                  "max_score: 30\nrequire_pass: sample\ninput_validator_args: [low]\n");
    fixture_write(fixture, "data/secret/2-high/test_group.yaml",
                  "max_score: 60\nscore_aggregation: sum\nrequire_pass: secret/1-low\n"
                  "static_validation_score: 20\nstatic_validator_args: [short]\n");
    fixture_write(fixture, "data/secret/2-high/c.yaml", "hint: 'a \"hint\"'\n");
    fixture_write(fixture, "data/secret/2-high/c.files/deep/word.txt", "word\n");
    fixture_write(fixture, "data/invalid_input/none.in", "\n");
    fixture_write(fixture, "input_validators/look.py", "exit(42)\n");
    fixture_write(fixture, "static_validator/look.py", "exit(42)\n");
    fixture_write(fixture, "statement/problem.en.tex", "text\n");
    fixture_write(fixture, "submissions/submissions.yaml",
                  "mixed/half.py:\n  score: 30\n  secret/2-high:\n    required: [WA, TLE]\n"
                  "    score: [0, 20]\n    message: 'not \"enough\"'\n");
    return fixture;
}

Test(write, a_package_of_2025_keeps_its_groups)
{
    struct fixture *fixture = grouped_2025();
    struct rewritten again = rewrite(fixture);
    const struct problem *problem = &again.problem;
    cr_expect_str_eq(problem->tests[0].name, "sample/1");
    cr_expect_eq(problem->scoring.full_score, 90);
    const struct score_group *low = group_of(&again, 1), *high = group_of(&again, 4);
    cr_expect_str_eq(low->name, "secret/1-low");
    cr_expect_eq(low->rule, SCORE_PASS_FAIL);
    cr_expect_eq(low->max_score, 30);
    cr_expect_eq(low->require_count, 1);
    cr_expect_str_eq(high->name, "secret/2-high");
    cr_expect_eq(high->rule, SCORE_SUM);
    cr_expect_eq(high->static_score, 20);
    cr_assert_eq(high->static_arg_count, 1);
    cr_expect_str_eq(high->static_args[0], "short");
    cr_expect_eq(&problem->scoring.groups[high->requires[0]], low);
    cr_expect_not(has_note(&again, "group"));
    finish(&again, fixture);
}

Test(write, a_package_of_2025_keeps_what_tests_and_validators_have)
{
    struct fixture *fixture = grouped_2025();
    struct rewritten again = rewrite(fixture);
    const struct problem *problem = &again.problem;
    cr_assert_eq(problem->tests[1].input_validator_arg_count, 1);
    cr_expect_str_eq(problem->tests[1].input_validator_args[0], "low");
    const struct problem_test *last = &problem->tests[problem->test_count - 1];
    cr_expect_str_eq(last->hint, "a \"hint\"");
    cr_assert_eq(last->file_count, 1);
    cr_expect_str_eq(last->files[0], "data/secret/2-high/c.files/deep/word.txt");
    cr_assert_eq(problem->case_count, 1);
    cr_expect_str_eq(problem->cases[0].name, "invalid_input/none");
    cr_expect_str_eq(problem->static_validator.path, "static_validator/look.py");
    cr_assert_eq(problem->language_count, 2);
    cr_expect_str_eq(problem->languages[1], "python3");
    cr_expect_eq(problem->compile_limits.cpu_ns, INT64_C(7000000000));
    cr_expect_eq(problem->validator_limits.memory_bytes, 90 << 20);
    cr_expect(fs_exists(problem->dir_fd, "statement/problem.en.tex"));
    finish(&again, fixture);
}

Test(write, what_is_expected_of_single_groups_is_kept_with_their_names)
{
    struct fixture *fixture = grouped_2025();
    struct rewritten again = rewrite(fixture);
    const struct jury_rule *found = NULL;
    const struct jury_submission *half = &again.problem.jury[1];
    cr_expect_str_eq(half->path, "submissions/mixed/half.py");
    for (size_t i = 0; i < half->rule_count; i++) {
        if (half->rules[i].tests && strcmp(half->rules[i].tests, "secret/2-high") == 0)
            found = &half->rules[i];
    }
    cr_assert_not_null(found);
    cr_expect(found->required & (1U << VERDICT_WRONG_ANSWER));
    cr_expect(found->required & (1U << VERDICT_TIME_LIMIT));
    cr_expect_not(found->required & (1U << VERDICT_RUNTIME_ERROR));
    cr_expect_eq(found->most_score, 20);
    cr_expect_str_eq(found->message, "not \"enough\"");
    cr_expect_not(has_note(&again, "single groups"));
    finish(&again, fixture);
}

/* Flags of the second group, which has two tests more, and what becomes of them. */
static const struct legacy_row {
    const char *label, *low;
    enum score_rule rule;
    double max_score;
    const char *note; /* NULL: nothing is lost */
} legacy_rows[] = {
    {"min", "grader_flags: min\naccept_score: 30\n", SCORE_PASS_FAIL, 30, NULL},
    {"sum", "grader_flags: sum\naccept_score: 30\n", SCORE_SUM, 60, NULL},
    {"avg", "grader_flags: avg\naccept_score: 30\n", SCORE_SUM, 30, NULL},
    {"max", "grader_flags: max\naccept_score: 30\n", SCORE_SUM, 30, "flags of the default grader"},
    {"rejected tests have points", "grader_flags: min\naccept_score: 30\nreject_score: 2\n",
     SCORE_PASS_FAIL, 30, "flags of the default grader"},
    {"lazy sum", "on_reject: break\ngrader_flags: sum\naccept_score: 30\n", SCORE_SUM, 60,
     "behind a rejected one"},
};

Test(write, flags_of_the_default_grader_become_points)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(legacy_rows); i++) {
        const struct legacy_row *row = &legacy_rows[i];
        struct fixture *fixture = grouped("name: a\ntype: scoring\n");
        fixture_write(fixture, "data/testdata.yaml",
                      "on_reject: continue\ngrader_flags: ignore_sample\n");
        fixture_write(fixture, "data/secret/1-low/testdata.yaml", row->low);
        fixture_write(fixture, "data/secret/2-high/testdata.yaml", "accept_score: 5\n");
        fixture_write(fixture, "problem_statement/problem.tex", "text\n");
        struct rewritten again = rewrite(fixture);
        const struct score_group *low = group_of(&again, 1), *high = group_of(&again, 3);
        cr_expect_eq(low->rule, row->rule, "%s", row->label);
        cr_expect_eq(low->max_score, row->max_score, "%s: %g", row->label, low->max_score);
        cr_expect_eq(high->max_score, 5, "%s", row->label);
        cr_expect_eq(again.problem.scoring.full_score, row->max_score + 5, "%s", row->label);
        cr_expect_eq(has_note(&again, "group"), row->note != NULL, "%s", row->label);
        cr_expect(!row->note || has_note(&again, row->note), "%s", row->label);
        cr_expect(fs_exists(again.problem.dir_fd, "statement/problem.en.tex"), "%s", row->label);
        finish(&again, fixture);
    }
}

Test(write, programs_of_other_conventions_are_wrapped)
{
    struct fixture *fixture = sinol();
    struct rewritten again = rewrite(fixture);
    const struct problem *problem = &again.problem;
    cr_expect_eq(problem->checker_convention, CHECKER_KATTIS);
    cr_expect_str_eq(problem->output_validator.path, "output_validator");
    cr_expect(problem->output_validator.has_scripts);
    cr_assert_eq(problem->input_validator_count, 1);
    cr_expect(problem->input_validators[0].program.has_scripts);
    cr_expect_eq(problem->input_validators[0].convention, VALIDATOR_KATTIS);
    finish(&again, fixture);
}

Test(write, points_that_are_not_rounded_any_more_are_told)
{
    struct fixture *fixture = sinol();
    fixture_write(fixture, "config.yml",
                  "sinol_task_id: abc\ntime_limit: 1000\nscores: {1: 33, 2: 67}\n"
                  "sinol_expected_scores: {abc.cpp: {points: 100}, abcb.c: {points: 51}}\n");
    struct rewritten again = rewrite(fixture);
    cr_expect(has_note(&again, "rounded up to whole points"));
    for (size_t i = 0; i < again.problem.jury_count; i++) {
        const struct jury_submission *jury = &again.problem.jury[i];
        bool is_full = strstr(jury->path, "abc.cpp") != NULL;
        size_t rule = 0;
        while (rule < jury->rule_count && isnan(jury->rules[rule].least_score))
            rule++;
        cr_assert_lt(rule, jury->rule_count, "%s", jury->path);
        cr_expect_eq(jury->rules[rule].least_score, is_full ? 100 : 49, "%s", jury->path);
        cr_expect_eq(jury->rules[rule].most_score, is_full ? 100 : 51, "%s", jury->path);
    }
    finish(&again, fixture);
    fixture = sinol();
    fixture_remove(fixture, "prog/abcchk.cpp");
    again = rewrite(fixture);
    cr_expect_not(has_note(&again, "rounded up"), "without parts nothing is lost");
    finish(&again, fixture);
}

Test(write, tests_that_are_made_and_named_files_are_told)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "task.yaml", "name: t\ntime_limit: 1\nn_input: 2\n");
    fixture_write(fixture, "input/input0.txt", "1\n");
    fixture_write(fixture, "output/output0.txt", "1\n");
    fixture_write(fixture, "input/input1.txt", "1\n");
    fixture_write(fixture, "sol/solution.c", "int main(void) {}\n");
    struct rewritten again = rewrite(fixture);
    cr_expect_eq(again.problem.test_count, 1);
    cr_expect(has_note(&again, "test 001: it is made by the main solution"));
    cr_expect(has_note(&again, "submissions read input.txt"));
    cr_expect(has_note(&again, "line breaks"));
    finish(&again, fixture);
}

/* "made INDEX in" as a file of memory; the second test cannot be made. */
static int open_made(void *context, size_t test, bool is_answer, int *fd_out, struct err *err)
{
    enum { TEXT_MAX = 40 };
    char text[TEXT_MAX];
    (void)context;
    if (test == 1)
        return err_set(err, ERR_INPUT, "main solution: it sleeps");
    int count = snprintf(text, sizeof(text), "made %zu %s\n", test, is_answer ? "ans" : "in");
    *fd_out = fs_memory_file("made", text, (size_t)count, true, err);
    return *fd_out >= 0 ? 0 : -1;
}

Test(write, tests_that_are_made_are_written_where_somebody_makes_them)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "task.yaml", "name: t\ntime_limit: 1\nn_input: 2\n");
    fixture_write(fixture, "input/input0.txt", "1\n");
    fixture_write(fixture, "input/input1.txt", "1\n");
    fixture_write(fixture, "sol/solution.c", "int main(void) {}\n");
    const struct problem_maker maker = {.open = open_made};
    struct rewritten again = rewrite_by(fixture, &maker);
    cr_assert_eq(again.problem.test_count, 1);
    const struct problem_test *test = &again.problem.tests[0];
    EV_STR struct str answer = {0};
    struct err err = {0};
    cr_assert_eq(fs_read(again.problem.dir_fd, test->answer, 100, &answer, &err), 0);
    cr_expect_str_eq(str_text(&answer), "made 0 ans\n");
    cr_expect(has_note(&again, "it could not be made: main solution: it sleeps"));
    finish(&again, fixture);
}
