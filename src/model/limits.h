/* limits: what one run may use. */
#ifndef EVALX_MODEL_LIMITS_H
#define EVALX_MODEL_LIMITS_H

#include <stdint.h>

/* A value below zero means "not limited" (or, in overrides, "not given"). */
struct limits {
    int64_t cpu_ns;        /* CPU time of all processes of the run together */
    int64_t wall_ns;       /* wall clock */
    int64_t memory_bytes;  /* memory and swap of all processes together */
    int64_t processes;     /* processes and threads alive at once */
    int64_t output_bytes;  /* standard output and standard error together */
    int64_t written_bytes; /* files in the writable folders; 0: the working folder is read-only */
    int64_t files;         /* inodes in the writable folders */
    int64_t stack_bytes;   /* main thread's stack; -1: as memory_bytes */
    int64_t open_files;    /* descriptors of one process */
};

#define LIMITS_UNSET                                                                               \
    ((struct limits){.cpu_ns = -1,                                                                 \
                     .wall_ns = -1,                                                                \
                     .memory_bytes = -1,                                                           \
                     .processes = -1,                                                              \
                     .output_bytes = -1,                                                           \
                     .written_bytes = -1,                                                          \
                     .files = -1,                                                                  \
                     .stack_bytes = -1,                                                            \
                     .open_files = -1})

/* Defaults of `evalx run` and of bare folders: 2 s, 256 MiB, 64 processes, 64 MiB output, 256
 * MiB in 4096 files. */
struct limits limits_default(void);

/* Defaults of the compile box: 30 s CPU, 60 s wall, 2 GiB, 256 MiB written, 256 processes. */
struct limits limits_compile_default(void);

/* Every value of `over` that is given (>= 0) replaces the one in `base`. */
struct limits limits_override(struct limits base, const struct limits *over);

/* Fill what follows from others where it is unset: wall = 2 x CPU + 1 s, stack = memory. */
struct limits limits_complete(struct limits limits);

#endif
