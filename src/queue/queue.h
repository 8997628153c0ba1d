/* queue: dispatching work over many machines through Redis 7.
 *
 * Redis only dispatches; the record is elsewhere (the SQLite file of the one server). A job is a
 * whole submission to be judged once: (id, judging). Its hash in Redis names its state, and the
 * id stands in exactly the index of that state:
 *
 *     submit -> ready -> fetch -> leased -> finish -> out -> settle -> settled (expires)
 *                 ^                 |                  ^          or dead (kept a week)
 *                 +-- delayed <-- giveup --------------+  (too many crashes: outcome dead)
 *
 * A program that uses this ignores SIGPIPE. Every transition is one Lua script (lua/NAME.lua),
 * compares state, judging and token before its first write, and may be repeated: after an error
 * of the connection nobody knows whether a command was executed, so each call here connects
 * again and repeats it once by itself.
 *
 * A struct queue is one connection for one thread at a time. All functions return 0, or -1 with
 * err: ERR_SERVICE when Redis does not answer (try again later), ERR_INPUT or ERR_USAGE when it
 * never will as things are. What Redis says of a job is an enum queue_answer. Strings of results
 * are the arena's. Start reading at lua/common.lua, then link.c. */
#ifndef EVALX_QUEUE_QUEUE_H
#define EVALX_QUEUE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum {
    QUEUE_PROTOCOL = 1,           /* of jobs and results, between server and workers */
    QUEUE_REQUEST_MAX = 16 << 20, /* bytes of a request or a result */
    QUEUE_RESULT_MAX = 16 << 20,
    QUEUE_ID_MAX = 64, /* letters, digits, '-', '_', '.' */
    QUEUE_TOKEN_BYTES = 33,
};

enum queue_answer {
    QUEUE_OK,
    QUEUE_DUP,       /* submit: known already */
    QUEUE_BUSY,      /* submit: an earlier judging of this id is not settled yet */
    QUEUE_FULL,      /* submit: too many jobs, or too little memory */
    QUEUE_DRAINING,  /* submit: no more; fetch: not for this worker */
    QUEUE_EMPTY,     /* fetch: nothing ready */
    QUEUE_PAUSED,    /* fetch: by an operator */
    QUEUE_HOLD,      /* fetch: too many results wait for the server */
    QUEUE_REFUSED,   /* fetch: not for this worker as it is */
    QUEUE_UPGRADE,   /* fetch: this worker's protocol is not spoken here */
    QUEUE_STALE,     /* the caller's token, judging or view of the state is no longer true */
    QUEUE_DEAD,      /* giveup: that was one too many */
    QUEUE_UNKNOWN,   /* no such job */
    QUEUE_UNCLAIMED, /* no server has claimed this queue (or Redis was emptied) */
    QUEUE_SCHEMA,    /* made by another version of evalx */
    QUEUE_TAKEN,     /* another database has this queue */
};
const char *queue_answer_text(enum queue_answer answer);

/* Of mutants only, which prove the tests: is this defence left out? EVALX_WEAKEN_QUEUE names it. */
bool queue_is_weakened(const char *defence);

struct queue;
struct queue_options {
    const char *url;  /* redis://[user[:password]@]host[:port][/db], unix:///path, rediss://... */
    const char *name; /* of the queue in this Redis; NULL: "evalx" */
    const char *password;       /* instead of the URL's; NULL: none */
    int64_t command_timeout_ms; /* 0: 10 s */
};
/* Reads the URL; connects at the first call. */
int queue_attach(const struct queue_options *options, struct queue **queue_out,
                 struct err *err) EV_MUST_CHECK;
void queue_detach(struct queue *queue);
/* The URL without its password, for messages. Borrowed. */
const char *queue_place(const struct queue *queue);
/* A random token of 128 bits as hexadecimal digits. */
int queue_make_token(char token_out[QUEUE_TOKEN_BYTES], struct err *err) EV_MUST_CHECK;

enum queue_outcome { QUEUE_DONE, QUEUE_OUTCOME_DEAD, QUEUE_CANCELLED };

struct queue_job {
    const char *id;
    int64_t judging;
    int64_t priority; /* 0 (first) to 255 (last) */
    int64_t vt_ms;    /* its turn, ms since 1970; 0: by the user's earlier jobs */
    const char *user, *language, *revision; /* "" allowed; language "": to be detected */
    int64_t hard_ms;                        /* longest judging, by the worker's own clock */
    const char *only; /* id or name of the one worker that gets it; NULL, "": any */
    int64_t crashes, nacks, releases;
    const char *request; /* any bytes */
    size_t request_count;
    /* of a lease, or of a finished job */
    char *token, *worker;
    int64_t attempts, queued_ms, started_ms, finished_ms;
    enum queue_outcome outcome;
    const char *result; /* any bytes, by a worker: not to be trusted */
    size_t result_count;
    const char *error;      /* why it was given up */
    const char *news;       /* told with its result, as by queue_tell; NULL: nothing */
    const char *server_url; /* of a lease: where problem sets are fetched, as the server says */
};

#include "queue/depot.h"
#include "queue/lease.h"
#include "queue/news.h"
#include "queue/server.h"
#include "queue/status.h"

#endif
