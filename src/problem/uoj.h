/* uoj: problems of UOJ: problem.conf with a key and its value on each line; checker chk.cpp, the
 * solution std.cpp, the validator val.cpp. */
#ifndef EVALX_PROBLEM_UOJ_H
#define EVALX_PROBLEM_UOJ_H

#include "problem/package.h"

bool uoj_is(const struct package *package);
int uoj_load(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
