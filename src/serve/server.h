/* server: what all parts of the service share: options, the loop, the record, and the transaction
 * of the round. All in the loop's thread. */
#ifndef EVALX_SERVE_SERVER_H
#define EVALX_SERVE_SERVER_H

#include "serve/http.h"
#include "serve/loop.h"
#include "serve/serve.h"

struct server {
    const struct serve_options *options;
    struct loop *loop;
    struct http *http;
    struct arena arena;     /* as long as the server */
    const char *public_url; /* without a slash at the end */
    int state_fd;           /* the folder of options->state */
    int signal_fd;
    struct loop_watch *signal_watch;
    struct timer drain_timer;
    int64_t started_us; /* since 1970 */
    bool is_stopping;   /* draining: nothing new is taken */
    bool is_writing;    /* a transaction of this round is open */
};

/* Has something been written in this round? Then answers wait for its end. */
bool server_is_writing(const struct server *server);
int64_t now_us(void); /* since 1970 */

/* "live", "ready" with reasons: health.c. */
void health_reasons(const struct server *server, struct json *reasons);

/* READY=1, STOPPING=1, STATUS=... to who started us (sd_notify(3)); nothing without NOTIFY_SOCKET.
 * */
void notify_supervisor(const char *text);

#endif
