/* client: what talks to a judging service over HTTP: submit, the verbs of the queue.
 *
 * What may be sent twice is sent again where the connection broke or the server was busy, until the
 * patience is over: GET, DELETE, and whatever has an idempotency key. */
#ifndef EVALX_SERVE_CLIENT_H
#define EVALX_SERVE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/json.h"

#define CLIENT_SERVER "http://127.0.0.1:8080"

enum { CLIENT_KEY_BYTES = 33, CLIENT_PATIENCE_MS = 30000 };

struct client_options {
    const char *server;  /* URL; NULL: CLIENT_SERVER */
    const char *token;   /* NULL: none */
    int64_t patience_ms; /* 0: CLIENT_PATIENCE_MS */
    int64_t answer_ms;   /* most of one exchange, whatever comes meanwhile; 0: no limit */
    int stop_fd;         /* readable when the user wants no more; -1: never */
};

struct client;
int client_open(const struct client_options *options, struct client **client_out,
                struct err *err) EV_MUST_CHECK;
void client_close(struct client *client);

struct client_call {
    const char *method, *path;
    const struct json *body; /* NULL: none */
    const char *key;         /* for idempotency; NULL: none */
};

/* *answer_out is the caller's; NULL where the server sent none. A refusal is ERR_INPUT with the
 * server's own words; ERR_SERVICE: the server cannot be reached, or cannot now; ERR_INTERRUPTED. */
int client_call(struct client *client, const struct client_call *call, struct json **answer_out,
                struct err *err) EV_MUST_CHECK;

/* Server-sent events, until `on_event` returns false, or the server ends them. */
int client_events(struct client *client, const char *path,
                  bool (*on_event)(void *context, const char *name, const struct json *data),
                  void *context, struct err *err) EV_MUST_CHECK;

/* Text as a piece of a path or query. */
const char *client_escape(struct arena *arena, const char *text);
/* 128 random bits in hexadecimal. */
void client_make_key(char key_out[CLIENT_KEY_BYTES]);

#endif
