/* rehearsal: the jury's submissions on every worker, compared: do they get the same verdict
 * everywhere, the one that their package says, and are the machines equally fast? Pure: results in,
 * words about them out. */
#ifndef EVALX_CLI_REHEARSAL_H
#define EVALX_CLI_REHEARSAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "verify/verify.h"

/* What one worker made of one submission. */
struct rehearsal_result {
    const char *verdict; /* code; NULL: none came */
    double cpu_ms;       /* of the slowest test; < 0: none was run */
    const char *reason;  /* why there is no verdict; NULL: not known */
};

struct rehearsal_row {
    const char *problem, *source;
    const char *const *expected; /* verdict codes as the package says */
    size_t expected_count;       /* 0: any will do */
    enum vocabulary vocabulary;
    struct rehearsal_result *results; /* one for each worker */
    /* Found by rehearsal_compare: */
    bool is_missing;    /* a result is */
    bool is_differing;  /* verdicts of two workers do */
    bool is_unexpected; /* one is not what the package says */
};

struct rehearsal_worker {
    const char *name, *id; /* id: by which it is asked */
    /* Found by rehearsal_compare: */
    double ratio; /* of its CPU times to the median of all workers'; 0: nothing to compare */
    bool is_uneven;
};

struct rehearsal {
    struct rehearsal_worker *workers;
    size_t worker_count;
    struct rehearsal_row *rows;
    size_t row_count;
    double tolerance; /* 0.2: a fifth slower than the median, or as much faster */
    /* Found by rehearsal_compare: */
    size_t missing_count, differing_count, unexpected_count, uneven_count;
};

/* A worker's ratio is the median over the submissions that all workers accept, in REHEARSAL_CPU_MS
 * or more: shorter ones are noise, and others end where their limit is. */
#define REHEARSAL_CPU_MS 20.0
void rehearsal_compare(struct rehearsal *rehearsal, struct arena *arena);

#endif
