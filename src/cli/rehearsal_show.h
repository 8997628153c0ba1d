/* rehearsal_show: a rehearsal that was compared, for people and programs. */
#ifndef EVALX_CLI_REHEARSAL_SHOW_H
#define EVALX_CLI_REHEARSAL_SHOW_H

#include "cli/rehearsal.h"

/* format: table, json or csv (the submissions alone). To standard output; the exit status of a
 * failed write, or 0. */
int rehearsal_show(const struct rehearsal *rehearsal, const char *format, struct arena *arena);

#endif
