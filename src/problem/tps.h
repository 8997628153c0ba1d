/* tps: problems in the layout of TPS, which the IOI prepares tasks with: tps.c problem.json,
 * programs and solutions; tps_tests.c subtasks, gen/data and tests/. */
#ifndef EVALX_PROBLEM_TPS_H
#define EVALX_PROBLEM_TPS_H

#include "problem/collect.h"

struct tps {
    struct package *package;
    const struct yaml *root, *subtasks; /* problem.json; the map of subtasks.json */
    struct groups groups;               /* one for each subtask, in the order of their index */
};

bool tps_is(const struct package *package);
int tps_load(struct package *package, struct err *err) EV_MUST_CHECK;

/* subtasks.json and the tests; after the solutions, one of which may make the answers. */
int tps_read_tests(struct tps *tps, struct err *err) EV_MUST_CHECK;

#endif
