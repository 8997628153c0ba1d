#include <math.h>
#include <sys/wait.h>

#include "fixture.h"
#include "model/verdict.h"

#define BIT(name) (1u << VERDICT_##name)

static struct fixture *dmoj(const char *yaml)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "init.yml", yaml);
    for (int i = 1; i <= 4; i++) {
        fixture_write(fixture, arena_printf(&fixture->arena, "%d.in", i), "1\n");
        fixture_write(fixture, arena_printf(&fixture->arena, "%d.out", i), "1\n");
    }
    return fixture;
}

/* The package with its cases in an archive. */
static struct fixture *archived(const char *yaml, const char *const *names)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "init.yml", yaml);
    const char *list = "";
    for (; *names; names++) {
        fixture_write(fixture, arena_printf(&fixture->arena, "../cases/%s", *names), "1\n");
        list = arena_printf(&fixture->arena, "%s '%s'", list, *names);
    }
    const char *argv = arena_printf(&fixture->arena, "cd '%s/cases' && tar cf ../pkg/cases.tar %s",
                                    fixture->folder, list);
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", argv, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    return fixture;
}

static const char batches[] = "points: 3\ntest_cases:\n"
                              "- {in: 1.in, out: 1.out, points: 5}\n"
                              "- batched:\n  - {in: 2.in, out: 2.out}\n  - {in: 3.in, out: 3.out}\n"
                              "- batched:\n  - {in: 4.in, out: 4.out}\n  points: 10\n"
                              "  dependencies: [1]\n";

Test(dmoj, cases_and_batches_are_groups_of_points)
{
    struct fixture *fixture = dmoj(batches);
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *groups = problem->scoring.groups;
    cr_expect_str_eq(problem->format, "dmoj");
    cr_expect_str_eq(fixture_test_names(fixture), "case1/1 batch1/2 batch1/3 batch2/4");
    cr_assert_eq(problem->scoring.group_count, 4);
    cr_expect_eq(groups[0].rule, SCORE_SUM);
    cr_expect_eq(groups[1].rule, SCORE_EACH_TEST);
    cr_expect_eq(groups[1].max_score, 5);
    cr_expect_eq(groups[2].rule, SCORE_BATCH);
    cr_expect_eq(groups[2].max_score, 3, "from init.yml");
    cr_expect(groups[2].stops_on_reject);
    cr_expect_eq(groups[3].max_score, 10);
    cr_assert_eq(groups[3].require_count, 1);
    cr_expect_eq(groups[3].requires[0], 2);
    cr_expect_eq(problem->scoring.full_score, 18);
    cr_expect_eq(problem->limits.output_bytes, 25165824);
    cr_expect_eq(problem->limits.wall_ns, 3 * problem->limits.cpu_ns);
    cr_expect(fixture_has_warning(fixture, "have no limits"));
    fixture_done(fixture);
}

