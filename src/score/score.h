/* score: from the outcomes of tests to the score and verdict of a submission, by the rules of the
 * problem's format. Pure: what only a program can tell (a package's own grader) is asked for by a
 * callback.
 *
 * Start reading at score.c: a walk over the tree of groups in the order of judging. What a rule
 * makes of a test and of a group is a row of the table in rules.c. */
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
    bool is_done;   /* false: not run (yet, or never) */
    bool is_static; /* the word of the static validator: worth the group's static_score */
    enum verdict verdict;
    /* Of the checker, NAN where it gave none. score: points, or an outcome beyond 1 (THRESHOLD);
     * multiplier: share of the test's points, 0 to 1. */
    double score, multiplier;
    int64_t cpu_ns, limit_ns; /* for points that fall with time */
};

struct score_hooks {
    void *context;
    /* The package's grader: lines "VERDICT score\n" in, verdict and score out. A grader that does
     * not do its part is VERDICT_JUDGE_ERROR with err filled, and 0. NULL: there is none. */
    int (*grade)(void *context, const struct score_group *group, const char *lines,
                 enum verdict *verdict_out, double *score_out, struct err *err);
};

/* What a test gave its group. */
struct score_share {
    double points;    /* NAN: its group knows no points of single tests */
    bool is_left_out; /* by the format's rule it is not judged: ran or not, it changed nothing */
    const char *how;  /* one line; NULL: nothing to say */
};

struct score_result {
    enum verdict verdict;
    double score, max_score;           /* NAN without scores, or where none is known */
    const struct group_report *groups; /* scoring.group_count of them, arena's */
    const struct score_share *shares;  /* one for each test, arena's */
    /* A judge error is a result: verdict JE, and why; NULL otherwise */
    const char *judge_error;
};

/* -1: a hook failed. Strings are the arena's, or borrowed from scoring and tests. A scoring problem
 * without points is no PA; a submission that has some, not all, is PA wherever full marks are
 * known. Without an accepted part, the verdict is the worst of the tests. */
int score_evaluate(const struct scoring *scoring, const struct score_test *tests, size_t count,
                   const struct score_hooks *hooks, struct arena *arena,
                   struct score_result *result_out, struct err *err) EV_MUST_CHECK;

/* May the test still change anything, by what is done so far? False only where the format lets a
 * judge leave it out; score_evaluate then leaves it out too, whatever else was run beside. */
bool score_is_wanted(const struct scoring *scoring, const struct score_test *tests, size_t count,
                     size_t test);

/* Has it rules by which tests may be left out? If not, score_is_wanted is always true. */
bool score_may_leave_out(const struct scoring *scoring);

/* ---- board.c: the standings of a contest ---- */

enum board_rule {
    BOARD_ICPC, /* problems solved, then the least penalty, then the earliest last solution */
    BOARD_IOI,  /* the sum over the problems of the best score of each subtask */
    BOARD_BEST, /* the sum over the problems of the best submission's score */
};

struct board_settings {
    enum board_rule rule;
    int64_t start_us, duration_us;
    int64_t freeze_us;  /* before the end; 0: never. What comes later is only counted */
    int64_t penalty_us; /* of a rejected attempt at a problem that is solved later */
    bool is_final;      /* as if it was never frozen */
    size_t team_count, problem_count;
};

/* In the order of time. JE, SK and CE count as nothing; what is outside the contest too. */
struct board_attempt {
    size_t team, problem;
    int64_t at_us;
    enum verdict verdict;
    double score; /* NAN: accepted is 100, all else 0 */
    /* Of its subtasks, where their sum is the score; borrowed. 0: it has none. */
    const double *subtasks;
    size_t subtask_count;
};

struct board_cell {
    size_t tries;             /* judged, up to the one that solved it; IOI: all of them */
    size_t pending;           /* since the freeze */
    bool is_solved, is_first; /* first of all teams */
    int64_t solved_us;        /* since the start */
    double score;             /* IOI: the best; NAN: no attempt */
    double *subtasks;         /* IOI: the best of each; NULL: none, or they are not comparable */
    size_t subtask_count;
};

struct board_row {
    size_t team, rank; /* from 1; the same for those that nothing tells apart */
    size_t solved;
    int64_t penalty_us, last_us; /* whole minutes per problem; since the start */
    double score;
    struct board_cell *cells; /* of every problem */
};

/* One row for each team, best first; teams that are the same by team's number. The arena's. */
struct board_row *board_make(const struct board_settings *settings,
                             const struct board_attempt *attempts, size_t count,
                             struct arena *arena);

#endif
