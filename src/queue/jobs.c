/* jobs: what the server does with jobs: submit, cancel, take what is finished, settle. */
#include <string.h>

#include "queue/internal.h"

/* TOGETHER: jobs of one call, during which Redis does nothing else. */
enum { OUT_BYTES = 16 << 20, TOGETHER = 128, TOGETHER_BYTES = 8 << 20 };

/* A Redis that is nearly full keeps what is left for finishing what it holds. */
static int look_at_memory(struct queue *queue, struct err *err)
{
    static const int64_t second = 1000000000;
    if (queue->memory_ns && monotonic_ns() - queue->memory_ns < second)
        return 0;
    int64_t used = 0, most = 0;
    if (info_i64(queue, "memory", "used_memory", &used, err) ||
        info_i64(queue, "memory", "maxmemory", &most, err))
        return -1;
    queue->memory_ns = monotonic_ns();
    queue->is_short_of_memory = most > 0 && used > most / 100 * 85;
    return 0;
}

static int check_job(const struct queue_job *job, struct err *err)
{
    if (check_id(job->id, err))
        return -1;
    if (job->request_count > QUEUE_REQUEST_MAX)
        return err_set(err, ERR_INPUT, "queue: %s: the request is larger than %d bytes", job->id,
                       QUEUE_REQUEST_MAX);
    if (job->priority < 0 || job->priority > 255 || job->judging < 1)
        return err_set(err, ERR_INPUT, "queue: %s: priority is 0 to 255, a judging 1 or more",
                       job->id);
    return 0;
}

static void add_job(struct args *args, const struct queue_job *job)
{
    args_add(args, job->id);
    args_add_i64(args, job->judging);
    args_add_i64(args, job->priority);
    args_add_i64(args, job->vt_ms);
    args_add(args, job->user);
    args_add(args, job->language);
    args_add(args, job->revision);
    args_add_i64(args, job->hard_ms);
    args_add_i64(args, job->crashes);
    args_add_i64(args, job->nacks);
    args_add_i64(args, job->releases);
    args_add(args, job->only);
    args_add_n(args, job->request ? job->request : "", job->request_count);
}

/* How many of the jobs go out in one call. */
static size_t next_portion(const struct queue_job *jobs, size_t count)
{
    size_t bytes = 0, n = 0;
    while (n < count && n < TOGETHER && (n == 0 || bytes < TOGETHER_BYTES))
        bytes += jobs[n++].request_count;
    return n;
}

static int submit_portion(struct queue *queue, const struct queue_job *jobs, size_t count,
                          enum queue_answer *answers_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    for (size_t i = 0; i < count; i++)
        add_job(&args, &jobs[i]);
    return script_many(queue, SCRIPT_SUBMIT, &args, count, answers_out, err);
}

int queue_submit(struct queue *queue, const struct queue_job *jobs, size_t count,
                 enum queue_answer *answers_out, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (check_job(&jobs[i], err))
            return -1;
    if (count > 0 && look_at_memory(queue, err))
        return -1;
    for (size_t i = 0; i < count; i++)
        answers_out[i] = QUEUE_FULL;
    for (size_t done = 0; done < count && !queue->is_short_of_memory;) {
        size_t portion = next_portion(jobs + done, count - done);
        if (submit_portion(queue, jobs + done, portion, answers_out + done, err))
            return -1;
        done += portion;
    }
    return 0;
}

int queue_cancel(struct queue *queue, const char *id, int64_t judging,
                 enum queue_answer *answer_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    if (check_id(id, err))
        return -1;
    args_add(&args, id);
    args_add_i64(&args, judging);
    return script_one(queue, SCRIPT_CANCEL, &args, answer_out, NULL, err);
}

int queue_settle(struct queue *queue, const struct queue_job *jobs, size_t count,
                 enum queue_answer *answers_out, struct err *err)
{
    for (size_t done = 0; done < count;) {
        struct args EV_ARGS args = {0};
        size_t portion = count - done < TOGETHER ? count - done : TOGETHER;
        for (size_t i = 0; i < portion; i++) {
            args_add(&args, jobs[done + i].id);
            args_add_i64(&args, jobs[done + i].judging);
        }
        if (script_many(queue, SCRIPT_SETTLE, &args, portion, answers_out + done, err))
            return -1;
        done += portion;
    }
    return 0;
}

