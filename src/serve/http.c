/* http: the library's side of the server: see http.h. A request goes
 *
 *   headers -> begin (caller, route, early refusals) -> body -> handle -> [held] -> [until the
 *   round's end, when something is being written] -> answer
 *
 * Waiting is suspending: the library forgets the connection until it is resumed. */
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/parse.h"
#include "serve/http_private.h"
#include "serve/problem_doc.h"
#include "serve/server.h"

enum { SWEEP_MS = 1000, DRAIN_FACTOR = 4, UNSENT_BYTES = 256 << 10 };

/* ---- suspended requests ---- */

void transfer_suspend(struct transfer *transfer, enum transfer_state state)
{
    struct http *http = transfer->http;
    if (transfer->state != TRANSFER_HELD && transfer->state != TRANSFER_WAITING) {
        MHD_suspend_connection(transfer->connection);
        transfer->previous = NULL;
        transfer->next = http->suspended;
        if (http->suspended != NULL)
            http->suspended->previous = transfer;
        http->suspended = transfer;
    }
    transfer->state = state;
}

void transfer_resume(struct transfer *transfer)
{
    struct http *http = transfer->http;
    if (transfer->previous != NULL)
        transfer->previous->next = transfer->next;
    else
        http->suspended = transfer->next;
    if (transfer->next != NULL)
        transfer->next->previous = transfer->previous;
    transfer->state = TRANSFER_ARRIVING;
    MHD_resume_connection(transfer->connection);
    http->is_resumed = true;
}

void request_on_gone(struct request *request, void (*gone)(struct request *request))
{
    request->transfer->gone = gone;
}

void request_ready(struct request *request)
{
    struct transfer *transfer = request->transfer;
    transfer->gone = NULL;
    leaving_begin(transfer); /* many may be answered in one round */
    if (transfer->state == TRANSFER_HELD)
        transfer->state = TRANSFER_WAITING;
}

void http_release(struct http *http, bool is_lost)
{
    struct transfer *next;
    for (struct transfer *transfer = http->suspended; transfer != NULL; transfer = next) {
        next = transfer->next;
        if (transfer->state != TRANSFER_WAITING)
            continue;
        if (is_lost)
            answer_lost(&transfer->request);
        transfer_resume(transfer);
    }
    while (http->is_resumed) {
        http->is_resumed = false;
        (void)MHD_run(http->daemon); /* fails only for a daemon with threads of its own */
    }
    MHD_UNSIGNED_LONG_LONG wait_ms;
    if (MHD_get_timeout(http->daemon, &wait_ms) == MHD_YES)
        timer_set(&http->timer, (int64_t)wait_ms);
    else
        timer_stop(&http->timer);
    if (http->is_resumed)
        loop_again(http->loop);
}

/* ---- a request ---- */

static enum method method_of(const char *name)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {{"GET", METHOD_GET}, {"HEAD", METHOD_GET},      {"POST", METHOD_POST},
                   {"PUT", METHOD_PUT}, {"DELETE", METHOD_DELETE}, {"OPTIONS", METHOD_OPTIONS}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(methods); i++) {
        if (strcmp(methods[i].name, name) == 0)
            return methods[i].method;
    }
    return METHOD_OTHER;
}

static void set_address(struct transfer *transfer)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(transfer->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct caller *caller = &transfer->request.caller;
    if (info != NULL && info->client_addr != NULL)
        (void)getnameinfo(info->client_addr,
                          info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                   : sizeof(struct sockaddr_in),
                          caller->address, sizeof(caller->address), NULL, 0, NI_NUMERICHOST);
}

static struct transfer *transfer_open(struct http *http, struct MHD_Connection *connection,
                                      const char *path, const char *method, const char *version)
{
    struct transfer *transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL)
        err_out_of_memory();
    struct request *request = &transfer->request;
    transfer->http = http;
    transfer->connection = connection;
    transfer->arrival = arrival_of(connection);
    request->server = http->options.server;
    request->transfer = transfer;
    request->method = method_of(method);
    request->method_name = arena_string(&request->arena, method);
    request->is_old_version = strcmp(version, MHD_HTTP_VERSION_1_1) != 0;
    request->path = arena_string(&request->arena, path);
    request->body.maximum = HTTP_BODY_MAX;
    request->answer.file_fd = -1;
    (void)snprintf(request->id, sizeof(request->id), "%016llx",
                   (unsigned long long)http->next_id++); /* always fits */
    set_address(transfer);
    return transfer;
}

static void drop_body(struct transfer *transfer)
{
    transfer->http->body_bytes -= transfer->budgeted;
    transfer->budgeted = 0;
    str_done(&transfer->request.body);
}

static void transfer_free(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    drop_body(transfer);
    leaving_end(transfer);
    str_done(&request->answer.body);
    fd_close(&request->answer.file_fd);
    arena_done(&request->arena);
    free(transfer);
}

static bool is_body_announced_too_large(const struct request *request)
{
    const char *text = request_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t bytes;
    struct err ignored; /* the library refuses what is no number */
    return text != NULL && (parse_i64("length", text, 0, INT64_MAX, &bytes, &ignored) != 0 ||
                            bytes > HTTP_BODY_MAX);
}

