/* reaper: takes leases from workers that are silent.
 *
 * A lease that is overdue is noted; it is taken when a later look, at least the grace time of our
 * own clock after the first, finds it with the same token and the same heartbeat. Neither a jump of
 * Redis's clock nor a Redis that was stopped for a while takes a job from a worker that beats: all
 * notes are forgotten whenever the connection had to be made again. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "queue/internal.h"

enum { MOST = 1000, STRANDED_MOST = 2000, GRACE_MS = 10000, FIELDS = 5 };

static const struct strike *find_strike(const struct queue *queue, const struct strike *like)
{
    for (size_t i = 0; i < queue->strike_count; i++) {
        const struct strike *strike = &queue->strikes[i];
        if (!strcmp(strike->id, like->id) && !strcmp(strike->token, like->token) &&
            !strcmp(strike->heartbeat, like->heartbeat))
            return strike;
    }
    return NULL;
}

static struct strike read_strike(const redisReply *reply, size_t at)
{
    struct strike strike = {.judging = reply_i64(reply, at + 1), .first_ns = monotonic_ns()};
    (void)snprintf(strike.id, sizeof(strike.id), "%s", reply_text(reply, at));
    (void)snprintf(strike.token, sizeof(strike.token), "%s", reply_text(reply, at + 2));
    (void)snprintf(strike.heartbeat, sizeof(strike.heartbeat), "%s", reply_text(reply, at + 3));
    return strike;
}

static int take(struct queue *queue, struct strike *strike, const char *worker, size_t *reaped,
                struct err *err)
{
    struct queue_job job = {.id = strike->id, .judging = strike->judging, .token = strike->token};
    char why[128];
    enum queue_answer answer;
    (void)snprintf(why, sizeof(why), "worker %s fell silent", worker);
    if (give_up(queue, &job, QUEUE_CRASH, strike->heartbeat, why, &answer, err))
        return -1;
    bool is_taken = answer == QUEUE_OK || answer == QUEUE_DEAD;
    *reaped += is_taken;
    if (is_taken)
        log_line(LOG_WARN, "queue: %s: %s", strike->id, why);
    return 0;
}

static void forget(struct queue *queue)
{
    free(queue->strikes);
    queue->strikes = NULL;
    queue->strike_count = 0;
}

static int look(struct queue *queue, int64_t grace_ns, struct strike *strikes, size_t *kept_out,
                size_t *reaped_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add_i64(&args, MOST);
    if (script_must(queue, SCRIPT_OVERDUE, &args, &reply, err))
        return -1;
    if (queue->connections != queue->strikes_connection)
        forget(queue);
    queue->strikes_connection = queue->connections;
    size_t count = (reply->elements - 1) / FIELDS;
    for (size_t i = 0; i < count && i < (size_t)2 * MOST; i++) {
        struct strike strike = read_strike(reply, 1 + i * FIELDS);
        const struct strike *before = find_strike(queue, &strike);
        if (before)
            strike.first_ns = before->first_ns;
        bool is_second = before && monotonic_ns() - before->first_ns >= grace_ns;
        if (!is_second && !queue_is_weakened("strike")) {
            strikes[(*kept_out)++] = strike;
            continue;
        }
        if (take(queue, &strike, reply_text(reply, 5 + i * FIELDS), reaped_out, err))
            return -1;
    }
    return 0;
}

int queue_reap(struct queue *queue, int64_t grace_ms, size_t *reaped_out, struct err *err)
{
    size_t kept = 0, reaped = 0;
    struct strike *strikes = calloc((size_t)2 * MOST, sizeof(*strikes));
    if (!strikes)
        err_out_of_memory();
    int failed =
        look(queue, (grace_ms ? grace_ms : GRACE_MS) * 1000000, strikes, &kept, &reaped, err);
    forget(queue);
    if (failed) {
        free(strikes);
        return -1;
    }
    queue->strikes = strikes;
    queue->strike_count = kept;
    *reaped_out = reaped;
    return 0;
}

int queue_end_stranded(struct queue *queue, size_t *dead_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add_i64(&args, STRANDED_MOST);
    if (script_must(queue, SCRIPT_STRANDED, &args, &reply, err))
        return -1;
    *dead_out = (size_t)reply_i64(reply, 1);
    return 0;
}
