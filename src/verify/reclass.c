/* reclass: what a run would have got at another limit. The verdict is a pure function of limits,
 * facts and the checker's word, and the facts are the same. */
#include "verify/internal.h"

/* What the checker said, as far as the verdict still tells. */
static const enum check_outcome outcomes[VERDICT_COUNT] = {
    [VERDICT_ACCEPTED] = CHECK_ACCEPTED,
    [VERDICT_PARTIAL] = CHECK_PARTIAL,
    [VERDICT_WRONG_ANSWER] = CHECK_WRONG,
    [VERDICT_NO_OUTPUT] = CHECK_WRONG,
    [VERDICT_PRESENTATION_ERROR] = CHECK_PRESENTATION,
    [VERDICT_JUDGE_ERROR] = CHECK_JUDGE_ERROR,
};

enum verdict verdict_at_limit(const struct test_report *test, const struct limits *limits)
{
    if (!test->is_done)
        return VERDICT_SKIPPED;
    if (test->verdict == VERDICT_JUDGE_ERROR)
        return VERDICT_JUDGE_ERROR; /* there may be no facts */
    enum verdict verdict = verdict_of_run(limits, &test->facts, outcomes[test->verdict],
                                          test->verdict != VERDICT_NO_OUTPUT);
    bool is_of_time = verdict == VERDICT_TIME_LIMIT || verdict == VERDICT_IDLENESS_LIMIT;
    return is_of_time ? verdict : test->verdict;
}
