/* agent_depot: asks the service for what other machines have made (model/depot_wire.h).
 *
 * Judging never waits long for it: after a late answer nothing is asked for a while. */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "base/log.h"
#include "cli/agent.h"
#include "model/depot_wire.h"

enum { PATIENCE_MS = 300, REST_MS = 5000 };

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock exists */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With the lock, as all that follows. */
static bool is_of_use(const struct agent_depot *depot)
{
    return depot->fd >= 0 && now_ms() >= depot->rest_until_ms;
}

static void rest(struct agent_depot *depot)
{
    depot->rest_until_ms = now_ms() + REST_MS;
    log_line(LOG_INFO, "what other machines have made is late: not asked for %d s", REST_MS / 1000);
}

static void name_value(struct depot_message *message, enum depot_what what, enum cache_kind kind,
                       const char *key)
{
    *message = (struct depot_message){.what = what};
    (void)snprintf(message->kind, sizeof(message->kind), "%s", cache_kind_name(kind));
    (void)snprintf(message->key, sizeof(message->key), "%s", key);
}

/* 1: it is there; 0: not yet; -1: the line is gone. Late answers to others are passed over. */
static int take_answer(struct agent_depot *depot, struct depot_message *answer_out, int *fd_out)
{
    for (;;) {
        EV_FD int fd = -1;
        int status = depot_receive(depot->fd, answer_out, &fd);
        if (status <= 0)
            return status;
        if (answer_out->number != depot->number)
            continue;
        *fd_out = fd_steal(&fd);
        return 1;
    }
}

static int await(struct agent_depot *depot, int64_t *cost_ns_out)
{
    struct depot_message answer;
    int64_t end_ms = now_ms() + PATIENCE_MS;
    EV_FD int fd = -1;
    int status = take_answer(depot, &answer, &fd);
    while (status == 0) {
        int64_t left_ms = end_ms - now_ms();
        struct pollfd wanted = {.fd = depot->fd, .events = POLLIN};
        if (left_ms <= 0) {
            rest(depot);
            return -1;
        }
        (void)poll(&wanted, 1, (int)left_ms); /* an interruption is early */
        status = take_answer(depot, &answer, &fd);
    }
    if (status < 0) {
        fd_close(&depot->fd);
        return -1;
    }
    *cost_ns_out = answer.cost_ns;
    return answer.what == DEPOT_FOUND ? fd_steal(&fd) : -1;
}

static int find(void *context, enum cache_kind kind, const char *key, int64_t *cost_ns_out)
{
    struct agent_depot *depot = context;
    struct depot_message question;
    int fd = -1;
    name_value(&question, DEPOT_FIND, kind, key);
    (void)pthread_mutex_lock(&depot->lock); /* a plain mutex, never locked twice */
    if (is_of_use(depot)) {
        question.number = ++depot->number;
        if (depot_send(depot->fd, &question, -1) == 0)
            fd = await(depot, cost_ns_out);
        else
            rest(depot);
    }
    (void)pthread_mutex_unlock(&depot->lock);
    return fd;
}

/* A file in memory, or -1. */
static int join(const struct iovec *pieces, size_t piece_count)
{
    EV_STR struct str all = {.maximum = DEPOT_VALUE_MAX};
    struct err ignored; /* then it is not handed out */
    for (size_t i = 0; i < piece_count; i++)
        str_add_n(&all, pieces[i].iov_base, pieces[i].iov_len);
    if (all.is_cut || all.count == 0)
        return -1;
    return fs_memory_file("depot", all.text, all.count, true, &ignored);
}

static void keep(void *context, enum cache_kind kind, const char *key, const struct iovec *pieces,
                 size_t piece_count, int64_t cost_ns)
{
    struct agent_depot *depot = context;
    struct depot_message message;
    (void)pthread_mutex_lock(&depot->lock); /* as above */
    bool is_wanted = is_of_use(depot);
    (void)pthread_mutex_unlock(&depot->lock);
    EV_FD int fd = is_wanted ? join(pieces, piece_count) : -1;
    if (fd < 0)
        return;
    name_value(&message, DEPOT_KEEP, kind, key);
    message.cost_ns = cost_ns;
    (void)pthread_mutex_lock(&depot->lock);
    if (depot->fd >= 0 && depot_send(depot->fd, &message, fd) != 0)
        rest(depot); /* there is too much of it already */
    (void)pthread_mutex_unlock(&depot->lock);
}

void agent_depot_open(struct agent_depot *depot, int fd)
{
    depot->fd = fd;
    depot->calls = (struct cache_depot){.context = depot, .find = find, .keep = keep};
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);         /* one that is none shows at the first use */
    (void)pthread_mutex_init(&depot->lock, NULL); /* default attributes: cannot fail on Linux */
}

void agent_depot_close(struct agent_depot *depot)
{
    fd_close(&depot->fd);
}
