/* What the files of the HTTP server share: http.c, http_answer.c, http_arrival.c,
 * http_leaving.c, http_stream.c. */
#ifndef EVALX_SERVE_HTTP_PRIVATE_H
#define EVALX_SERVE_HTTP_PRIVATE_H

#include <microhttpd.h>

#include "serve/http.h"

/* A connection, in the order in which its present request began to arrive. */
struct arrival {
    int fd;
    bool is_listed; /* false: nothing has to arrive, the request is being answered */
    int64_t since_ms;
    uint64_t bytes; /* of the body so far */
    struct arrival *next, *previous;
};

/* An answer, or a stream, with bytes that wait for the reader. */
struct leaving {
    size_t bytes; /* of the common budget */
    size_t taken; /* by the reader, so far */
    int64_t since_ms;
    bool is_listed;
    struct transfer *next, *previous;
};

enum transfer_state {
    TRANSFER_ARRIVING,
    TRANSFER_HELD,     /* suspended: no answer yet */
    TRANSFER_WAITING,  /* suspended: the answer waits for the disk */
    TRANSFER_ANSWERED, /* handed to the library */
};

/* A request on its way, http's side of it. */
struct transfer {
    struct request request;
    struct http *http;
    struct MHD_Connection *connection;
    struct arrival *arrival; /* NULL: the connection is not known */
    enum transfer_state state;
    bool is_in_handler, is_too_large, is_over_budget;
    size_t budgeted; /* bytes of the common budget */
    void (*gone)(struct request *request);
    struct stream *stream;
    struct leaving leaving;
    struct transfer *next, *previous; /* of those that are suspended */
};

struct http {
    struct loop *loop;
    struct http_options options;
    struct MHD_Daemon *daemon;
    struct loop_watch *watch;
    struct timer timer; /* of the library */
    struct timer sweep; /* of arrivals */
    int listen_fd;
    char address[INET6_ADDRSTRLEN + 16];
    bool is_resumed; /* the library has work that no descriptor tells of */
    size_t body_bytes, leaving_bytes;
    size_t connection_count;
    struct arrival *oldest, *newest;
    struct transfer *suspended, *leaving;
    struct stream *streams;
    unsigned connections_most;
    uint64_t next_id;
};

/* ---- http_arrival.c ---- */

void arrival_begin(struct http *http, struct arrival *arrival);
void arrival_end(struct http *http, struct arrival *arrival);
void arrival_sweep(void *http);
/* The one rule of slowness, for what arrives and what leaves. */
bool is_too_slow(int64_t since_ms, uint64_t bytes);
void connection_changed(void *http, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code);
struct arrival *arrival_of(struct MHD_Connection *connection);

/* ---- http_answer.c ---- */

enum MHD_Result answer_queue(struct transfer *transfer);
void answer_clear(struct answer *answer);

/* ---- http_leaving.c ---- */

/* The answer is known: it gets its share of the budget, or becomes a 503. */
void leaving_begin(struct transfer *transfer);
/* The library has its headers. */
void leaving_sent(struct transfer *transfer);
void leaving_end(struct transfer *transfer);
/* A stream has so many bytes unread now. It may be cut off. */
void leaving_count_stream(struct transfer *transfer, size_t bytes);
void leaving_cut_off(struct transfer *transfer);
struct MHD_Response *leaving_response(struct transfer *transfer);
void leaving_sweep(struct http *http);

/* ---- http_stream.c ---- */

struct MHD_Response *stream_response(struct stream *stream);
void stream_gone(struct stream *stream);
/* Nothing more is sent, nor what was not read yet. */
void stream_cut(struct stream *stream);
void http_end_streams(struct http *http);

/* ---- http.c ---- */

void transfer_suspend(struct transfer *transfer, enum transfer_state state);
void transfer_resume(struct transfer *transfer);

#endif
