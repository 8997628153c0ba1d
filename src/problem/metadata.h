/* metadata: the keys of a 2025-09 problem.yaml that say nothing about judging, checked all the
 * same. */
#ifndef EVALX_PROBLEM_METADATA_H
#define EVALX_PROBLEM_METADATA_H

#include "problem/package.h"

/* Readers of keys; context: struct package. */
int metadata_check_text(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int metadata_check_credits(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int metadata_check_source(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int metadata_check_license(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int metadata_check_embargo(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int metadata_check_keywords(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;

/* A person, or a list of them; also of submissions.yaml. */
int metadata_check_persons(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;

/* Keys that are missing, or that do not go together: warnings. */
void metadata_warn(struct package *package);

#endif
