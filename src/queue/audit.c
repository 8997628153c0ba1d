/* audit: every job against its indexes, a piece at a time. The job's hash is the truth. */
#include <string.h>

#include "queue/internal.h"

enum { PIECE = 500 };

/* SCAN or ZSCAN once; *cursor_io becomes "0" at the end. */
static int scan(struct queue *queue, const char *index, struct arena *arena, const char **cursor_io,
                redisReply **reply_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    args_add(&args, index ? "ZSCAN" : "SCAN");
    if (index)
        args_add(&args, arena_printf(&args.arena, "%s%s", queue->root, index));
    args_add(&args, *cursor_io);
    if (!index) {
        args_add(&args, "MATCH");
        args_add(&args, arena_printf(&args.arena, "%sjob:*", queue->root));
    }
    args_add(&args, "COUNT");
    args_add_i64(&args, PIECE);
    redisReply *reply EV_REPLY = NULL;
    if (link_command(queue, &args, &reply, err))
        return -1;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2)
        return err_set(err, ERR_SERVICE, "redis: %s: SCAN answered no cursor", queue->place.text);
    *cursor_io = reply_copy(reply, 0, arena);
    *reply_out = reply;
    reply = NULL;
    return 0;
}

static int mend(struct queue *queue, const struct args *args, size_t *repairs_io, struct err *err)
{
    redisReply *reply EV_REPLY = NULL;
    if (script_must(queue, SCRIPT_AUDIT, args, &reply, err))
        return -1;
    *repairs_io += (size_t)reply_i64(reply, 1);
    return 0;
}

static int mend_piece(struct queue *queue, const char *index, const redisReply *found,
                      size_t *repairs_io, struct err *err)
{
    struct args EV_ARGS args = {0};
    size_t prefix = index ? 0 : strlen(queue->root) + strlen("job:");
    args_add(&args, index ? "index" : "jobs");
    if (index)
        args_add(&args, index);
    size_t head = args.count;
    for (size_t i = 0; i < found->elements; i += index ? 2 : 1)
        if (strlen(reply_text(found, i)) > prefix)
            args_add(&args, reply_text(found, i) + prefix);
    return args.count == head ? 0 : mend(queue, &args, repairs_io, err);
}

static int audit_all(struct queue *queue, const char *index, size_t *repairs_io, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    const char *cursor = "0";
    do {
        redisReply *reply EV_REPLY = NULL;
        if (scan(queue, index, &arena, &cursor, &reply, err) ||
            mend_piece(queue, index, reply->element[1], repairs_io, err))
            return -1;
    } while (strcmp(cursor, "0") != 0);
    return 0;
}

int queue_audit(struct queue *queue, size_t *repairs_out, struct err *err)
{
    static const char *const indexes[] = {"ready", "delayed", "lease", "out", "dead"};
    size_t repairs = 0;
    if (queue_is_weakened("auditor")) {
        *repairs_out = 0;
        return 0;
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(indexes); i++)
        if (audit_all(queue, indexes[i], &repairs, err))
            return -1;
    struct args EV_ARGS args = {0};
    args_add(&args, "counts");
    if (audit_all(queue, NULL, &repairs, err) || mend(queue, &args, &repairs, err))
        return -1;
    *repairs_out = repairs;
    return 0;
}
