/* judge_watch: evalx judge --watch: the same once more, whenever something it was made of is
 * changed. */
#ifndef EVALX_CLI_JUDGE_WATCH_H
#define EVALX_CLI_JUDGE_WATCH_H

#include "cli/judge_values.h"

struct judge_round {
    const struct judge_values *values;
    const char *const *operands;
    size_t operand_count;
    int (*judge)(const struct judge_round *round); /* returns the exit status */
};

/* Until Ctrl-C. Returns the exit status: 130, or that of a failure to watch. */
int judge_watch(const struct judge_round *round);

#endif
