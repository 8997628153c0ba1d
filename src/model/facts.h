/* facts: what was measured of one run. Nothing here is an opinion: verdicts are made of facts by
 * verdict_of_run. */
#ifndef EVALX_MODEL_FACTS_H
#define EVALX_MODEL_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* Bits of facts.limits_hit: the limit was exceeded, by the counter that enforces it. */
enum limit_bit {
    LIMIT_CPU = 1 << 0,
    LIMIT_WALL = 1 << 1,
    LIMIT_MEMORY = 1 << 2, /* out-of-memory event of the run's cgroup */
    LIMIT_OUTPUT = 1 << 3,
    LIMIT_PROCESSES = 1 << 4, /* a fork or clone was refused; no verdict by itself */
    LIMIT_WRITTEN = 1 << 5,   /* the writable folders are full; no verdict by itself */
    LIMIT_FILES = 1 << 6,     /* no inode left there; no verdict by itself */
};

/* Bits of facts.unmeasured: the host could not tell; the field then holds -1 (or a lower bound
 * where it says so). */
enum fact_bit {
    FACT_CPU_OF_GROUP = 1 << 0, /* cpu_ns is that of reaped processes only */
    FACT_MEMORY_PEAK = 1 << 1,
    FACT_PROCESSES_PEAK = 1 << 2,
    FACT_BYTES_WRITTEN = 1 << 3,
    FACT_CALL_NAME = 1 << 4,    /* a forbidden call was made, its name is not known */
    FACT_MEMORY_LIMIT = 1 << 5, /* memory was limited per process only */
    FACT_LEFTOVERS = 1 << 6,    /* processes that left the group cannot be ruled out */
};

enum { FACTS_CALL_NAME_MAX = 32 };

struct facts {
    /* What the limit on CPU time is compared with: user + system of the whole group, unless
     * `events` says otherwise */
    int64_t cpu_ns;
    int64_t events;  /* that were counted, and cpu_ns made of them; 0: cpu_ns is CPU time */
    int64_t user_ns; /* CPU time in any case */
    int64_t system_ns;
    int64_t wall_ns;
    int64_t cpu_wait_ns;   /* of it, the main process was ready to run and had no CPU */
    int64_t preemptions;   /* times that its CPU was taken from the main process */
    int64_t memory_bytes;  /* peak of the whole group above the empty box, -1 unmeasured */
    int64_t written_bytes; /* in the writable folders when the run ended */
    int64_t stdout_bytes;
    int64_t stderr_bytes;
    int64_t processes_peak; /* -1 unmeasured */
    int exit_status;        /* valid when signal == 0 */
    int start_errno;        /* not 0: the program could not be executed (then exit_status is 127) */
    int signal;             /* that ended the main process, 0 if it exited */
    unsigned limits_hit;    /* enum limit_bit */
    unsigned unmeasured;    /* enum fact_bit */
    /* evalx ended it, for the limit named in limits_hit or for the forbidden call */
    bool is_killed_by_judge;
    bool had_leftovers; /* processes were alive after the main one ended and were killed */
    bool made_forbidden_call;
    char forbidden_call[FACTS_CALL_NAME_MAX]; /* "" where unknown */
};

/* CPU time of the whole group, whatever cpu_ns is. */
static inline int64_t facts_used_ns(const struct facts *facts)
{
    return facts->events > 0 ? facts->user_ns + facts->system_ns : facts->cpu_ns;
}

/* Name of a limit bit as the options call it: "time", "wall", "memory", "output", "processes",
 * "written", "files". */
const char *limit_bit_name(enum limit_bit bit);

/* The most telling of several bits, by the order above; "" for none. */
const char *limits_hit_name(unsigned limits_hit);

#endif
