/* depot: see depot.h. A value in Redis is a struct head and then its bytes. */
#include "queue/depot.h"

#include <string.h>

#include "base/hash.h"
#include "base/hmac.h"
#include "queue/internal.h"

static const char magic[8] = "evxdep1", purpose[] = "evalx: values that workers share",
                  naming[] = "their names";

enum { CIRCLE_BYTES = 8 };

struct head {
    char magic[8];
    int64_t cost_ns;
    unsigned char signature[HMAC_BYTES];
};

struct queue_depot {
    struct queue *redis;
    const struct queue_options *queue;
    unsigned char key[HMAC_BYTES];
    char circle[2 * CIRCLE_BYTES + 1]; /* of those who have the same secret: a part of names */
    size_t value_max;
    int64_t keep_ms;
    uint64_t checked; /* the connection that was; 0: none */
};

static int name_circle(struct queue_depot *depot, struct err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char mark[HMAC_BYTES];
    if (hmac_sha256(depot->key, sizeof(depot->key), naming, sizeof(naming) - 1, mark, err))
        return -1;
    for (size_t i = 0; i < CIRCLE_BYTES; i++) {
        depot->circle[2 * i] = digits[mark[i] >> 4];
        depot->circle[2 * i + 1] = digits[mark[i] & 15];
    }
    return 0;
}

int queue_depot_open(const struct queue_depot_options *options, struct queue_depot **depot_out,
                     struct err *err)
{
    const char *secret = options->secret ? options->secret : "";
    struct queue_depot *depot = calloc(1, sizeof(*depot));
    if (!depot)
        err_out_of_memory();
    depot->queue = options->queue;
    depot->value_max = options->value_max;
    depot->keep_ms = options->keep_ms;
    if (queue_attach(&options->redis, &depot->redis, err) ||
        hmac_sha256(secret, strlen(secret), purpose, sizeof(purpose) - 1, depot->key, err) ||
        name_circle(depot, err)) {
        queue_depot_close(depot);
        return -1;
    }
    *depot_out = depot;
    return 0;
}

void queue_depot_close(struct queue_depot *depot)
{
    if (!depot)
        return;
    queue_detach(depot->redis);
    free(depot);
}

/* ---- is it made for this ---- */

/* One that evicts must not be the queue's. A queue that does not answer now is known by its
 * settings. */
static int check_other(const struct queue_depot *depot, struct arena *arena, struct err *err)
{
    struct queue_options options;
    struct queue *queue = NULL;
    struct err ignored;
    const char *ours = "", *others = "";
    if (!depot->queue)
        return 0;
    if (info_text(depot->redis, "server", "run_id", arena, &ours, err))
        return -1;
    options = *depot->queue;
    options.command_timeout_ms = depot->redis->timeout_ms;
    if (queue_attach(&options, &queue, err))
        return -1;
    bool is_known = info_text(queue, "server", "run_id", arena, &others, &ignored) == 0;
    queue_detach(queue);
    if (is_known && ours[0] && !strcmp(ours, others))
        return err_set(err, ERR_INPUT,
                       "cache redis: %s: this Redis is the queue's, which must not forget anything;"
                       " start another one for the cache",
                       depot->redis->place.text);
    return 0;
}

static int check_settings(const struct queue_depot *depot, struct arena *arena, struct err *err)
{
    static const char wanted[] = "allkeys-lru";
    const struct place *place = &depot->redis->place;
    const char *policy = "", *cli = cli_of(place, arena);
    int64_t most = 0;
    if (info_text(depot->redis, "memory", "maxmemory_policy", arena, &policy, err) ||
        info_i64(depot->redis, "memory", "maxmemory", &most, err))
        return -1;
    if (strcmp(policy, wanted) != 0)
        return err_set(
            err, ERR_INPUT,
            "cache redis: %s: maxmemory-policy is %s: a cache must forget what is old; to"
            " mend it: %s config set maxmemory-policy %s",
            place->text, policy[0] ? policy : "unknown", cli, wanted);
    if (most <= 0)
        return err_set(err, ERR_INPUT,
                       "cache redis: %s: maxmemory is not set: it would grow for ever; to mend it: "
                       "%s config set maxmemory 1gb",
                       place->text, cli);
    return 0;
}

int queue_depot_check(struct queue_depot *depot, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    depot->checked = 0;
    if (check_other(depot, &arena, err) || check_settings(depot, &arena, err))
        return -1;
    depot->checked = depot->redis->connections;
    return 0;
}

static int need_check(struct queue_depot *depot, struct err *err)
{
    bool is_checked = depot->redis->context && depot->checked == depot->redis->connections;
    return is_checked ? 0 : queue_depot_check(depot, err);
}

