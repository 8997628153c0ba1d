#include <math.h>

#include "fixture.h"
#include "model/verdict.h"

#define BIT(name) (1u << VERDICT_##name)

/* The parts of a problem.xml that rows of a table replace. */
struct parts {
    const char *judging, *testset, *tests, *groups, *assets, *files;
};

#define TESTSET "<time-limit>1500</time-limit><memory-limit>268435456</memory-limit>"
#define CHECKER "<checker name='std::lcmp.cpp' type='testlib'/>"
#define MAIN "<solution tag='main'><source path='s/main.c' type='c.gcc'/></solution>"

static struct fixture *polygon(struct parts parts)
{
    struct fixture *fixture = fixture_new();
    const char *solutions = "<solutions>" MAIN "</solutions>";
    const char *text = arena_printf(
        &fixture->arena,
        "<?xml version='1.0' encoding='utf-8'?>\n"
        "<problem short-name='sum'><names><name language='russian' value='S'/>"
        "<name language='english' value='A Sum'/></names>\n"
        "<judging %s><testset name='tests'>%s\n<tests>%s</tests>\n<groups>%s</groups></testset>"
        "</judging>\n<files><executables>%s</executables></files><assets>\n%s</assets></problem>\n",
        parts.judging ? parts.judging : "run-count='1'", parts.testset ? parts.testset : TESTSET,
        parts.tests ? parts.tests : "<test method='manual'/>", parts.groups ? parts.groups : "",
        parts.files ? parts.files : "",
        parts.assets ? parts.assets : arena_printf(&fixture->arena, CHECKER "%s", solutions));
    fixture_write(fixture, "problem.xml", text);
    fixture_write(fixture, "tests/01", "1 2\n");
    fixture_write(fixture, "tests/01.a", "3\n");
    fixture_write(fixture, "s/main.c", "int main(void)\n{\n}\n");
    return fixture;
}

