#include <math.h>

#include <criterion/criterion.h>

#include "verify/expect.h"

#define BIT(v) (1U << VERDICT_##v)

enum { TESTS = 4 };

static const struct problem_test problem_tests[TESTS] = {
    {.name = "sample/1", .group = "sample"},
    {.name = "secret/g1/a", .group = "secret/g1"},
    {.name = "secret/g1/b", .group = "secret/g1"},
    {.name = "secret/g2/c", .group = "secret/g2"},
};

/* A submission that gets A, A, W, T; and its groups. */
static struct verified_test verdicts[TESTS] = {
    {.is_done = true, .verdict = VERDICT_ACCEPTED},
    {.is_done = true, .verdict = VERDICT_ACCEPTED},
    {.is_done = true, .verdict = VERDICT_WRONG_ANSWER},
    {.is_done = true, .verdict = VERDICT_IDLENESS_LIMIT},
};

static struct test_report reports[TESTS] = {
    {.is_done = true},
    {.is_done = true},
    {.is_done = true, .judge_message = "line 3: a house is missing"},
    {.is_done = true},
};

static const struct group_report groups[] = {
    {.name = "", .verdict = VERDICT_PARTIAL, .score = 40},
    {.name = "sample", .verdict = VERDICT_ACCEPTED, .score = 0},
    {.name = "secret", .verdict = VERDICT_WRONG_ANSWER, .score = 40},
    {.name = "secret/g1", .verdict = VERDICT_WRONG_ANSWER, .score = 40},
    {.name = "secret/g2", .verdict = VERDICT_IDLENESS_LIMIT, .score = 0},
};

static const struct outcome outcome = {
    .verdict = VERDICT_WRONG_ANSWER,
    .deciding = 2,
    .score = 40,
    .max_score = 100,
    .groups = groups,
    .group_count = EV_ARRAY_LENGTH(groups),
};

static const struct package_check check = {
    .vocabulary = VOCABULARY_KATTIS,
    .problem = {.tests = problem_tests, .test_count = TESTS},
};

static bool holds(const struct jury_submission *jury, struct str *why)
{
    struct jury_run run = {.tests = reports, .test_count = TESTS};
    struct expectation expectation = {
        .check = &check,
        .jury = jury,
        .run = &run,
        .tests = verdicts,
        .test_count = TESTS,
        .outcome = &outcome,
    };
    return expect_holds(&expectation, why);
}

#define RULE(...)                                                                                  \
    {                                                                                              \
        .least_score = NAN, .most_score = NAN, .origin = "rules:1", __VA_ARGS__                    \
    }

static const struct row {
    const char *label;
    struct jury_rule rule;
    const char *why; /* part of it; NULL: it holds */
} rows[] = {
    {"everything is permitted",
     RULE(.permitted = BIT(ACCEPTED) | BIT(WRONG_ANSWER) | BIT(TIME_LIMIT)), NULL},
    {"idle counts as slow, but slow is not permitted",
     RULE(.permitted = BIT(ACCEPTED) | BIT(WRONG_ANSWER)), "got ILE on secret/g2/c (rules:1)"},
    {"a group by its name", RULE(.tests = "secret/g1", .permitted = BIT(ACCEPTED)),
     "got WA on secret/g1/b"},
    {"a folder above", RULE(.tests = "secret", .permitted = BIT(ACCEPTED)), "secret/g1/b"},
    {"a glob of tests", RULE(.tests = "secret/*/a", .permitted = BIT(ACCEPTED)), NULL},
    {"the samples", RULE(.tests = "sample", .permitted = BIT(ACCEPTED)), NULL},
    {"required is there", RULE(.required = BIT(WRONG_ANSWER)), NULL},
    {"required is there by another name", RULE(.required = BIT(NO_OUTPUT)), NULL},
    {"required is not there", RULE(.required = BIT(RUNTIME_ERROR)), "required RTE on some test"},
    {"required elsewhere only", RULE(.tests = "sample", .required = BIT(WRONG_ANSWER)),
     "of sample"},
    {"the score", {.least_score = 40, .most_score = 40}, NULL},
    {"another score", {.least_score = 50, .most_score = 50}, "expected score 50, got 40"},
    {"a range of scores", {.least_score = 30, .most_score = 50}, NULL},
    {"the score of a group", {.tests = "secret/g2", .least_score = 0, .most_score = 0}, NULL},
    {"the score of a group that is nowhere",
     {.tests = "secret/g3", .least_score = 0, .most_score = 0},
     "got no score"},
    {"a judge message", RULE(.message = "a house is missing"), NULL},
    {"a message nobody wrote", RULE(.message = "a roof"), "no judge message has \"a roof\""},
};

