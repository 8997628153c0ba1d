/* server: the service's life: open everything, run the loop, drain, close.
 *
 *   serve_run -> open the state folder, HTTP -> loop: requests, agents, timers, signals
 *             -> SIGTERM: take no more, finish what runs, end
 *
 * The end of a round (end_round) is where the transaction of the round is committed, and only then
 * the answers leave. */
#include "serve/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>

#include "base/fs.h"
#include "serve/auth.h"
#include "serve/dispatch.h"
#include "serve/events.h"
#include "serve/metrics.h"
#include "serve/problem_doc.h"
#include "serve/problemset.h"
#include "serve/progress.h"
#include "serve/rate.h"
#include "serve/reload.h"
#include "serve/report.h"
#include "serve/route.h"

static const char *const feedback_names[FEEDBACK_LEVELS] = {
    [FEEDBACK_VERDICT] = "verdict",
    [FEEDBACK_SAMPLES] = "samples",
    [FEEDBACK_GROUPS] = "groups",
    [FEEDBACK_FULL] = "full",
};

const char *feedback_name(enum feedback feedback)
{
    return feedback_names[feedback];
}

int feedback_parse(const char *text, enum feedback *feedback_out, struct err *err)
{
    for (size_t i = 0; i < FEEDBACK_LEVELS; i++) {
        if (strcmp(feedback_names[i], text) == 0) {
            *feedback_out = (enum feedback)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "--feedback: '%s': unknown, known are verdict, samples, groups and full", text);
}

int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool server_is_writing(const struct server *server)
{
    return server->is_writing;
}

int server_write(struct server *server, struct err *err)
{
    if (server->is_writing)
        return 0;
    if (jobs_begin(server->jobs, err) != 0)
        return -1;
    server->is_writing = true;
    return 0;
}

void server_cancelled(struct server *server, int64_t job, int judging)
{
    if (server->cancelled_count == server->cancelled_capacity) {
        server->cancelled_capacity = server->cancelled_capacity * 2 + 16;
        struct cancelled *grown =
            realloc(server->cancelled, server->cancelled_capacity * sizeof(*server->cancelled));
        if (grown == NULL)
            err_out_of_memory();
        server->cancelled = grown;
    }
    server->cancelled[server->cancelled_count++] = (struct cancelled){job, judging};
}

int server_count_admins(struct server *server, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct api_token *tokens;
    size_t count;
    if (api_token_list(server->jobs, &arena, &tokens, &count, err) != 0)
        return -1;
    server->has_admin = false;
    for (size_t i = 0; i < count; i++)
        server->has_admin |= tokens[i].role == ROLE_ADMIN && tokens[i].revoked_us == 0;
    return 0;
}

/* ---- requests ---- */

/* A page of any origin can send other types without asking first (Fetch, "CORS-safelisted"). */
static bool is_type_right(const struct request *request)
{
    const char *type = request_header(request, "Content-Type");
    bool has_body = request->method == METHOD_POST || request->method == METHOD_PUT;
    return !has_body || (request->route->flags & ROUTE_ANY_TYPE) ||
           (type == NULL ? request_header(request, "Content-Length") == NULL ||
                               strcmp(request_header(request, "Content-Length"), "0") == 0
                         : strncasecmp(type, "application/json", 16) == 0);
}

static void begin_request(struct request *request)
{
    route_find(request);
    if (request->answer.status == 0)
        auth_identify(request);
    auth_answer_origin(request);
    if (request->answer.status == 0)
        auth_check(request);
    if (request->answer.status == 0 && !is_type_right(request))
        answer_problem(request, 415, "the body is application/json");
}

static void handle_request(struct request *request)
{
    request->route->handle(request);
}

/* ---- rounds and signals ---- */

static void tell_cancelled(struct server *server, bool is_lost)
{
    struct dispatch *dispatch = server->dispatch;
    for (size_t i = 0; !is_lost && i < server->cancelled_count; i++)
        dispatch->calls->cancel(dispatch, server->cancelled[i].job, server->cancelled[i].judging);
    server->cancelled_count = 0;
}

/* Written, told, answered, in this order. */
static void end_round(void *context)
{
    struct server *server = context;
    struct err err = {0};
    bool has_written = server->is_writing, is_lost = false;
    server->is_writing = false;
    if (has_written && jobs_commit(server->jobs, &err) != 0) {
        is_lost = true;
        REPORT(LOG_ERROR, "nothing of this round was recorded", {"error", err.msg});
    }
    events_tell(server->events, is_lost);
    http_release(server->http, is_lost);
    tell_cancelled(server, is_lost);
    if (has_written && !is_lost) {
        server->dispatch->calls->kick(server->dispatch);
        webhooks_kick(server->webhooks);
    }
    if (server->is_writing)
        loop_again(server->loop); /* what the dispatcher wrote belongs to the next round */
    if (server->is_stopping && server->dispatch->calls->is_idle(server->dispatch) &&
        !server->is_writing)
        loop_stop(server->loop);
}

int server_load_languages(struct server *server, struct err *err)
{
    struct arena arena = {0};
    struct languages languages;
    if (languages_open(&arena, &server->options->languages, &languages, err) != 0) {
        arena_done(&arena);
        return -1;
    }
    arena_done(&server->languages_arena);
    server->languages_arena = arena;
    server->languages = languages;
    return 0;
}

static void stop(struct server *server)
{
    if (server->is_stopping) {
        loop_stop(server->loop);
        return;
    }
    server->is_stopping = true;
    notify_supervisor("STOPPING=1");
    REPORT(LOG_INFO, "stopping: taking no more, finishing what runs");
    http_quiesce(server->http);
    server->dispatch->calls->drain(server->dispatch);
}

static void on_signal(void *context, unsigned events)
{
    struct server *server = context;
    struct signalfd_siginfo info;
    (void)events;
    if (read(server->signal_fd, &info, sizeof(info)) != sizeof(info))
        return;
    if (info.ssi_signo == SIGHUP)
        reload_start(server->reload);
    else
        stop(server);
}

static int open_signals(struct server *server, struct err *err)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)signal(SIGPIPE, SIG_IGN); /* a broken connection is an error, no end */
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return err_sys(err, ERR_JUDGE, "serve: signals");
    server->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (server->signal_fd < 0)
        return err_sys(err, ERR_JUDGE, "serve: signalfd");
    return loop_watch_open(server->loop, server->signal_fd, EPOLLIN, on_signal, server,
                           &server->signal_watch, err);
}

