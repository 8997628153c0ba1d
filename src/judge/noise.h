/* noise: what other work of the host did to measured times. */
#ifndef EVALX_JUDGE_NOISE_H
#define EVALX_JUDGE_NOISE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/report.h"

/* Of the host, as they stood at one moment; they only grow. */
struct noise_counters {
    bool has_steal, has_throttled; /* could they be read? */
    int64_t steal, total;          /* ticks of all CPUs together */
    int64_t throttled;             /* periods of our cgroup */
};

/* Of the last interval between two looks that was disturbed, its end; 0: never. */
struct noise {
    pthread_mutex_t lock;
    int64_t sampled_ns; /* 0: not yet */
    struct noise_counters last;
    int64_t stolen_at_ns, throttled_at_ns; /* end of the interval */
    double stolen_share;                   /* in it */
    int64_t throttled_periods;             /* in it */
};

struct submission;

/* Look at the host's counters, unless that was done a moment ago. */
void noise_sample(struct noise *noise);
/* What has disturbed the submission, as lines of its report. */
void noise_tell(struct noise *noise, struct submission *submission);

/* Of the texts of proc_stat(5) and of a cgroup's cpu.stat. False: it is not there. */
bool noise_parse_stat(const char *text, struct noise_counters *counters_out);
bool noise_parse_cpu_stat(const char *text, struct noise_counters *counters_out);
/* The counters as they are now. */
void noise_compare(struct noise *noise, const struct noise_counters *now, int64_t now_ns);
/* For how much of its wall clock others kept a run from its CPU: what its own processes did to each
 * other is no noise. */
double noise_waiting_share(const struct facts *facts);

#endif
