/* small: helpers of a few lines that several files of this room need. */
#include <time.h>

#include "judge/internal.h"

int64_t clock_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock exists everywhere */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

const char *copy_text(struct arena *arena, const char *text)
{
    return text ? arena_string(arena, text) : NULL;
}

int sink_keep(void *context, const char *bytes, size_t count)
{
    str_add_n(context, bytes, count); /* beyond its maximum it drops */
    return 0;
}

const char *const *argv_join(struct arena *arena, const char *const *argv, const char *const *more,
                             size_t more_count)
{
    size_t count = 0;
    if (more_count == 0)
        return argv;
    while (argv[count])
        count++;
    const char **joined = arena_alloc(arena, (count + more_count + 1) * sizeof(*joined));
    for (size_t i = 0; i < count; i++)
        joined[i] = argv[i];
    for (size_t i = 0; i < more_count; i++)
        joined[count + i] = more[i];
    return joined;
}
