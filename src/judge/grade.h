/* grade: a package's own grader as a hook of scoring. */
#ifndef EVALX_JUDGE_GRADE_H
#define EVALX_JUDGE_GRADE_H

#include "judge/internal.h"

/* The hook's context. */
struct grading {
    struct slot *slot;
    struct problem_state *state; /* has a grader */
};

/* As score_hooks.grade: -1 where the box fails, else a result. */
int grade_by_package(void *context, const struct score_group *group, const char *lines,
                     enum verdict *verdict_out, double *score_out, struct err *err);

#endif
