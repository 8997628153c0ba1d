/* Where the server refuses workers that differ, one gets nothing before it was compared, and waits
 * for that only so long. With a Redis of its own. */
#include <stdio.h>
#include <string.h>

#include "queue/internal.h"
#include "support/queue_walk.h"

enum { COMPARE_MS = 1000000 };

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

static bool beats(struct queue *queue, const char *worker, struct err *err)
{
    struct queue_beat beat = {.worker = worker, .name = worker, .facts = "{}", .slots = 1};
    return queue_beat(queue, &beat, NULL, 0, NULL, err) == 0;
}

static bool is_answered(struct queue *queue, const char *worker, enum queue_answer expected,
                        struct err *err)
{
    static int requests;
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    enum queue_answer answer = QUEUE_FULL;
    const char *request = arena_printf(&arena, "r%d", ++requests);
    if (queue_fetch(queue, worker, request, NULL, &arena, &job, &answer, err) != 0)
        return false;
    (void)err_set(err, ERR_JUDGE, "%s was answered %s", worker, queue_answer_text(answer));
    return answer == expected;
}

/* Of those that beat, the only one that was compared. */
static bool is_compared(struct queue *queue, const char *worker, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_worker *workers = NULL;
    size_t count = 0;
    bool is_alone = true;
    if (queue_workers(queue, &arena, &workers, &count, err) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        is_alone &= workers[i].is_compared == (strcmp(workers[i].id, worker) == 0);
    return is_alone && count == 2;
}

static bool is_told(struct queue *queue, const char *worker, const char *why, struct err *err)
{
    enum queue_answer answer = QUEUE_FULL;
    return queue_refuse_worker(queue, worker, why, &answer, err) == 0 && answer == QUEUE_OK;
}

static void walk(struct queue *queue, redisContext *raw)
{
    struct err err = {0};
    walk_tell(beats(queue, "w1", &err) && beats(queue, "w2", &err) && submit(queue, "a", &err) &&
                  submit(queue, "b", &err),
              "two workers and two jobs are there", &err);
    walk_tell(is_answered(queue, "w1", QUEUE_REFUSED, &err), "who was not compared waits", &err);
    walk_tell(is_told(queue, "w1", "", &err) && is_compared(queue, "w1", &err), "one is compared",
              &err);
    walk_tell(is_answered(queue, "w1", QUEUE_OK, &err), "it gets a job", &err);
    walk_tell(is_answered(queue, "w2", QUEUE_REFUSED, &err), "the other waits", &err);
    redisReply *reply = redisCommand(raw, "HINCRBY evx:{evalx}:worker:w2 asked -%d", COMPARE_MS);
    if (reply != NULL)
        freeReplyObject(reply);
    walk_tell(is_answered(queue, "w2", QUEUE_OK, &err), "but not for ever", &err);
    walk_tell(is_told(queue, "w2", "it is slow", &err) &&
                  is_answered(queue, "w2", QUEUE_REFUSED, &err),
              "one that differs gets no more", &err);
}

int main(void)
{
    const struct queue_terms terms = {
        .uuid = "test", .server_url = "http://localhost", .compare_ms = COMPARE_MS};
    return walk_queue(&terms, walk);
}
