/* What must hold for every problem: made at random, from fixed seeds. */
#include "cases.h"

enum { ROUNDS = 4000, GROUP_ROOM = 8, TEST_ROOM = 14, REQUIRE_ROOM = 2 };

struct problem_made {
    struct scoring scoring;
    struct score_group groups[GROUP_ROOM];
    size_t requires[GROUP_ROOM][REQUIRE_ROOM];
    struct score_test tests[TEST_ROOM];
    size_t test_count;
};

/* xorshift: the same everywhere */
static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t below(uint64_t *state, size_t most)
{
    return (size_t)(next(state) % most);
}

static const enum verdict verdicts[] = {VERDICT_ACCEPTED, VERDICT_ACCEPTED,   VERDICT_ACCEPTED,
                                        VERDICT_ACCEPTED, VERDICT_TIME_LIMIT, VERDICT_WRONG_ANSWER};

/* Bounded rules for a tree of two levels, as the formats have them. */
static const enum score_rule leaf_rules[] = {SCORE_PASS_FAIL, SCORE_SUM,       SCORE_MIN,
                                             SCORE_EACH_TEST, SCORE_COMPLETE,  SCORE_BATCH,
                                             SCORE_GROUP_MIN, SCORE_GROUP_MUL, SCORE_LEGACY};

static void make_group(struct problem_made *made, size_t index, bool is_legacy, uint64_t *seed)
{
    struct score_group *group = &made->groups[index];
    size_t rule = below(seed, EV_ARRAY_LENGTH(leaf_rules) - 1);
    *group = (struct score_group){
        .name = index == 0 ? "" : "g",
        .rule = is_legacy ? SCORE_LEGACY : leaf_rules[rule],
        .max_score = 10,
        .legacy = {.accept_score = 1, .least = -INFINITY, .most = INFINITY},
    };
    if (is_legacy) {
        group->parent = index == 0 ? 0 : below(seed, index);
        group->stops_on_reject = below(seed, 2);
        group->legacy.verdict_mode = (enum legacy_verdict_mode)below(seed, 3);
        group->legacy.score_mode = (enum legacy_score_mode)below(seed, 4);
        group->legacy.accepts_if_any = below(seed, 4) == 0;
        return;
    }
    if (index == 0) {
        group->rule = SCORE_SUM;
        group->max_score = INFINITY;
        return;
    }
    bool is_decided = group->rule != SCORE_SUM && group->rule != SCORE_EACH_TEST;
    group->stops_on_reject = is_decided && below(seed, 2);
    group->requires = made->requires[index];
    for (size_t i = 0; i < REQUIRE_ROOM && index > 1 && below(seed, 2); i++)
    made->requires[index][group->require_count++] = 1 + below(seed, index - 1);
}

static void make(struct problem_made *made, uint64_t seed)
{
    bool is_legacy = below(&seed, 2);
    *made = (struct problem_made){.test_count = 1 + below(&seed, TEST_ROOM)};
    size_t group_count = 2 + below(&seed, GROUP_ROOM - 2);
    for (size_t i = 0; i < group_count; i++)
        make_group(made, i, is_legacy, &seed);
    for (size_t i = 0; i < made->test_count; i++) {
        made->tests[i] = (struct score_test)T("t", 0, ACCEPTED);
        made->tests[i].group =
            is_legacy ? below(&seed, group_count) : 1 + i * (group_count - 1) / made->test_count;
        made->tests[i].verdict = verdicts[below(&seed, EV_ARRAY_LENGTH(verdicts))];
    }
    made->scoring = (struct scoring){.has_scores = true,
                                     .full_score = INFINITY,
                                     .groups = made->groups,
                                     .group_count = group_count};
}

static struct score_result evaluate(const struct problem_made *made, const struct score_test *tests,
                                    struct arena *arena)
{
    struct score_result result;
    struct err err = {0};
    cr_assert_eq(
        score_evaluate(&made->scoring, tests, made->test_count, NULL, arena, &result, &err), 0,
        "%s", err.msg);
    return result;
}

