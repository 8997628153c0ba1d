/* Many jobs in one call: each gets an answer of its own, in the order they were named. With a Redis
 * of its own. */
#include <stdio.h>
#include <string.h>

#include "queue/internal.h"
#include "support/queue_walk.h"

enum { JOBS = 300, ROOM = 290, TWICE = 7, GHOSTS = 40 };

/* Job TWICE has the name of the one before it. */
static void name_jobs(struct queue_job *jobs, struct arena *arena)
{
    for (int i = 0; i < JOBS; i++)
        jobs[i] = (struct queue_job){.id = arena_printf(arena, "j%03d", i == TWICE ? i - 1 : i),
                                     .judging = 1,
                                     .vt_ms = 1700000000000 + i,
                                     .user = "u",
                                     .language = "c",
                                     .revision = "",
                                     .request = "r",
                                     .request_count = 1};
}

static bool submit(struct queue *queue, const struct queue_job *jobs, struct err *err)
{
    enum queue_answer answers[JOBS];
    if (queue_submit(queue, jobs, JOBS, answers, err) != 0)
        return false;
    for (int i = 0; i < JOBS; i++) {
        bool is_full = i > ROOM; /* one was not counted: it came twice */
        enum queue_answer expected = i == TWICE ? QUEUE_DUP : is_full ? QUEUE_FULL : QUEUE_OK;
        (void)err_set(err, ERR_JUDGE, "job %d was answered %s", i, queue_answer_text(answers[i]));
        if (answers[i] != expected)
            return false;
    }
    return true;
}

/* Entries of the index without jobs, in front of all others. */
static void add_ghosts(redisContext *raw)
{
    for (int i = 0; i < GHOSTS; i++) {
        redisReply *reply = redisCommand(raw, "ZADD evx:{evalx}:ready %d ghost%d", i, i);
        if (reply != NULL)
            freeReplyObject(reply);
    }
}

static bool judge(struct queue *queue, const char *expected, struct err *err)
{
    static int requests;
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job job = {0};
    enum queue_answer answer = QUEUE_FULL;
    const char *request = arena_printf(&arena, "r%d", ++requests);
    if (queue_fetch(queue, "w", request, NULL, &arena, &job, &answer, err) != 0)
        return false;
    (void)err_set(err, ERR_JUDGE, "%s %s came instead of %s", queue_answer_text(answer),
                  answer == QUEUE_OK ? job.id : "", expected);
    return answer == QUEUE_OK && strcmp(job.id, expected) == 0 &&
           queue_finish(queue, &job, "done", 4, &answer, err) == 0 && answer == QUEUE_OK;
}

/* Two that are finished, one that nobody knows, one that waits. */
static bool settle(struct queue *queue, struct err *err)
{
    static const enum queue_answer expected[] = {QUEUE_OK, QUEUE_UNKNOWN, QUEUE_STALE, QUEUE_OK};
    static const struct queue_job jobs[] = {{.id = "j000", .judging = 1},
                                            {.id = "nobody", .judging = 1},
                                            {.id = "j005", .judging = 1},
                                            {.id = "j001", .judging = 1}};
    enum queue_answer answers[EV_ARRAY_LENGTH(jobs)];
    if (queue_settle(queue, jobs, EV_ARRAY_LENGTH(jobs), answers, err) != 0)
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(jobs); i++) {
        (void)err_set(err, ERR_JUDGE, "%s was answered %s", jobs[i].id,
                      queue_answer_text(answers[i]));
        if (answers[i] != expected[i])
            return false;
    }
    return true;
}

static bool has_settled(redisContext *raw, struct err *err)
{
    redisReply *reply = redisCommand(raw, "HMGET evx:{evalx}:stats submitted settled repairs");
    bool is_fine = reply != NULL && reply->elements == 3;
    if (is_fine) {
        (void)err_set(err, ERR_JUDGE, "submitted %s, settled %s, repairs %s", reply_text(reply, 0),
                      reply_text(reply, 1), reply_text(reply, 2));
        is_fine = reply_i64(reply, 0) == ROOM && reply_i64(reply, 1) == 2 &&
                  reply_i64(reply, 2) == GHOSTS;
    }
    if (reply != NULL)
        freeReplyObject(reply);
    return is_fine;
}

static void walk(struct queue *queue, redisContext *raw)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct queue_job jobs[JOBS];
    struct err err = {0};
    name_jobs(jobs, &arena);
    walk_tell(submit(queue, jobs, &err), "each of many submits has its answer", &err);
    add_ghosts(raw);
    walk_tell(judge(queue, "j000", &err) && judge(queue, "j001", &err),
              "the first job is found behind entries without jobs", &err);
    walk_tell(settle(queue, &err), "each of many that are settled has its answer", &err);
    walk_tell(has_settled(raw, &err), "and each is counted", &err);
}

int main(void)
{
    const struct queue_terms terms = {
        .uuid = "test", .server_url = "http://localhost", .jobs_max = ROOM};
    return walk_queue(&terms, walk);
}
