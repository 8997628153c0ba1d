/* server: what all parts of the service share: options, the loop, the record, and the transaction
 * of the round. All in the loop's thread. */
#ifndef EVALX_SERVE_SERVER_H
#define EVALX_SERVE_SERVER_H

#include "serve/http.h"
#include "serve/loop.h"
#include "serve/serve.h"
#include "store/store.h"

struct dispatch;
struct events;
struct problemset;
struct rate;
struct metrics;
struct progress;
struct reload;
struct webhooks;

struct cancelled {
    int64_t job;
    int judging;
};

struct server {
    const struct serve_options *options;
    struct loop *loop;
    struct http *http;
    struct arena arena;     /* as long as the server */
    const char *public_url; /* without a slash at the end */
    int state_fd;           /* the folder of options->state */
    struct jobs *jobs;      /* the record */
    struct problemset *problems;
    struct reload *reload;
    struct languages languages;
    struct arena languages_arena;
    struct rate *rate;
    struct events *events;
    struct dispatch *dispatch;
    struct metrics *metrics;
    struct progress *progress;
    struct webhooks *webhooks;
    bool has_admin; /* an admin token is there */
    int signal_fd;
    struct loop_watch *signal_watch;
    struct timer drain_timer;
    struct json *statistics; /* of Judge0's API, as last told; NULL: never */
    int64_t statistics_until_ms;
    int64_t started_us;          /* since 1970 */
    bool is_stopping;            /* draining: nothing new is taken */
    bool is_writing;             /* a transaction of this round is open */
    struct cancelled *cancelled; /* in this round */
    size_t cancelled_count, cancelled_capacity;
};

/* Before the first write of a request or message: the transaction of the round. */
int server_write(struct server *server, struct err *err) EV_MUST_CHECK;
/* Has something been written in this round? Then answers wait for its end. */
bool server_is_writing(const struct server *server);
int64_t now_us(void); /* since 1970 */
/* It is cancelled in the transaction of the round: who judges it is told once that is on the
 * disk. */
void server_cancelled(struct server *server, int64_t job, int judging);

/* What cannot be read stays as it was. */
int server_load_languages(struct server *server, struct err *err) EV_MUST_CHECK;
/* After tokens were added or revoked. */
int server_count_admins(struct server *server, struct err *err) EV_MUST_CHECK;

/* Why no submission can be taken: health.c. */
void health_reasons(const struct server *server, struct json *reasons);

/* READY=1, STOPPING=1, STATUS=... to who started us (sd_notify(3)); nothing without NOTIFY_SOCKET.
 * */
void notify_supervisor(const char *text);

#endif
