/* setup: is this Redis safe, and whose is the queue. */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/parse.h"
#include "queue/internal.h"

enum { REDIS_MAJOR = 7 };

int info_text(struct queue *queue, const char *section, const char *name, struct arena *arena,
              const char **value_out, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add(&args, "INFO");
    args_add(&args, section);
    if (link_command(queue, &args, &reply, err))
        return -1;
    const char *text = reply->type == REDIS_REPLY_STRING ? reply->str : "";
    const char *start = arena_printf(&args.arena, "\n%s:", name);
    const char *at = strstr(text, start);
    at = at ? at + strlen(start) : "";
    *value_out = arena_string_n(arena, at, strcspn(at, "\r\n"));
    return 0;
}

int info_i64(struct queue *queue, const char *section, const char *name, int64_t *value_out,
             struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    const char *text = "";
    if (info_text(queue, section, name, &arena, &text, err))
        return -1;
    *value_out = 0;
    if (text[0] && parse_i64(name, text, INT64_MIN, INT64_MAX, value_out, NULL))
        *value_out = 0;
    return 0;
}

const char *cli_of(const struct place *place, struct arena *arena)
{
    if (place->socket_path)
        return arena_printf(arena, "redis-cli -s %s", place->socket_path);
    return arena_printf(arena, "redis-cli -h %s -p %d", place->host, place->port);
}

static const struct {
    const char *name, *wanted, *danger;
} settings[] = {
    {"appendonly", "yes", "what it holds is lost when it stops"},
    {"appendfsync", "always", "the last second is lost when the machine stops"},
    {"no-appendfsync-on-rewrite", "no", "what comes during a rewrite is lost with the machine"},
    {"maxmemory-policy", "noeviction", "jobs are thrown away when its memory is full"},
};

static const char *setting_in(const redisReply *reply, const char *name)
{
    for (size_t i = 0; i + 1 < reply->elements; i += 2)
        if (!strcmp(reply_text(reply, i), name))
            return reply_text(reply, i + 1);
    return "";
}

static int check_settings(struct queue *queue, const redisReply *reply, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(settings); i++) {
        const char *value = setting_in(reply, settings[i].name);
        if (!strcmp(value, settings[i].wanted))
            continue;
        const char *cli = cli_of(&queue->place, &arena);
        return err_set(err, ERR_INPUT,
                       "redis: %s: %s is %s: %s; to mend it: %s config set %s %s && %s config "
                       "rewrite",
                       queue->place.text, settings[i].name, value, settings[i].danger, cli,
                       settings[i].name, settings[i].wanted, cli);
    }
    return 0;
}

static int check_server(struct queue *queue, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    const char *version = "", *role = "";
    int64_t major = 0;
    if (info_text(queue, "server", "redis_version", &arena, &version, err) ||
        info_text(queue, "replication", "role", &arena, &role, err))
        return -1;
    const char *number = arena_string_n(&arena, version, strcspn(version, "."));
    if (parse_i64("version", number, 0, 1000, &major, NULL) || major < REDIS_MAJOR)
        return err_set(err, ERR_INPUT, "redis: %s: version %s: evalx needs Redis %d or later",
                       queue->place.text, version[0] ? version : "unknown", REDIS_MAJOR);
    if (strcmp(role, "master") != 0)
        return err_set(err, ERR_INPUT, "redis: %s: this is a replica; give the URL of the primary",
                       queue->place.text);
    return 0;
}

int queue_check_configuration(struct queue *queue, bool is_unchecked_fine, bool *is_unchecked_out,
                              struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    if (check_server(queue, err))
        return -1;
    args_add(&args, "CONFIG");
    args_add(&args, "GET");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(settings); i++)
        args_add(&args, settings[i].name);
    if (link_commands(queue, &args, 1, &reply, err))
        return -1;
    bool is_hidden = reply->type != REDIS_REPLY_ARRAY || reply->elements == 0;
    if (is_hidden && !is_unchecked_fine)
        return err_set(err, ERR_INPUT,
                       "redis: %s: its configuration cannot be read (CONFIG GET is refused): allow "
                       "it, or say that it is safe with --redis-unchecked",
                       queue->place.text);
    if (!is_hidden && check_settings(queue, reply, err))
        return -1;
    *is_unchecked_out = is_hidden;
    return 0;
}

