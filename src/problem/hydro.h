/* hydro: problems of Hydro (testdata/ with config.yaml) and of SYZOJ (data.yml beside tests). */
#ifndef EVALX_PROBLEM_HYDRO_H
#define EVALX_PROBLEM_HYDRO_H

#include "problem/package.h"

bool hydro_is(const struct package *package);
int hydro_load(struct package *package, struct err *err) EV_MUST_CHECK;
bool syzoj_is(const struct package *package);
int syzoj_load(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
