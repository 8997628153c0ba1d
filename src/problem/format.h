/* format: the one table of problem formats. A format is a file and a row in it. */
#ifndef EVALX_PROBLEM_FORMAT_H
#define EVALX_PROBLEM_FORMAT_H

#include "problem/package.h"

/* Read the package by the first format whose row says that it is one. A known format that is not
 * supported, an unknown version, and a folder that is no package are ERR_INPUT. */
int format_load(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