static void add_terms(struct args *args, const struct queue_terms *terms)
{
    const struct {
        const char *name;
        int64_t value, otherwise;
    } numbers[] = {
        {"proto_min", terms->protocol_min, QUEUE_PROTOCOL},
        {"proto_max", terms->protocol_max, QUEUE_PROTOCOL},
        {"lease_ms", terms->lease_ms, 30000},
        {"jobs_max", terms->jobs_max, 100000},
        {"out_max", terms->out_max, 10000},
        {"crashes_max", terms->crashes_max, 3},
        {"nacks_max", terms->nacks_max, 5},
        {"penalty_ms", terms->penalty_ms, 10000},
        {"compare_ms", terms->compare_ms, 0},
    };
    args_add(args, "server_url");
    args_add(args, terms->server_url);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(numbers); i++) {
        args_add(args, numbers[i].name);
        args_add_i64(args, numbers[i].value ? numbers[i].value : numbers[i].otherwise);
    }
}

/* Redis 7.0 may execute half of a transaction when it was started twice after a torn tail of its
 * append-only file; a rewrite leaves no tail behind. */
static int rewrite(struct queue *queue, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add(&args, "BGREWRITEAOF");
    if (link_commands(queue, &args, 1, &reply, err))
        return -1;
    if (reply->type == REDIS_REPLY_ERROR)
        log_line(LOG_WARN, "redis: %s: BGREWRITEAOF: %s", queue->place.text, reply->str);
    return 0;
}

static int claim(struct queue *queue, struct err *err)
{
    const struct queue_terms *terms = &queue->terms;
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    const char *run_id = "";
    enum queue_answer answer;
    if (info_text(queue, "server", "run_id", &args.arena, &run_id, err))
        return -1;
    args_add(&args, terms->uuid);
    args_add(&args, QUEUE_SCHEMA_TEXT);
    args_add(&args, run_id);
    add_terms(&args, terms);
    if (script_one(queue, SCRIPT_CLAIM, &args, &answer, &reply, err))
        return -1;
    if (answer == QUEUE_TAKEN)
        return err_set(err, ERR_INPUT,
                       "redis: %s: this queue belongs to another server (database %s); use another "
                       "--redis-name, or, when that server is gone for good: %s hdel '%s' uuid",
                       queue->place.text, reply_text(reply, 1), cli_of(&queue->place, &args.arena),
                       queue->meta);
    if (answer != QUEUE_OK)
        return err_set(
            err, ERR_INPUT,
            "redis: %s: this queue was made by another version of evalx (schema %s, here "
            "%s): drain it with that version, or use another --redis-name",
            queue->place.text, reply_text(reply, 1), QUEUE_SCHEMA_TEXT);
    bool is_new = strcmp(reply_text(reply, 1), run_id) != 0;
    return is_new ? rewrite(queue, err) : 0;
}

int claim_again(struct queue *queue, struct err *err)
{
    queue->is_claiming = true;
    int failed = claim(queue, err);
    queue->is_claiming = false;
    return failed;
}

int queue_claim(struct queue *queue, const struct queue_terms *terms, struct err *err)
{
    queue->terms = *terms;
    queue->terms.uuid = arena_string(&queue->arena, terms->uuid);
    queue->terms.server_url =
        arena_string(&queue->arena, terms->server_url ? terms->server_url : "");
    queue->is_server = false;
    if (claim_again(queue, err))
        return -1;
    queue->is_server = true;
    return 0;
}
