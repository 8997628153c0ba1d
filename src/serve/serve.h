/* serve: the long-running side: HTTP, the queue's record, judging in child processes, the live
 * page, webhooks, metrics; and what talks to such a server.
 *
 * One thread runs a loop (loop.h) and owns the database and all state; what blocks (Redis,
 * webhooks) has threads of its own, which talk to it by small queues. Start reading at server.c,
 * then route.c (which address is answered by whom). */
#ifndef EVALX_SERVE_SERVE_H
#define EVALX_SERVE_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "lang/lang.h"
#include "serve/client.h"
#include "serve/examine.h"
#include "serve/webhook.h"
#include "serve/worker.h"

struct hints;

/* What a contestant sees of a result. */
enum feedback {
    FEEDBACK_VERDICT, /* verdict and score */
    FEEDBACK_SAMPLES, /* and the sample tests */
    FEEDBACK_GROUPS,  /* and the verdict of each group of tests */
    FEEDBACK_FULL,    /* and every test: verdict and figures, never data or the jury's words */
    FEEDBACK_LEVELS,
};
const char *feedback_name(enum feedback feedback);
/* ERR_USAGE for a word that is none. */
int feedback_parse(const char *text, enum feedback *feedback_out, struct err *err) EV_MUST_CHECK;

/* All texts are borrowed until serve_run returns. */
struct serve_options {
    const char *version;        /* of evalx */
    const char *program_folder; /* that holds evalx, for starting it */
    const char *listen;         /* "127.0.0.1:8080", "[::1]:8080" */
    const char *public_url;     /* NULL: by the address */
    const char *redis;          /* NULL: embedded */
    const char *redis_name;     /* of the queue there; NULL: "evalx" */
    const char *cache_redis;    /* URL of what is shared with other machines; NULL: nothing */
    const char *cache_redis_password;
    const char *cache_secret; /* that shared values are signed with; NULL: none */
    bool is_redis_unchecked;  /* a Redis that hides its configuration is fine */
    bool is_uneven_refused;   /* workers that differ from the others judge nothing */
    int64_t speed_percent;    /* how much slower or faster one may be */
    const char *state;        /* folder, made where it is missing */
    const char *problems;     /* folder that holds packages */
    struct languages_options languages;
    struct hints *hints; /* NULL: none */
    int slots;           /* 0: one per physical CPU */
    int64_t idle_ms;     /* boxes without work for so long are released; 0: 5 min */
    enum feedback feedback;
    const char *const *origins; /* CORS */
    size_t origin_count;
    int64_t queue_most;
    int64_t batch_most; /* submissions of one request, of Judge0's API */
    int64_t rate;       /* a minute; 0: any number */
    bool is_log_json;
    struct webhook_options webhooks;
};

/* Serve until SIGTERM or SIGINT, then finish what runs. ERR_SERVICE: the address cannot be used, or
 * another service has this state folder. */
int serve_run(const struct serve_options *options, struct err *err) EV_MUST_CHECK;

#endif