Test(dmoj, failure_of_a_case_without_points_ends_the_judging)
{
    struct fixture *fixture =
        dmoj("test_cases:\n- {in: 1.in, out: 1.out, points: 0}\n- {in: 2.in, out: 2.out}\n"
             "- {in: 3.in, out: 3.out, points: 0}\n- {in: 4.in, out: 4.out}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *groups = problem->scoring.groups;
    cr_expect_eq(groups[1].require_count, 0);
    cr_assert_eq(groups[2].require_count, 1);
    cr_expect_eq(groups[2].requires[0], 1);
    cr_expect_eq(groups[3].requires[0], 1);
    cr_assert_eq(groups[4].require_count, 1);
    cr_expect_eq(groups[4].requires[0], 3);
    fixture_done(fixture);
}

Test(dmoj, own_checkers_are_flags_of_the_default_validator)
{
    static const struct {
        const char *checker, *flags;
    } rows[] = {
        {"standard", "case_sensitive evalx:lines_parted"},
        {"identical", "case_sensitive space_change_sensitive"},
        {"floats", "case_sensitive evalx:lines_parted float_tolerance 1e-6"},
        {"{name: floats, args: {precision: 3}}",
         "case_sensitive evalx:lines_parted float_tolerance 1e-3"},
        {"{name: floats, args: {error_mode: absolute}}",
         "case_sensitive evalx:lines_parted float_absolute_tolerance 1e-6"},
        {"floatsrel", "case_sensitive evalx:lines_parted float_relative_tolerance 1e-6"},
        {"{name: floatsabs, args: {precision: 9}}",
         "case_sensitive evalx:lines_parted float_absolute_tolerance 1e-9"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char yaml[256];
        (void)snprintf(yaml, sizeof(yaml), "checker: %s\ntest_cases: [{in: 1.in, out: 1.out}]\n",
                       rows[i].checker);
        struct fixture *fixture = dmoj(yaml);
        const struct problem_test *test = &fixture_problem(fixture)->tests[0];
        cr_expect_str_eq(fixture_words(fixture, test->validator_args, test->validator_arg_count),
                         rows[i].flags, "%s", rows[i].checker);
        cr_expect_null(fixture->problem.output_validator.path);
        fixture_done(fixture);
    }
}

Test(dmoj, nearest_checker_counts)
{
    struct fixture *fixture = dmoj(
        "checker: floats\ntest_cases:\n- {in: 1.in, out: 1.out, checker: identical}\n"
        "- batched: [{in: 2.in, out: 2.out}]\n  checker: standard\n- {in: 3.in, out: 3.out}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->tests[0].validator_args[1], "space_change_sensitive");
    cr_expect_eq(problem->tests[1].validator_arg_count, 2);
    cr_expect_eq(problem->tests[2].validator_arg_count, 4);
    fixture_done(fixture);
}

Test(dmoj, bridged_checkers_have_their_convention)
{
    static const struct {
        const char *type;
        enum checker_convention convention;
    } rows[] = {{"", CHECKER_DMOJ},
                {", type: default", CHECKER_DMOJ},
                {", type: testlib", CHECKER_TESTLIB},
                {", type: coci", CHECKER_COCI},
                {", type: peg", CHECKER_PEG}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char yaml[256];
        (void)snprintf(yaml, sizeof(yaml),
                       "checker: {name: bridged, args: {files: [c.cpp, h.h], lang: CPP17%s, "
                       "time_limit: 3, memory_limit: 2048}}\ntest_cases: [{in: 1.in}]\n",
                       rows[i].type);
        struct fixture *fixture = dmoj(yaml);
        fixture_write(fixture, "c.cpp", "int main() {}\n");
        fixture_write(fixture, "h.h", "\n");
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->checker_convention, rows[i].convention, "%s", rows[i].type);
        cr_expect_str_eq(problem->output_validator.path, "c.cpp");
        cr_expect_str_eq(problem->output_validator.language, "CPP17");
        cr_expect_eq(problem->output_validator.source_count, 1);
        cr_expect_eq(problem->output_validator.companion_count, 1);
        cr_expect_eq(problem->validator_limits.cpu_ns, 3000000000);
        cr_expect_eq(problem->validator_limits.memory_bytes, 2 << 20);
        cr_expect_str_eq(problem->tests[0].answer, "evalx-empty");
        fixture_done(fixture);
    }
}

Test(dmoj, interactors_and_generators_are_programs)
{
    struct fixture *fixture = dmoj("interactive: {files: i.cpp}\ngenerator: g.py\ntest_cases:\n"
                                   "- {generator_args: [1, x], out: 1.out}\n- {in: 2.in}\n");
    fixture_write(fixture, "i.cpp", "int main() {}\n");
    fixture_write(fixture, "g.py", "print(1)\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->kinds, PROBLEM_SCORING | PROBLEM_INTERACTIVE);
    cr_expect_eq(problem->interactor_convention, INTERACTOR_DMOJ);
    cr_expect_str_eq(problem->interactor.path, "i.cpp");
    cr_assert_not_null(problem->tests[0].recipe);
    cr_expect_str_eq(problem->tests[0].recipe[0], "g.py");
    cr_expect_str_eq(problem->tests[0].recipe[1], "1");
    cr_expect_str_eq(problem->tests[0].recipe[2], "x");
    cr_expect_null(problem->tests[0].recipe[3]);
    cr_expect_str_eq(problem->tests[0].answer, "1.out");
    cr_expect_null(problem->tests[1].recipe);
    fixture_done(fixture);
}

Test(dmoj, archive_is_looked_into_after_the_folder)
{
    static const char *const names[] = {"a.in", "sub/a.out", "1.out", NULL};
    struct fixture *fixture =
        archived("archive: cases.tar\ntest_cases: [{in: a.in, out: sub/a.out}]\n", names);
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->tests[0].input, "cases.tar.d/a.in");
    cr_expect_str_eq(problem->tests[0].answer, "cases.tar.d/sub/a.out");
    cr_assert_not_null(problem->unpacked);
    const char *copy = arena_string(&fixture->arena, problem->unpacked);
    cr_expect_not(fs_exists(AT_FDCWD, fs_join(&fixture->arena, fixture->path, "cases.tar.d")),
                  "the user's folder stays as it is");
    problem_close(&fixture->problem);
    fixture->is_open = false;
    cr_expect_not(fs_exists(AT_FDCWD, copy));
    fixture_done(fixture);
}

Test(dmoj, cases_are_found_by_patterns)
{
    static const char *const names[] = {"x.1.in",   "x.1.out",   "x.10.in",  "x.10.out",
                                        "x.2-1.in", "x.2-1.out", "x.2-2.in", "x.2-2.out",
                                        "readme",   NULL};
    struct fixture *fixture = archived("archive: cases.tar\npoints: 7\n", names);
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "case1/1 batch1/2 batch1/3 case4/4");
    cr_expect_str_eq(problem->tests[3].input, "cases.tar.d/x.10.in");
    cr_expect_str_eq(problem->tests[2].answer, "cases.tar.d/x.2-2.out");
    cr_expect_eq(problem->scoring.full_score, 21);
    fixture_done(fixture);
    static const char *const others[] = {"b.1.in", "b.1.out", "b.2.in", "b.2.out",
                                         "3.in",   "3.out",   NULL};
    fixture = archived("archive: cases.tar\ntest_cases:\n"
                       "  input_format: ((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.in\n"
                       "  output_format: ((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.OUT\n"
                       "  case_points: [4, 6]\n",
                       others);
    problem = fixture_problem(fixture);
    cr_expect_str_eq(fixture_test_names(fixture), "batch1/1 batch1/2 case3/3");
    cr_expect_eq(problem->tests[0].points, 4);
    cr_expect_eq(problem->tests[2].points, 6);
    fixture_done(fixture);
}

static void add_suite(struct fixture *fixture, const char *name, const char *yaml)
{
    fixture_write(fixture, arena_printf(&fixture->arena, "tests/%s/test.yml", name), yaml);
    fixture_write(fixture, arena_printf(&fixture->arena, "tests/%s/a.py", name), "print(1)\n");
}

Test(dmoj, testsuite_says_what_submissions_get)
{
    struct fixture *fixture = dmoj(batches);
    add_suite(fixture, "all",
              "language: PY3\ntime: 1\nmemory: 1024\nsource: a.py\nexpect: [AC, WA]\n");
    add_suite(fixture, "some",
              "language: C\ntime: 2.5\nmemory: 4096\nsource: a.py\ncases: [WA, '*', SC]\n"
              "score: 0\n");
    add_suite(fixture, "skipped", "language: C\nsource: a.py\nskip: true\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->jury_count, 3);
    const struct jury_submission *all = &problem->jury[0], *some = &problem->jury[2];
    cr_expect_str_eq(all->path, "tests/all/a.py");
    cr_expect_str_eq(all->language, "PY3");
    cr_assert_eq(all->rule_count, 1);
    cr_expect_null(all->rules[0].tests);
    cr_expect(all->rules[0].permitted & BIT(WRONG_ANSWER));
    cr_expect_not(all->rules[0].permitted & BIT(TIME_LIMIT));
    cr_expect_str_eq(all->rules[0].origin, "tests/all/test.yml:5");
    cr_expect(problem->jury[1].is_not_run);
    cr_assert_eq(some->rule_count, 3, "%zu", some->rule_count);
    cr_expect_str_eq(some->rules[0].tests, "case1/1");
    cr_expect_not(some->rules[0].permitted & BIT(ACCEPTED));
    cr_expect_str_eq(some->rules[1].tests, "batch2/4");
    cr_expect(some->rules[1].permitted & BIT(ACCEPTED));
    cr_expect_str_eq(some->rules[2].tests, "case1");
    cr_expect_eq(some->rules[2].least_score, 0);
    cr_expect_eq(problem->limits.cpu_ns, 2500000000);
    cr_expect_eq(problem->limits.memory_bytes, 4 << 20);
    cr_expect_str_eq(problem->time_limit_origin, "test.yml");
    fixture_done(fixture);
}

Test(dmoj, what_cannot_be_judged_is_refused_with_its_place)
{
    static const struct {
        const char *label, *yaml, *words;
    } rows[] = {
        {"no cases", "points: 1\n", "patterns need an archive"},
        {"empty list", "test_cases: []\n", "no tests"},
        {"input missing", "test_cases: [{in: 9.in, out: 1.out}]\n",
         "pkg/init.yml:1:19: 9.in: no such file in the package"},
        {"escape", "test_cases: [{in: ../../x, out: 1.out}]\n", "../../x"},
        {"archive missing", "archive: x.zip\ntest_cases: []\n", "there is no x.zip"},
        {"nested", "test_cases: [{batched: [{batched: []}]}]\n", "a batch inside a batch"},
        {"dependency", "test_cases: [{batched: [{in: 1.in}], dependencies: [1]}]\n",
         "1 is no earlier batch"},
        {"custom judge", "custom_judge: x.py\ntest_cases: []\n", "custom_judge: a judge written"},
        {"signature", "signature_grader: {entry: x.c}\n", "x.c: no such file"},
        {"pretests", "pretest_test_cases: [{in: 1.in}]\n", "pretests are not supported"},
        {"checker", "checker: guess\ntest_cases: []\n", "'guess' is not supported"},
        {"checker in Python", "checker: c.py\n", "pkg/c.py"},
        {"its arguments", "checker: {name: c.py, args: {a: [1]}}\n", "c.py"},
        {"checker type", "checker: {name: bridged, args: {files: 1.in, type: x}}\n",
         "type: 'x' is not known"},
        {"arguments", "interactive: {files: 1.in, args_format_string: '{x}'}\n",
         "'{x}': only {input_file}"},
        {"ambiguous", "generator: g.c\ntest_cases: [{in: 1.in, generator_args: [1]}]\n",
         "exclude each other"},
        {"points", "test_cases: [{in: 1.in, points: -1}]\n", "init.yml:1:33"},
        {"pattern without archive", "test_cases: {input_format: x}\n", "patterns need an archive"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = dmoj(rows[i].yaml);
        fixture_write(fixture, "g.c", "int main(void) {}\n");
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(dmoj, generators_read_files_and_write_answers)
{
    struct fixture *fixture = dmoj(
        "generator: {source: g.c, flags: [-DX, -DY]}\ntest_cases:\n"
        "- {generator_args: [1]}\n- {generator_in: 1.in, out: 1.out}\n- {in: 1.in, out: 1.out}\n");
    fixture_write(fixture, "g.c", "int main(void) {}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct problem_test *tests = problem->tests;
    cr_assert_eq(problem->test_count, 3);
    cr_expect(tests[0].recipe && tests[0].is_answer_made && tests[0].is_answer_generated);
    cr_expect_null(tests[0].recipe_input);
    cr_expect_str_eq(tests[1].recipe_input, "1.in");
    cr_expect(tests[1].recipe && !tests[1].is_answer_made && !tests[1].is_answer_generated);
    cr_expect_null(tests[2].recipe);
    cr_expect_str_eq(
        fixture_words(fixture, problem->generators[0].options, problem->generators[0].option_count),
        "-DX -DY");
    fixture_done(fixture);
}

Test(dmoj, wrong_test_yml_is_refused_with_its_place)
{
    static const struct {
        const char *label, *yaml, *words;
    } rows[] = {
        {"no source", "language: C\n", "pkg/tests/x/test.yml:1:1: source is missing"},
        {"code", "source: a.py\nexpect: OK\n", "test.yml:2:9: 'OK' is no result of DMOJ"},
        {"time", "source: a.py\ntime: soon\n", "test.yml:2:7"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = dmoj(batches);
        add_suite(fixture, "x", rows[i].yaml);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

/* Every call of evalx sweeps the folders of calls that were killed. */
Test(dmoj, a_package_that_is_copied_stays_while_others_start)
{
    struct fixture *fixture = dmoj("test_cases:\n- {points: 5, out: 1.out}\n");
    const struct problem *problem = fixture_problem(fixture);
    struct err err = {0};
    const char *other;
    int other_fd = -1;
    cr_expect_not_null(problem->unpacked);
    cr_assert_eq(fs_hold_temporary("evalx-problem", &fixture->arena, &other, &other_fd, &err), 0);
    cr_expect_eq(faccessat(problem->dir_fd, problem->tests[0].input, R_OK, 0), 0);
    cr_expect_geq(problem->unpacked_fd, 3);
    cr_expect_eq(fs_remove_tree(AT_FDCWD, other, &err), 0);
    (void)close(other_fd);
    fixture_done(fixture);
}
