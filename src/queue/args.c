/* args: words of commands, and what is read out of replies. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/parse.h"
#include "queue/internal.h"

void args_add_n(struct args *args, const char *bytes, size_t count)
{
    args->text = arena_grow(&args->arena, args->text, args->count, args->count + 1,
                            sizeof(*args->text), &args->text_room);
    args->bytes = arena_grow(&args->arena, args->bytes, args->count, args->count + 1,
                             sizeof(*args->bytes), &args->bytes_room);
    args->text[args->count] = bytes;
    args->bytes[args->count] = count;
    args->count++;
}

void args_add(struct args *args, const char *text)
{
    args_add_n(args, text ? text : "", text ? strlen(text) : 0);
}

void args_add_i64(struct args *args, int64_t value)
{
    args_add(args, arena_printf(&args->arena, "%" PRId64, value));
}

void args_done(struct args *args)
{
    arena_done(&args->arena);
    *args = (struct args){0};
}

void reply_done(redisReply **reply)
{
    if (*reply)
        freeReplyObject(*reply);
    *reply = NULL;
}

static const redisReply *item_of(const redisReply *reply, size_t index)
{
    if (!reply || reply->type != REDIS_REPLY_ARRAY || index >= reply->elements)
        return NULL;
    const redisReply *item = reply->element[index];
    bool is_text = item->type == REDIS_REPLY_STRING || item->type == REDIS_REPLY_STATUS;
    return is_text ? item : NULL;
}

const char *reply_text(const redisReply *reply, size_t index)
{
    const redisReply *item = item_of(reply, index);
    return item ? item->str : "";
}

int64_t reply_i64(const redisReply *reply, size_t index)
{
    int64_t value = 0;
    const char *text = reply_text(reply, index);
    if (!text[0] || parse_i64("number", text, INT64_MIN, INT64_MAX, &value, NULL))
        return 0;
    return value;
}

char *reply_copy(const redisReply *reply, size_t index, struct arena *arena)
{
    const redisReply *item = item_of(reply, index);
    if (!item)
        return arena_string(arena, "");
    return arena_string_n(arena, item->str, (size_t)item->len);
}

size_t reply_bytes(const redisReply *reply, size_t index)
{
    const redisReply *item = item_of(reply, index);
    return item ? (size_t)item->len : 0;
}

int64_t monotonic_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int check_id(const char *id, struct err *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t count = id ? strlen(id) : 0;
    if (count == 0 || count > QUEUE_ID_MAX || strspn(id, allowed) != count)
        return err_set(err, ERR_INPUT, "queue: %s is no id of a job (letters, digits, - _ .)",
                       id ? id : "nothing");
    return 0;
}
