/* shrink: make an input smaller as long as something stays true of it. Knows nothing of what that
 * is: the caller tells by a callback. */
#ifndef EVALX_VERIFY_SHRINK_H
#define EVALX_VERIFY_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct shrink {
    void *context;
    /* Does it still hold? -1: stop now, whatever is left to try. */
    int (*holds)(void *context, const char *bytes, size_t count);
    size_t tries;        /* so many calls at most */
    size_t tried;        /* the room's own */
    bool is_interrupted; /* holds said so */
};

/* Lines, then tokens are left out, counts on the first line going with them; then numbers are made
 * smaller; again and again until nothing more can be. `text` is replaced by what is left. */
void shrink_text(struct shrink *shrink, struct str *text);

#endif
