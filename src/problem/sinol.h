/* sinol: packages for SIO2 as sinol-make checks them (config.yml): sinol.c the keys, tests and
 * points; sinol_limits.c the limits; sinol_programs.c the
 * programs in prog/ and what solutions must get. */
#ifndef EVALX_PROBLEM_SINOL_H
#define EVALX_PROBLEM_SINOL_H

#include "problem/collect.h"

enum sinol_contest { SINOL_DEFAULT, SINOL_OI, SINOL_ICPC };

struct sinol {
    struct package *package;
    const char *id; /* of the task: file names start with it */
    enum sinol_contest contest;
    const struct yaml *scores, *expected, *time_limits, *memory_limits, *overrides, *dependencies;
    const struct yaml *compilation_files, *compilation_args, *execution_files;
    const char *main; /* path of the model solution, NULL: there is none */
};

bool sinol_is(const struct package *package);
int sinol_load(struct package *package, struct err *err) EV_MUST_CHECK;

/* Limits of groups, tests and languages; after the general ones. */
int sinol_read_limits(struct sinol *sinol, const struct yaml *root, struct err *err) EV_MUST_CHECK;
/* The id of a language by its files' extension; NULL: none of SIO2's. */
const char *sinol_language(const char *extension);
/* Checker, input validator, libraries; refuses interactors. */
int sinol_read_programs(struct sinol *sinol, struct err *err) EV_MUST_CHECK;
int sinol_read_jury(struct sinol *sinol, struct err *err) EV_MUST_CHECK;

#endif