int queue_find_missing(struct queue *queue, const struct queue_job *jobs, size_t count,
                       bool *is_missing_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    for (size_t i = 0; i < count; i++) {
        args_add(&args, jobs[i].id);
        args_add_i64(&args, jobs[i].judging);
    }
    if (count == 0)
        return 0;
    if (script_must(queue, SCRIPT_MISSING, &args, &reply, err))
        return -1;
    for (size_t i = 0; i < count; i++)
        is_missing_out[i] = !strcmp(reply_text(reply, i + 1), "1");
    return 0;
}

int queue_wait_out(struct queue *queue, int64_t wait_ms, struct err *err)
{
    return wait_for(queue, "outwake", wait_ms, err);
}

static enum queue_outcome outcome_of(const char *text)
{
    if (!strcmp(text, "done"))
        return QUEUE_DONE;
    return !strcmp(text, "cancelled") ? QUEUE_CANCELLED : QUEUE_OUTCOME_DEAD;
}

static struct queue_job read_finished(const redisReply *reply, size_t at, struct arena *arena)
{
    return (struct queue_job){
        .id = reply_copy(reply, at, arena),
        .judging = reply_i64(reply, at + 1),
        .outcome = outcome_of(reply_text(reply, at + 2)),
        .worker = reply_copy(reply, at + 3, arena),
        .error = reply_copy(reply, at + 4, arena),
        .attempts = reply_i64(reply, at + 5),
        .crashes = reply_i64(reply, at + 6),
        .nacks = reply_i64(reply, at + 7),
        .releases = reply_i64(reply, at + 8),
        .queued_ms = reply_i64(reply, at + 9),
        .started_ms = reply_i64(reply, at + 10),
        .finished_ms = reply_i64(reply, at + 11),
        .result = reply_copy(reply, at + 12, arena),
        .result_count = reply_bytes(reply, at + 12),
        .news = reply_copy(reply, at + 13, arena),
    };
}

int queue_out(struct queue *queue, size_t most, struct arena *arena, struct queue_job **jobs_out,
              size_t *count_out, struct err *err)
{
    enum { FIELDS = 14 };
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add_i64(&args, (int64_t)most);
    args_add_i64(&args, OUT_BYTES);
    args_add_i64(&args, QUEUE_NEWS_MAX);
    if (script_must(queue, SCRIPT_OUT, &args, &reply, err))
        return -1;
    size_t count = (reply->elements - 3) / FIELDS;
    struct queue_job *jobs = arena_alloc(arena, (count + 1) * sizeof(*jobs));
    for (size_t i = 0; i < count; i++)
        jobs[i] = read_finished(reply, 3 + i * FIELDS, arena);
    queue->backlog = reply_i64(reply, 1);
    queue->left = reply_i64(reply, 2);
    *jobs_out = jobs;
    *count_out = count;
    return 0;
}

int64_t queue_backlog(const struct queue *queue)
{
    return queue->backlog;
}

int64_t queue_left(const struct queue *queue)
{
    return queue->left;
}

int queue_given(struct queue *queue, size_t most, struct arena *arena, struct queue_job **jobs_out,
                size_t *count_out, struct err *err)
{
    enum { FIELDS = 6 };
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add_i64(&args, (int64_t)most);
    if (script_must(queue, SCRIPT_GIVEN, &args, &reply, err))
        return -1;
    size_t count = (reply->elements - 1) / FIELDS;
    struct queue_job *jobs = arena_alloc(arena, (count + 1) * sizeof(*jobs));
    for (size_t i = 0; i < count; i++) {
        size_t at = 1 + i * FIELDS;
        jobs[i].id = reply_copy(reply, at, arena);
        jobs[i].judging = reply_i64(reply, at + 1);
        jobs[i].crashes = reply_i64(reply, at + 2);
        jobs[i].nacks = reply_i64(reply, at + 3);
        jobs[i].releases = reply_i64(reply, at + 4);
        jobs[i].error = reply_copy(reply, at + 5, arena);
    }
    *jobs_out = jobs;
    *count_out = count;
    return 0;
}

int queue_note_given(struct queue *queue, const struct queue_job *job, struct err *err)
{
    struct args EV_ARGS args = {0};
    args_add(&args, "noted");
    args_add(&args, job->id);
    args_add_i64(&args, job->crashes);
    args_add_i64(&args, job->nacks);
    args_add_i64(&args, job->releases);
    return script_must(queue, SCRIPT_GIVEN, &args, NULL, err);
}
