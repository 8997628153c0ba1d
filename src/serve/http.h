/* http: the HTTP server, by libmicrohttpd, in the loop's thread.
 *
 * A request comes to its handler whole (body included, within limits) and is answered by one of the
 * answer_ functions, at once or later (request_hold); the answer leaves the machine after the
 * transaction of the round is on the disk (http_release). Handlers never see a connection.
 *
 * Limits: connections, header bytes, body bytes of one request and of all together, bytes of all
 * answers together, time for a request to arrive and an answer to leave (a slow one is cut off),
 * idle time. */
#ifndef EVALX_SERVE_HTTP_H
#define EVALX_SERVE_HTTP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/json.h"
#include "serve/loop.h"

enum {
    HTTP_BODY_MAX = 16 << 20,     /* of one request */
    HTTP_BODIES_MAX = 256 << 20,  /* of all that are arriving */
    HTTP_ANSWERS_MAX = 128 << 20, /* of all that wait for their readers, streams included */
    HTTP_HEADER_MAX = 32 << 10,   /* request line and headers, by connection */
    HTTP_CONNECTIONS_MAX = 4096,
    HTTP_ARRIVAL_MS = 30000,   /* for headers, and to read an answer in; a body, and an answer,
                                  has another second each 16 KiB that have moved */
    HTTP_IDLE_S = 75,          /* a connection on which nothing moves */
    HTTP_PARAMETERS_MAX = 3,   /* {..} of a path */
    HTTP_HEADERS_MAX = 12,     /* of an answer, besides those that all have */
    HTTP_STREAM_MAX = 1 << 20, /* unread bytes of a stream: its reader is too slow */
};

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE, METHOD_OPTIONS, METHOD_OTHER };

/* What a caller may; each includes those before it, but RIGHT_WORKER: what workers ask for. */
enum right { RIGHT_NONE, RIGHT_READ, RIGHT_SUBMIT, RIGHT_ADMIN, RIGHT_WORKER };

struct caller {
    enum right right;
    const char *user; /* a submit token's own; NULL: may name any */
    char address[INET6_ADDRSTRLEN];
    bool is_local; /* on this machine, and not through a proxy */
    int64_t token; /* id of the token; 0: none was given */
};

struct server;
struct route;
struct request;

struct answer_header {
    const char *name, *value;
};

struct answer {
    unsigned status; /* 0: none yet */
    const char *content_type;
    struct answer_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
    struct str body;
    int file_fd; /* instead of body, from file_offset on, file_bytes; -1: none */
    uint64_t file_offset, file_bytes;
};

struct request {
    struct server *server;
    const struct route *route;
    enum method method;
    const char *method_name;
    bool is_old_version; /* not HTTP/1.1 */
    const char *path;    /* decoded, without query; the server's until the request ends */
    const char *parameters[HTTP_PARAMETERS_MAX];
    struct caller caller;
    struct str body;
    struct arena arena; /* lives as long as the request */
    char id[17];        /* in the log and in X-Request-Id */
    struct answer answer;
    void *held;                /* the handler's own, while it waits */
    struct transfer *transfer; /* http's own; NULL in unit tests */
};

/* NULL where it is not there. Texts live as long as the request. */
const char *request_header(const struct request *request, const char *name);
const char *request_query(const struct request *request, const char *name);

/* ---- answering: exactly one of these, once; each takes effect when the handler returns ---- */

void answer_json(struct request *request, unsigned status, struct json *value); /* closes value */
void answer_text(struct request *request, unsigned status, const char *content_type,
                 const void *bytes, size_t count); /* copied */
void answer_empty(struct request *request, unsigned status);
/* A file from `offset`, `count` bytes; fd is handed over. */
void answer_file(struct request *request, unsigned status, const char *content_type, int fd,
                 uint64_t offset, uint64_t count);
/* Before or after the answer; the texts live as long as the request. */
void answer_header(struct request *request, const char *name, const char *value);

/* Instead of an answer that could not be kept: 503. */
void answer_lost(struct request *request);

/* The answer comes later: when a handler returns without one, the request waits. Whoever answers it
 * then calls request_ready. `gone` (may be NULL) is called when the client has left before that;
 * the request is no more when it returns. */
void request_on_gone(struct request *request, void (*gone)(struct request *request));
void request_ready(struct request *request);

/* ---- streams (server-sent events) ---- */

struct stream_calls {
    void (*closed)(void *context); /* the last call; the stream is no more */
};
struct stream;
/* An answer without an end. The request ends with the stream. */
struct stream *answer_stream(struct request *request, const char *content_type,
                             const struct stream_calls *calls, void *context);
void stream_send(struct stream *stream, const char *bytes, size_t count);
void stream_end(struct stream *stream);

/* ---- the server ---- */

struct http;
struct http_options {
    const char *listen; /* ADDRESS:PORT, numeric or localhost */
    struct server *server;
    /* Who asks, and where to: route, parameters and caller are set, or an answer is given. Called
     * when the headers are there. */
    void (*begin)(struct request *request);
    /* The body is there too. */
    void (*handle)(struct request *request);
};

int http_open(struct loop *loop, const struct http_options *options, struct http **http_out,
              struct err *err) EV_MUST_CHECK;
/* Held requests and streams are gone. */
void http_close(struct http *http);
/* "127.0.0.1:8080" as it came to be: the port is a real one. */
const char *http_address(const struct http *http);
/* No new connections from now on. */
void http_quiesce(struct http *http);
/* Answers that waited for the round's end may leave. is_lost: what they promise is not on the disk,
 * so that those which changed something become 503. */
void http_release(struct http *http, bool is_lost);
size_t http_connection_count(const struct http *http);

#endif