static bool has_body(const struct request *request)
{
    const char *length = request_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length != NULL && strcmp(length, "0") != 0) ||
           request_header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL;
}

static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection, const char *path,
                             const char *method, const char *version, void **state)
{
    struct transfer *transfer = transfer_open(http, connection, path, method, version);
    *state = transfer;
    if (is_body_announced_too_large(&transfer->request))
        answer_problem(&transfer->request, MHD_HTTP_CONTENT_TOO_LARGE, "the body may have %d bytes",
                       HTTP_BODY_MAX);
    else
        http->options.begin(&transfer->request);
    /* refused now, and the connection closed, where a body would have to be read first */
    bool is_refused = transfer->request.answer.status != 0 && has_body(&transfer->request);
    return is_refused ? answer_queue(transfer) : MHD_YES;
}

/* A piece of the body. What is too much is read on for a while, so that the client sees the
 * answer. */
static enum MHD_Result receive(struct transfer *transfer, const char *bytes, size_t count)
{
    struct http *http = transfer->http;
    struct request *request = &transfer->request;
    if (transfer->arrival != NULL)
        transfer->arrival->bytes += count;
    if (transfer->is_too_large || transfer->is_over_budget ||
        request->body.count + count > HTTP_BODY_MAX) {
        transfer->is_too_large |= !transfer->is_over_budget;
        bool is_endless = transfer->arrival == NULL ||
                          transfer->arrival->bytes > (uint64_t)DRAIN_FACTOR * HTTP_BODY_MAX;
        return is_endless ? MHD_NO : MHD_YES;
    }
    if (http->body_bytes + count > HTTP_BODIES_MAX) {
        transfer->is_over_budget = true;
        return MHD_YES;
    }
    http->body_bytes += count;
    transfer->budgeted += count;
    str_add_n(&request->body, bytes, count);
    return MHD_YES;
}

static void handle(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    if (transfer->arrival != NULL)
        arrival_end(transfer->http, transfer->arrival);
    if (transfer->is_too_large) {
        answer_problem(request, MHD_HTTP_CONTENT_TOO_LARGE, "the body may have %d bytes",
                       HTTP_BODY_MAX);
    } else if (transfer->is_over_budget) {
        answer_header(request, MHD_HTTP_HEADER_RETRY_AFTER, "5");
        answer_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "too much is being sent at once");
    } else {
        transfer->http->options.handle(request);
    }
    drop_body(transfer); /* also where it is answered later */
}

/* The library's one callback: for headers, for each piece of the body, at its end, and again when
 * the request is resumed. */
static enum MHD_Result on_access(void *context, struct MHD_Connection *connection, const char *path,
                                 const char *method, const char *version, const char *upload,
                                 size_t *upload_count, void **state)
{
    struct http *http = context;
    struct transfer *transfer = *state;
    if (transfer == NULL)
        return begin(http, connection, path, method, version, state);
    if (*upload_count > 0) {
        enum MHD_Result result = receive(transfer, upload, *upload_count);
        *upload_count = 0;
        return result;
    }
    struct request *request = &transfer->request;
    if (request->answer.status == 0) {
        handle(transfer);
        if (request->answer.status == 0) {
            transfer_suspend(transfer, TRANSFER_HELD);
            return MHD_YES;
        }
        if (server_is_writing(request->server)) {
            leaving_begin(transfer);
            transfer_suspend(transfer, TRANSFER_WAITING);
            return MHD_YES;
        }
    }
    return answer_queue(transfer);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct http *http = context;
    struct transfer *transfer = *state;
    (void)connection, (void)code;
    if (transfer == NULL)
        return;
    *state = NULL;
    if (transfer->gone != NULL)
        transfer->gone(&transfer->request);
    if (transfer->stream != NULL)
        stream_gone(transfer->stream);
    if (transfer->arrival != NULL)
        arrival_begin(http, transfer->arrival);
    transfer_free(transfer);
}

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->transfer->connection, MHD_HEADER_KIND, name);
}

