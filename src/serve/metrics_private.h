/* What the files of the figures share. */
#ifndef EVALX_SERVE_METRICS_PRIVATE_H
#define EVALX_SERVE_METRICS_PRIVATE_H

#include "serve/metrics.h"

enum {
    BUCKETS_MOST = 16,
    SERIES_MOST = 5000, /* of verdicts; whatever comes then is counted as "other" */
    LABEL_MAX_BYTES = 64,
};

/* Upper bounds in seconds, ended by 0. counts[i]: in bucket i alone; the last: above all. */
struct histogram {
    const double *bounds;
    uint64_t counts[BUCKETS_MOST + 1];
    double sum;
    uint64_t count;
};

struct verdict_series {
    char problem[LABEL_MAX_BYTES], language[LABEL_MAX_BYTES];
    const char *verdict;
    uint64_t count;
};

enum stage { STAGE_COMPILE, STAGE_TOTAL, STAGES };
enum cached { CACHED_COMPILE, CACHED_TEST, CACHED_KINDS };

struct metrics {
    struct verdict_series *verdicts;
    size_t verdict_count, verdict_capacity;
    struct histogram wait, test_cpu, stages[STAGES];
    uint64_t cache[CACHED_KINDS][2]; /* miss, hit */
};

#endif
