/* recorder: recording on a thread of its own, so that judging does not wait for the disk.
 *
 *   store_recorder_add -> queue -> thread: everything that is queued in one transaction
 *                                    -> recorded() for each of them, in the order of adding
 *
 * While one transaction is written the next one fills, so that the faster results come the more
 * share a transaction, and a lone one waits for nothing. */
#include <pthread.h>

#include "store/internal.h"

enum { PENDING_MOST = 1000 };

struct pending {
    struct pending *next;
    struct store_entry entry;
    struct arena arena; /* the report's copy, and this */
};

struct store_recorder {
    struct store_recorder_options options;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows, but err */
    pthread_cond_t changed;
    struct pending *first, **last;
    size_t pending;
    bool is_closing, has_failed, is_writing;
    struct err err;        /* of the first failure; the thread's until it has ended */
    struct store *store;   /* the thread's */
    bool is_recording_off; /* likewise: an optional place that cannot be used */
};

static void lock(struct store_recorder *recorder)
{
    (void)pthread_mutex_lock(&recorder->lock); /* a default mutex fails only when misused */
}

static void unlock(struct store_recorder *recorder)
{
    (void)pthread_mutex_unlock(&recorder->lock);
}

/* ---- the thread ---- */

static void fail(struct store_recorder *recorder)
{
    lock(recorder);
    recorder->has_failed = true;
    (void)pthread_cond_broadcast(&recorder->changed);
    unlock(recorder);
    if (recorder->options.failed != NULL)
        recorder->options.failed(recorder->options.context);
}

static void pass_over(struct store_recorder *recorder, struct err *err)
{
    recorder->is_recording_off = true;
    (void)err_wrap(err, "warning: nothing is recorded"); /* always -1 */
    if (recorder->options.warn != NULL)
        recorder->options.warn(recorder->options.context, err->msg);
}

static void open_place(struct store_recorder *recorder)
{
    struct err *err = &recorder->err;
    if (store_open(recorder->options.path, STORE_WRITE, &recorder->store, err) == 0)
        return;
    if (recorder->options.is_optional && err->kind == ERR_INPUT)
        pass_over(recorder, err);
    else
        fail(recorder);
}

/* Everything that is queued; NULL when there is nothing more to come. */
static struct pending *take(struct store_recorder *recorder, size_t *count_out)
{
    lock(recorder);
    recorder->is_writing = false;
    (void)pthread_cond_broadcast(&recorder->changed);
    while (recorder->first == NULL && !recorder->is_closing)
        (void)pthread_cond_wait(&recorder->changed, &recorder->lock);
    struct pending *taken = recorder->first;
    *count_out = recorder->pending;
    recorder->first = NULL;
    recorder->last = &recorder->first;
    recorder->pending = 0;
    recorder->is_writing = taken != NULL;
    (void)pthread_cond_broadcast(&recorder->changed);
    unlock(recorder);
    return taken;
}

static int record(struct store_recorder *recorder, const struct pending *taken, size_t count)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    if (recorder->is_recording_off)
        return 0;
    struct store_entry *entries = arena_alloc(&arena, count * sizeof(*entries));
    for (size_t i = 0; taken != NULL; taken = taken->next)
        entries[i++] = taken->entry;
    return store_record(recorder->store, entries, count, &recorder->err);
}

static void drop(struct store_recorder *recorder, struct pending *taken, bool is_recorded)
{
    while (taken != NULL) {
        struct pending *next = taken->next;
        if (is_recorded && recorder->options.recorded != NULL)
            recorder->options.recorded(recorder->options.context, taken->entry.report);
        struct arena arena = taken->arena; /* taken itself is inside */
        arena_done(&arena);
        taken = next;
    }
}

static void *work(void *context)
{
    struct store_recorder *recorder = context;
    struct pending *taken;
    size_t count;
    open_place(recorder);
    while ((taken = take(recorder, &count)) != NULL) {
        bool is_recorded = !recorder->has_failed && record(recorder, taken, count) == 0;
        if (!is_recorded && !recorder->has_failed)
            fail(recorder);
        drop(recorder, taken, is_recorded);
    }
    return NULL;
}

/* ---- the others ---- */

int store_recorder_open(const struct store_recorder_options *options,
                        struct store_recorder **recorder_out, struct err *err)
{
    struct store_recorder *recorder = calloc(1, sizeof(*recorder));
    if (recorder == NULL)
        return err_sys(err, ERR_JUDGE, "history");
    recorder->options = *options;
    recorder->last = &recorder->first;
    (void)pthread_mutex_init(&recorder->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&recorder->changed, NULL);
    int number = pthread_create(&recorder->thread, NULL, work, recorder);
    if (number != 0) {
        free(recorder);
        return err_set(err, ERR_JUDGE, "history: no thread can be started (error %d)", number);
    }
    *recorder_out = recorder;
    return 0;
}

static struct pending *copy_entry(const struct store_entry *entry)
{
    struct arena arena = {0};
    struct pending *pending = arena_alloc(&arena, sizeof(*pending));
    pending->entry = *entry;
    pending->entry.report = report_copy(&arena, entry->report);
    if (entry->expected != NULL)
        pending->entry.expected = arena_string(&arena, entry->expected);
    pending->arena = arena;
    return pending;
}

/* At once, so that no transaction ends between them. */
void store_recorder_add_all(struct store_recorder *recorder, const struct store_entry *entries,
                            size_t count)
{
    struct pending *first = NULL, **last = &first;
    for (size_t i = 0; i < count; i++) {
        *last = copy_entry(&entries[i]);
        last = &(*last)->next;
    }
    if (count == 0)
        return;
    lock(recorder);
    while (recorder->pending >= PENDING_MOST)
        (void)pthread_cond_wait(&recorder->changed, &recorder->lock);
    *recorder->last = first;
    recorder->last = last;
    recorder->pending += count;
    (void)pthread_cond_broadcast(&recorder->changed);
    unlock(recorder);
}

void store_recorder_add(struct store_recorder *recorder, const struct store_entry *entry)
{
    store_recorder_add_all(recorder, entry, 1);
}

void store_recorder_wait(struct store_recorder *recorder)
{
    lock(recorder);
    while (recorder->pending > 0 || recorder->is_writing)
        (void)pthread_cond_wait(&recorder->changed, &recorder->lock);
    unlock(recorder);
}

int store_recorder_close(struct store_recorder *recorder, struct err *err)
{
    if (recorder == NULL)
        return 0;
    lock(recorder);
    recorder->is_closing = true;
    (void)pthread_cond_broadcast(&recorder->changed);
    unlock(recorder);
    (void)pthread_join(recorder->thread, NULL); /* joined once, by its owner */
    store_close(recorder->store);
    int status = recorder->has_failed ? -1 : 0;
    if (status != 0)
        *err = recorder->err;
    (void)pthread_cond_destroy(&recorder->changed); /* nobody waits any more */
    (void)pthread_mutex_destroy(&recorder->lock);
    free(recorder);
    return status;
}