const char *request_query(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->transfer->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* ---- the server ---- */

static void on_library_line(void *context, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void on_library_line(void *context, const char *format, va_list args)
{
    char line[512];
    (void)context;
    if (vsnprintf(line, sizeof(line), format, args) > 0)
        log_line(LOG_DEBUG, "http: %s", line);
}

static void on_library_event(void *context, unsigned events)
{
    struct http *http = context;
    (void)events;
    (void)MHD_run(http->daemon); /* as above */
}

static void on_library_timer(void *context)
{
    on_library_event(context, 0);
}

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080", ":8080". */
static int resolve(const char *listen_text, struct addrinfo **found_out, struct err *err)
{
    const char *colon = strrchr(listen_text, ':');
    char host[INET6_ADDRSTRLEN + 16] = "";
    int64_t port;
    if (colon == NULL || (size_t)(colon - listen_text) >= sizeof(host))
        return err_set(err, ERR_USAGE, "--listen: '%s': write ADDRESS:PORT, as 127.0.0.1:8080",
                       listen_text);
    if (parse_i64("--listen: port", colon + 1, 0, 65535, &port, err) != 0)
        return -1;
    size_t length = (size_t)(colon - listen_text);
    memcpy(host, listen_text, length);
    if (length > 1 && host[0] == '[' && host[length - 1] == ']') {
        memmove(host, host + 1, length - 2);
        host[length - 2] = '\0';
    }
    const char *name = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    int code = getaddrinfo(*name != '\0' ? name : "0.0.0.0", colon + 1, &hints, found_out);
    if (code != 0)
        return err_set(err, ERR_USAGE, "--listen: '%s': %s; write an address as 127.0.0.1:8080",
                       listen_text, gai_strerror(code));
    return 0;
}

static int open_socket(const struct addrinfo *place, const char *text, int *fd_out, struct err *err)
{
    EV_FD int fd = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1, unsent_bytes = UNSENT_BYTES;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, place->ai_addr, place->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0)
        return err_sys(err, ERR_SERVICE, "serve: %s", text);
    /* of connections too; without it the kernel keeps megabytes for a reader that is slow */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof(unsent_bytes));
    *fd_out = fd_steal(&fd);
    return 0;
}

static void set_shown_address(struct http *http)
{
    struct sockaddr_storage place = {0};
    socklen_t length = sizeof(place);
    char host[INET6_ADDRSTRLEN] = "?", port[8] = "?";
    if (getsockname(http->listen_fd, (struct sockaddr *)&place, &length) == 0)
        (void)getnameinfo((struct sockaddr *)&place, length, host, sizeof(host), port, sizeof(port),
                          NI_NUMERICHOST | NI_NUMERICSERV);
    (void)snprintf(http->address, sizeof(http->address),
                   place.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* One connection is one descriptor; files, pipes and the database have the rest. */
static unsigned connections_most(void)
{
    enum { OTHERS = 256 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return OTHERS;
    rlim_t wanted = HTTP_CONNECTIONS_MAX + OTHERS;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* then fewer connections have to do */
        (void)getrlimit(RLIMIT_NOFILE, &limit); /* has worked before */
    }
    return limit.rlim_cur >= wanted ? HTTP_CONNECTIONS_MAX : (unsigned)limit.rlim_cur / 2;
}

static int start_library(struct http *http, struct err *err)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    http->connections_most = connections_most();
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, http, MHD_OPTION_EXTERNAL_LOGGER, on_library_line, NULL,
        MHD_OPTION_LISTEN_SOCKET, http->listen_fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, http, MHD_OPTION_CONNECTION_LIMIT,
        http->connections_most, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEADER_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_END);
    if (http->daemon == NULL)
        return err_set(err, ERR_SERVICE, "serve: %s: libmicrohttpd did not start", http->address);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL)
        return err_set(err, ERR_SERVICE, "serve: libmicrohttpd has no epoll");
    return loop_watch_open(http->loop, info->epoll_fd, EPOLLIN, on_library_event, http,
                           &http->watch, err);
}

int http_open(struct loop *loop, const struct http_options *options, struct http **http_out,
              struct err *err)
{
    struct addrinfo *place = NULL;
    if (resolve(options->listen, &place, err) != 0)
        return -1;
    struct http *http = calloc(1, sizeof(*http));
    if (http == NULL)
        err_out_of_memory();
    *http = (struct http){.loop = loop, .options = *options, .listen_fd = -1};
    if (getrandom(&http->next_id, sizeof(http->next_id), 0) < 0)
        http->next_id = 0; /* ids that start anew are still ids */
    int result = open_socket(place, options->listen, &http->listen_fd, err);
    freeaddrinfo(place);
    timer_init(&http->timer, loop, on_library_timer, http);
    timer_init(&http->sweep, loop, arrival_sweep, http);
    timer_set(&http->sweep, SWEEP_MS);
    if (result == 0) {
        set_shown_address(http);
        result = start_library(http, err);
    }
    if (result != 0) {
        http_close(http);
        return -1;
    }
    *http_out = http;
    return 0;
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    loop_watch_close(http->watch);
    timer_done(&http->timer);
    timer_done(&http->sweep);
    while (http->suspended != NULL) {
        struct transfer *transfer = http->suspended;
        if (transfer->gone != NULL)
            transfer->gone(&transfer->request);
        transfer->gone = NULL;
        answer_lost(&transfer->request);
        transfer_resume(transfer);
    }
    http_end_streams(http);
    if (http->daemon != NULL)
        MHD_stop_daemon(http->daemon); /* closes the listening socket too */
    else
        fd_close(&http->listen_fd);
    free(http);
}

const char *http_address(const struct http *http)
{
    return http->address;
}

void http_quiesce(struct http *http)
{
    int fd = MHD_quiesce_daemon(http->daemon);
    if (fd >= 0)
        fd_close(&fd);
}

size_t http_connection_count(const struct http *http)
{
    return http->connection_count;
}
