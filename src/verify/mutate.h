/* mutate: an input, spoiled in one place. Pure. */
#ifndef EVALX_VERIFY_MUTATE_H
#define EVALX_VERIFY_MUTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "verify/random.h"

struct mutation {
    const char *name; /* "trailing-space" */
    /* No statement allows it: a validator that accepts it is too lax. The others may be right by
     * chance. */
    bool is_always_broken;
    /* False: there is no place for it in this input; out is unchanged then. */
    bool (*make)(const char *bytes, size_t count, struct random *random, struct str *out);
};

extern const struct mutation mutations[];
extern const size_t mutation_count;

#endif
