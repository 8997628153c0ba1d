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

/* By a worker's own words, where neither an operator nor the server has another. */
static const char *state_of(const struct queue_worker *worker, const struct json *facts)
{
    static const char *const words[] = {"joining", "unable"};
    const char *word = json_text(json_get(facts, "state"));
    if (worker->refusal[0] != '\0')
        return "refused";
    if (worker->is_draining)
        return "draining";
    for (size_t i = 0; word != NULL && i < EV_ARRAY_LENGTH(words); i++)
        if (strcmp(words[i], word) == 0)
            return words[i];
    return "up";
}

static void add_facts(struct json *object, const struct json *facts)
{
    static const char *const keys[] = {"reference", "boxes", "languages", "trouble",
                                       "shared_cache"};
    json_set_string(object, "version", json_text(json_get(facts, "version")));
    double reference_ms = 0;
    if (json_number(json_get(json_get(facts, "reference"), "cpu_ms"), &reference_ms))
        json_set_double(object, "reference_ms", reference_ms);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(keys); i++)
        if (json_get(facts, keys[i]) != NULL)
            json_set(object, keys[i], json_share(json_get(facts, keys[i])));
}

static struct json *worker_value(const struct queue_worker *worker, const struct fleet_note *note)
{
    struct json *object = json_map(), *facts = NULL, *warnings = json_list();
    struct err ignored; /* a worker's own words: left out where they are none */
    if (json_parse("facts", worker->facts, strlen(worker->facts), &facts, &ignored) != 0)
        facts = NULL;
    json_set_string(object, "name", worker->name);
    json_set_string(object, "id", worker->id);
    json_set_string(object, "state", state_of(worker, facts));
    json_set_i64(object, "slots", worker->slots);
    json_set_i64(object, "busy", worker->busy);
    json_set_i64(object, "silent_ms", worker->silent_ms);
    for (size_t i = 0; i < note->count; i++)
        json_append_string(warnings, note->warnings[i]);
    json_set(object, "warnings", warnings);
    if (facts != NULL) {
        add_facts(object, facts);
        json_close(facts);
    }
    return object;
}

void remote_add_workers(const struct dispatch *dispatch, struct json *list)
{
    struct remote *remote = remote_inside(dispatch);
    (void)pthread_mutex_lock(&remote->lock);
    for (size_t i = 0; i < remote->worker_count; i++)
        json_append(list, worker_value(&remote->workers[i], &remote->notes[i]));
    (void)pthread_mutex_unlock(&remote->lock);
}

void remote_read_figures(const struct dispatch *dispatch, struct dispatch_figures *figures_out)
{
    struct remote *remote = remote_inside(dispatch);
    (void)pthread_mutex_lock(&remote->lock);
    *figures_out = (struct dispatch_figures){.claims = remote->status.fetched,
                                             .stale = remote->status.stale,
                                             .repairs = remote->status.repairs,
                                             .lost = remote->status.lost};
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
