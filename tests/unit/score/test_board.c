/* board: standings by ICPC's and IOI's rules. */
#include <math.h>

#include <criterion/criterion.h>

#include "score/score.h"

#define MINUTE INT64_C(60000000)

static struct arena arena;

static void done(void)
{
    arena_done(&arena);
}

TestSuite(board, .fini = done);

static struct board_settings settings(enum board_rule rule)
{
    return (struct board_settings){.rule = rule,
                                   .start_us = 1000 * MINUTE,
                                   .duration_us = 300 * MINUTE,
                                   .freeze_us = 60 * MINUTE,
                                   .penalty_us = 20 * MINUTE,
                                   .team_count = 3,
                                   .problem_count = 2};
}

static struct board_attempt attempt(size_t team, size_t problem, int64_t minute,
                                    enum verdict verdict)
{
    return (struct board_attempt){.team = team,
                                  .problem = problem,
                                  .at_us = (1000 + minute) * MINUTE,
                                  .verdict = verdict,
                                  .score = NAN};
}

Test(board, rejected_attempts_cost_only_where_the_problem_is_solved)
{
    struct board_settings rules = settings(BOARD_ICPC);
    const struct board_attempt attempts[] = {
        attempt(0, 0, 5, VERDICT_WRONG_ANSWER), attempt(0, 0, 6, VERDICT_TIME_LIMIT),
        attempt(0, 0, 10, VERDICT_ACCEPTED),    attempt(0, 1, 11, VERDICT_WRONG_ANSWER),
        attempt(1, 1, 40, VERDICT_ACCEPTED),
    };
    const struct board_row *rows = board_make(&rules, attempts, EV_ARRAY_LENGTH(attempts), &arena);
    cr_expect_eq(rows[0].team, 1);
    cr_expect_eq(rows[0].penalty_us, 40 * MINUTE);
    cr_expect_eq(rows[1].team, 0);
    cr_expect_eq(rows[1].penalty_us, (10 + 2 * 20) * MINUTE);
    cr_expect_eq(rows[1].cells[1].tries, 1);
    cr_expect(rows[1].cells[0].is_first);
    cr_expect_eq(rows[2].rank, 3);
}

static const struct {
    const char *label;
    enum verdict verdict;
    size_t tries;
} counting[] = {
    {"a compile error", VERDICT_COMPILE_ERROR, 0},
    {"a judge error", VERDICT_JUDGE_ERROR, 0},
    {"a skipped one", VERDICT_SKIPPED, 0},
    {"a wrong answer", VERDICT_WRONG_ANSWER, 1},
    {"a security violation", VERDICT_SECURITY_VIOLATION, 1},
};

Test(board, what_is_nobodys_fault_or_does_not_compile_counts_as_nothing)
{
    struct board_settings rules = settings(BOARD_ICPC);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(counting); i++) {
        struct board_attempt one = attempt(0, 0, 5, counting[i].verdict);
        const struct board_row *rows = board_make(&rules, &one, 1, &arena);
        cr_expect_eq(rows[0].cells[0].tries, counting[i].tries, "%s", counting[i].label);
    }
}

Test(board, the_freeze_hides_until_the_board_is_final)
{
    struct board_settings rules = settings(BOARD_ICPC);
    const struct board_attempt attempts[] = {
        attempt(0, 0, 239, VERDICT_WRONG_ANSWER),
        attempt(0, 0, 240, VERDICT_ACCEPTED),
        attempt(0, 0, 241, VERDICT_ACCEPTED),
    };
    const struct board_row *rows = board_make(&rules, attempts, EV_ARRAY_LENGTH(attempts), &arena);
    cr_expect_eq(rows[0].solved, 0);
    cr_expect_eq(rows[0].cells[0].tries, 1);
    cr_expect_eq(rows[0].cells[0].pending, 2);
    rules.is_final = true;
    rows = board_make(&rules, attempts, EV_ARRAY_LENGTH(attempts), &arena);
    cr_expect_eq(rows[0].solved, 1);
    cr_expect_eq(rows[0].penalty_us, 260 * MINUTE);
    cr_expect_eq(rows[0].cells[0].pending, 0);
}

Test(board, what_is_outside_the_contest_is_passed_over)
{
    struct board_settings rules = settings(BOARD_ICPC);
    const struct board_attempt attempts[] = {
        attempt(0, 0, -1, VERDICT_ACCEPTED),
        attempt(0, 0, 300, VERDICT_ACCEPTED),
        attempt(9, 0, 5, VERDICT_ACCEPTED),
        attempt(0, SIZE_MAX, 5, VERDICT_ACCEPTED),
    };
    const struct board_row *rows = board_make(&rules, attempts, EV_ARRAY_LENGTH(attempts), &arena);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(rows[i].solved, 0);
        cr_expect_eq(rows[i].cells[0].pending, 0);
        cr_expect_eq(rows[i].rank, 1, "nothing tells them apart");
    }
}

static struct board_attempt scored(int64_t minute, const double *subtasks, size_t count)
{
    struct board_attempt made = attempt(0, 0, minute, VERDICT_WRONG_ANSWER);
    made.score = 0;
    for (size_t i = 0; i < count; i++)
        made.score += subtasks[i];
    made.subtasks = subtasks;
    made.subtask_count = count;
    return made;
}

Test(board, ioi_takes_the_best_score_of_each_subtask)
{
    static const double first[] = {10, 0, 40}, second[] = {0, 25, 40}, third[] = {5, 5, 5};
    static const double other[] = {100, 0};
    const struct board_attempt attempts[] = {scored(5, first, 3), scored(9, second, 3),
                                             scored(12, third, 3), scored(13, other, 2)};
    struct board_settings rules = settings(BOARD_IOI);
    rules.freeze_us = 0;
    const struct board_row *rows = board_make(&rules, attempts, 3, &arena);
    cr_expect_eq(rows[0].score, 75);
    cr_expect_eq(rows[0].cells[0].subtasks[0], 10);
    cr_expect_eq(rows[0].cells[0].subtasks[1], 25);
    cr_expect_eq(rows[0].cells[0].solved_us, 9 * MINUTE, "the last that was better");
    cr_expect_eq(first[1], 0, "what was given stays as it was");
    rows = board_make(&rules, attempts, 4, &arena);
    cr_expect_eq(rows[0].score, 100, "of other subtasks: the whole submission counts");
    rules.rule = BOARD_BEST;
    rows = board_make(&rules, attempts, 3, &arena);
    cr_expect_eq(rows[0].score, 65, "the best submission");
}

Test(board, ioi_takes_the_best_score_of_each_problem)
{
    struct board_settings rules = settings(BOARD_IOI);
    struct board_attempt attempts[] = {
        attempt(0, 0, 5, VERDICT_PARTIAL),
        attempt(0, 0, 6, VERDICT_PARTIAL),
        attempt(0, 1, 7, VERDICT_ACCEPTED),
        attempt(1, 0, 8, VERDICT_PARTIAL),
    };
    attempts[0].score = 60;
    attempts[1].score = 40;
    attempts[3].score = 160;
    const struct board_row *rows = board_make(&rules, attempts, EV_ARRAY_LENGTH(attempts), &arena);
    cr_expect_float_eq(rows[0].score, 160, 1e-9);
    cr_expect_float_eq(rows[1].score, 160, 1e-9);
    cr_expect_eq(rows[1].rank, 1, "the same score, the same rank");
    cr_expect_eq(rows[2].rank, 3);
    cr_expect(isnan(rows[2].cells[0].score));
}
