/* model: what the queue must hold, in plain C, and how it is compared with Redis. */
#ifndef EVALX_TESTS_QUEUE_MODEL_H
#define EVALX_TESTS_QUEUE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "queue/queue.h"

#define MODEL_ROOT "evx:{evalx}:"

enum { MODEL_JOBS = 12, MODEL_WORKERS = 3, MODEL_TOKENS = 64 };

enum model_state { ABSENT, READY, DELAYED, LEASED, OUT, SETTLED, BURIED };

struct model_job {
    char id[16];
    enum model_state state;
    int64_t judging;
    int64_t score;
    bool is_rust;
    int crashes, nacks, releases, executions;
    char token[QUEUE_TOKEN_BYTES], done_token[QUEUE_TOKEN_BYTES], gone_token[QUEUE_TOKEN_BYTES];
    const char *outcome;
    char result[32];
};

struct model_worker {
    char id[8];
    int requests;
    struct model_job *job;
    char token[QUEUE_TOKEN_BYTES];
};

struct redisContext;
struct model {
    struct queue *server;
    struct redisContext *raw;
    struct err err;
    uint64_t random;
    unsigned long seed, step;
    int64_t now_ms;
    struct model_job jobs[MODEL_JOBS];
    struct model_worker workers[MODEL_WORKERS];
    char tokens[MODEL_TOKENS][QUEUE_TOKEN_BYTES]; /* issued before, a ring */
    size_t token_count;
    bool is_paused;
    long long submitted, settled, lost;
    unsigned results, checks;
    bool failed;
    char why[1024];
};

/* seed 0: any. */
void model_open(struct model *model, const char *url, const char *socket_path, unsigned long seed);
void model_close(struct model *model);
unsigned long model_number(const char *text, unsigned long otherwise);
uint64_t model_random(struct model *model, uint64_t below);
void model_name_jobs(struct model *model);
struct model_job *model_find(struct model *model, const char *id);
const char *model_index_of(enum model_state state);
void model_remember_token(struct model *model, const char *token);
const char *model_old_token(struct model *model);

/* The first failure is kept. */
void model_check(struct model *model, bool is_true, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void model_expect(struct model *model, enum queue_answer answer, enum queue_answer expected,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
void model_said(struct model *model, int status);
/* A command past the queue. */
void model_raw(struct model *model, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Everything in Redis against the model: states, judgings, counters, indexes, balance. */
void model_compare(struct model *model);

#endif
