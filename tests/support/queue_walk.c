/* queue_walk: see queue_walk.h. */
#include "support/queue_walk.h"

#include <stdio.h>

static int failures;

void walk_tell(bool is_fine, const char *what, const struct err *err)
{
    failures += !is_fine;
    (void)printf("%s %s%s%s\n", is_fine ? "ok" : "not ok", what, is_fine ? "" : " - ",
                 is_fine ? "" : err->msg);
}

int walk_queue(const struct queue_terms *terms,
               void (*walk)(struct queue *queue, redisContext *raw))
{
    struct redis_server redis;
    struct queue *queue = NULL;
    struct err err = {0};
    if (!redis_server_start(&redis, NULL))
        return 1;
    const struct queue_options options = {.url = redis.url};
    redisContext *raw = redisConnectUnix(redis.socket_path);
    bool is_ready = raw != NULL && raw->err == 0 && queue_attach(&options, &queue, &err) == 0 &&
                    queue_claim(queue, terms, &err) == 0;
    walk_tell(is_ready, "the queue is there", &err);
    if (is_ready)
        walk(queue, raw);
    queue_detach(queue);
    if (raw != NULL)
        redisFree(raw);
    redis_server_done(&redis);
    return failures > 0;
}
