/* limits: see limits.h. */
#include "model/limits.h"

#include <stddef.h>

#include "base/base.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t MIB = 1 << 20;

static const size_t value_offsets[] = {
    offsetof(struct limits, cpu_ns),       offsetof(struct limits, wall_ns),
    offsetof(struct limits, memory_bytes), offsetof(struct limits, processes),
    offsetof(struct limits, output_bytes), offsetof(struct limits, written_bytes),
    offsetof(struct limits, files),        offsetof(struct limits, stack_bytes),
    offsetof(struct limits, open_files),
};

struct limits limits_default(void)
{
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = 2 * SECOND_NS;
    limits.memory_bytes = 256 * MIB;
    limits.processes = 64;
    limits.output_bytes = 64 * MIB;
    limits.written_bytes = 256 * MIB;
    limits.files = 4096;
    limits.open_files = 256;
    return limits;
}

struct limits limits_compile_default(void)
{
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = 30 * SECOND_NS;
    limits.wall_ns = 60 * SECOND_NS;
    limits.memory_bytes = 2048 * MIB;
    limits.processes = 256;
    limits.output_bytes = 8 * MIB;
    limits.written_bytes = 256 * MIB;
    limits.files = 16384;
    limits.open_files = 1024;
    return limits;
}

struct limits limits_override(struct limits base, const struct limits *over)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(value_offsets); i++) {
        const int64_t *from =
            (const int64_t *)(const void *)((const char *)over + value_offsets[i]);
        int64_t *to = (int64_t *)(void *)((char *)&base + value_offsets[i]);
        if (*from >= 0)
            *to = *from;
    }
    return base;
}

struct limits limits_complete(struct limits limits)
{
    if (limits.wall_ns < 0 && limits.cpu_ns >= 0)
        limits.wall_ns = 2 * limits.cpu_ns + SECOND_NS;
    if (limits.stack_bytes < 0)
        limits.stack_bytes = limits.memory_bytes;
    return limits;
}
