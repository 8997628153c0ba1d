/* metrics: figures of the service for Prometheus: counters and histograms since it started, and
 * gauges that are read when they are asked for. No label names a person or a submission. */
#ifndef EVALX_SERVE_METRICS_H
#define EVALX_SERVE_METRICS_H

#include "base/str.h"
#include "model/report.h"
#include "store/store.h"

struct metrics;
struct server;

struct metrics *metrics_open(void);
void metrics_close(struct metrics *metrics); /* NULL is fine */

/* A judging was recorded: the job as it was before, its report (NULL: an ad-hoc run) and code. */
void metrics_judged(struct metrics *metrics, const struct job *job,
                    const struct submission_report *report, const char *verdict, int64_t now_us);

/* All of them in Prometheus's text format 0.0.4. */
int metrics_write(struct server *server, struct str *out, struct err *err) EV_MUST_CHECK;

#endif
