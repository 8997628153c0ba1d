#include <math.h>

#include "fixture.h"
#include "model/verdict.h"

#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"
#define BIT(verdict) (1U << VERDICT_##verdict)
#define AC (BIT(ACCEPTED) | BIT(PARTIAL))
#define WA (BIT(WRONG_ANSWER) | BIT(PRESENTATION_ERROR) | BIT(NO_OUTPUT))
#define TLE (BIT(TIME_LIMIT) | BIT(IDLENESS_LIMIT))
#define RTE (BIT(RUNTIME_ERROR) | BIT(MEMORY_LIMIT) | BIT(OUTPUT_LIMIT) | BIT(SECURITY_VIOLATION))

static const struct jury_submission *submission_at(const struct problem *problem, const char *path)
{
    for (size_t i = 0; i < problem->jury_count; i++) {
        if (strcmp(problem->jury[i].path + strlen("submissions/"), path) == 0)
            return &problem->jury[i];
    }
    cr_assert_fail("no submission %s", path);
    return NULL;
}

static struct fixture *fixture_with(const char *yaml, const char *path, const char *expectations)
{
    struct fixture *fixture = fixture_package(yaml);
    fixture_write(fixture, arena_printf(&fixture->arena, "submissions/%s", path), "print(3)\n");
    if (expectations)
        fixture_write(fixture, "submissions/submissions.yaml", expectations);
    return fixture;
}

