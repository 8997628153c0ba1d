/* dispatch: who judges what the record holds: this machine (dispatch_embedded.c), or workers by way
 * of Redis (dispatch_redis.c). The rest of the service does not know which.
 *
 * The record decides; a dispatcher only moves. What it learns goes to outcome.h, in the loop's
 * thread. */
#ifndef EVALX_SERVE_DISPATCH_H
#define EVALX_SERVE_DISPATCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "store/store.h"

struct server;
struct dispatch;

/* Since the dispatcher's own beginning. */
struct dispatch_figures {
    int64_t claims, stale;
    int64_t repairs,
        lost; /* index entries that were wrong; jobs that were gone and are sent again */
};

struct dispatch_calls {
    /* After a round that wrote: something may wait to be judged, or to be sent. Also when the pause
     * flag changed. */
    void (*kick)(struct dispatch *dispatch);
    /* It was cancelled in the record: whoever judges it is to stop. */
    void (*cancel)(struct dispatch *dispatch, int64_t job, int judging);
    /* Problems or languages were read again. */
    void (*reload)(struct dispatch *dispatch);
    /* Take nothing more, and finish or hand back what is under way. */
    void (*drain)(struct dispatch *dispatch);
    bool (*is_idle)(const struct dispatch *dispatch);
    /* Why nothing can be judged now: lines for /health; none when all is well. */
    void (*reasons)(const struct dispatch *dispatch, struct json *lines);
    /* Objects of /v1/workers: {"name","state","slots","busy","version","problems":...}. */
    void (*workers)(const struct dispatch *dispatch, struct json *list);
    /* A worker takes no more; false: there is none such. NULL: it cannot be told. */
    bool (*drain_worker)(struct dispatch *dispatch, const char *name);
    /* NULL: the record counts all of it. */
    void (*figures)(const struct dispatch *dispatch, struct dispatch_figures *figures_out);
    void (*close)(struct dispatch *dispatch);
};

/* First member of each dispatcher's own struct. */
struct dispatch {
    const struct dispatch_calls *calls;
    struct server *server;
};

int dispatch_embedded_open(struct server *server, struct dispatch **dispatch_out,
                           struct err *err) EV_MUST_CHECK;

/* ERR_INPUT: this Redis is not safe, or another server's; ERR_SERVICE: it does not answer. */
int dispatch_redis_open(struct server *server, struct dispatch **dispatch_out,
                        struct err *err) EV_MUST_CHECK;

#endif
