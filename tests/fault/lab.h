/* lab: a small lab on one machine: a server that submits, records and settles, workers that are
 * processes and may die at any moment, and a Redis of its own, so that faults can be put in
 * between.
 *
 * Leases are short (LAB_LEASE_MS), so that a fault and its healing take seconds. */
#ifndef EVALX_TESTS_FAULT_LAB_H
#define EVALX_TESTS_FAULT_LAB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "queue/queue.h"
#include "support/redis_server.h"

enum { LAB_JOBS_MAX = 5000, LAB_WORKERS = 3, LAB_LEASE_MS = 600, LAB_TIMEOUT_MS = 1000 };

/* Seen by all processes. */
struct lab_shared {
    atomic_int executions[LAB_JOBS_MAX];
    atomic_int stale;     /* finishes that came too late */
    atomic_int upgrades;  /* fetches refused for their protocol */
    atomic_int connected; /* through the proxy */
    atomic_int poison;    /* this job kills who judges it; -1: none */
    atomic_int dying;     /* one judging in so many kills its worker; 0: none */
    atomic_int proxy_mode, proxy_bytes;
};

struct lab_job {
    int submits; /* accepted by Redis */
    bool is_recorded;
    enum queue_outcome outcome;
    char result[32];
    int64_t crashes, nacks, releases; /* as they were told */
};

struct lab {
    struct lab_shared *shared;
    struct redis_server redis;
    const char *worker_url; /* of the proxy, or of Redis */
    char proxy_url[160];
    pid_t proxy;
    pid_t workers[LAB_WORKERS];
    struct queue *server;
    struct lab_job jobs[LAB_JOBS_MAX];
    int job_count, submitted, recorded;
    int wipes; /* times that Redis may have forgotten what it knew */
    uint64_t random;
    unsigned long seed;
    int64_t reaped, repairs, errors;
    int restarts;  /* of workers */
    char why[512]; /* the first violation; "" none */
};

/* False, with `why`, when it cannot be set up. */
bool lab_open(struct lab *lab, unsigned long seed, int jobs, bool has_proxy,
              const char *const *more);
void lab_close(struct lab *lab);
uint64_t lab_random(struct lab *lab, uint64_t below);
void lab_violation(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A turn of the server: submit a few, record, settle, reap, sweep, audit. Errors are counted: it
 * goes on. Dead workers are started again. */
void lab_turn(struct lab *lab);
/* Turns until so many jobs are recorded, or ms have gone by. */
void lab_run(struct lab *lab, int recorded, int64_t ms);
/* Turns for so long. */
void lab_pass(struct lab *lab, int64_t ms);
/* A command past the queue; its answer, an integer or text, goes to `out` where that is given. */
bool lab_raw(struct lab *lab, char *out, size_t bytes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* To the end, and then I1 to I7. */
void lab_conclude(struct lab *lab);
int64_t lab_now_ms(void);

/* ---- proxy.c: between workers and Redis ---- */

enum proxy_mode { PROXY_PLAIN, PROXY_RESET, PROXY_SLOW, PROXY_SLICE, PROXY_DROP, PROXY_SILENT };
pid_t proxy_start(struct lab *lab, const char *path);

#endif
