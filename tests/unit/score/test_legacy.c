/* Kattis' older packages: the default grader and graders of a package's own. */
#include "cases.h"

/* A row says only what differs from the usual grading. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define GRADING(...)                                                                               \
    {                                                                                              \
        .accept_score = 10, .reject_score = 0, .least = -INFINITY, .most = INFINITY, __VA_ARGS__   \
    }
#define GROUP(n, p, ...)                                                                           \
    {                                                                                              \
        .name = n, .parent = p, .rule = SCORE_LEGACY, .max_score = INFINITY,                       \
        .legacy = GRADING(__VA_ARGS__)                                                             \
    }
#define GROUP_BREAK(n, p, ...)                                                                     \
    {                                                                                              \
        .name = n, .parent = p, .rule = SCORE_LEGACY, .max_score = INFINITY,                       \
        .stops_on_reject = true, .legacy = GRADING(__VA_ARGS__)                                    \
    }
#define SCORED                                                                                     \
    {                                                                                              \
        .has_scores = true, .full_score = INFINITY                                                 \
    }
#define SCORED_100                                                                                 \
    {                                                                                              \
        .has_scores = true, .full_score = 100                                                      \
    }
#define LEAST                                                                                      \
    {                                                                                              \
        .has_scores = true, .is_minimized = true, .full_score = 5                                  \
    }

#define MIXED                                                                                      \
    {                                                                                              \
        T("a", 0, WRONG_ANSWER), T("b", 0, RUNTIME_ERROR), T("c", 0, ACCEPTED),                    \
            T("d", 0, TIME_LIMIT)                                                                  \
    }
/* A verdict and the next one that it must beat. */
#define PAIR(worse, better)                                                                        \
    {                                                                                              \
        T("a", 0, better), T("b", 0, worse)                                                        \
    }

