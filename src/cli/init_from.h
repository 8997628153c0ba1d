/* init_from: `evalx init --from PACKAGE`: a package of any format as one of the ICPC format
 * 2025-09. */
#ifndef EVALX_CLI_INIT_FROM_H
#define EVALX_CLI_INIT_FROM_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "cli/shared.h"

/* folder NULL: the problem's own name, here. It must be empty or not there yet. The judge is opened
 * in the session where tests are to be made. `out` gets what was done, and a line for each thing
 * that could not be carried over. */
int init_from(struct session *session, const struct shared_values *values, const char *package,
              const char *folder, struct str *out, struct err *err) EV_MUST_CHECK;

#endif
