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
#include "serve/report.h"
#include "serve/route.h"

static const char *const feedback_names[FEEDBACK_LEVELS] = {
    [FEEDBACK_VERDICT] = "verdict",
    [FEEDBACK_SAMPLES] = "samples",
    [FEEDBACK_GROUPS] = "groups",
    [FEEDBACK_FULL] = "full",
};

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

/* ---- requests ---- */

static void begin_request(struct request *request)
{
    route_find(request);
}

static void handle_request(struct request *request)
{
    request->route->handle(request);
}

/* ---- rounds and signals ---- */

static void end_round(void *context)
{
    struct server *server = context;
    server->is_writing = false;
    http_release(server->http, false);
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
    loop_stop(server->loop);
}

static void on_signal(void *context, unsigned events)
{
    struct server *server = context;
    struct signalfd_siginfo info;
    (void)events;
    if (read(server->signal_fd, &info, sizeof(info)) != sizeof(info))
        return;
    if (info.ssi_signo == SIGHUP)
        REPORT(LOG_INFO, "reloading");
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

static int server_open(struct server *server, struct err *err)
{
    server->started_us = now_us();
    if (open_state(server, err) != 0 || loop_open(&server->loop, err) != 0 ||
        open_signals(server, err) != 0)
        return -1;
    return open_http(server, err);
}

static void server_close(struct server *server)
{
    http_close(server->http);
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
    if (options->redis != NULL)
        return err_set(err, ERR_USAGE, "serve-queue: --redis: this build judges here only");
    int result = server_open(&server, err);
    if (result == 0) {
        REPORT(LOG_INFO, "listening",
               {"url", arena_printf(&server.arena, "http://%s", http_address(server.http))});
        notify_supervisor("READY=1");
        result = loop_run(server.loop, err);
    }
    server_close(&server);
    if (result == 0)
        REPORT(LOG_INFO, "stopped");
    return result;
}
