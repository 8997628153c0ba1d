/* bare: a folder of tests and nothing that describes a problem. */
#ifndef EVALX_PROBLEM_BARE_H
#define EVALX_PROBLEM_BARE_H

#include "problem/package.h"

/* Tests stand in the folder itself, or in its data/ or tests/. */
bool bare_is(const struct package *package);
int bare_load(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
