/* services: what needs libraries that judging does without (an HTTP server, curl, Redis) is done by
 * a second program, evalx-service, so that evalx itself starts light.
 *
 * Both programs have the same commands and option tables. In evalx each function below starts
 * evalx-service with the same command line (service_exec.c); in evalx-service it does the work
 * (service_run.c). Each returns the exit status. */
#ifndef EVALX_CLI_SERVICES_H
#define EVALX_CLI_SERVICES_H

#include "cli/shared.h"

extern const struct option service_options[];      /* --slots --langs --log */
extern const struct option queue_name_options[];   /* --redis-name */
extern const struct option shared_cache_options[]; /* --cache-redis, and its password's file */
extern const struct option worker_place_options[]; /* of worker_values: Redis, server, cache */
extern const struct option client_options[];       /* --server */
/* The first line of a file. */
int secret_read(struct arena *arena, const char *path, const char **secret_out,
                struct err *err) EV_MUST_CHECK;
/* Of --cache-redis; NULL: the URL's. */
int shared_cache_password(struct arena *arena, const struct shared_values *values,
                          const char **password_out, struct err *err) EV_MUST_CHECK;
/* --log; ERR_USAGE for a format that is none. */
int log_format_read(const struct shared_values *values, bool *is_json_out,
                    struct err *err) EV_MUST_CHECK;

/* evalx serve-queue. */
struct serve_queue_values {
    struct shared_values shared;
    const char *listen;     /* ADDRESS:PORT */
    const char *public_url; /* by which others reach this server; NULL: by the address */
    const char *redis;      /* URL; NULL: the embedded queue */
    bool is_redis_unchecked;
    int64_t idle_ns;       /* after which boxes are released; 0: the default */
    const char *uneven;    /* warn or refuse: workers that differ */
    int64_t speed_percent; /* how much slower or faster they may be */
    const char *state;     /* folder; NULL: .evalx of the workspace, or one of the user */
    const char *feedback;  /* what contestants see */
    struct text_list cors; /* origins whose pages may ask */
    int64_t queue_most;    /* submissions that wait, at most */
    int64_t batch_most;    /* of one request of Judge0's API */
    int64_t rate;          /* submissions a minute, of one user or address */
    struct text_list webhooks, webhook_networks;
    const char *webhook_secret; /* file */
};
int service_serve_queue(const struct serve_queue_values *values);

/* evalx submit, and evalx judge --server. */
struct submit_values {
    struct shared_values shared;
    const char *problem;
    const char *webhook, *key; /* NULL: none; one of its own */
    struct text_list labels;   /* KEY=VALUE */
    int64_t priority;
    int64_t patience_ns;
    bool is_waiting, is_following;
};
int service_submit(const struct submit_values *values, const char *const *operands, size_t count);

/* evalx queue. */
struct queue_values {
    struct shared_values shared;
    const char *problem, *verdict, *state, *label; /* which of them; NULL: whatever it is */
    const char *role, *name;                       /* of a new token */
    int64_t limit;
    int64_t speed_percent; /* of a rehearsal: how much slower or faster a worker may be */
    bool is_all, is_watching;
};
int service_queue(const struct queue_values *values, const char *const *operands, size_t count);

/* evalx worker. */
struct worker_values {
    struct shared_values shared;
    const char *redis;         /* URL */
    const char *password_file; /* of Redis; NULL: the URL's */
    const char *token_file;    /* NULL: EVALX_TOKEN */
    const char *name;
    const char *cache; /* folder */
    int64_t cache_bytes;
    int64_t cache_age_ns;
    int64_t idle_ns; /* after which boxes are released; 0: the default */
};
int service_worker(const struct worker_values *values);

/* evalx doctor --worker. */
struct doctor_values {
    struct worker_values worker; /* in front: its options are doctor's too */
    bool is_worker;
};
int service_doctor(const struct doctor_values *values);
/* What was found, as the format says; languages: NULL, or also these. Returns the exit status of
 * a failed write, or 0. */
int doctor_print(const struct host_report *host, const char *format, const char *conclusion,
                 const struct languages *languages);

#endif
