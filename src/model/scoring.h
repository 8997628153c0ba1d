/* scoring: how the tests of a problem make its score and verdict, as data. Readers of problem
 * formats fill it; score/ evaluates it. A pass-fail problem has one root group of rule
 * SCORE_PASS_FAIL. */
#ifndef EVALX_MODEL_SCORING_H
#define EVALX_MODEL_SCORING_H

#include <stdbool.h>
#include <stddef.h>

/* What a group makes of its own tests and the groups directly below it. */
enum score_rule {
    SCORE_PASS_FAIL,   /* everything accepted gives max_score, else 0 */
    SCORE_SUM,         /* of what is below */
    SCORE_MIN,         /* the least of what is below */
    SCORE_LEGACY,      /* Kattis' default grader, see struct legacy_grading */
    SCORE_CUSTOM,      /* Kattis legacy: the package's own grader */
    SCORE_EACH_TEST,   /* Polygon: the points of every accepted test; DMOJ: likewise */
    SCORE_COMPLETE,    /* Polygon: all its points, when every test is accepted */
    SCORE_BATCH,       /* DMOJ: the points of the batch times the least share among its tests */
    SCORE_GROUP_MIN,   /* CMS, sinol: max_score x the least outcome of its tests */
    SCORE_GROUP_MUL,   /* CMS: max_score x the product of their outcomes */
    SCORE_THRESHOLD,   /* CMS: max_score where every outcome is in (0, threshold] */
    SCORE_TIME_SCALED, /* sinol oi: the least over its tests of points that fall with time */
    SCORE_RULE_COUNT,
};

enum legacy_verdict_mode { LEGACY_WORST_ERROR, LEGACY_FIRST_ERROR, LEGACY_ALWAYS_ACCEPT };
enum legacy_score_mode { LEGACY_SUM, LEGACY_AVG, LEGACY_MIN, LEGACY_MAX };

/* Flags of Kattis' default grader and the score range of a group. */
struct legacy_grading {
    enum legacy_verdict_mode verdict_mode;
    enum legacy_score_mode score_mode;
    bool is_sample_ignored; /* of the root only */
    bool accepts_if_any;
    double accept_score, reject_score; /* of a test of the group without score.txt */
    double least, most;                /* range: a score outside is a judge error */
    const char *const *flags;          /* as written, for a custom grader */
    size_t flag_count;
};

struct score_group {
    const char *name; /* "" the root, "secret/group1", "subtask 2" */
    size_t parent;    /* index; the root is 0 and its own parent; parents stand before children */
    enum score_rule rule;
    double max_score;     /* INFINITY: unbounded */
    double static_score;  /* 2025-09 static_validation_score; 0: none */
    bool has_static_test; /* 2025-09: the static validator judges the sources for this group */
    const char *const *static_args; /* its arguments for this group */
    size_t static_arg_count;
    double threshold;       /* SCORE_THRESHOLD */
    bool has_checker_score; /* the checker gives scores of its own (score.txt) */
    bool stops_on_reject;   /* after a rejected test the rest need not be run (lazy judging) */
    bool is_sample;         /* its score never counts (2025-09) */
    bool is_rounded_up;     /* SCORE_GROUP_MIN of sinol: whole points, rounded up */
    struct legacy_grading legacy;
    /* Groups that must be passed, else this one is not run and has 0; indexes. None of them stands
     * below a group that stops on a reject. */
    const size_t *requires;
    size_t require_count;
};

struct scoring {
    bool has_scores;   /* a scoring problem: reports have a score */
    bool is_minimized; /* the smaller score is the better one (legacy objective: min) */
    /* 2025-09: a score file where none may be (pass-fail group, rejected test) is a judge error */
    bool is_strict;
    double full_score;                /* what a perfect submission gets; INFINITY: not known */
    const struct score_group *groups; /* groups[0] is the root */
    size_t group_count;
};

#endif
