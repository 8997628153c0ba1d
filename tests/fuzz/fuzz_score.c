/* Fuzz target of scoring: any tree of groups and any tests, evaluated as a whole, and as a lazy
 * judge would.
 *
 * Byte 0: groups below the root; byte 1: bits of the problem; then seven bytes for each group (the
 * root first) and three for each test. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "score/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { GROUPS_MAX = 9, TESTS_MAX = 40 };

struct made {
    struct scoring scoring;
    struct score_group groups[GROUPS_MAX];
    size_t requires[GROUPS_MAX];
    struct score_test tests[TESTS_MAX];
    size_t test_count;
};

struct input {
    const uint8_t *bytes;
    size_t count;
};

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* The next byte; 0 behind the end. */
static unsigned take(struct input *input)
{
    if (input->count == 0)
        return 0;
    input->count--;
    return *input->bytes++;
}

static double take_number(struct input *input)
{
    static const double numbers[] = {0, 1, 2.5, 7, 33.4, 100, 0.1, 1e9, -1, INFINITY, -INFINITY};
    return numbers[take(input) % EV_ARRAY_LENGTH(numbers)];
}

static void make_group(struct made *made, size_t index, struct input *input)
{
    struct score_group *group = &made->groups[index];
    unsigned rule = take(input), parent = take(input), bits = take(input), required = take(input);
    double most = take_number(input);
    *group = (struct score_group){
        .name = index == 0 ? "" : "g",
        .parent = index == 0 ? 0 : parent % index,
        .rule = rule % SCORE_RULE_COUNT,
        .max_score = most < 0 ? INFINITY : most,
        .static_score = 1,
        .threshold = 0.5,
        .has_checker_score = bits & 1,
        .stops_on_reject = bits & 2,
        .is_sample = bits & 4,
        .is_rounded_up = bits & 8,
        .legacy = {.verdict_mode = (bits >> 4) % 3,
                   .score_mode = (bits >> 5) % 4,
                   .accepts_if_any = required & 64,
                   .is_sample_ignored = index == 0 && (required & 128),
                   .accept_score = take_number(input),
                   .reject_score = take_number(input),
                   .least = -INFINITY,
                   .most = most < 0 ? INFINITY : most},
    };
    if (index < 2 || required % index == 0)
        return;
    made->requires[index] = required % index;
    if (made->groups[made->requires[index]].stops_on_reject)
        return;
    group->requires = &made->requires[index];
    group->require_count = 1;
}

static void make_test(struct score_test *test, size_t group_count, struct input *input)
{
    static const double scores[] = {NAN, 0, 0.5, 1, 40, -3, 1e300};
    unsigned place = take(input), bits = take(input), verdict = take(input);
    *test = (struct score_test){
        .name = "t",
        .group = place % group_count,
        .points = bits & 1 ? 5 : (double)NAN,
        .is_sample = bits & 2,
        .is_done = !(bits & 4),
        .verdict = verdict % VERDICT_COUNT,
        .score = scores[(bits >> 3) % EV_ARRAY_LENGTH(scores)],
        .multiplier = bits & 128 ? 0.25 : (double)NAN,
        .cpu_ns = (int64_t)verdict * 10000000,
        .limit_ns = 2000000000,
    };
}

static void make(struct made *made, struct input *input)
{
    size_t group_count = 1 + take(input) % GROUPS_MAX;
    unsigned bits = take(input);
    for (size_t i = 0; i < group_count; i++)
        make_group(made, i, input);
    while (input->count > 0 && made->test_count < TESTS_MAX)
        make_test(&made->tests[made->test_count++], group_count, input);
    made->scoring = (struct scoring){.has_scores = bits & 1,
                                     .is_minimized = bits & 2,
                                     .is_strict = bits & 4,
                                     .full_score = bits & 8 ? 100 : INFINITY,
                                     .groups = made->groups,
                                     .group_count = group_count};
}

static int grade(void *context, const struct score_group *group, const char *lines,
                 enum verdict *verdict_out, double *score_out, struct err *err)
{
    (void)context;
    (void)err;
    require(group->name && (*lines == '\0' || str_ends_with(lines, "\n")));
    *verdict_out = VERDICT_ACCEPTED;
    *score_out = (double)strlen(lines);
    return 0;
}

static void check(const struct made *made, const struct score_result *result)
{
    require(result->verdict < VERDICT_COUNT);
    require((result->verdict == VERDICT_JUDGE_ERROR) >= (result->judge_error != NULL));
    require(made->scoring.has_scores || isnan(result->score));
    for (size_t i = 0; i < made->scoring.group_count; i++)
        require(result->groups[i].how && !strchr(result->groups[i].how, '\n') &&
                result->groups[i].verdict < VERDICT_COUNT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct made made = {0};
    struct input input = {data, size};
    struct score_hooks hooks = {.grade = grade};
    struct score_result result;
    struct err err = {0};
    make(&made, &input);
    require(score_evaluate(&made.scoring, made.tests, made.test_count, &hooks, &arena, &result,
                           &err) == 0);
    check(&made, &result);
    for (size_t i = 0; i < made.test_count; i++) {
        bool is_wanted = score_is_wanted(&made.scoring, made.tests, made.test_count, i);
        require(is_wanted || score_may_leave_out(&made.scoring));
    }
    return 0;
}