Test(expectations, default_folders_have_the_formats_rules)
{
    static const struct {
        const char *folder;
        unsigned permitted, required;
        bool is_lower, is_upper;
    } rows[] = {
        {"accepted", AC, 0, true, false},
        {"rejected", 0, RTE | TLE | WA, false, false},
        {"wrong_answer", AC | WA, WA, true, false},
        {"time_limit_exceeded", AC | TLE, TLE, false, true},
        {"run_time_error", AC | RTE, RTE, true, false},
        {"brute_force", AC | RTE | TLE, RTE | TLE, false, false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(ICPC);
        const char *path = arena_printf(&fixture->arena, "%s/one.py", rows[i].folder);
        fixture_write(fixture, arena_printf(&fixture->arena, "submissions/%s", path), "");
        const struct jury_submission *one = submission_at(fixture_problem(fixture), path);
        cr_assert_eq(one->rule_count, 1, "%s", rows[i].folder);
        cr_expect_eq(one->rules[0].permitted, rows[i].permitted, "%s: %#x", rows[i].folder,
                     one->rules[0].permitted);
        cr_expect_eq(one->rules[0].required, rows[i].required, "%s", rows[i].folder);
        cr_expect_eq(one->expected_count, 0, "%s", rows[i].folder);
        cr_expect_eq(one->is_for_time_limit, rows[i].is_lower, "%s", rows[i].folder);
        cr_expect_eq(one->is_too_slow, rows[i].is_upper, "%s", rows[i].folder);
        fixture_done(fixture);
    }
}

Test(expectations, folder_named_changes_its_defaults_and_a_glob_adds)
{
    struct fixture *fixture = fixture_with(
        ICPC, "time_limit_exceeded/a.py",
        "time_limit_exceeded:\n  permitted: [AC, WA, TLE]\n"
        "time_limit_exceeded/*.py:\n  message: slow\n  language: python3\n  entrypoint: go\n");
    const struct jury_submission *one =
        submission_at(fixture_problem(fixture), "time_limit_exceeded/a.py");
    cr_assert_eq(one->rule_count, 2);
    cr_expect_eq(one->rules[0].permitted, AC | WA | TLE);
    cr_expect_eq(one->rules[0].required, TLE, "inherited from the default");
    cr_expect_str_eq(one->rules[0].origin, "submissions/submissions.yaml:1");
    cr_expect_str_eq(one->rules[1].message, "slow");
    cr_expect_str_eq(one->language, "python3");
    cr_expect_str_eq(one->entry_point, "go");
    cr_expect_eq(submission_at(&fixture->problem, "accepted/sum.py")->rule_count, 1);
    fixture_done(fixture);
}

Test(expectations, parts_are_for_some_tests)
{
    struct fixture *fixture =
        fixture_with(ICPC "type: scoring\n", "mixed/a.py",
                     "mixed/a.py:\n  score: [10, 20.5]\n  authors: [A, {name: B}]\n"
                     "  model_solution: false\n"
                     "  sample:\n    permitted: [AC]\n  secret/{x,y}*:\n    required: [TLE]\n"
                     "    score: 3\n");
    const struct jury_submission *one = submission_at(fixture_problem(fixture), "mixed/a.py");
    cr_assert_eq(one->rule_count, 3);
    cr_expect_null(one->rules[0].tests);
    cr_expect_eq(one->rules[0].least_score, 10);
    cr_expect_eq(one->rules[0].most_score, 20.5);
    cr_expect_str_eq(one->rules[1].tests, "sample");
    cr_expect(one->rules[1].is_for_time_limit);
    cr_expect_str_eq(one->rules[2].tests, "secret/{x,y}*");
    cr_expect(one->rules[2].is_too_slow);
    cr_expect_eq(one->rules[2].least_score, 3);
    cr_expect(isnan(one->rules[1].least_score));
    cr_expect_not(one->is_for_time_limit, "the bound is for a part only");
    cr_expect_not(one->is_too_slow);
    fixture_done(fixture);
}

Test(expectations, use_for_time_limit_is_what_it_says)
{
    static const struct {
        const char *use, *keys;
        bool is_lower, is_upper;
    } rows[] = {
        {"true", "permitted: [AC]", true, false},
        {"false", "permitted: [AC]", false, false},
        {"lower", "permitted: [AC, TLE]", true, false},
        {"upper", "message: x", false, true},
        {"false", "required: [TLE]", false, false},
        {"true", "required: [TLE, RTE]", false, false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_with(ICPC, "mixed/a.py", NULL);
        fixture_write(fixture, "submissions/submissions.yaml",
                      arena_printf(&fixture->arena, "mixed:\n  %s\n  use_for_time_limit: %s\n",
                                   rows[i].keys, rows[i].use));
        const struct jury_submission *one = submission_at(fixture_problem(fixture), "mixed/a.py");
        cr_expect_eq(one->is_for_time_limit, rows[i].is_lower, "%s %s", rows[i].use, rows[i].keys);
        cr_expect_eq(one->is_too_slow, rows[i].is_upper, "%s %s", rows[i].use, rows[i].keys);
        fixture_done(fixture);
    }
}

Test(expectations, mark_in_the_source_beats_the_default_folder)
{
    struct fixture *fixture = fixture_with(ICPC, "accepted/a.py", NULL);
    fixture_write(fixture, "submissions/accepted/a.py", "# @EXPECTED_RESULTS@: TIMELIMIT\n");
    const struct jury_submission *one = submission_at(fixture_problem(fixture), "accepted/a.py");
    cr_expect_eq(one->rule_count, 0);
    cr_expect_str_eq(fixture_words(fixture, one->expected, one->expected_count), "TLE");
    cr_expect_not(one->is_for_time_limit);
    fixture_done(fixture);
}

Test(expectations, wrong_expectations_are_refused_with_their_place)
{
    static const struct {
        const char *label, *text, *words;
    } rows[] = {
        {"not a map", "- a\n", "submissions.yaml:1:1: expected a map of patterns"},
        {"verdict", "accepted: {permitted: [AC, MLE]}\n",
         "submissions.yaml:1:28: permitted: 'MLE'"},
        {"no list", "accepted: {required: AC}\n",
         "submissions.yaml:1:22: required: expected a list"},
        {"empty list", "accepted: {permitted: []}\n", "submissions.yaml:1:23: permitted"},
        {"key", "accepted: {permited: [AC]}\n",
         "submissions.yaml:1:12: submissions.yaml: unknown key"},
        {"key of a part", "accepted: {sample: {language: c}}\n", "submissions.yaml:1:21"},
        {"score of pass-fail", "accepted: {score: 3}\n",
         "submissions.yaml:1:19: score: the problem"},
        {"use", "accepted: {use_for_time_limit: often}\n", "submissions.yaml:1:32: use_for"},
        {"both bounds", "x: {permitted: [AC], required: [TLE]}\n",
         "submissions.yaml:1:1: a submission"},
        {"not permitted", "x: {permitted: [AC, TLE], required: [WA]}\n", "what is required is not"},
        {"open brace", "'a{b': {}\n", "submissions.yaml:1:1: 'a{b': a { without its }"},
        {"authors", "accepted: {authors: [{email: x}]}\n", "the key 'name' is missing"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_with(ICPC, "accepted/a.py", rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(expectations, pattern_without_a_submission_is_told)
{
    struct fixture *fixture =
        fixture_with(ICPC, "accepted/a.py", "accepted/b.py: {permitted: [AC]}\n");
    (void)fixture_problem(fixture);
    cr_expect(fixture_has_warning(fixture, "submissions.yaml:1:1: 'accepted/b.py' matches no"));
    fixture_done(fixture);
}

Test(expectations, globs_stop_at_slashes_and_mean_what_is_below)
{
    static const struct {
        const char *glob, *name;
        bool matches;
    } rows[] = {
        {"secret", "secret/a/1", true},
        {"secret/a", "secret/a", true},
        {"secret/a", "secret/ab", false},
        {"secret/*", "secret/a/1", true},
        {"*", "sample/1", true},
        {"secret/*-easy", "secret/1-easy", true},
        {"secret/*-easy", "secret/1-easy/x", true},
        {"secret/*-easy", "secret/a/1-easy", false},
        {"secret/*1*2*", "secret/a1b2c", true},
        {"secret/*1*2*", "secret/a2b1c", false},
        {"secret/a/b/c", "secret/a", false},
        {"{sample,secret}/1", "secret/1", true},
        {"{sample,secret}/{1,2}", "sample/2", true},
        {"{sample,secret}/{1,2}", "sample/3", false},
        {"s{,ecret}", "s", true},
        {"a.{py,cpp}", "a.cpp", true},
        {"a[bc]", "ab", false},
        {"", "a", false},
        {"{a", "a", false},
        {"**********************************************b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(problem_glob_matches(rows[i].glob, rows[i].name), rows[i].matches, "%s %s",
                     rows[i].glob, rows[i].name);
}
