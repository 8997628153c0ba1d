/* difference: see difference.h. */
#include "model/difference.h"

#include "base/base.h"

const char *const difference_names[] = {
    "case-or-space", "off-by-one", "wrapped",   "negated", "truncated", "rounded", "comma", "nan",
    "word",          "glued",      "early-end", "extra",   "nul",       "bom",     NULL,
};

const char *difference_bit_name(unsigned bit)
{
    for (size_t i = 0; difference_names[i] != NULL; i++) {
        if (bit == 1U << i)
            return difference_names[i];
    }
    return NULL;
}
