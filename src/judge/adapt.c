/* adapt: the limits of one run, from the layers that have a say. */
#include <math.h>
#include <string.h>

#include "judge/internal.h"

struct limits adapt_override(struct limits base, const struct limits *over)
{
    if (over->cpu_ns >= 0 && over->wall_ns < 0)
        base.wall_ns = -1;
    return limits_override(base, over);
}

struct limits adapt_to_package(struct limits limits, const struct problem *problem,
                               const struct language *language)
{
    for (size_t i = 0; language && i < problem->language_limit_count; i++) {
        const struct language_limits *own = &problem->language_limits[i];
        if (strcmp(own->language, language->id) != 0)
            continue;
        if (limits.cpu_ns >= 0)
            limits.cpu_ns = llround((double)limits.cpu_ns * own->time_factor);
        if (own->memory_bytes >= 0)
            limits.memory_bytes = own->memory_bytes;
    }
    return limits;
}

static int64_t add_to_limit(int64_t limit, int64_t extra)
{
    return limit >= 0 && extra > 0 ? limit + extra : limit;
}

struct limits adapt_to_language(struct limits limits, const struct language *language)
{
    if (!language)
        return limits;
    if (limits.cpu_ns >= 0 && language->time_factor > 0)
        limits.cpu_ns = (int64_t)((double)limits.cpu_ns * language->time_factor);
    limits.memory_bytes = add_to_limit(limits.memory_bytes, language->extra_memory_bytes);
    limits.processes = add_to_limit(limits.processes, language->extra_processes);
    return limits;
}

struct limits adapt_to_talking(struct limits limits)
{
    static const int64_t SECOND_NS = 1000000000;
    if (limits.wall_ns < 0 && limits.cpu_ns >= 0)
        limits.wall_ns = (2 * limits.cpu_ns + SECOND_NS - 1) / SECOND_NS * SECOND_NS;
    return limits;
}