static void expect_same(const struct problem_made *made, const struct score_result *a,
                        const struct score_result *b, size_t round, const char *what)
{
    cr_expect_eq(a->verdict, b->verdict, "%s, round %zu: %s, %s", what, round,
                 verdict_code(a->verdict), verdict_code(b->verdict));
    cr_expect(same_score(a->score, b->score), "%s, round %zu: %g, %g", what, round, a->score,
              b->score);
    for (size_t i = 0; i < made->scoring.group_count; i++) {
        const struct group_report *left = &a->groups[i], *right = &b->groups[i];
        cr_expect(left->verdict == right->verdict && left->is_run == right->is_run &&
                      same_score(left->score, right->score) && strcmp(left->how, right->how) == 0,
                  "%s, round %zu, group %zu: '%s', '%s'", what, round, i, left->how, right->how);
    }
    for (size_t i = 0; i < made->test_count; i++)
        cr_expect_eq(a->shares[i].is_left_out, b->shares[i].is_left_out, "%s, round %zu, test %zu",
                     what, round, i);
}

/* However tests are run, in order or many beside each other, lazily or all of them: the result is
 * the same, and what is left out of it is what a lazy judge may leave out. */
Test(property, lazy_judging_on_any_number_of_slots_gives_the_same)
{
    for (size_t round = 1; round <= ROUNDS; round++) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        struct problem_made made;
        uint64_t seed = round * 0x9E3779B97F4A7C15u;
        make(&made, seed);
        struct score_result all = evaluate(&made, made.tests, &arena);
        for (size_t slots = 1; slots <= 4; slots++) {
            struct score_test tests[TEST_ROOM];
            size_t running[4], running_count = 0, at = 0;
            memcpy(tests, made.tests, sizeof(tests));
            for (size_t i = 0; i < made.test_count; i++)
                tests[i].is_done = false;
            while (at < made.test_count || running_count > 0) {
                if (at < made.test_count && running_count < slots) {
                    if (score_is_wanted(&made.scoring, tests, made.test_count, at))
                        running[running_count++] = at;
                    at++;
                    continue;
                }
                size_t ended = below(&seed, running_count);
                tests[running[ended]].is_done = true;
                running[ended] = running[--running_count];
            }
            struct score_result lazy = evaluate(&made, tests, &arena);
            expect_same(&made, &all, &lazy, round, slots == 1 ? "in order" : "beside each other");
        }
    }
}

/* One after another, a lazy judge runs nothing that is left out, where rules are decisive. */
Test(property, the_lazy_judge_of_one_slot_leaves_out_all_that_it_may)
{
    size_t left_out = 0;
    for (size_t round = 1; round <= ROUNDS; round++) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        struct problem_made made;
        make(&made, round * 0x9E3779B97F4A7C15u);
        struct score_result all = evaluate(&made, made.tests, &arena);
        struct score_test tests[TEST_ROOM];
        memcpy(tests, made.tests, sizeof(tests));
        for (size_t i = 0; i < made.test_count; i++)
            tests[i].is_done = false;
        for (size_t i = 0; i < made.test_count; i++) {
            tests[i].is_done = score_is_wanted(&made.scoring, tests, made.test_count, i);
            cr_expect(tests[i].is_done || all.shares[i].is_left_out, "round %zu, test %zu", round,
                      i);
            left_out += !tests[i].is_done;
        }
    }
    cr_expect_gt(left_out, ROUNDS, "the problems give something to leave out");
}

/* Where every part counts by itself the score is the sum of the groups', and a test that becomes
 * accepted never takes points away. */
Test(property, sums_are_of_their_parts_and_monotonic)
{
    size_t compared = 0;
    for (size_t round = 1; round <= ROUNDS; round++) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        struct problem_made made;
        uint64_t seed = round * 0x9E3779B97F4A7C15u;
        make(&made, seed);
        if (made.groups[0].rule != SCORE_SUM)
            continue;
        struct score_result before = evaluate(&made, made.tests, &arena);
        double sum = 0;
        for (size_t i = 1; i < made.scoring.group_count; i++) {
            sum += before.groups[i].score;
            cr_expect(before.groups[i].score >= 0 && before.groups[i].score <= 10);
        }
        cr_expect(fabs(sum - before.score) < 1e-9, "round %zu: %g, %g", round, sum, before.score);
        for (size_t i = 0; i < made.test_count; i++) {
            enum verdict verdict = made.tests[i].verdict;
            made.tests[i].verdict = VERDICT_ACCEPTED;
            struct score_result after = evaluate(&made, made.tests, &arena);
            cr_expect(after.score >= before.score - 1e-9, "round %zu, test %zu: %g, %g", round, i,
                      before.score, after.score);
            made.tests[i].verdict = verdict;
            compared++;
        }
    }
    cr_expect_gt(compared, ROUNDS);
}
