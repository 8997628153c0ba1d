/* standard_checker: testlib's checkers by name, where our default validator means the same. */
#ifndef EVALX_PROBLEM_STANDARD_CHECKER_H
#define EVALX_PROBLEM_STANDARD_CHECKER_H

#include "problem/collect.h"

/* "wcmp", with or without .cpp: its flags on every test. False where there is none that will do. */
bool standard_checker_set(struct package *package, const char *name);

#endif
