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

enum {
    LAB_JOBS_MAX = 5000,
    LAB_WORKERS = 3, /* where a fault does not want more */
    LAB_WORKERS_MAX = 24,
    LAB_LEASE_MS = 600,
    LAB_GRACE_MS = 300,
    LAB_TIMEOUT_MS = 1000,
    LAB_SAMPLES_MAX = 4096,
};

/* Where a worker may be killed. */
enum lab_phase { LAB_FETCHING, LAB_FETCHED, LAB_JUDGING, LAB_BEATING, LAB_FINISHED, LAB_PHASES };

/* Times that were measured, by any process. */
struct lab_samples {
    atomic_int count;
    int64_t us[LAB_SAMPLES_MAX];
};

/* Seen by all processes. */
struct lab_shared {
    atomic_int executions[LAB_JOBS_MAX];
    _Atomic int64_t submitted_us[LAB_JOBS_MAX]; /* 0: it was fetched since */
    _Atomic int64_t died_us[LAB_JOBS_MAX];      /* when who judged it was killed; 0: nobody was */
    atomic_int holds[LAB_WORKERS_MAX];          /* 1 + the job that a worker has; 0: none */
    struct lab_samples retakes, wakes;
    atomic_int killed_in[LAB_PHASES];
    atomic_int forged; /* finishes that had to be refused, and were */
    atomic_int forged_taken;
    atomic_int hold_ms;   /* a judging takes so long, with a beat each fifth of the lease */
    atomic_int idle_ms;   /* an idle worker waits so long before it asks anyway */
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

/* What a fault wants to be different; all 0: nothing. */
struct lab_setup {
    bool has_proxy, has_small_disk, has_network, has_clock;
    bool is_real; /* lease, grace and backoffs as they are in earnest */
    int workers;
    int jobs_most; /* 0: no limit */
};

struct lab {
    struct lab_shared *shared;
    struct redis_server redis;
    const char *worker_url; /* of the proxy, or of Redis */
    char proxy_url[160];
    pid_t proxy;
    pid_t workers[LAB_WORKERS_MAX];
    int worker_count;
    const struct lab_setup *setup;
    pid_t network;     /* holds the namespace that workers are in; 0: they are in ours */
    int64_t *clock_ms; /* added to the clock of Redis; NULL: it has the true one */
    struct queue *server;
    struct lab_job jobs[LAB_JOBS_MAX];
    int job_count, submitted, recorded;
    int wipes; /* times that Redis may have forgotten what it knew */
    uint64_t random;
    unsigned long seed;
    int64_t reaped, repairs, errors;
    int restarts;           /* of workers */
    const char *impossible; /* here, and why; NULL: it is not */
    char why[512];          /* the first violation; "" none */
};

/* False, with `why` or `impossible`, when it cannot be set up. */
bool lab_open(struct lab *lab, unsigned long seed, int jobs, const struct lab_setup *setup);
void lab_close(struct lab *lab);
uint64_t lab_random(struct lab *lab, uint64_t below);
void lab_violation(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A turn of the server: submit a few, record, settle, reap, sweep, audit. Errors are counted: it
 * goes on. Dead workers are started again. */
void lab_turn(struct lab *lab);
/* Turns until so many jobs are recorded, or ms have gone by. */
void lab_run(struct lab *lab, int recorded, int64_t ms);
/* Turns until all jobs are recorded, or no other was for a minute. */
void lab_finish(struct lab *lab);
/* Turns for so long. */
void lab_pass(struct lab *lab, int64_t ms);
/* A command past the queue; its answer, an integer or text, goes to `out` where that is given. */
bool lab_raw(struct lab *lab, char *out, size_t bytes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* With -9, and noted for the time that its job takes to be judged again. */
void lab_kill_worker(struct lab *lab, int index);
/* To the end, and then I1 to I7. */
void lab_conclude(struct lab *lab);
int64_t lab_now_ms(void);
int64_t lab_now_us(void);
void lab_sample(struct lab_samples *samples, int64_t us);
/* Milliseconds; sorts. -1: there are no samples. */
double lab_percentile(struct lab_samples *samples, int percent);

/* ---- lab_worker.c: what a worker does ---- */

_Noreturn void lab_work(struct lab *lab, int index);
/* One that finishes what it has no lease of. */
_Noreturn void lab_forge(struct lab *lab);
int lab_number_of(const char *id);

/* ---- lab_place.c: the surroundings ---- */

/* By the shell; false: it failed. */
bool lab_command(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Before Redis starts. NULL, or why it cannot be had here. */
const char *lab_make_small_disk(void);
const char *lab_make_network(struct lab *lab);
const char *lab_make_clock(struct lab *lab);
/* The cable between both; again after it was taken away. */
bool lab_join_network(const struct lab *lab);
/* In a worker: into its network. */
void lab_enter_network(const struct lab *lab);
extern const char *const lab_network_options[]; /* of the redis-server there */
extern const char lab_network_url[];

/* ---- proxy.c: between workers and Redis ---- */

enum proxy_mode { PROXY_PLAIN, PROXY_RESET, PROXY_SLOW, PROXY_SLICE, PROXY_DROP, PROXY_SILENT };
pid_t proxy_start(struct lab *lab, const char *path);

#endif
