/* worker: a machine that judges for a server, by way of Redis; what serve.h says of it.
 *
 *   taker thread   room? -> queue_fetch -> the problem's files (worker_set.h) -> ready
 *   main thread    ready -> agents_start ... ended -> result
 *   keeper thread  beats for all leases; result -> queue_finish; what is lost is cancelled
 *
 * Start reading at worker.c, then worker_redis.c. */
#ifndef EVALX_SERVE_WORKER_H
#define EVALX_SERVE_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

/* All texts are borrowed until worker_run returns; 0 and NULL: the default. */
struct worker_options {
    const char *version;
    const char *program_folder; /* that holds evalx */
    const char *redis;          /* URL */
    const char *redis_name;     /* of the queue there */
    const char *redis_password; /* instead of the URL's */
    const char *server;         /* URL; NULL: what the server itself says */
    const char *token;          /* of a worker, for the server; NULL: none */
    const char *name;           /* NULL: the host's */
    const char *cache;          /* folder for problem sets, made where it is missing */
    int64_t cache_bytes;        /* 20 GiB */
    int64_t cache_age_ms;       /* what is not published and was not used for so long goes; 24 h */
    const char *cache_redis;    /* URL of what workers share; NULL: nothing */
    const char *cache_redis_password;
    const char *const *arguments; /* more for agents, NULL-terminated */
    int slots;
    int64_t idle_ms; /* boxes without work for so long are released; 5 min */
    bool is_log_json;
};

/* Judge until SIGTERM or SIGINT (then what runs is finished; a second one hands it back), or until
 * an operator drains this worker. Lost connections are made again for ever. ERR_INPUT: the queue
 * speaks another protocol. */
int worker_run(const struct worker_options *options, struct err *err) EV_MUST_CHECK;

#endif
