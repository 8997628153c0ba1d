#include <math.h>

#include "fixture.h"

#define LEGACY "type: scoring\n"
#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\ntype: scoring\n"
#define DRAFT "problem_format_version: 2023-07-draft\nname: Sum\ntype: scoring\n"

static const struct score_group *group_at(const struct problem *problem, const char *name)
{
    for (size_t i = 0; i < problem->scoring.group_count; i++) {
        if (strcmp(problem->scoring.groups[i].name, name) == 0)
            return &problem->scoring.groups[i];
    }
    cr_assert_fail("no group '%s'", name);
    return NULL;
}

static const char *parent_of(const struct problem *problem, const char *name)
{
    return problem->scoring.groups[group_at(problem, name)->parent].name;
}

/* Tests in two groups below secret, none loose. */
static struct fixture *fixture_groups(const char *yaml)
{
    struct fixture *fixture = fixture_package(yaml);
    fixture_remove(fixture, "data/secret");
    fixture_test(fixture, "sample/1");
    fixture_test(fixture, "secret/a/1");
    fixture_test(fixture, "secret/a/2");
    fixture_test(fixture, "secret/b/1");
    return fixture;
}

Test(kattis_groups, pass_fail_keeps_its_one_root)
{
    static const char *const yamls[] = {"name: x\n", "problem_format_version: 2025-09\n",
                                        "problem_format_version: 2023-07-draft\n"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(yamls); i++) {
        struct fixture *fixture = fixture_groups(yamls[i]);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->scoring.group_count, 1);
        cr_expect_eq(problem->scoring.groups[0].rule, SCORE_PASS_FAIL);
        cr_expect_not(problem->scoring.has_scores);
        fixture_done(fixture);
    }
}

Test(kattis_groups, flags_that_change_a_verdict_make_the_legacy_tree)
{
    static const struct {
        const char *flags;
        size_t groups;
    } rows[] = {
        {"min sum worst_error no_errors", 1},
        {"accept_if_any_accepted", 5},
        {"always_accept", 5},
        {"first_error", 5},
        {"ignore_sample", 5},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_groups("name: x\n");
        fixture_write(fixture, "data/testdata.yaml",
                      arena_printf(&fixture->arena, "grader_flags: %s\n", rows[i].flags));
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->scoring.group_count, rows[i].groups, "%s: %zu", rows[i].flags,
                     problem->scoring.group_count);
        cr_expect_not(problem->scoring.has_scores);
        fixture_done(fixture);
    }
}

Test(kattis_groups, legacy_tree_has_every_folder_with_what_it_inherits)
{
    struct fixture *fixture = fixture_groups(LEGACY);
    fixture_write(fixture, "data/testdata.yaml",
                  "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n");
    fixture_write(fixture, "data/secret/testdata.yaml",
                  "grader_flags: first_error accept_if_any_accepted max\naccept_score: 7\n");
    fixture_write(fixture, "data/secret/a/testdata.yaml",
                  "on_reject: break\nreject_score: -2.5\nrange: -inf +inf\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect(problem->scoring.has_scores);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_assert_eq(problem->scoring.group_count, 5);
    const struct score_group *root = &problem->scoring.groups[0];
    const struct score_group *a = group_at(problem, "secret/a");
    const struct score_group *sample = group_at(problem, "sample");
    cr_expect_str_eq(root->name, "");
    cr_expect_eq(root->rule, SCORE_LEGACY);
    cr_expect(root->legacy.is_sample_ignored);
    cr_expect_not(root->stops_on_reject);
    cr_expect_eq(root->legacy.accept_score, 1);
    cr_expect_not(sample->legacy.is_sample_ignored, "of the root only");
    cr_expect_str_eq(parent_of(problem, "secret/a"), "secret");
    cr_expect_str_eq(parent_of(problem, "secret"), "");
    cr_expect(a->stops_on_reject);
    cr_expect_eq(a->legacy.verdict_mode, LEGACY_FIRST_ERROR);
    cr_expect_eq(a->legacy.score_mode, LEGACY_MAX);
    cr_expect(a->legacy.accepts_if_any);
    cr_expect_eq(a->legacy.accept_score, 7);
    cr_expect_eq(a->legacy.reject_score, -2.5);
    cr_expect(isinf(a->legacy.least) && isinf(a->legacy.most));
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        cr_expect_str_eq(problem->scoring.groups[test->score_group].name, test->group);
    }
    fixture_done(fixture);
}