/* ---- values ---- */

static const char *name_of(const struct queue_depot *depot, const char *kind, const char *key,
                           struct arena *arena)
{
    return arena_printf(arena, "evx-cache:%s:%s:%s", depot->circle, kind, key);
}

/* Of everything that is to be believed. */
static int sign(const struct queue_depot *depot, const char *name, const void *bytes, size_t count,
                int64_t cost_ns, unsigned char out[HMAC_BYTES], struct err *err)
{
    struct str EV_STR text = {0};
    char digest[HASH_HEX_BYTES];
    struct hash *hash = NULL;
    if (hash_open(&hash, err))
        return -1;
    hash_add(hash, bytes, count);
    hash_finish(hash, digest);
    hash_close(hash);
    str_printf(&text, "%s %s %zu %lld", name, digest, count, (long long)cost_ns);
    return hmac_sha256(depot->key, sizeof(depot->key), str_text(&text), text.count, out, err);
}

static bool is_same(const unsigned char *one, const unsigned char *other, size_t count)
{
    unsigned difference = 0;
    for (size_t i = 0; i < count; i++)
        difference |= (unsigned)(one[i] ^ other[i]);
    return difference == 0;
}

/* -1: it cannot be told. */
static int read_value(const struct queue_depot *depot, const char *name, const redisReply *reply,
                      struct str *value_out, int64_t *cost_ns_out, bool *is_ours_out,
                      struct err *err)
{
    unsigned char signature[HMAC_BYTES];
    struct head head;
    *is_ours_out = false;
    if (reply->len <= sizeof(head) || reply->len > sizeof(head) + depot->value_max)
        return 0;
    memcpy(&head, reply->str, sizeof(head));
    const char *bytes = reply->str + sizeof(head);
    size_t count = reply->len - sizeof(head);
    if (sign(depot, name, bytes, count, head.cost_ns, signature, err))
        return -1;
    if (memcmp(head.magic, magic, sizeof(magic)) != 0 ||
        !is_same(signature, head.signature, sizeof(signature)))
        return 0;
    str_clear(value_out);
    str_add_n(value_out, bytes, count);
    *cost_ns_out = head.cost_ns;
    *is_ours_out = !value_out->is_cut;
    return 0;
}

static int remove_value(struct queue_depot *depot, const char *name, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add(&args, "UNLINK");
    args_add(&args, name);
    return link_command(depot->redis, &args, &reply, err);
}

/* However large a value is, no more of it is asked for than could be ours. */
int queue_depot_get(struct queue_depot *depot, const char *kind, const char *key,
                    struct str *value_out, int64_t *cost_ns_out,
                    enum queue_depot_answer *answer_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    bool is_ours = false;
    const char *name = name_of(depot, kind, key, &args.arena);
    if (need_check(depot, err))
        return -1;
    args_add(&args, "GETRANGE");
    args_add(&args, name);
    args_add(&args, "0");
    args_add_i64(&args, (int64_t)(depot->value_max + sizeof(struct head)));
    if (link_command(depot->redis, &args, &reply, err))
        return -1;
    *answer_out = DEPOT_HAS_NOT;
    if (reply->type != REDIS_REPLY_STRING || reply->len == 0)
        return 0;
    if (read_value(depot, name, reply, value_out, cost_ns_out, &is_ours, err))
        return -1;
    *answer_out = is_ours ? DEPOT_HAS : DEPOT_REFUSED;
    return is_ours ? 0 : remove_value(depot, name, err);
}

int queue_depot_put(struct queue_depot *depot, const char *kind, const char *key, const void *bytes,
                    size_t count, int64_t cost_ns, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    struct str EV_STR text = {.maximum = depot->value_max + sizeof(struct head) + 1};
    struct head head = {.cost_ns = cost_ns};
    const char *name = name_of(depot, kind, key, &args.arena);
    if (count > depot->value_max)
        return err_set(err, ERR_INPUT, "cache redis: a value of %zu bytes", count);
    if (need_check(depot, err) || sign(depot, name, bytes, count, cost_ns, head.signature, err))
        return -1;
    memcpy(head.magic, magic, sizeof(magic));
    str_add_n(&text, (const char *)&head, sizeof(head));
    str_add_n(&text, bytes, count);
    args_add(&args, "SET");
    args_add(&args, name);
    args_add_n(&args, str_text(&text), text.count);
    args_add(&args, "PX");
    args_add_i64(&args, depot->keep_ms);
    return link_command(depot->redis, &args, &reply, err);
}
