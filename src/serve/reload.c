/* reload: see reload.h. One thread at a time, which is waited for when it has told its end. */
#include "serve/reload.h"

#include <errno.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "serve/dispatch.h"
#include "serve/problemset.h"
#include "serve/report.h"
#include "serve/revisions.h"
#include "serve/server.h"

enum task { TASK_NONE, TASK_READ, TASK_SWEEP };

struct reload {
    struct server *server;
    int event_fd;
    struct loop_watch *watch;
    pthread_t thread;
    enum task task; /* of the thread; NONE: there is none */
    bool is_wanted; /* asked for while there was one */
    atomic_bool is_over;
    /* The thread's, until it has told its end. */
    struct problemset *fresh; /* NULL: it failed */
    struct err err;
};

static void tell_end(const struct reload *reload)
{
    static const uint64_t one = 1;
    (void)!write(reload->event_fd, &one, sizeof(one)); /* a full counter wakes as well */
}

static void *read_problems(void *context)
{
    struct reload *reload = context;
    if (problemset_read(reload->server->problems, &reload->is_over, &reload->fresh, &reload->err) !=
        0)
        reload->fresh = NULL;
    tell_end(reload);
    return NULL;
}

static void *sweep(void *context)
{
    struct reload *reload = context;
    if (revisions_sweep(reload->server->state_fd, &reload->is_over, &reload->err) != 0)
        REPORT(LOG_WARN, "old revisions of problems stay", {"error", reload->err.msg});
    tell_end(reload);
    return NULL;
}

static void start(struct reload *reload, enum task task)
{
    reload->err = (struct err){0};
    errno =
        pthread_create(&reload->thread, NULL, task == TASK_READ ? read_problems : sweep, reload);
    if (errno == 0)
        reload->task = task;
    else
        REPORT(LOG_ERROR, "problems and languages stay as they were", {"error", "no thread"});
}

/* With the record in hand: nobody can hand in for an old one before this round ends. */
static void put_aside(struct reload *reload)
{
    struct server *server = reload->server;
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const char *const *wanted = NULL;
    size_t count = 0;
    struct err err = {0};
    if (jobs_revisions(server->jobs, &arena, &wanted, &count, &err) != 0 ||
        revisions_put_aside(server->state_fd, server->problems, wanted, count, &err) != 0) {
        REPORT(LOG_WARN, "old revisions of problems stay", {"error", err.msg});
        return;
    }
    start(reload, TASK_SWEEP);
}

static void take(struct reload *reload)
{
    struct server *server = reload->server;
    struct err err = {0};
    if (server_load_languages(server, &err) != 0)
        REPORT(LOG_ERROR, "languages stay as they were", {"error", err.msg});
    if (reload->fresh == NULL)
        REPORT(LOG_ERROR, "problems stay as they were", {"error", reload->err.msg});
    else
        problemset_take(server->problems, reload->fresh);
    reload->fresh = NULL;
    server->dispatch->calls->reload(server->dispatch);
    REPORT(LOG_INFO, "reloaded", {"problems", problemset_digest(server->problems)});
}

static void on_end(void *context, unsigned events)
{
    struct reload *reload = context;
    uint64_t ignored;
    (void)events;
    (void)!read(reload->event_fd, &ignored, sizeof(ignored)); /* it has ended in any case */
    enum task task = reload->task;
    (void)pthread_join(reload->thread, NULL); /* ours, and joined once */
    reload->task = TASK_NONE;
    if (task == TASK_READ)
        take(reload);
    if (reload->is_wanted)
        reload_start(reload);
    else if (task == TASK_READ)
        put_aside(reload);
}

void reload_start(struct reload *reload)
{
    reload->is_wanted = reload->task != TASK_NONE;
    if (!reload->is_wanted)
        start(reload, TASK_READ);
}

void reload_sweep(struct reload *reload)
{
    if (reload->task == TASK_NONE)
        put_aside(reload);
}

int reload_open(struct server *server, struct reload **reload_out, struct err *err)
{
    struct reload *reload = calloc(1, sizeof(*reload));
    if (reload == NULL)
        err_out_of_memory();
    reload->server = server;
    *reload_out = reload; /* closed with the server, however far this comes */
    reload->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (reload->event_fd < 0)
        return err_sys(err, ERR_JUDGE, "serve: eventfd");
    return loop_watch_open(server->loop, reload->event_fd, EPOLLIN, on_end, reload, &reload->watch,
                           err);
}

void reload_close(struct reload *reload)
{
    if (reload == NULL)
        return;
    atomic_store(&reload->is_over, true);
    if (reload->task != TASK_NONE)
        (void)pthread_join(reload->thread, NULL); /* as above */
    problemset_close(reload->fresh);
    loop_watch_close(reload->watch);
    fd_close(&reload->event_fd);
    free(reload);
}
