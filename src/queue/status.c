/* status: what operators see and say. */
#include <stddef.h>
#include <string.h>

#include "base/parse.h"
#include "queue/internal.h"

static const struct {
    const char *name;
    size_t offset;
} figures[] = {
    {"ready", offsetof(struct queue_status, ready)},
    {"delayed", offsetof(struct queue_status, delayed)},
    {"lease", offsetof(struct queue_status, leased)},
    {"out", offsetof(struct queue_status, out)},
    {"dead", offsetof(struct queue_status, dead)},
    {"oldest_ms", offsetof(struct queue_status, oldest_ms)},
    {"paused", offsetof(struct queue_status, is_paused)},
    {"draining", offsetof(struct queue_status, is_draining)},
    {"submitted", offsetof(struct queue_status, submitted)},
    {"fetched", offsetof(struct queue_status, fetched)},
    {"finished", offsetof(struct queue_status, finished)},
    {"stale", offsetof(struct queue_status, stale)},
    {"crashes", offsetof(struct queue_status, crashes)},
    {"nacks", offsetof(struct queue_status, nacks)},
    {"releases", offsetof(struct queue_status, releases)},
    {"died", offsetof(struct queue_status, died)},
    {"cancelled", offsetof(struct queue_status, cancelled)},
    {"settled", offsetof(struct queue_status, settled)},
    {"lost", offsetof(struct queue_status, lost)},
    {"repairs", offsetof(struct queue_status, repairs)},
};

static void take_figure(struct queue_status *status, const char *name, int64_t value)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(figures); i++)
        if (!strcmp(figures[i].name, name))
            memcpy((char *)status + figures[i].offset, &value, sizeof(value));
}

int queue_read_status(struct queue *queue, struct arena *arena, struct queue_status *status_out,
                      struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    if (script_must(queue, SCRIPT_STATUS, &args, &reply, err))
        return -1;
    struct queue_status status = {.server_url = ""};
    for (size_t i = 1; i + 1 < reply->elements; i += 2) {
        if (!strcmp(reply_text(reply, i), "server_url"))
            status.server_url = reply_copy(reply, i + 1, arena);
        else
            take_figure(&status, reply_text(reply, i), reply_i64(reply, i + 1));
    }
    *status_out = status;
    return 0;
}

int queue_workers(struct queue *queue, struct arena *arena, struct queue_worker **workers_out,
                  size_t *count_out, struct err *err)
{
    enum { FIELDS = 11 };
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    if (script_must(queue, SCRIPT_WORKERS, &args, &reply, err))
        return -1;
    size_t count = (reply->elements - 1) / FIELDS;
    struct queue_worker *workers = arena_alloc(arena, (count + 1) * sizeof(*workers));
    for (size_t i = 0; i < count; i++) {
        size_t at = 1 + i * FIELDS;
        workers[i] = (struct queue_worker){
            .id = reply_copy(reply, at, arena),
            .name = reply_copy(reply, at + 1, arena),
            .facts = reply_copy(reply, at + 2, arena),
            .slots = reply_i64(reply, at + 3),
            .busy = reply_i64(reply, at + 4),
            .since_ms = reply_i64(reply, at + 6),
            .is_draining = reply_i64(reply, at + 7) != 0,
            .refusal = reply_copy(reply, at + 8, arena),
            .silent_ms = reply_i64(reply, at + 9),
            .is_compared = reply_i64(reply, at + 10) != 0,
        };
    }
    *workers_out = workers;
    *count_out = count;
    return 0;
}

static int control(struct queue *queue, const char *what, const char *value, const char *worker,
                   enum queue_answer *answer_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    args_add(&args, what);
    args_add(&args, value);
    args_add(&args, worker);
    return script_one(queue, SCRIPT_CONTROL, &args, answer_out, NULL, err);
}

int queue_pause(struct queue *queue, bool is_on, struct err *err)
{
    enum queue_answer answer;
    return control(queue, "paused", is_on ? "1" : "0", "", &answer, err);
}

int queue_drain(struct queue *queue, bool is_on, struct err *err)
{
    enum queue_answer answer;
    return control(queue, "draining", is_on ? "1" : "0", "", &answer, err);
}

int queue_drain_worker(struct queue *queue, const char *worker, bool is_on,
                       enum queue_answer *answer_out, struct err *err)
{
    if (check_id(worker, err))
        return -1;
    return control(queue, "drain", is_on ? "1" : "0", worker, answer_out, err);
}

int queue_refuse_worker(struct queue *queue, const char *worker, const char *why,
                        enum queue_answer *answer_out, struct err *err)
{
    if (check_id(worker, err))
        return -1;
    return control(queue, "refuse", why, worker, answer_out, err);
}
