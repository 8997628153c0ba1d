/* facts: see facts.h. */
#include "model/facts.h"

#include <stddef.h>

#include "base/base.h"

static const struct {
    enum limit_bit bit;
    const char *name;
} names[] = {
    {LIMIT_CPU, "time"},      {LIMIT_WALL, "wall"},           {LIMIT_MEMORY, "memory"},
    {LIMIT_OUTPUT, "output"}, {LIMIT_PROCESSES, "processes"}, {LIMIT_WRITTEN, "written"},
    {LIMIT_FILES, "files"},
};

const char *limits_hit_name(unsigned limits_hit)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        if (limits_hit & (unsigned)names[i].bit)
            return names[i].name;
    }
    return "";
}

const char *limit_bit_name(enum limit_bit bit)
{
    return limits_hit_name((unsigned)bit);
}
