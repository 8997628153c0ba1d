/* score: from the outcomes of tests to the score and verdict of a submission, by the rules of the
 * problem's format. Pure: what only a program can tell (a package's own grader) is asked for by a
 * callback. */
#ifndef EVALX_SCORE_SCORE_H
#define EVALX_SCORE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/report.h"
#include "model/scoring.h"
#include "model/verdict.h"

/* One test, in the order of judging. */
struct score_test {
    const char *name;
    size_t group;  /* index into scoring.groups */
    double points; /* of this test alone; NAN: the format gives it none */
    bool is_sample;
    bool is_done; /* false: not run (yet, or never) */
    enum verdict verdict;
    double score, multiplier; /* of the checker, NAN where it gave none */
    int64_t cpu_ns, limit_ns; /* for points that fall with time */
};

struct score_hooks {
    void *context;
    /* The package's grader: lines "VERDICT score\n" in, verdict and score out. */
    int (*grade)(void *context, const struct score_group *group, const char *lines,
                 enum verdict *verdict_out, double *score_out, struct err *err);
};

struct score_result {
    enum verdict verdict;
    double score, max_score;           /* NAN without scores */
    const struct group_report *groups; /* scoring.group_count of them, arena's */
    /* A judge error is a result: verdict JE, and why; NULL otherwise */
    const char *judge_error;
};

/* -1: a hook failed. Strings are the arena's. */
int score_evaluate(const struct scoring *scoring, const struct score_test *tests, size_t count,
                   const struct score_hooks *hooks, struct arena *arena,
                   struct score_result *result_out, struct err *err) EV_MUST_CHECK;

/* May the test still change anything, by what is done so far? False only where the format lets a
 * judge leave it out. */
bool score_is_wanted(const struct scoring *scoring, const struct score_test *tests, size_t count,
                     size_t test);

#endif
