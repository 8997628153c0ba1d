/* Jobs for one worker alone: nobody else gets them, and they end when it is gone. With a Redis of
 * its own. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "queue/internal.h"
#include "support/queue_walk.h"

enum { LONG_MS = 1000000 };

static const char *const c_only[] = {"c", NULL};

static bool submit(struct queue *queue, const char *id, const char *only, const char *language,
                   struct err *err)
{
    const struct queue_job job = {.id = id,
                                  .judging = 1,
                                  .user = "u",
                                  .language = language,
                                  .revision = "",
                                  .only = only,
                                  .request = id,
                                  .request_count = strlen(id)};
    enum queue_answer answer = QUEUE_FULL;
    return queue_submit(queue, &job, 1, &answer, err) == 0 && answer == QUEUE_OK;
}

static bool beats(struct queue *queue, const char *worker, const char *name, struct err *err)
{
    struct queue_beat beat = {.worker = worker, .name = name, .facts = "{}", .slots = 1};
    return queue_beat(queue, &beat, NULL, 0, NULL, err) == 0;
}

/* Does this worker get that job next? NULL: does it get none? */
static bool gets(struct queue *queue, const char *worker, const char *id, struct queue_job *job,
                 struct arena *arena, struct err *err)
{
    static int requests;
    char request[16];
    enum queue_answer answer = QUEUE_FULL;
    (void)snprintf(request, sizeof(request), "r%d", ++requests);
    if (queue_fetch(queue, worker, request, c_only, arena, job, &answer, err) != 0)
        return false;
    (void)err_set(err, ERR_JUDGE, "%s was answered %s %s", worker, queue_answer_text(answer),
                  answer == QUEUE_OK ? job->id : "");
    return id == NULL ? answer == QUEUE_EMPTY : answer == QUEUE_OK && strcmp(job->id, id) == 0;
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

/* So many die, the first of them for this reason. */
static bool dies(struct queue *queue, size_t count, const char *why, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job *jobs = NULL;
    size_t dead = 0, out = 0;
    if (queue_end_stranded(queue, &dead, err) != 0 ||
        queue_out(queue, 10, &arena, &jobs, &out, err) != 0)
        return false;
    (void)err_set(err, ERR_JUDGE, "%zu dead, %zu out: %s", dead, out, out ? jobs[0].error : "");
    if (dead != count || out != count)
        return false;
    enum queue_answer answers[10];
    return count == 0 || (jobs[0].outcome == QUEUE_OUTCOME_DEAD && strstr(jobs[0].error, why) &&
                          queue_settle(queue, jobs, count, answers, err) == 0);
}

static void take_turns(struct queue *queue, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    enum queue_answer answer = QUEUE_FULL;
    walk_tell(submit(queue, "byname", "lab2", "c", err) && submit(queue, "byid", "w2", "c", err) &&
                  submit(queue, "any", "", "c", err),
              "jobs are submitted, the first of them for one worker", err);
    walk_tell(gets(queue, "w1", "any", &job, &arena, err), "another gets what is anybody's", err);
    walk_tell(gets(queue, "w1", NULL, &job, &arena, err), "and nothing else", err);
    walk_tell(gets(queue, "w2", "byname", &job, &arena, err), "the one gets its own by name", err);
    walk_tell(queue_give_up(queue, &job, QUEUE_RELEASE, "leaving", &answer, err) == 0 &&
                  gets(queue, "w1", NULL, &job, &arena, err),
              "handed back it is still nobody else's", err);
    walk_tell(gets(queue, "w2", "byname", &job, &arena, err), "but its own", err);
    walk_tell(gets(queue, "w2", "byid", &job, &arena, err), "and by its id", err);
}

static void walk(struct queue *queue, redisContext *raw)
{
    struct err err = {0};
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    walk_tell(beats(queue, "w1", "lab1", &err) && beats(queue, "w2", "lab2", &err),
              "two workers are there", &err);
    take_turns(queue, &err);
    walk_tell(submit(queue, "pascal", "lab2", "pascal", &err) &&
                  dies(queue, 1, "lab2 alone, which has no pascal", &err),
              "what its worker cannot judge is dead at once", &err);
    walk_tell(submit(queue, "waits", "lab2", "c", &err) && dies(queue, 0, "", &err),
              "what it can waits", &err);
    command(raw, "ZINCRBY evx:{evalx}:only -%d waits", LONG_MS);
    walk_tell(dies(queue, 0, "", &err), "for as long as it lives", &err);
    command(raw, "HINCRBY evx:{evalx}:worker:w2 beat -%d", LONG_MS);
    walk_tell(dies(queue, 0, "", &err), "and for a while after", &err);
    command(raw, "ZINCRBY evx:{evalx}:only -%d waits", LONG_MS);
    walk_tell(dies(queue, 1, "lab2 alone, which is gone", &err), "then it is dead", &err);
    walk_tell(gets(queue, "w1", NULL, &job, &arena, &err), "and nobody's", &err);
    size_t repairs = 1;
    walk_tell(queue_audit(queue, &repairs, &err) == 0 && repairs == 0,
              "the auditor has nothing to mend", &err);
}

int main(void)
{
    const struct queue_terms terms = {.uuid = "test", .server_url = "http://localhost"};
    return walk_queue(&terms, walk);
}
