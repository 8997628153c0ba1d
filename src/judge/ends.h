/* ends: the beginning and the end of what a program writes to standard error: where it says why it
 * failed. What is between them is dropped; a flood costs nothing. */
#ifndef EVALX_JUDGE_ENDS_H
#define EVALX_JUDGE_ENDS_H

#include <stddef.h>

#include "base/arena.h"
#include "lang/lang.h"

enum { ENDS_HEAD_BYTES = 2 << 10, ENDS_TAIL_BYTES = 2 << 10 };

struct ends {
    const char *folder; /* of the program in its box: not shown */
    size_t head_count, tail_count;
    bool is_cut; /* something between them was dropped */
    char head[ENDS_HEAD_BYTES], tail[ENDS_TAIL_BYTES];
};

/* A new run; the rest of the struct need not be initialised. */
void ends_begin(struct ends *ends, const char *folder);
/* A run_sink; the context is the struct. */
int ends_feed(void *context, const char *bytes, size_t count);
/* As text without control characters and without the box's paths; NULL: nothing was written. */
const char *ends_text(const struct ends *ends, struct arena *arena, const struct build_plan *plan);

#endif