Test(polygon, line_ends_of_windows_become_those_of_linux)
{
    static const struct {
        const char *label, *input, *read;
    } rows[] = {
        {"all lines", "1 2\r\n3\r\n", "1 2\n3\n"},
        {"the last line has no end", "1\r\n2", "1\n2"},
        {"other returns stay", "1\r\r\n2\r\n", "1\r\n2\n"},
        {"a line of Linux among them", "1\r\n2\n", "1\r\n2\n"},
        {"lines of Linux", "1\n2\n", "1\n2\n"},
        {"no line", "1\r2", "1\r2"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = polygon((struct parts){0});
        EV_STR struct str text = {0};
        struct err err;
        fixture_write(fixture, "tests/01", rows[i].input);
        fixture_write(fixture, "tests/01.a", rows[i].input);
        const struct problem *problem = fixture_problem(fixture);
        bool is_changed = strcmp(rows[i].input, rows[i].read) != 0;
        for (size_t k = 0; k < 2; k++) {
            const char *path = k == 0 ? problem->tests[0].input : problem->tests[0].answer;
            cr_assert_eq(fs_read(problem->dir_fd, path, 100, &text, &err), 0);
            cr_expect_str_eq(str_text(&text), rows[i].read, "%s: %s", rows[i].label, path);
            str_clear(&text);
        }
        cr_expect_eq(problem->warning_count > 0, is_changed, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(polygon, metadata_limits_and_tests_are_read)
{
    struct fixture *fixture = polygon((struct parts){0});
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "polygon");
    cr_expect_str_eq(problem->title, "A Sum");
    cr_expect_str_eq(problem->short_name, "sum");
    cr_expect_eq(problem->limits.cpu_ns, 1500000000);
    cr_expect_eq(problem->limits.memory_bytes, 268435456);
    cr_expect_str_eq(problem->time_limit_origin, "problem.xml");
    cr_expect_eq(problem->kinds, 0);
    cr_expect_eq(problem->test_count, 1);
    cr_expect_str_eq(problem->tests[0].name, "01");
    cr_expect_str_eq(problem->tests[0].input, "tests/01");
    cr_expect_str_eq(problem->tests[0].answer, "tests/01.a");
    cr_expect_null(problem->tests[0].recipe);
    cr_expect_not(problem->tests[0].is_answer_made);
    cr_expect_eq(problem->scoring.groups[0].rule, SCORE_PASS_FAIL);
    cr_expect_null(problem->input_file);
    fixture_done(fixture);
}

Test(polygon, standard_checkers_without_source_are_flags)
{
    static const struct {
        const char *name, *flags;
    } rows[] = {
        {"std::fcmp.cpp", "case_sensitive space_change_sensitive"},
        {"std::lcmp.cpp", "case_sensitive"},
        {"std::wcmp.cpp", "case_sensitive"},
        {"std::ncmp.cpp", "case_sensitive"},
        {"std::nyesno.cpp", ""},
        {"std::rcmp4.cpp", "float_tolerance 1e-4"},
        {"std::rcmp6.cpp", "float_tolerance 1e-6"},
        {"std::rcmp9.cpp", "float_tolerance 1e-9"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char assets[256];
        (void)snprintf(assets, sizeof(assets),
                       "<checker name='%s' type='testlib'><source path='files/check.cpp'/>"
                       "</checker>",
                       rows[i].name);
        struct fixture *fixture = polygon((struct parts){.assets = assets});
        const struct problem *problem = fixture_problem(fixture);
        const struct problem_test *test = &problem->tests[0];
        cr_expect_null(problem->output_validator.path, "%s", rows[i].name);
        cr_expect_str_eq(fixture_words(fixture, test->validator_args, test->validator_arg_count),
                         rows[i].flags, "%s", rows[i].name);
        fixture_done(fixture);
    }
}

Test(polygon, checker_is_the_source_that_is_named_before_its_copy)
{
    struct fixture *fixture =
        polygon((struct parts){.assets = "<checker name='std::lcmp.cpp' type='testlib'>"
                                         "<source path='files/c.cpp' type='cpp.g++17'/>"
                                         "<copy path='check.cpp'/></checker>"});
    fixture_write(fixture, "files/c.cpp", "#include \"testlib.h\"\n");
    fixture_write(fixture, "files/testlib.h", "\n");
    fixture_write(fixture, "check.cpp", "int main() {}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->output_validator.path, "files/c.cpp");
    cr_expect_str_eq(problem->output_validator.language, "cpp.g++17");
    cr_expect_eq(problem->checker_convention, CHECKER_TESTLIB);
    cr_expect_eq(problem->output_validator.companion_count, 1);
    cr_expect_str_eq(problem->output_validator.companions[0], "files/testlib.h");
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(polygon, source_of_a_standard_checker_without_testlib_is_flags)
{
    struct fixture *fixture = polygon((struct parts){
        .assets = "<checker name='std::wcmp.cpp'><source path='files/c.cpp'/></checker>"});
    fixture_write(fixture, "files/c.cpp", "#include <testlib.h>\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_null(problem->output_validator.path);
    cr_expect(fixture_has_warning(fixture, "pkg/files/c.cpp: no testlib.h beside it"));
    fixture_done(fixture);
}

Test(polygon, missing_test_is_made_by_its_command)
{
    struct fixture *fixture = polygon((struct parts){
        .tests = "<test method='manual'/><test method='generated' cmd='gen 5 \"a b\"'/>"
                 "<test method='generated' cmd='other'/>",
        .files = "<executable><source path='tools/gen.py' type='python.3'/></executable>",
    });
    fixture_write(fixture, "tools/gen.py", "print(1)\n");
    fixture_write(fixture, "files/other.c", "int main(void)\n{\n}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct problem_test *test = &problem->tests[1];
    cr_expect_eq(problem->test_count, 3);
    cr_assert_not_null(test->recipe);
    cr_expect_str_eq(test->recipe[0], "tools/gen.py");
    cr_expect_str_eq(test->recipe[1], "5");
    cr_expect_str_eq(test->recipe[2], "a b");
    cr_expect_null(test->recipe[3]);
    cr_expect_null(test->answer);
    cr_expect(test->is_answer_made);
    cr_expect_str_eq(problem->tests[2].recipe[0], "files/other.c");
    cr_expect_eq(problem->generator_count, 2);
    fixture_done(fixture);
}

Test(polygon, missing_answer_is_made_by_the_main_solution)
{
    struct fixture *fixture = polygon((struct parts){0});
    fixture_remove(fixture, "tests/01.a");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_null(problem->tests[0].recipe);
    cr_expect_null(problem->tests[0].answer);
    cr_expect(problem->tests[0].is_answer_made);
    cr_expect(problem->jury[0].is_main);
    fixture_done(fixture);
}

static const char groups[] =
    "<group name='b' points-policy='complete-group'><dependencies><dependency group='a'/>"
    "</dependencies></group><group name='a' points-policy='each-test'/>";

Test(polygon, groups_have_the_points_of_their_tests_and_their_dependencies)
{
    struct fixture *fixture = polygon((struct parts){
        .testset = TESTSET "<test-count>4</test-count><input-path-pattern>t/%d</input-path-pattern>"
                           "<answer-path-pattern>t/%d.a</answer-path-pattern>",
        .tests = "<test method='manual' group='b' points='30'/>"
                 "<test method='manual' group='b' points='0'/>"
                 "<test method='manual' group='a' points='12.5'/>"
                 "<test method='manual' points='5'/>",
        .groups = groups,
    });
    for (int i = 1; i <= 4; i++) {
        fixture_write(fixture, arena_printf(&fixture->arena, "t/%d", i), "1\n");
        fixture_write(fixture, arena_printf(&fixture->arena, "t/%d.a", i), "1\n");
    }
    const struct problem *problem = fixture_problem(fixture);
    const struct scoring *scoring = &problem->scoring;
    cr_expect(scoring->has_scores);
    cr_expect_eq(problem->kinds, PROBLEM_SCORING);
    cr_expect_eq(scoring->full_score, 47.5);
    cr_assert_eq(scoring->group_count, 4);
    cr_expect_eq(scoring->groups[0].rule, SCORE_SUM);
    cr_expect_str_eq(scoring->groups[1].name, "b");
    cr_expect_eq(scoring->groups[1].rule, SCORE_COMPLETE);
    cr_expect_eq(scoring->groups[1].max_score, 30);
    cr_assert_eq(scoring->groups[1].require_count, 1);
    cr_expect_eq(scoring->groups[1].requires[0], 2);
    cr_expect_eq(scoring->groups[2].rule, SCORE_EACH_TEST);
    cr_expect_eq(scoring->groups[2].max_score, 12.5);
    cr_expect_eq(scoring->groups[3].rule, SCORE_EACH_TEST);
    cr_expect_eq(scoring->groups[3].max_score, 5);
    cr_expect_str_eq(problem->tests[0].name, "b/1");
    cr_expect_eq(problem->tests[2].score_group, 2);
    cr_expect_eq(problem->tests[2].points, 12.5);
    cr_expect_eq(problem->tests[3].score_group, 3);
    fixture_done(fixture);
}

Test(polygon, groups_without_points_are_pass_fail)
{
    struct fixture *fixture =
        polygon((struct parts){.tests = "<test method='manual' group='a' points='0.0'/>",
                               .groups = "<group name='a' points='0.0'/>"});
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_not(problem->scoring.has_scores);
    cr_expect_eq(problem->scoring.group_count, 1);
    cr_expect_eq(problem->tests[0].score_group, 0);
    cr_expect(isnan(problem->tests[0].points));
    fixture_done(fixture);
}

Test(polygon, tags_say_which_verdicts_tests_may_get_and_one_must_get)
{
    static const struct {
        const char *tag;
        unsigned permitted_has, permitted_lacks, required_has;
    } rows[] = {
        {"accepted", BIT(ACCEPTED), BIT(WRONG_ANSWER), 0},
        {"wrong-answer", BIT(ACCEPTED) | BIT(WRONG_ANSWER), BIT(TIME_LIMIT), BIT(WRONG_ANSWER)},
        {"presentation-error", BIT(PRESENTATION_ERROR), BIT(RUNTIME_ERROR),
         BIT(PRESENTATION_ERROR)},
        {"time-limit-exceeded", BIT(TIME_LIMIT) | BIT(IDLENESS_LIMIT), BIT(WRONG_ANSWER),
         BIT(TIME_LIMIT)},
        {"time-limit-exceeded-or-accepted", BIT(ACCEPTED) | BIT(TIME_LIMIT), BIT(WRONG_ANSWER), 0},
        {"memory-limit-exceeded", BIT(MEMORY_LIMIT), BIT(TIME_LIMIT), BIT(MEMORY_LIMIT)},
        {"time-limit-exceeded-or-memory-limit-exceeded", BIT(MEMORY_LIMIT) | BIT(TIME_LIMIT),
         BIT(WRONG_ANSWER), BIT(TIME_LIMIT) | BIT(MEMORY_LIMIT)},
        {"rejected", BIT(ACCEPTED) | BIT(WRONG_ANSWER) | BIT(TIME_LIMIT), BIT(JUDGE_ERROR),
         BIT(WRONG_ANSWER) | BIT(RUNTIME_ERROR)},
        {"failed", BIT(JUDGE_ERROR), 0, BIT(JUDGE_ERROR)},
        {"runtime-error", BIT(RUNTIME_ERROR), BIT(WRONG_ANSWER), BIT(RUNTIME_ERROR)},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char assets[512];
        (void)snprintf(assets, sizeof(assets),
                       CHECKER "<solutions>\n<solution tag='%s'><source path='s/main.c'/>"
                               "</solution></solutions>",
                       rows[i].tag);
        struct fixture *fixture = polygon((struct parts){.assets = assets});
        const struct problem *problem = fixture_problem(fixture);
        cr_assert_eq(problem->jury_count, 1);
        cr_assert_eq(problem->jury[0].rule_count, 1);
        const struct jury_rule *rule = &problem->jury[0].rules[0];
        cr_expect_null(rule->tests);
        cr_expect_eq(rule->permitted & rows[i].permitted_has, rows[i].permitted_has, "%s",
                     rows[i].tag);
        cr_expect_eq(rule->permitted & rows[i].permitted_lacks, 0, "%s", rows[i].tag);
        cr_expect_eq(rule->required & rows[i].required_has, rows[i].required_has, "%s",
                     rows[i].tag);
        cr_expect_eq(rule->required == 0, rows[i].required_has == 0, "%s", rows[i].tag);
        cr_expect(str_starts_with(rule->origin, "problem.xml:8: "), "%s", rule->origin);
        fixture_done(fixture);
    }
}

Test(polygon, do_not_run_is_never_judged_and_a_missing_solution_is_told)
{
    struct fixture *fixture = polygon((struct parts){
        .assets = CHECKER "<solutions><solution tag='do-not-run'><source path='s/main.c'/>"
                          "</solution><solution tag='rejected'><source path='s/gone.c'/></solution>"
                          "</solutions>"});
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem->jury_count, 1);
    cr_expect(problem->jury[0].is_not_run);
    cr_expect_eq(problem->jury[0].rule_count, 0);
    cr_expect(fixture_has_warning(fixture, "pkg/s/gone.c: a solution of problem.xml"));
    fixture_done(fixture);
}

Test(polygon, interactor_validators_and_files_for_input_are_read)
{
    struct fixture *fixture = polygon((struct parts){
        .judging = "run-count='1' input-file='a.in' output-file='stdout'",
        .assets = CHECKER "<interactor><source path='s/main.c'/></interactor>"
                          "<validators><validator><source path='s/main.c' type='c.gcc'/>"
                          "</validator></validators>"});
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->kinds, PROBLEM_INTERACTIVE);
    cr_expect_str_eq(problem->interactor.path, "s/main.c");
    cr_expect_eq(problem->interactor_convention, INTERACTOR_TESTLIB);
    cr_assert_eq(problem->input_validator_count, 1);
    cr_expect_eq(problem->input_validators[0].convention, VALIDATOR_TESTLIB);
    cr_expect_str_eq(problem->input_file, "a.in");
    cr_expect_null(problem->output_file);
    fixture_done(fixture);
}

Test(polygon, what_cannot_be_judged_is_refused_with_its_place)
{
    static const struct {
        const char *label;
        struct parts parts;
        const char *words;
    } rows[] = {
        {"several runs", {.judging = "run-count='2'"}, "pkg/problem.xml:3:1: run-count=\"2\""},
        {"path as file", {.judging = "input-file='/etc/x'"}, "'/etc/x' is no plain file name"},
        {"no time limit", {.testset = "<memory-limit>1</memory-limit>"}, "<time-limit> is missing"},
        {"time limit", {.testset = "<time-limit>1s</time-limit>"}, "problem.xml:3:"},
        {"manual test is missing",
         {.tests = "<test method='manual'/><test method='manual'/>"},
         "pkg/tests/02: does not exist"},
        {"generator is missing",
         {.tests = "<test method='generated' cmd='gen 1'/>",
          .testset = TESTSET "<input-path-pattern>x/%d</input-path-pattern>"},
         "no source of its generator gen"},
        {"pipe",
         {.tests = "<test method='manual'/><test cmd='gen 1 | sort'/>"},
         "more than one command"},
        {"several files",
         {.tests = "<test method='manual'/><test cmd='gen' from-file='x'/>"},
         "writes several files"},
        {"pattern",
         {.testset = TESTSET "<input-path-pattern>t/%s</input-path-pattern>"},
         "one %d each"},
        {"tag",
         {.assets = CHECKER "<solutions><solution tag='nice'><source path='s/main.c'/>"
                            "</solution></solutions>"},
         "problem.xml:7:"},
        {"checker type", {.assets = "<checker type='domjudge'/>"}, "type 'domjudge'"},
        {"checker unknown",
         {.assets = "<checker name='std::uncmp.cpp'/>"},
         "the checker std::uncmp.cpp has no source"},
        {"no checker", {.assets = "<solutions/>"}, "no <checker>"},
        {"no main for an answer",
         {.assets = CHECKER, .testset = TESTSET "<answer-path-pattern>x/%d</answer-path-pattern>"},
         "there is no main solution"},
        {"points", {.tests = "<test method='manual' points='-1'/>"}, "points"},
        {"policy",
         {.tests = "<test method='manual' points='1' group='a'/>",
          .groups = "<group name='a' points-policy='best'/>"},
         "points-policy: 'best' is not known"},
        {"dependency on nothing",
         {.tests = "<test method='manual' points='1' group='a'/>",
          .groups = "<group name='a'><dependencies><dependency group='z'/></dependencies></group>"},
         "no test is in the group 'z'"},
        {"dependency on itself",
         {.tests = "<test method='manual' points='1' group='a'/>",
          .groups = "<group name='a'><dependencies><dependency group='a'/></dependencies></group>"},
         "depends on itself"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = polygon(rows[i].parts);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(polygon, dependencies_that_go_round_are_refused)
{
    struct fixture *fixture = polygon((struct parts){
        .testset = TESTSET "<input-path-pattern>t%d</input-path-pattern>"
                           "<answer-path-pattern>t%d</answer-path-pattern>",
        .tests = "<test points='1' group='a'/><test points='1' group='b'/>",
        .groups = "<group name='a'><dependencies><dependency group='b'/></dependencies></group>"
                  "<group name='b'><dependencies><dependency group='a'/></dependencies></group>"});
    fixture_write(fixture, "t1", "1\n");
    fixture_write(fixture, "t2", "1\n");
    fixture_expect_refusal(fixture, "round", "dependencies go round");
    fixture_done(fixture);
}

Test(polygon, digest_knows_recipes)
{
    char hex[2][65];
    const char *const commands[] = {"gen 1", "gen 2"};
    for (size_t i = 0; i < 2; i++) {
        char tests[128];
        (void)snprintf(tests, sizeof(tests), "<test method='manual'/><test cmd='%s'/>",
                       commands[i]);
        struct fixture *fixture = polygon((struct parts){.tests = tests});
        fixture_write(fixture, "files/gen.c", "int main(void)\n{\n}\n");
        cr_expect_eq(problem_digest(fixture_problem(fixture), hex[i], &fixture->err), 0, "%s",
                     fixture->err.msg);
        fixture_done(fixture);
    }
    cr_expect_str_neq(hex[0], hex[1]);
}
