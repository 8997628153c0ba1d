/* crowd: several runs of one submission at once, each in a box of its own, taken as one. */
#ifndef EVALX_JUDGE_CROWD_H
#define EVALX_JUDGE_CROWD_H

#include "judge/trial.h"

/* The index-th box with the program, and how it is started with these words behind its own. */
int crowd_load(const struct trial *trial, size_t index, const char *const *words, size_t word_count,
               struct joint_run *run_out, struct err *err) EV_MUST_CHECK;
/* Has it ended in a way that decides the test? */
bool crowd_has_failed(const struct trial *trial, const struct joint_run *run);
/* Facts of all: times and memory added up, the longest wall clock; how it ended is that of `first`,
 * the one that failed before all others. */
struct facts crowd_facts(const struct joint_run *runs, size_t count, size_t first);

#endif
