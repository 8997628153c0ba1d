/* link: the connection. Made at the first command, dropped at any error, made again by the next.
 *
 * After an error nobody knows whether a command was executed; what is sent here may be sent
 * twice. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/log.h"
#include "queue/internal.h"

enum { CONNECT_MS = 5000, TIMEOUT_MS = 10000, PIPELINE = 64, PIPELINE_BYTES = 8 << 20 };

static struct timeval to_timeval(int64_t ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}

void link_close(struct queue *queue)
{
    if (queue->context)
        redisFree(queue->context);
    queue->context = NULL;
}

/* The context is useless after its error. */
static int lose(struct queue *queue, struct err *err)
{
    const char *why = queue->context->errstr[0] ? queue->context->errstr : "connection lost";
    bool is_late = queue->context->err == REDIS_ERR_IO && errno == EAGAIN;
    err_set(err, ERR_SERVICE, "redis: %s: %s", queue->place.text,
            is_late ? "does not answer in time" : why);
    link_close(queue);
    return -1;
}

/* A silent partition must not be waited out: unacknowledged bytes end the connection (tcp(7)). */
static int set_options(struct queue *queue, struct err *err)
{
    redisContext *context = queue->context;
    unsigned milliseconds = (unsigned)queue->timeout_ms;
    if (!queue->place.socket_path) {
        if (setsockopt(context->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
                       sizeof(milliseconds)))
            log_line(LOG_WARN, "redis: no TCP_USER_TIMEOUT: %s", strerror(errno));
        if (redisEnableKeepAlive(context) != REDIS_OK)
            return lose(queue, err);
    }
    (void)fcntl(context->fd, F_SETFD, FD_CLOEXEC); /* cannot fail for an open descriptor */
    if (redisSetTimeout(context, to_timeval(queue->timeout_ms)) != REDIS_OK)
        return lose(queue, err);
    return 0;
}

int link_check(struct queue *queue, const redisReply *reply, struct err *err)
{
    static const struct {
        const char *start;
        enum err_kind kind;
        const char *mend;
    } known[] = {
        {"NOAUTH", ERR_INPUT, "; give the password by a file or the environment"},
        {"WRONGPASS", ERR_INPUT, "; user or password is wrong"},
        {"NOPERM", ERR_INPUT, "; allow it to this user by redis-cli acl setuser"},
        {"MISCONF", ERR_SERVICE, "; Redis cannot write to its disk"},
        {"READONLY", ERR_INPUT, "; this is a replica, give the URL of the primary"},
        {"LOADING", ERR_SERVICE, ""},
    };
    if (reply->type != REDIS_REPLY_ERROR)
        return 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++)
        if (str_starts_with(reply->str, known[i].start))
            return err_set(err, known[i].kind, "redis: %s: %s%s", queue->place.text, reply->str,
                           known[i].mend);
    return err_set(err, ERR_SERVICE, "redis: %s: %s", queue->place.text, reply->str);
}

static int say(struct queue *queue, const struct args *args, redisReply **reply_out,
               struct err *err)
{
    redisReply *reply = redisCommandArgv(queue->context, (int)args->count, args->text, args->bytes);
    if (!reply)
        return lose(queue, err);
    *reply_out = reply;
    return 0;
}

static int greet_with(struct queue *queue, const struct args *args, struct err *err)
{
    redisReply *reply EV_REPLY = NULL;
    if (say(queue, args, &reply, err))
        return -1;
    if (!link_check(queue, reply, err))
        return 0;
    link_close(queue);
    return -1;
}

static int greet(struct queue *queue, struct err *err)
{
    const struct place *place = &queue->place;
    if (place->password) {
        struct args EV_ARGS args = {0};
        args_add(&args, "AUTH");
        if (place->user)
            args_add(&args, place->user);
        args_add(&args, place->password);
        if (greet_with(queue, &args, err))
            return -1;
    }
    if (place->database) {
        struct args EV_ARGS args = {0};
        args_add(&args, "SELECT");
        args_add_i64(&args, place->database);
        if (greet_with(queue, &args, err))
            return -1;
    }
    return 0;
}

#ifdef EVALX_HIREDIS_SSL
static int start_tls(struct queue *queue, struct err *err)
{
    redisSSLContextError failure = REDIS_SSL_CTX_NONE;
    if (!queue->tls) {
        (void)redisInitOpenSSL(); /* a failure shows just below */
        queue->tls =
            redisCreateSSLContext(NULL, "/etc/ssl/certs", NULL, NULL, queue->place.host, &failure);
    }
    if (!queue->tls)
        return err_set(err, ERR_SERVICE, "redis: %s: %s", queue->place.text,
                       redisSSLContextGetError(failure));
    if (redisInitiateSSLWithContext(queue->context, queue->tls) != REDIS_OK)
        return lose(queue, err);
    return 0;
}
#else
static int start_tls(struct queue *queue, struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "redis: %s: this evalx was built without hiredis_ssl; use a tunnel (stunnel, "
                   "WireGuard) and a redis:// URL",
                   queue->place.text);
}
#endif