static const struct row rows[] = {
    {"sum is the default",
     SCORED,
     {GROUP("", 0)},
     {T("a", 0, ACCEPTED), T("b", 0, ACCEPTED)},
     VERDICT_ACCEPTED,
     20,
     "sum of 2 tests: 10 + 10 = 20; worst_error: AC",
     NULL},
    {"avg",
     SCORED,
     {GROUP("", 0, .score_mode = LEGACY_AVG, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     {T("a", 0, ACCEPTED), T("b", 0, WRONG_ANSWER)},
     VERDICT_ACCEPTED,
     5,
     "avg of 2 tests: 10, 0 = 5; always_accept: AC",
     NULL},
    {"min",
     SCORED,
     {GROUP("", 0, .score_mode = LEGACY_MIN, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     {T("a", 0, ACCEPTED), T("b", 0, WRONG_ANSWER)},
     VERDICT_ACCEPTED,
     0,
     NULL,
     NULL},
    {"max",
     SCORED,
     {GROUP("", 0, .score_mode = LEGACY_MAX, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     {T("a", 0, ACCEPTED), T("b", 0, WRONG_ANSWER)},
     VERDICT_ACCEPTED,
     10,
     NULL,
     NULL},
    {"reject_score counts",
     SCORED,
     {GROUP("", 0, .verdict_mode = LEGACY_ALWAYS_ACCEPT, .reject_score = -3)},
     {T("a", 0, ACCEPTED), T("b", 0, WRONG_ANSWER)},
     VERDICT_ACCEPTED,
     7,
     NULL,
     NULL},
    {"worst_error takes the worst",
     SCORED,
     {GROUP("", 0)},
     MIXED,
     VERDICT_RUNTIME_ERROR,
     0,
     NULL,
     NULL},
    {"first_error takes the first",
     SCORED,
     {GROUP("", 0, .verdict_mode = LEGACY_FIRST_ERROR)},
     MIXED,
     VERDICT_WRONG_ANSWER,
     0,
     NULL,
     NULL},
    {"always_accept",
     SCORED,
     {GROUP("", 0, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     MIXED,
     VERDICT_ACCEPTED,
     10,
     NULL,
     NULL},
    {"accept_if_any_accepted",
     SCORED,
     {GROUP("", 0, .accepts_if_any = true)},
     MIXED,
     VERDICT_ACCEPTED,
     10,
     "worst_error or accept_if_any_accepted: AC",
     NULL},
    {"accept_if_any_accepted and none is",
     SCORED,
     {GROUP("", 0, .accepts_if_any = true)},
     {T("a", 0, WRONG_ANSWER), T("b", 0, TIME_LIMIT)},
     VERDICT_TIME_LIMIT,
     0,
     NULL,
     NULL},
    {"JE before RTE",
     SCORED,
     {GROUP("", 0)},
     PAIR(JUDGE_ERROR, RUNTIME_ERROR),
     VERDICT_JUDGE_ERROR,
     NAN,
     "judge error on b",
     NULL},
    {"JE before always_accept",
     SCORED,
     {GROUP("", 0, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     PAIR(JUDGE_ERROR, ACCEPTED),
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     NULL},
    {"RTE before MLE",
     SCORED,
     {GROUP("", 0)},
     PAIR(RUNTIME_ERROR, MEMORY_LIMIT),
     VERDICT_RUNTIME_ERROR,
     0,
     NULL,
     NULL},
    {"MLE before TLE",
     SCORED,
     {GROUP("", 0)},
     PAIR(MEMORY_LIMIT, TIME_LIMIT),
     VERDICT_MEMORY_LIMIT,
     0,
     NULL,
     NULL},
    {"TLE before OLE",
     SCORED,
     {GROUP("", 0)},
     PAIR(TIME_LIMIT, OUTPUT_LIMIT),
     VERDICT_TIME_LIMIT,
     0,
     NULL,
     NULL},
    {"OLE before WA",
     SCORED,
     {GROUP("", 0)},
     PAIR(OUTPUT_LIMIT, WRONG_ANSWER),
     VERDICT_OUTPUT_LIMIT,
     0,
     NULL,
     NULL},
    {"WA before AC",
     SCORED,
     {GROUP("", 0)},
     PAIR(WRONG_ANSWER, ACCEPTED),
     VERDICT_WRONG_ANSWER,
     0,
     NULL,
     NULL},
    {"break: what stands behind does not count",
     SCORED,
     {GROUP_BREAK("", 0)},
     MIXED,
     VERDICT_WRONG_ANSWER,
     0,
     "stopped at a WA (on_reject: break)",
     NULL},
    {"break: the score of what stands before stays in the group",
     SCORED,
     {GROUP("", 0, .verdict_mode = LEGACY_ALWAYS_ACCEPT), GROUP_BREAK("g", 0)},
     {T("a", 1, ACCEPTED), T("b", 1, WRONG_ANSWER), T("c", 1, ACCEPTED)},
     VERDICT_ACCEPTED,
     10,
     "sum of 2 tests: 10 + 0 = 10",
     NULL},
    {"break: a group of a group stops it",
     SCORED,
     {GROUP_BREAK("", 0), GROUP("g1", 0), GROUP("g2", 0)},
     {T("a", 1, WRONG_ANSWER), T("b", 2, ACCEPTED)},
     VERDICT_WRONG_ANSWER,
     0,
     "not judged",
     NULL},
    {"break: an accepted group does not stop",
     SCORED,
     {GROUP_BREAK("", 0), GROUP("g1", 0, .verdict_mode = LEGACY_ALWAYS_ACCEPT), GROUP("g2", 0)},
     {T("a", 1, WRONG_ANSWER), T("b", 2, ACCEPTED)},
     VERDICT_ACCEPTED,
     10,
     NULL,
     NULL},
    {"ignore_sample",
     SCORED,
     {GROUP("", 0, .is_sample_ignored = true), GROUP("sample", 0), GROUP("secret", 0)},
     {T("s", 1, WRONG_ANSWER), T("a", 2, ACCEPTED)},
     VERDICT_ACCEPTED,
     10,
     NULL,
     NULL},
    {"ignore_sample without a sample",
     SCORED,
     {GROUP("", 0, .is_sample_ignored = true), GROUP("sample", 0), GROUP("secret", 0)},
     {T("a", 2, ACCEPTED)},
     VERDICT_ACCEPTED,
     10,
     NULL,
     NULL},
    {"without ignore_sample it counts",
     SCORED,
     {GROUP("", 0), GROUP("sample", 0), GROUP("secret", 0)},
     {T("s", 1, ACCEPTED), T("a", 2, ACCEPTED)},
     VERDICT_ACCEPTED,
     20,
     NULL,
     NULL},
    {"an empty group is AC with 0, and nothing for its parent's min",
     SCORED,
     {GROUP("", 0, .score_mode = LEGACY_MIN), GROUP("g1", 0), GROUP("g2", 0)},
     {T("a", 1, ACCEPTED)},
     VERDICT_ACCEPTED,
     10,
     "no tests: 0",
     NULL},
    {"no test at all is AC with 0",
     SCORED,
     {GROUP("", 0)},
     {{.name = NULL}},
     VERDICT_ACCEPTED,
     0,
     "no tests: 0",
     NULL},
    {"nested groups, each with its own modes",
     SCORED_100,
     {GROUP("", 0), GROUP("secret", 0), GROUP("secret/g1", 1, .score_mode = LEGACY_MIN),
      GROUP("secret/g2", 1, .score_mode = LEGACY_MAX, .accept_score = 90)},
     {T("a", 2, ACCEPTED), T("b", 2, ACCEPTED), T("c", 3, ACCEPTED), T("d", 3, ACCEPTED)},
     VERDICT_ACCEPTED,
     100,
     "max of 2 tests: 90, 90 = 90",
     NULL},
    {"accepted with less than the full score is PA",
     SCORED_100,
     {GROUP("", 0)},
     {T("a", 0, ACCEPTED), T("b", 0, ACCEPTED)},
     VERDICT_PARTIAL,
     20,
     NULL,
     NULL},
    {"less is better: full score",
     LEAST,
     {GROUP("", 0, .accept_score = 5)},
     {T("a", 0, ACCEPTED)},
     VERDICT_ACCEPTED,
     5,
     NULL,
     NULL},
    {"less is better: not yet",
     LEAST,
     {GROUP("", 0, .accept_score = 6)},
     {T("a", 0, ACCEPTED)},
     VERDICT_PARTIAL,
     6,
     NULL,
     NULL},
    {"less is better: a rejected one has no score",
     LEAST,
     {GROUP("", 0)},
     {T("a", 0, WRONG_ANSWER)},
     VERDICT_WRONG_ANSWER,
     NAN,
     NULL,
     NULL},
    {"pass-fail with break: the first error",
     {.full_score = INFINITY},
     {GROUP_BREAK("", 0)},
     MIXED,
     VERDICT_WRONG_ANSWER,
     NAN,
     NULL,
     NULL},
    {"within the range, on its edge",
     SCORED,
     {GROUP("", 0, .least = 0, .most = 20)},
     {T("a", 0, ACCEPTED), T("b", 0, ACCEPTED)},
     VERDICT_ACCEPTED,
     20,
     NULL,
     NULL},
    {"-0 is 0",
     SCORED,
     {GROUP("", 0, .accept_score = -0.0, .least = 0)},
     {T("a", 0, ACCEPTED)},
     VERDICT_ACCEPTED,
     0,
     NULL,
     NULL},
    {"score.txt",
     SCORED,
     {{.name = "", .rule = SCORE_LEGACY, .has_checker_score = true, .legacy = GRADING(0)}},
     {T_SCORE("a", 0, ACCEPTED, 3.5), T_SCORE("b", 0, ACCEPTED, 4)},
     VERDICT_ACCEPTED,
     7.5,
     "3.5 + 4 = 7.5",
     NULL},

    {"JE: above the range",
     SCORED,
     {GROUP("", 0, .least = 0, .most = 19)},
     {T("a", 0, ACCEPTED), T("b", 0, ACCEPTED)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "20 is outside of the range 0 to 19"},
    {"JE: below the range of a group",
     SCORED,
     {GROUP("", 0), GROUP("g", 0, .least = 1, .verdict_mode = LEGACY_ALWAYS_ACCEPT)},
     {T("a", 1, WRONG_ANSWER)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "g: the score 0 is outside"},
    {"JE: score.txt on a reject",
     SCORED,
     {{.name = "", .rule = SCORE_LEGACY, .has_checker_score = true, .legacy = GRADING(0)}},
     {T_SCORE("a", 0, WRONG_ANSWER, 3.5)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "for a rejected output"},
    {"JE: score.txt without custom score",
     SCORED,
     {GROUP("", 0)},
     {T_SCORE("a", 0, ACCEPTED, 3.5)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "not 'custom score'"},
    {"JE: custom score without score.txt",
     SCORED,
     {{.name = "", .rule = SCORE_LEGACY, .has_checker_score = true, .legacy = GRADING(0)}},
     {T("a", 0, ACCEPTED)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "wrote no score.txt"},
    {"a reject needs no score.txt",
     SCORED,
     {{.name = "", .rule = SCORE_LEGACY, .has_checker_score = true, .legacy = GRADING(0)}},
     {T("a", 0, WRONG_ANSWER)},
     VERDICT_WRONG_ANSWER,
     0,
     NULL,
     NULL},
    {"JE: ignore_sample with more than sample and secret",
     SCORED,
     {GROUP("", 0, .is_sample_ignored = true), GROUP("a", 0), GROUP("b", 0), GROUP("c", 0)},
     {T("1", 1, ACCEPTED), T("2", 2, ACCEPTED), T("3", 3, ACCEPTED)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "ignore_sample"},
    {"JE: a custom grader that is not there",
     SCORED,
     {{.name = "", .rule = SCORE_CUSTOM, .legacy = GRADING(0)}},
     {T("a", 0, ACCEPTED)},
     VERDICT_JUDGE_ERROR,
     NAN,
     NULL,
     "there is no grader"},
};

Test(legacy, flags_ranges_and_judge_errors)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        check_row(&rows[i], NULL);
}

struct grader {
    char lines[256];
    enum verdict verdict;
    double score;
    const char *why;
    int status;
};

static int grade(void *context, const struct score_group *group, const char *lines,
                 enum verdict *verdict_out, double *score_out, struct err *err)
{
    struct grader *grader = context;
    (void)group;
    (void)snprintf(grader->lines, sizeof(grader->lines), "%s", lines);
    *verdict_out = grader->verdict;
    *score_out = grader->score;
    if (grader->why)
        (void)err_set(err, ERR_JUDGE, "%s", grader->why);
    return grader->status;
}

static const struct row custom = {
    "custom grader",
    SCORED_100,
    {{.name = "", .rule = SCORE_CUSTOM, .max_score = INFINITY, .legacy = GRADING(.most = 100)}},
    {T("a", 0, ACCEPTED), T("b", 0, IDLENESS_LIMIT), T("c", 0, NO_OUTPUT)},
    VERDICT_ACCEPTED,
    100,
    "the package's grader made of 3 tests: AC 100",
    NULL};

Test(legacy, custom_grader_reads_kattis_words_and_decides)
{
    struct grader grader = {.verdict = VERDICT_ACCEPTED, .score = 100};
    struct score_hooks hooks = {&grader, grade};
    check_row(&custom, &hooks);
    cr_expect_str_eq(grader.lines, "AC 10\nTLE 0\nWA 0\n");
}

Test(legacy, custom_grader_is_bound_by_the_range)
{
    struct grader grader = {.verdict = VERDICT_ACCEPTED, .score = 101};
    struct score_hooks hooks = {&grader, grade};
    struct row row = custom;
    row.verdict = VERDICT_JUDGE_ERROR;
    row.score = NAN;
    row.how = NULL;
    row.judge_error = "outside of the range";
    check_row(&row, &hooks);
}

Test(legacy, custom_grader_that_fails_is_a_judge_error_with_its_reason)
{
    struct grader grader = {.verdict = VERDICT_JUDGE_ERROR, .why = "grader: exit status 1"};
    struct score_hooks hooks = {&grader, grade};
    struct row row = custom;
    row.verdict = VERDICT_JUDGE_ERROR;
    row.score = NAN;
    row.how = NULL;
    row.judge_error = "grader: exit status 1";
    check_row(&row, &hooks);
}

Test(legacy, custom_grader_that_cannot_be_asked_is_an_error)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct grader grader = {.why = "no box", .status = -1};
    struct score_hooks hooks = {&grader, grade};
    struct scoring scoring = row_scoring(&custom);
    struct score_result result;
    struct err err = {0};
    cr_expect_eq(score_evaluate(&scoring, custom.tests, 3, &hooks, &arena, &result, &err), -1);
    cr_expect_str_eq(err.msg, "all tests: no box");
}
