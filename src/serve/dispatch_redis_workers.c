/* dispatch_redis_workers: what the collector last saw of Redis and its workers, for those who ask;
 * and workers that are to end. In the main thread. */
#include <string.h>

#include "serve/dispatch_redis.h"

void remote_add_reasons(const struct dispatch *dispatch, struct json *lines)
{
    struct remote *remote = remote_inside(dispatch);
    (void)pthread_mutex_lock(&remote->lock);
    if (remote->trouble[0] != '\0')
        json_append_string(lines, remote->trouble);
    (void)pthread_mutex_unlock(&remote->lock);
}

static struct json *worker_value(const struct queue_worker *worker)
{
    struct json *object = json_map(), *facts = NULL;
    struct err ignored; /* a worker's own words: left out where they are none */
    json_set_string(object, "name", worker->name);
    json_set_string(object, "id", worker->id);
    json_set_string(object, "state", worker->is_draining ? "draining" : "up");
    json_set_i64(object, "slots", worker->slots);
    json_set_i64(object, "busy", worker->busy);
    json_set_i64(object, "silent_ms", worker->silent_ms);
    if (json_parse("facts", worker->facts, strlen(worker->facts), &facts, &ignored) == 0) {
        json_set_string(object, "version", json_text(json_get(facts, "version")));
        json_close(facts);
    }
    return object;
}

void remote_add_workers(const struct dispatch *dispatch, struct json *list)
{
    struct remote *remote = remote_inside(dispatch);
    (void)pthread_mutex_lock(&remote->lock);
    for (size_t i = 0; i < remote->worker_count; i++)
        json_append(list, worker_value(&remote->workers[i]));
    (void)pthread_mutex_unlock(&remote->lock);
}

/* All that go by this name, or have this id. */
bool remote_drain_worker(struct dispatch *dispatch, const char *name)
{
    struct remote *remote = remote_inside(dispatch);
    (void)pthread_mutex_lock(&remote->lock);
    struct letter *letter = letter_new(LETTER_DRAIN, remote->worker_count);
    for (size_t i = 0; i < remote->worker_count; i++) {
        struct queue_worker *worker = &remote->workers[i];
        if (strcmp(worker->name, name) != 0 && strcmp(worker->id, name) != 0)
            continue;
        worker->is_draining = true; /* until the next look at them */
        letter->jobs[letter->count++].id = arena_string(&letter->arena, worker->id);
    }
    (void)pthread_mutex_unlock(&remote->lock);
    bool is_any = letter->count > 0;
    if (is_any)
        remote_post(remote, &remote->to_sender, letter);
    else
        letter_free(letter);
    return is_any;
}
