/* base: attributes and clean-up helpers that every room uses. */
#ifndef EVALX_BASE_BASE_H
#define EVALX_BASE_BASE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EV_CLEANUP(f) __attribute__((cleanup(f)))
#define EV_MUST_CHECK __attribute__((warn_unused_result))
#define EV_ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static inline void fd_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd); /* nothing can be done about a failing close of something only read */
    *fd = -1;
}

static inline void mem_free(void *pointer)
{
    void **at = pointer;
    free(*at);
    *at = NULL;
}

static inline int fd_steal(int *fd)
{
    int value = *fd;
    *fd = -1;
    return value;
}

/* Locals that own something: `EV_FD int fd = -1;` is closed on every way out. */
#define EV_FD EV_CLEANUP(fd_close)
#define EV_FREE EV_CLEANUP(mem_free)

#endif
