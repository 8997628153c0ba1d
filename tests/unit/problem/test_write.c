#include <math.h>

#include "fixture.h"

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
    cr_expect_eq(again.problem.test_count, written.test_count);
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