/* ---- opening ---- */

static int open_state(struct server *server, struct err *err)
{
    const char *path = server->options->state;
    if (fs_make_dirs(AT_FDCWD, path, 0700, err) != 0)
        return -1;
    server->state_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (server->state_fd < 0)
        return err_sys(err, ERR_INPUT, "serve: %s", path);
    return 0;
}

static void set_public_url(struct server *server)
{
    const char *given = server->options->public_url;
    if (given == NULL) {
        server->public_url = arena_printf(&server->arena, "http://%s", http_address(server->http));
        return;
    }
    size_t length = strlen(given);
    while (length > 0 && given[length - 1] == '/')
        length--;
    server->public_url = arena_string_n(&server->arena, given, length);
}

static int open_http(struct server *server, struct err *err)
{
    struct http_options options = {
        .listen = server->options->listen,
        .server = server,
        .begin = begin_request,
        .handle = handle_request,
    };
    if (http_open(server->loop, &options, &server->http, err) != 0)
        return -1;
    set_public_url(server);
    loop_after_round(server->loop, end_round, server);
    return 0;
}

/* The record, and what was under way when it was closed. */
static int open_record(struct server *server, struct err *err)
{
    struct jobs_options options = {
        .path = fs_join(&server->arena, server->options->state, "service.db")};
    struct jobs_recovered recovered = {0};
    if (jobs_open(&options, &server->jobs, err) != 0 || server_count_admins(server, err) != 0)
        return -1;
    if (jobs_recover(server->jobs, server->options->redis != NULL, &recovered, err) != 0)
        return -1;
    if (recovered.queued + recovered.dead > 0)
        REPORT(LOG_WARN, "the last run did not end well",
               {"queued", arena_printf(&server->arena, "%lld", (long long)recovered.queued)},
               {"dead", arena_printf(&server->arena, "%lld", (long long)recovered.dead)});
    return 0;
}

static int server_open(struct server *server, struct err *err)
{
    const struct serve_options *options = server->options;
    server->started_us = now_us();
    if (open_state(server, err) != 0 || open_record(server, err) != 0 ||
        server_load_languages(server, err) != 0 ||
        problemset_open(options->problems, server->state_fd, options->state, &server->problems,
                        err) != 0 ||
        loop_open(&server->loop, err) != 0 || open_signals(server, err) != 0 ||
        reload_open(server, &server->reload, err) != 0)
        return -1;
    server->rate = rate_open(options->rate);
    server->events = events_open(server);
    server->progress = progress_open();
    server->metrics = metrics_open();
    if (open_http(server, err) != 0 ||
        webhooks_open(server, &options->webhooks, &server->webhooks, err) != 0)
        return -1;
    return options->redis != NULL ? dispatch_redis_open(server, &server->dispatch, err)
                                  : dispatch_embedded_open(server, &server->dispatch, err);
}

static void server_close(struct server *server)
{
    reload_close(server->reload);
    http_close(server->http);
    webhooks_close(server->webhooks);
    if (server->dispatch != NULL)
        server->dispatch->calls->close(server->dispatch);
    events_close(server->events);
    progress_close(server->progress);
    metrics_close(server->metrics);
    rate_close(server->rate);
    problemset_close(server->problems);
    arena_done(&server->languages_arena);
    jobs_close(server->jobs);
    json_close(server->statistics);
    free(server->cancelled);
    loop_watch_close(server->signal_watch);
    fd_close(&server->signal_fd);
    loop_close(server->loop);
    fd_close(&server->state_fd);
    arena_done(&server->arena);
}

int serve_run(const struct serve_options *options, struct err *err)
{
    struct server server = {.options = options, .state_fd = -1, .signal_fd = -1};
    report_init(options->is_log_json);
    int result = server_open(&server, err);
    if (result == 0) {
        REPORT(LOG_INFO, "listening",
               {"url", arena_printf(&server.arena, "http://%s", http_address(server.http))});
        notify_supervisor("READY=1");
        server.dispatch->calls->kick(server.dispatch);
        reload_sweep(server.reload);
        result = loop_run(server.loop, err);
    }
    server_close(&server);
    if (result == 0)
        REPORT(LOG_INFO, "stopped");
    return result;
}
