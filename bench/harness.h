/* harness: what the bench programs written in C share. They go through the sandbox's public header
 * and the released library, as judging does; any failure ends the program, as there is nothing to
 * be measured then. */
#ifndef EVALX_BENCH_HARNESS_H
#define EVALX_BENCH_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "sandbox/sandbox.h"

/* Monotonic, as the clock of programs in a box. */
int64_t bench_now_ns(void);

void bench_die(const char *what, const struct err *err) __attribute__((noreturn));

/* The calling thread; a CPU below 0: any. */
void bench_pin(int cpu);

struct sandbox *bench_sandbox(void);
/* A run box on this CPU with the file at `path` in it as {program}/NAME. */
struct box *bench_box(struct sandbox *sandbox, int cpu, const char *path, const char *name);

/* One run with the default limits, of which `limits` replaces some (NULL: none). argv[0] is NAME,
 * and 6 words may follow. */
void bench_run(struct box *box, const char *const *argv, const struct limits *limits,
               struct run_sink output, struct facts *facts_out);

/* Whole processes, output to /dev/null: wait for the end; not 0 is fatal. Returns what wait4(2)
 * says of CPU time, user and system. */
int64_t bench_spawn(const char *const *argv, const char *const *environment);

/* Sorts. `share`: 0.5 for the median, 0.95, ... by the nearest rank. */
double bench_quantile(double *values, size_t count, double share);

/* A row on standard output. A target of 0: none is set, the figure stands beside one that has. */
void bench_row(const char *id, const char *variant, double value, const char *unit, double target,
               bool is_least);
/* And why, on standard error: "# ID VARIANT: WHY". */
void bench_row_not_run(const char *id, const char *variant, const char *unit, const char *why);

#endif
