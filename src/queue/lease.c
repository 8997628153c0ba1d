/* lease: what workers do: fetch, beat, finish, give up. */
#include <stdio.h>
#include <string.h>

#include "queue/internal.h"

enum { WAIT_MS = 5000 };

/* The marker is dropped by whoever pops it and dies; so nobody waits for it longer than 5 s. */
int wait_for(struct queue *queue, const char *marker, int64_t wait_ms, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    int64_t most_ms = wait_ms < WAIT_MS ? wait_ms : WAIT_MS;
    if (most_ms > queue->timeout_ms / 2)
        most_ms = queue->timeout_ms / 2;
    if (most_ms <= 0)
        return 0;
    args_add(&args, "BZPOPMIN");
    args_add(&args, arena_printf(&args.arena, "%s%s", queue->root, marker));
    args_add(&args, arena_printf(&args.arena, "%lld.%03lld", (long long)(most_ms / 1000),
                                 (long long)(most_ms % 1000)));
    return link_command(queue, &args, &reply, err);
}

int queue_wait_work(struct queue *queue, int64_t wait_ms, struct err *err)
{
    return wait_for(queue, "wake", wait_ms, err);
}

static const char *join_languages(const char *const *languages, struct arena *arena)
{
    struct str EV_STR text = {0};
    for (size_t i = 0; languages && languages[i]; i++)
        str_printf(&text, "%s%s", i ? "" : ",", languages[i]), str_add_char(&text, ',');
    return arena_string(arena, str_text(&text));
}

static struct queue_job read_lease(const redisReply *reply, const char *worker, struct arena *arena)
{
    return (struct queue_job){
        .id = reply_copy(reply, 1, arena),
        .judging = reply_i64(reply, 2),
        .token = reply_copy(reply, 3, arena),
        .user = reply_copy(reply, 4, arena),
        .language = reply_copy(reply, 5, arena),
        .revision = reply_copy(reply, 6, arena),
        .hard_ms = reply_i64(reply, 7),
        .attempts = reply_i64(reply, 8),
        .crashes = reply_i64(reply, 9),
        .nacks = reply_i64(reply, 10),
        .releases = reply_i64(reply, 11),
        .queued_ms = reply_i64(reply, 12),
        .request = reply_copy(reply, 13, arena),
        .request_count = reply_bytes(reply, 13),
        .server_url = reply_copy(reply, 14, arena),
        .worker = arena_string(arena, worker),
    };
}

int queue_fetch(struct queue *queue, const char *worker, const char *request,
                const char *const *languages, struct arena *arena, struct queue_job *job_out,
                enum queue_answer *answer_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    char token[QUEUE_TOKEN_BYTES];
    if (check_id(worker, err) || queue_make_token(token, err))
        return -1;
    args_add_i64(&args, QUEUE_PROTOCOL);
    args_add(&args, worker);
    args_add(&args, request);
    args_add(&args, token);
    args_add(&args, join_languages(languages, &args.arena));
    if (script_one(queue, SCRIPT_FETCH, &args, answer_out, &reply, err))
        return -1;
    if (*answer_out == QUEUE_OK)
        *job_out = read_lease(reply, worker, arena);
    return 0;
}

int queue_beat(struct queue *queue, struct queue_beat *beat, const struct queue_job *jobs,
               size_t count, bool *is_lost_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    if (check_id(beat->worker, err))
        return -1;
    args_add(&args, beat->worker);
    args_add(&args, beat->name);
    args_add(&args, beat->facts);
    args_add_i64(&args, beat->slots);
    args_add_i64(&args, beat->busy);
    for (size_t i = 0; i < count; i++) {
        args_add(&args, jobs[i].id);
        args_add_i64(&args, jobs[i].judging);
        args_add(&args, jobs[i].token);
    }
    enum queue_answer answer;
    if (script_one(queue, SCRIPT_BEAT, &args, &answer, &reply, err))
        return -1;
    /* A Redis that was emptied knows no lease: the server will submit all of it again. */
    for (size_t i = 0; i < count; i++)
        is_lost_out[i] = answer != QUEUE_OK || strcmp(reply_text(reply, 4 + i), "OK") != 0;
    beat->is_paused = !strcmp(reply_text(reply, 1), "1");
    beat->is_draining = !strcmp(reply_text(reply, 2), "1");
    (void)snprintf(beat->refusal, sizeof(beat->refusal), "%s", reply_text(reply, 3)); /* cut */
    return 0;
}

int queue_finish(struct queue *queue, const struct queue_job *job, const void *result, size_t count,
                 enum queue_answer *answer_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    if (count > QUEUE_RESULT_MAX)
        return err_set(err, ERR_INPUT, "queue: %s: the result is larger than %d bytes", job->id,
                       QUEUE_RESULT_MAX);
    args_add(&args, job->id);
    args_add_i64(&args, job->judging);
    args_add(&args, job->token);
    args_add_n(&args, result, count);
    args_add(&args, job->news);
    return script_one(queue, SCRIPT_FINISH, &args, answer_out, NULL, err);
}

int give_up(struct queue *queue, const struct queue_job *job, enum queue_giveup kind,
            const char *heartbeat, const char *why, enum queue_answer *answer_out, struct err *err)
{
    static const char *const kinds[] = {
        [QUEUE_CRASH] = "crash", [QUEUE_NACK] = "nack", [QUEUE_RELEASE] = "release"};
    struct args EV_ARGS args = {0};
    char token[QUEUE_TOKEN_BYTES];
    if (queue_make_token(token, err))
        return -1;
    args_add(&args, kinds[kind]);
    args_add(&args, job->id);
    args_add_i64(&args, job->judging);
    args_add(&args, job->token);
    args_add(&args, heartbeat);
    /* Three decimal digits of the first bytes of a token are random enough to spread retries. */
    args_add(&args, arena_printf(&args.arena, "0.%03d", (token[0] * 31 + token[1] * 7) % 1000));
    args_add(&args, why);
    return script_one(queue, SCRIPT_GIVEUP, &args, answer_out, NULL, err);
}

int queue_give_up(struct queue *queue, const struct queue_job *job, enum queue_giveup kind,
                  const char *why, enum queue_answer *answer_out, struct err *err)
{
    return give_up(queue, job, kind, "", why, answer_out, err);
}
