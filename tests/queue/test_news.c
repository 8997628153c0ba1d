/* What comes out of the queue with a result: the last news of its judging, how many wait, how many
 * are left. With a Redis of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue/internal.h"
#include "support/queue_walk.h"

static bool submit(struct queue *queue, const char *id, struct err *err)
{
    const struct queue_job job = {.id = id,
                                  .judging = 1,
                                  .user = "u",
                                  .language = "",
                                  .revision = "",
                                  .request = id,
                                  .request_count = strlen(id)};
    enum queue_answer answer = QUEUE_FULL;
    return queue_submit(queue, &job, 1, &answer, err) == 0 && answer == QUEUE_OK;
}

/* The next job ends with this news. */
static bool end_one(struct queue *queue, const char *news, struct err *err)
{
    static int requests;
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    enum queue_answer answer = QUEUE_FULL;
    const char *request = arena_printf(&arena, "r%d", ++requests);
    if (queue_fetch(queue, "w", request, NULL, &arena, &job, &answer, err) != 0 ||
        answer != QUEUE_OK)
        return false;
    job.news = news;
    return queue_finish(queue, &job, "done", 4, &answer, err) == 0 && answer == QUEUE_OK;
}

/* So many come out, the last of them with this news; so many wait, and so many are left. */
static bool tells(struct queue *queue, size_t count, const char *news, int64_t backlog,
                  int64_t left, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job *jobs = NULL;
    size_t out = 0;
    if (queue_out(queue, count, &arena, &jobs, &out, err) != 0)
        return false;
    const char *told = out > 0 && jobs[out - 1].news != NULL ? jobs[out - 1].news : "";
    (void)err_set(err, ERR_JUDGE, "%zu out, %lld wait, %lld are left: %.40s", out,
                  (long long)queue_backlog(queue), (long long)queue_left(queue), told);
    return out == count && queue_backlog(queue) == backlog && queue_left(queue) == left &&
           strcmp(told, news) == 0 && strcmp(jobs[out - 1].result, "done") == 0;
}

static bool settles(struct queue *queue, const char *id, struct err *err)
{
    const struct queue_job job = {.id = id, .judging = 1};
    enum queue_answer answer = QUEUE_FULL;
    return queue_settle(queue, &job, 1, &answer, err) == 0 && answer == QUEUE_OK;
}

static bool has_news(redisContext *raw, const char *id)
{
    redisReply *reply = redisCommand(raw, "HSTRLEN evx:{evalx}:job:%s news", id);
    bool has = reply != NULL && reply->type == REDIS_REPLY_INTEGER && reply->integer > 0;
    if (reply != NULL)
        freeReplyObject(reply);
    return has;
}

static void walk(struct queue *queue, redisContext *raw)
{
    struct err err = {0};
    char *much = calloc(1, QUEUE_NEWS_MAX + 2);
    if (much == NULL)
        err_out_of_memory();
    memset(much, 'x', QUEUE_NEWS_MAX + 1);
    walk_tell(submit(queue, "a", &err) && submit(queue, "b", &err) && submit(queue, "c", &err),
              "three are submitted", &err);
    walk_tell(end_one(queue, "{\"over\":true}", &err) &&
                  tells(queue, 1, "{\"over\":true}", 2, 0, &err),
              "the last news come with the result, while two wait", &err);
    walk_tell(has_news(raw, "a") && settles(queue, "a", &err) && !has_news(raw, "a"),
              "they are dropped when it is settled", &err);
    walk_tell(end_one(queue, much, &err) && tells(queue, 1, "", 1, 0, &err),
              "news that are too large are none", &err);
    walk_tell(end_one(queue, NULL, &err) && tells(queue, 2, "", 0, 0, &err), "so is nothing", &err);
    walk_tell(tells(queue, 1, "", 0, 1, &err), "what was not asked for is left", &err);
    free(much);
}

int main(void)
{
    const struct queue_terms terms = {.uuid = "test", .server_url = "http://localhost"};
    return walk_queue(&terms, walk);
}