Test(expect, rules_hold_or_say_why_not)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct jury_submission jury = {.rules = &rows[i].rule, .rule_count = 1};
        EV_STR struct str why = {0};
        bool is_held = holds(&jury, &why);
        cr_expect_eq(is_held, rows[i].why == NULL, "%s: %s", rows[i].label, str_text(&why));
        cr_expect(is_held || strstr(str_text(&why), rows[i].why), "%s: %s", rows[i].label,
                  str_text(&why));
    }
}

Test(expect, codes_are_of_the_final_verdict)
{
    const char *const wrong[] = {"WA", "RTE"}, *const right[] = {"AC"};
    EV_STR struct str why = {0};
    cr_expect(holds(&(struct jury_submission){.expected = wrong, .expected_count = 2}, &why));
    cr_expect_not(holds(&(struct jury_submission){.expected = right, .expected_count = 1}, &why));
    cr_expect_str_eq(str_text(&why), "expected AC, got WA on secret/g1/b");
    cr_expect(holds(&(struct jury_submission){0}, &why), "nothing is expected");
}

Test(expect, where_scores_count_a_partial_one_is_wrong_by_its_worst_test)
{
    const char *const codes[] = {"TLE"};
    struct jury_submission jury = {.expected = codes, .expected_count = 1};
    struct package_check own = check;
    struct outcome partial = outcome;
    struct jury_run run = {.tests = reports, .test_count = TESTS};
    EV_STR struct str why = {0};
    partial.verdict = VERDICT_PARTIAL;
    own.vocabulary = VOCABULARY_OWN;
    struct expectation expectation = {.check = &own,
                                      .jury = &jury,
                                      .run = &run,
                                      .tests = verdicts,
                                      .test_count = TESTS,
                                      .outcome = &partial};
    cr_expect(expect_holds(&expectation, &why), "%s", str_text(&why));
    own.vocabulary = VOCABULARY_KATTIS;
    cr_expect_not(expect_holds(&expectation, &why));
}

Test(expect, grades_are_of_secret_groups_in_order)
{
    const char *const right[] = {"WA", "TLE"}, *const wrong[] = {"WA", "AC"}, *const few[] = {"WA"};
    const char *const many[] = {"WA", "TLE", "AC"};
    EV_STR struct str why = {0};
    cr_expect(holds(&(struct jury_submission){.grades = right, .grade_count = 2}, &why), "%s",
              str_text(&why));
    cr_expect_not(holds(&(struct jury_submission){.grades = wrong, .grade_count = 2}, &why));
    cr_expect_str_eq(str_text(&why), "secret/g2: expected grade AC, got ILE");
    cr_expect_not(holds(&(struct jury_submission){.grades = many, .grade_count = 3}, &why));
    cr_expect_not(holds(&(struct jury_submission){.grades = few, .grade_count = 1}, &why));
}

Test(expect, partial_is_less_than_the_full_score)
{
    EV_STR struct str why = {0};
    cr_expect(holds(&(struct jury_submission){.is_partial = true}, &why));
}

Test(expect, words_name_what_is_required_first)
{
    const struct jury_rule rules[] = {
        RULE(.permitted = BIT(ACCEPTED) | BIT(PARTIAL) | BIT(WRONG_ANSWER) | BIT(NO_OUTPUT),
             .required = BIT(WRONG_ANSWER) | BIT(NO_OUTPUT)),
        RULE(.tests = "sample", .permitted = BIT(ACCEPTED)),
        {.least_score = 10, .most_score = 40},
    };
    const char *const codes[] = {"RTE", "TLE", "WA"}, *const grades[] = {"AC", "TLE"};
    struct arena arena = {0};
    cr_expect_str_eq(
        expect_words(&arena, &check, &(struct jury_submission){.rules = rules, .rule_count = 3}),
        "some WA, else AC; sample: AC; score 10 to 40");
    cr_expect_str_eq(expect_words(&arena, &check,
                                  &(struct jury_submission){.expected = codes,
                                                            .expected_count = 3,
                                                            .grades = grades,
                                                            .grade_count = 2}),
                     "RTE, TLE or WA; grades AC TLE");
    cr_expect_str_eq(expect_words(&arena, &check, &(struct jury_submission){0}), "");
    arena_done(&arena);
}
