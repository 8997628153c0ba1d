/* rules: what the files of this room share. */
#ifndef EVALX_SCORE_RULES_H
#define EVALX_SCORE_RULES_H

#include "base/str.h"
#include "score/score.h"

enum { NO_ITEM = -1, SCORE_TEXT_MAX = 400 };

/* A test, or a group directly below, as its group sees it. */
struct part {
    const char *name;
    const struct score_test *test; /* NULL: a group */
    size_t index;                  /* of the group */
    enum verdict verdict;
    double score;   /* NAN: no points of its own */
    double outcome; /* of a test: 0 rejected, 1 accepted, or what the checker said */
    bool is_sample; /* its score does not count */
};

/* One group while it is evaluated. */
struct gathering {
    const struct scoring *scoring;
    const struct score_group *group;
    const struct score_hooks *hooks;
    struct arena *arena;
    size_t test_count;  /* tests directly in it, static validation left aside */
    struct part *parts; /* judged so far */
    size_t part_count;
    const struct part *stopped_by; /* what stands behind this part is not judged; NULL: nothing */
    const char *judge_error;       /* the first, NULL: none */
};

struct rule {
    const char *name;
    /* Points and outcome of a test. Returns how they came about, or NULL. */
    const char *(*test)(struct gathering *gathering, struct part *part);
    /* Verdict, score and how of the group. There is at least one part. -1: a hook failed. */
    int (*group)(struct gathering *gathering, struct group_report *report, struct err *err);
    bool is_nothing_decisive; /* one rejected test makes the group 0, whatever the others do */
};

const struct rule *rule_of(const struct score_group *group);

/* ---- rules.c: what rules have in common ---- */

/* A score without the dust of binary fractions (12 digits), never -0. */
double score_tidy(double score);
/* A judge error; the first one stays. Returns NULL. */
const char *blame_package(struct gathering *gathering, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool verdict_is_reject(enum verdict verdict);
/* Of a part of the group: for Kattis' older graders, all but AC. */
bool is_reject_in(const struct score_group *group, enum verdict verdict);
/* Is the rest of the group left out behind a rejected part? Of a pass-fail problem the worst test
 * counts, but where an older grader stops. */
bool group_stops(const struct scoring *scoring, const struct score_group *group);
/* "sum of 3 tests: 20 + 0 + 20", of the parts that count. */
void add_terms(struct str *out, const struct gathering *gathering, const char *word,
               const char *sign);
/* "3 tests", "2 groups", "4 tests and groups" */
void add_part_count(struct str *out, const struct gathering *gathering);
/* AC, PA, or the worst of the parts, by the score that the group has. */
enum verdict verdict_of_parts(const struct gathering *gathering, double score);
/* Sets score (tidy), verdict and how. */
void report_score(struct gathering *gathering, struct group_report *report, double score,
                  const struct str *how);
const struct part *first_not_accepted(const struct gathering *gathering);

/* ---- kattis.c, legacy.c, points.c, outcomes.c ---- */

const char *kattis_test(struct gathering *gathering, struct part *part);
int pass_fail_group(struct gathering *gathering, struct group_report *report, struct err *err);
int sum_group(struct gathering *gathering, struct group_report *report, struct err *err);
int min_group(struct gathering *gathering, struct group_report *report, struct err *err);

const char *legacy_test(struct gathering *gathering, struct part *part);
int legacy_group(struct gathering *gathering, struct group_report *report, struct err *err);
int custom_group(struct gathering *gathering, struct group_report *report, struct err *err);

const char *points_test(struct gathering *gathering, struct part *part);
int each_test_group(struct gathering *gathering, struct group_report *report, struct err *err);
int complete_group(struct gathering *gathering, struct group_report *report, struct err *err);

const char *outcome_test(struct gathering *gathering, struct part *part);
const char *batch_test(struct gathering *gathering, struct part *part);
const char *time_scaled_test(struct gathering *gathering, struct part *part);
int least_outcome_group(struct gathering *gathering, struct group_report *report, struct err *err);
int product_group(struct gathering *gathering, struct group_report *report, struct err *err);
int threshold_group(struct gathering *gathering, struct group_report *report, struct err *err);
int time_scaled_group(struct gathering *gathering, struct group_report *report, struct err *err);

/* ---- tree.c: who stands below whom, in the order of judging ---- */

struct item {
    bool is_group;
    size_t index;
    int next; /* item, or NO_ITEM */
};

struct node {
    int first, last; /* items; NO_ITEM: no test is below */
    size_t test_count, item_count;
};

struct tree {
    const struct scoring *scoring;
    const struct score_test *tests;
    size_t test_count;
    struct item *items;
    struct node *nodes; /* per group */
    bool *is_unmet;     /* per group: something that it requires is not passed */
};

/* Tests that are not done count as not passed where is_final, else as not known yet. */
void tree_build(struct tree *tree, const struct scoring *scoring, const struct score_test *tests,
                size_t count, bool is_final, struct arena *arena);

#endif
