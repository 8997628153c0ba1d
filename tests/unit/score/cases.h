/* What the tests of this room share: small problems as data. */
#ifndef TESTS_UNIT_SCORE_CASES_H
#define TESTS_UNIT_SCORE_CASES_H

#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "score/score.h"

enum { GROUPS_MOST = 6, TESTS_MOST = 8 };

#define TEST_OF(n, g, v, s, m)                                                                     \
    {                                                                                              \
        .name = n, .group = g, .points = NAN, .is_done = true, .verdict = VERDICT_##v, .score = s, \
        .multiplier = m                                                                            \
    }
#define T(n, g, v) TEST_OF(n, g, v, NAN, NAN)
#define T_SCORE(n, g, v, s) TEST_OF(n, g, v, s, NAN)
#define T_SHARE(n, g, v, m) TEST_OF(n, g, v, NAN, m)

/* A problem and what must come out of it. */
struct row {
    const char *label;
    struct scoring scoring; /* groups are set from the next field */
    struct score_group groups[GROUPS_MOST];
    struct score_test tests[TESTS_MOST];
    enum verdict verdict;
    double score;            /* NAN: none */
    const char *how;         /* part of the how of the last group; NULL: not looked at */
    const char *judge_error; /* part of it; NULL: there must be none */
};

static inline size_t row_group_count(const struct row *row)
{
    size_t count = 1;
    while (count < GROUPS_MOST && row->groups[count].name)
        count++;
    return count;
}

static inline size_t row_test_count(const struct row *row)
{
    size_t count = 0;
    while (count < TESTS_MOST && row->tests[count].name)
        count++;
    return count;
}

static inline struct scoring row_scoring(const struct row *row)
{
    struct scoring scoring = row->scoring;
    scoring.groups = row->groups;
    scoring.group_count = row_group_count(row);
    return scoring;
}

static inline bool same_score(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static inline void check_row(const struct row *row, const struct score_hooks *hooks)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct score_result result;
    struct err err = {0};
    struct scoring scoring = row_scoring(row);
    cr_assert_eq(
        score_evaluate(&scoring, row->tests, row_test_count(row), hooks, &arena, &result, &err), 0,
        "%s: %s", row->label, err.msg);
    const struct group_report *last = &result.groups[scoring.group_count - 1];
    cr_expect_str_eq(verdict_code(result.verdict), verdict_code(row->verdict), "%s (%s)",
                     row->label, result.judge_error ? result.judge_error : last->how);
    cr_expect(same_score(result.score, row->score), "%s: score %.17g instead of %.17g", row->label,
              result.score, row->score);
    cr_expect(!signbit(result.score) || result.score < 0 || isnan(result.score), "%s: -0",
              row->label);
    cr_expect((row->judge_error != NULL) == (result.judge_error != NULL), "%s: judge error %s",
              row->label, result.judge_error ? result.judge_error : "is missing");
    if (row->judge_error && result.judge_error)
        cr_expect(strstr(result.judge_error, row->judge_error), "%s: %s", row->label,
                  result.judge_error);
    if (row->how)
        cr_expect(strstr(last->how, row->how), "%s: how is '%s'", row->label, last->how);
}

#endif
