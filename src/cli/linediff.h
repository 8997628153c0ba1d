/* linediff: what changed between two texts, line by line. */
#ifndef EVALX_CLI_LINEDIFF_H
#define EVALX_CLI_LINEDIFF_H

#include "base/str.h"

/* As a unified diff (diff(1) -u) with three lines of context, without its header; nothing for texts
 * that are the same. Control characters are made visible. Where they are so different or so long
 * that comparing would take too much, the changed part stands there whole, old and new. */
void linediff_add(struct str *out, const char *old_text, const char *new_text);

#endif