Test(kattis_groups, later_flags_win_and_a_folder_replaces_them)
{
    struct fixture *fixture = fixture_groups(LEGACY);
    fixture_write(fixture, "data/testdata.yaml", "grader_flags: sum min avg always_accept\n");
    fixture_write(fixture, "data/secret/testdata.yaml", "grader_flags: max\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->scoring.groups[0].legacy.score_mode, LEGACY_AVG);
    cr_expect_eq(problem->scoring.groups[0].legacy.verdict_mode, LEGACY_ALWAYS_ACCEPT);
    cr_expect_eq(group_at(problem, "secret")->legacy.verdict_mode, LEGACY_WORST_ERROR);
    cr_expect(isinf(problem->scoring.full_score));
    fixture_done(fixture);
}

Test(kattis_groups, grading_of_problem_yaml_beats_every_folder)
{
    struct fixture *fixture =
        fixture_groups(LEGACY "grading: {objective: min, accept_score: 3, range: 0 9, "
                              "on_reject: grade}\n");
    fixture_write(fixture, "data/secret/testdata.yaml",
                  "accept_score: 5\nrange: 1 2\non_reject: break\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *secret = group_at(problem, "secret");
    cr_expect(problem->scoring.is_minimized);
    cr_expect_eq(problem->scoring.full_score, 0, "the least is the best");
    cr_expect_eq(secret->legacy.accept_score, 3);
    cr_expect_eq(secret->legacy.most, 9);
    cr_expect_not(secret->stops_on_reject);
    fixture_done(fixture);
}

Test(kattis_groups, custom_grading_needs_the_grader)
{
    struct fixture *fixture = fixture_groups(LEGACY);
    fixture_write(fixture, "data/secret/testdata.yaml", "grading: custom\ngrader_flags: a b\n");
    fixture_expect_refusal(fixture, "none",
                           "data/secret/testdata.yaml:1:10: grading: custom, but graders/");
    fixture_write(fixture, "graders/g.py", "");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *secret = group_at(problem, "secret");
    cr_expect_str_eq(problem->grader.path, "graders/g.py");
    cr_expect_eq(secret->rule, SCORE_CUSTOM);
    cr_expect_eq(secret->legacy.flag_count, 2);
    cr_expect_eq(problem->scoring.groups[0].rule, SCORE_LEGACY);
    cr_expect_eq(problem->warning_count, 0, "%s", problem->warnings ? problem->warnings[0] : "");
    problem_close(&fixture->problem);
    fixture_write(fixture, "graders/h.py", "");
    fixture_expect_refusal(fixture, "two", "graders: more than one grader");
    fixture_done(fixture);
}

Test(kattis_groups, wrong_ranges_are_refused_with_their_place)
{
    static const char *const ranges[] = {"5", "0 x", "1 0", "nan 1", "0 1 2"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(ranges); i++) {
        struct fixture *fixture = fixture_groups(LEGACY);
        fixture_write(fixture, "data/testdata.yaml",
                      arena_printf(&fixture->arena, "range: %s\n", ranges[i]));
        fixture_expect_refusal(fixture, ranges[i], "data/testdata.yaml:1:8: range: '");
        fixture_done(fixture);
    }
}

Test(kattis_groups, draft_grading_is_a_map)
{
    struct fixture *fixture = fixture_groups(DRAFT);
    fixture_write(fixture, "data/secret/a/testdata.yaml",
                  "grading: {score: 4, max_score: 8, aggregation: min}\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *a = group_at(problem, "secret/a");
    cr_expect_eq(a->rule, SCORE_LEGACY);
    cr_expect_eq(a->legacy.accept_score, 4);
    cr_expect_eq(a->legacy.most, 8);
    cr_expect_eq(a->legacy.score_mode, LEGACY_MIN);
    fixture_done(fixture);
}

Test(kattis_groups, groups_of_2025_are_sample_secret_and_those_that_say_so)
{
    struct fixture *fixture = fixture_groups(ICPC);
    fixture_test(fixture, "secret/a/deep/1");
    fixture_write(fixture, "data/secret/a/test_group.yaml",
                  "max_score: 40\nrequire_pass: sample\n");
    fixture_write(fixture, "data/secret/b/test_group.yaml",
                  "max_score: 60\nscore_aggregation: sum\nrequire_pass: [sample, secret/a]\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->scoring.full_score, 100);
    cr_assert_eq(problem->scoring.group_count, 5);
    const struct score_group *a = group_at(problem, "secret/a");
    const struct score_group *b = group_at(problem, "secret/b");
    cr_expect(group_at(problem, "sample")->is_sample);
    cr_expect_eq(group_at(problem, "secret")->rule, SCORE_SUM);
    cr_expect_eq(group_at(problem, "secret")->max_score, 100);
    cr_expect_eq(a->rule, SCORE_PASS_FAIL);
    cr_expect_eq(a->max_score, 40);
    cr_expect_eq(b->rule, SCORE_SUM);
    cr_assert_eq(b->require_count, 2);
    cr_expect_str_eq(problem->scoring.groups[b->requires[0]].name, "sample");
    cr_expect_str_eq(problem->scoring.groups[b->requires[1]].name, "secret/a");
    cr_expect_not(b->has_checker_score, "the default validator gives no score");
    for (size_t i = 0; i < problem->test_count; i++) {
        const char *group = problem->scoring.groups[problem->tests[i].score_group].name;
        cr_expect(str_starts_with(problem->tests[i].name, group), "%s in %s",
                  problem->tests[i].name, group);
    }
    fixture_done(fixture);
}

Test(kattis_groups, rules_of_2025_groups_are_kept)
{
    static const struct {
        const char *label, *file, *text, *words;
    } rows[] = {
        {"unbounded below bounded", "secret/b", "score_aggregation: sum\n",
         "data/secret/b/test_group.yaml: max_score: needs a number"},
        {"pass-fail without a number", "secret/b", "max_score: unbounded\n",
         "secret/b/test_group.yaml:1:12: max_score: pass-fail aggregation"},
        {"not whole", "secret/b", "max_score: 2.5\n", "secret/b/test_group.yaml:1:12"},
        {"negative", "secret/b", "max_score: -1\n", "secret/b/test_group.yaml:1:12"},
        {"aggregation", "secret/b", "max_score: 1\nscore_aggregation: max\n",
         "secret/b/test_group.yaml:2:20: score_aggregation: expected"},
        {"score of the sample", "sample", "max_score: 3\n",
         "data/sample/test_group.yaml:1:12: max_score: the sample has no score"},
        {"sample requires", "sample", "require_pass: secret/a\n", "require_pass: the sample"},
        {"secret requires a group", "secret", "require_pass: secret/a\n",
         "secret/test_group.yaml:1:15: require_pass: 'secret/a' is neither"},
        {"later group", "secret/a", "max_score: 1\nrequire_pass: secret/b\n",
         "secret/a/test_group.yaml:2:15: require_pass: 'secret/b' is neither"},
        {"itself", "secret/a", "max_score: 1\nrequire_pass: secret/a\n", "is neither sample nor"},
        {"its secret", "secret/a", "max_score: 1\nrequire_pass: secret\n", "is neither sample nor"},
        {"nothing known", "secret/b", "max_score: 1\nrequire_pass: [sample, x]\n",
         "'x' is neither"},
        {"pass-fail secret", "secret", "score_aggregation: pass-fail\n",
         "data/secret/b/test_group.yaml:2:20: score_aggregation: data/secret is pass-fail"},
        {"too many static points", "secret/b",
         "max_score: 5\nscore_aggregation: sum\nstatic_validation_score: 6\n",
         "static_validation_score: more than the max_score"},
        {"static points of pass-fail", "secret/b", "max_score: 5\nstatic_validation_score: 2\n",
         "secret/b/test_group.yaml:2:26: static_validation_score: points need"},
        {"static pass-fail of a sum", "secret/b",
         "max_score: 5\nscore_aggregation: sum\nstatic_validation_score: pass-fail\n",
         "static_validation_score: pass-fail needs"},
        {"empty group", "secret/c", "max_score: 5\n", "data/secret/c: a test group without tests"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_groups(ICPC);
        fixture_write(fixture, "static_validator/s.py", "");
        fixture_write(fixture, "data/secret/a/test_group.yaml", "max_score: 40\n");
        fixture_write(fixture, "data/secret/b/test_group.yaml",
                      "max_score: 60\nscore_aggregation: sum\n");
        fixture_write(fixture,
                      arena_printf(&fixture->arena, "data/%s/test_group.yaml", rows[i].file),
                      rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis_groups, a_group_may_only_require_what_is_pass_fail)
{
    struct fixture *fixture = fixture_groups(ICPC);
    fixture_write(fixture, "data/secret/a/test_group.yaml",
                  "max_score: 40\nscore_aggregation: min\n");
    fixture_write(fixture, "data/secret/b/test_group.yaml",
                  "max_score: 60\nrequire_pass: secret/a\n");
    fixture_expect_refusal(fixture, "min", "'secret/a' is not of score_aggregation pass-fail");
    fixture_done(fixture);
}

Test(kattis_groups, static_validation_is_carried)
{
    struct fixture *fixture = fixture_groups(ICPC);
    fixture_write(fixture, "static_validator/s.py", "");
    fixture_write(fixture, "data/secret/a/test_group.yaml", "max_score: 40\n");
    fixture_write(fixture, "data/secret/b/test_group.yaml",
                  "max_score: 60\nscore_aggregation: sum\nstatic_validation_score: 20\n"
                  "static_validator_args: [short]\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *b = group_at(problem, "secret/b");
    cr_expect_str_eq(problem->static_validator.path, "static_validator/s.py");
    cr_expect(b->has_static_test);
    cr_expect(b->has_checker_score);
    cr_expect_eq(b->static_score, 20);
    cr_expect_str_eq(fixture_words(fixture, b->static_args, b->static_arg_count), "short");
    cr_expect_not(group_at(problem, "secret/a")->has_static_test);
    size_t count = 0;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (!test->is_static)
            continue;
        count++;
        cr_expect_str_eq(test->name, "secret/b/(static)");
        cr_expect_eq(&problem->scoring.groups[test->score_group], b);
        cr_expect_null(test->input);
        cr_expect_str_eq(fixture_words(fixture, test->validator_args, test->validator_arg_count),
                         "short");
        cr_expect(i + 1 < problem->test_count &&
                  strcmp(problem->tests[i + 1].group, "secret/b") == 0);
    }
    cr_expect_eq(count, 1);
    fixture_done(fixture);
}

Test(kattis_groups, loose_tests_of_2025_stand_in_secret)
{
    struct fixture *fixture = fixture_package(ICPC);
    fixture_write(fixture, "output_validator/v.py", "");
    fixture_write(fixture, "data/secret/test_group.yaml",
                  "max_score: unbounded\nscore_aggregation: min\n");
    const struct problem *problem = fixture_problem(fixture);
    const struct score_group *secret = group_at(problem, "secret");
    cr_expect(isinf(problem->scoring.full_score));
    cr_expect_eq(secret->rule, SCORE_MIN);
    cr_expect(secret->has_checker_score);
    cr_expect_eq(&problem->scoring.groups[problem->tests[0].score_group], secret);
    fixture_done(fixture);
}

Test(kattis_groups, legacy_icpc_has_none)
{
    struct fixture *fixture = fixture_groups("problem_format_version: legacy-icpc\n");
    fixture_write(fixture, "data/testdata.yaml", "grader_flags: always_accept\n");
    fixture_write(fixture, "graders/g.py", "");
    fixture_write(fixture, "include/c/x.h", "");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->scoring.group_count, 1);
    cr_expect_null(problem->grader.path);
    cr_expect_eq(problem->include_count, 0);
    cr_expect(fixture_has_warning(fixture, "graders: not used"));
    cr_expect(fixture_has_warning(fixture, "include: not used"));
    fixture_done(fixture);
}
