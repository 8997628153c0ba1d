/* headers: precompiled headers in the cache, made when a source first wants one. */
#ifndef EVALX_JUDGE_HEADERS_H
#define EVALX_JUDGE_HEADERS_H

#include "judge/internal.h"

/* Name of the folder in BOX_SHARED of the header that this source begins with; NULL: to be compiled
 * without. Made here where it is missing, unless another process or slot is at it. */
const char *headers_for(struct slot *slot, const struct build_plan *plan, struct arena *arena);

/* Make the header of a language if it has one. *is_made_out: it was not there before. -1: it cannot
 * be made. */
int headers_make(struct slot *slot, const struct language *language, bool *is_made_out,
                 struct err *err) EV_MUST_CHECK;

/* compile.c: in a box, with no cache. */
int compile_plainly(struct slot *slot, struct artifact *artifact, const struct limits *limits,
                    struct arena *arena, struct compile_report *report,
                    struct err *err) EV_MUST_CHECK;

#endif
