/* Jobs in a language that no worker has: the rest goes past them, and in the end they are
 * anybody's. With a Redis of its own. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "queue/internal.h"
#include "support/queue_walk.h"

enum { JOBS = 100, LONG_MS = 1000000 };

static const char *const c_only[] = {"c", NULL};
static const char *const cobol_only[] = {"cobol", NULL};

static bool submit(struct queue *queue, const char *id, const char *language, int64_t vt_ms,
                   struct err *err)
{
    const struct queue_job job = {.id = id,
                                  .judging = 1,
                                  .vt_ms = vt_ms,
                                  .user = "u",
                                  .language = language,
                                  .revision = "",
                                  .request = id,
                                  .request_count = strlen(id)};
    enum queue_answer answer = QUEUE_FULL;
    return queue_submit(queue, &job, 1, &answer, err) == 0 && answer == QUEUE_OK;
}

static bool submit_all(struct queue *queue, struct err *err)
{
    static const int64_t begin_ms = 1700000000000;
    for (int i = 0; i < JOBS; i++) {
        char id[16];
        (void)snprintf(id, sizeof(id), "n%d", i);
        if (!submit(queue, id, "cobol", begin_ms + i, err))
            return false;
    }
    return submit(queue, "late", "c", begin_ms + JOBS, err);
}

/* Does this worker get a job, and one whose name begins so? NULL: does it get none? */
static bool gets(struct queue *queue, const char *worker, const char *const *languages,
                 const char *start, struct err *err)
{
    static int requests;
    char request[16];
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    struct queue_beat beat = {.worker = worker, .name = worker, .facts = "{}", .slots = 1};
    enum queue_answer answer = QUEUE_FULL;
    (void)snprintf(request, sizeof(request), "r%d", ++requests);
    if (queue_beat(queue, &beat, NULL, 0, NULL, err) != 0 ||
        queue_fetch(queue, worker, request, languages, &arena, &job, &answer, err) != 0)
        return false;
    (void)err_set(err, ERR_JUDGE, "%s was answered %s %s", worker, queue_answer_text(answer),
                  answer == QUEUE_OK ? job.id : "");
    if (start == NULL)
        return answer == QUEUE_EMPTY;
    return answer == QUEUE_OK && strncmp(job.id, start, strlen(start)) == 0;
}

static void command(redisContext *raw, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = redisvCommand(raw, format, arguments);
    va_end(arguments);
    if (reply != NULL)
        freeReplyObject(reply);
}

/* As if they had been submitted long ago. */
static void make_old(redisContext *raw)
{
    for (int i = 0; i < JOBS; i++)
        command(raw, "HINCRBY evx:{evalx}:job:n%d queued -%d", i, LONG_MS);
}

static void walk(struct queue *queue, redisContext *raw)
{
    struct err err = {0};
    walk_tell(submit_all(queue, &err), "jobs are submitted, the first of them nobody's", &err);
    walk_tell(gets(queue, "w1", c_only, "late", &err),
              "a worker gets what it can judge behind them", &err);
    walk_tell(gets(queue, "w1", c_only, NULL, &err), "and nothing that it cannot", &err);
    walk_tell(gets(queue, "w2", cobol_only, "n", &err), "a worker that can gets them", &err);
    make_old(raw);
    walk_tell(gets(queue, "w1", c_only, NULL, &err), "as long as it lives others do not", &err);
    command(raw, "DEL evx:{evalx}:worker:w2");
    walk_tell(gets(queue, "w1", c_only, "n", &err),
              "what has waited for long and is nobody's is anybody's", &err);
}

int main(void)
{
    const struct queue_terms terms = {.uuid = "test", .server_url = "http://localhost"};
    return walk_queue(&terms, walk);
}