static int connect_to(struct queue *queue, struct err *err)
{
    const struct place *place = &queue->place;
    int64_t wait_ms = queue->timeout_ms < CONNECT_MS ? queue->timeout_ms : CONNECT_MS;
    struct timeval wait = to_timeval(wait_ms);
    if (place->is_tls && !HAS_TLS)
        return start_tls(queue, err);
    queue->context = place->socket_path ? redisConnectUnixWithTimeout(place->socket_path, wait)
                                        : redisConnectWithTimeout(place->host, place->port, wait);
    if (!queue->context)
        err_out_of_memory();
    if (queue->context->err)
        return lose(queue, err);
    if (place->is_tls && start_tls(queue, err)) {
        link_close(queue);
        return -1;
    }
    if (set_options(queue, err) || greet(queue, err))
        return -1;
    queue->connections++;
    log_line(LOG_INFO, "redis: %s: connected", place->text);
    return 0;
}

/* The server claims its queue on every new connection: Redis may be a new one. */
static int need_connection(struct queue *queue, struct err *err)
{
    if (queue->context)
        return 0;
    if (connect_to(queue, err))
        return -1;
    if (queue->is_server && !queue->is_claiming)
        return claim_again(queue, err);
    return 0;
}

/* Sends commands[0..count) and takes their replies; what came before an error is freed. */
static int exchange(struct queue *queue, const struct args *commands, size_t count,
                    redisReply **replies, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (redisAppendCommandArgv(queue->context, (int)commands[i].count, commands[i].text,
                                   commands[i].bytes) != REDIS_OK)
            return lose(queue, err);
    for (size_t i = 0; i < count; i++) {
        void *reply = NULL;
        if (redisGetReply(queue->context, &reply) != REDIS_OK || !reply) {
            for (size_t k = 0; k < i; k++)
                reply_done(&replies[k]);
            return lose(queue, err);
        }
        replies[i] = reply;
    }
    return 0;
}

/* How many of the commands go out before their answers are read. */
static size_t next_portion(const struct args *commands, size_t count)
{
    size_t bytes = 0, n = 0;
    while (n < count && n < PIPELINE && (n == 0 || bytes < PIPELINE_BYTES)) {
        for (size_t k = 0; k < commands[n].count; k++)
            bytes += commands[n].bytes[k];
        n++;
    }
    return n;
}

static int send_portion(struct queue *queue, const struct args *commands, size_t count,
                        redisReply **replies, struct err *err)
{
    bool was_connected = queue->context != NULL;
    if (need_connection(queue, err))
        return -1;
    if (!exchange(queue, commands, count, replies, err))
        return 0;
    if (!was_connected || need_connection(queue, err))
        return -1;
    return exchange(queue, commands, count, replies, err);
}

int link_commands(struct queue *queue, const struct args *commands, size_t count,
                  redisReply **replies_out, struct err *err)
{
    size_t done = 0;
    while (done < count) {
        size_t portion = next_portion(commands + done, count - done);
        if (send_portion(queue, commands + done, portion, replies_out + done, err)) {
            for (size_t i = 0; i < done; i++)
                reply_done(&replies_out[i]);
            return -1;
        }
        done += portion;
    }
    return 0;
}

int link_command(struct queue *queue, const struct args *args, redisReply **reply_out,
                 struct err *err)
{
    redisReply *reply EV_REPLY = NULL;
    if (link_commands(queue, args, 1, &reply, err) || link_check(queue, reply, err))
        return -1;
    *reply_out = reply;
    reply = NULL;
    return 0;
}

int link_receive(struct queue *queue, int64_t wait_ms, redisReply **reply_out, struct err *err)
{
    void *reply = NULL;
    if (redisGetReplyFromReader(queue->context, &reply) != REDIS_OK)
        return lose(queue, err);
    if (!reply) {
        struct pollfd poll_fd = {.fd = queue->context->fd, .events = POLLIN};
        bool has_bytes = poll(&poll_fd, 1, (int)wait_ms) > 0; /* an interruption is early */
        if (has_bytes && (redisBufferRead(queue->context) != REDIS_OK ||
                          redisGetReplyFromReader(queue->context, &reply) != REDIS_OK))
            return lose(queue, err);
    }
    *reply_out = reply;
    return 0;
}

int queue_attach(const struct queue_options *options, struct queue **queue_out, struct err *err)
{
    struct queue *queue = calloc(1, sizeof(*queue));
    if (!queue)
        err_out_of_memory();
    const char *name = options->name ? options->name : "evalx";
    if (check_id(name, err) || place_read(options->url, &queue->arena, &queue->place, err)) {
        queue_detach(queue);
        return -1;
    }
    if (options->password)
        queue->place.password = arena_string(&queue->arena, options->password);
    queue->root = arena_printf(&queue->arena, "evx:{%s}:", name);
    queue->meta = arena_printf(&queue->arena, "%smeta", queue->root);
    queue->timeout_ms = options->command_timeout_ms ? options->command_timeout_ms : TIMEOUT_MS;
    *queue_out = queue;
    return 0;
}

void queue_detach(struct queue *queue)
{
    if (!queue)
        return;
    link_close(queue);
#ifdef EVALX_HIREDIS_SSL
    if (queue->tls)
        redisFreeSSLContext(queue->tls);
#endif
    free(queue->strikes);
    arena_done(&queue->arena);
    free(queue);
}

const char *queue_place(const struct queue *queue)
{
    return queue->place.text;
}

int queue_make_token(char token_out[QUEUE_TOKEN_BYTES], struct err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char random[(QUEUE_TOKEN_BYTES - 1) / 2];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return err_sys(err, ERR_JUDGE, "no random numbers");
    for (size_t i = 0; i < sizeof(random); i++) {
        token_out[2 * i] = digits[random[i] >> 4];
        token_out[2 * i + 1] = digits[random[i] & 15];
    }
    token_out[QUEUE_TOKEN_BYTES - 1] = '\0';
    return 0;
}
