/* stream: jobs that come one after another, as many as there may be.
 *
 *   judge_stream_add  ->  ring of a few jobs  ->  slot: stream_take, when it starts the submission
 *
 * Whoever adds waits while the ring is full, so that memory stays flat. A job is copied into its
 * submission when that starts. A problem that is new is prepared beside the jobs of others:
 * computing its time limit is a batch of its own. */
#include "judge/internal.h"

enum { RING_SPARE = 8 };

struct ring_entry {
    struct judge_job job;
    bool is_held;       /* not taken yet */
    struct arena arena; /* its texts */
};

struct judge_stream {
    struct judge *judge;
    struct batch batch;
    struct queue_jobs jobs;
    pthread_mutex_t lock; /* guards what follows */
    struct problem_state *states;
    pthread_cond_t has_room;
    struct ring_entry *ring;
    size_t capacity, added, taken;
    atomic_int worst_status;
    struct arena arena;
};

int judge_stream_open(struct judge *judge, struct judge_stream **stream_out, struct err *err)
{
    if (judge_start_slots(judge, (size_t)judge->slot_count, err) != 0)
        return -1;
    struct arena arena = {0};
    struct judge_stream *stream = arena_alloc(&arena, sizeof(*stream)); /* lives in its own arena */
    stream->judge = judge;
    stream->batch = judge_make_batch(judge);
    stream->batch.stream = stream;
    stream->jobs.owner = &stream->batch;
    stream->capacity = 2 * (size_t)judge->slot_count + RING_SPARE;
    stream->ring = arena_alloc(&arena, stream->capacity * sizeof(*stream->ring));
    (void)pthread_mutex_init(&stream->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&stream->has_room, NULL);
    stream->arena = arena;
    *stream_out = stream;
    return 0;
}

int judge_stream_prepare(struct judge_stream *stream, const struct problem *problem,
                         struct err *err)
{
    struct problem_state *states = NULL;
    if (judge_prepare_problem(stream->judge, problem, &states, err) != 0) {
        judge_close_problems(&states);
        return -1;
    }
    (void)pthread_mutex_lock(&stream->lock); /* a default mutex fails only when misused */
    states->next = stream->states;
    stream->states = states;
    (void)pthread_mutex_unlock(&stream->lock);
    return 0;
}

void judge_stream_drop(struct judge_stream *stream, const struct problem *problem)
{
    (void)pthread_mutex_lock(&stream->lock); /* a default mutex fails only when misused */
    struct problem_state **at = &stream->states;
    while (*at && (*at)->problem != problem)
        at = &(*at)->next;
    struct problem_state *state = *at;
    if (state)
        *at = state->next;
    (void)pthread_mutex_unlock(&stream->lock);
    problem_state_close(state);
}

struct problem_state *stream_problem(struct judge_stream *stream, const struct problem *problem)
{
    (void)pthread_mutex_lock(&stream->lock); /* a default mutex fails only when misused */
    struct problem_state *state = stream->states;
    while (state->problem != problem)
        state = state->next;
    (void)pthread_mutex_unlock(&stream->lock);
    return state;
}

static struct judge_job copy_job(struct arena *arena, const struct judge_job *job)
{
    struct judge_job copy = *job;
    const char **paths = arena_alloc(arena, (job->path_count + 1) * sizeof(*paths));
    for (size_t i = 0; i < job->path_count; i++)
        paths[i] = arena_string(arena, job->paths[i]);
    copy.paths = paths;
    copy.language = copy_text(arena, job->language);
    copy.id = copy_text(arena, job->id);
    copy.user = copy_text(arena, job->user);
    copy.shown = copy_text(arena, job->shown);
    return copy;
}

size_t judge_stream_add(struct judge_stream *stream, const struct judge_job *job)
{
    (void)pthread_mutex_lock(&stream->lock); /* a default mutex fails only when misused */
    while (stream->added - stream->taken == stream->capacity)
        (void)pthread_cond_wait(&stream->has_room, &stream->lock);
    size_t index = stream->added;
    struct ring_entry *entry = &stream->ring[index % stream->capacity];
    entry->job = copy_job(&entry->arena, job);
    entry->is_held = true;
    stream->added++;
    queue_add_job(&stream->judge->queue, &stream->jobs, index); /* in the order of the ring */
    (void)pthread_mutex_unlock(&stream->lock);
    return index;
}

/* Slots may take out of order by a little: the ring is wide enough, as each holds one at most. */
struct judge_job batch_job(const struct batch *batch, size_t index, struct arena *arena)
{
    struct judge_stream *stream = batch->stream;
    if (!stream)
        return batch->jobs[index];
    (void)pthread_mutex_lock(&stream->lock); /* a default mutex fails only when misused */
    struct ring_entry *entry = &stream->ring[index % stream->capacity];
    struct judge_job job = copy_job(arena, &entry->job);
    arena_done(&entry->arena);
    entry->arena = (struct arena){0};
    entry->is_held = false;
    while (stream->taken < stream->added && !stream->ring[stream->taken % stream->capacity].is_held)
        stream->taken++;
    (void)pthread_cond_signal(&stream->has_room);
    (void)pthread_mutex_unlock(&stream->lock);
    return job;
}

void batch_set_status(const struct batch *batch, size_t index, int status)
{
    if (!batch->stream) {
        batch->statuses[index] = status;
        return;
    }
    int worst = atomic_load(&batch->stream->worst_status);
    while (status > worst &&
           !atomic_compare_exchange_weak(&batch->stream->worst_status, &worst, status))
        ;
}

int judge_stream_close(struct judge_stream *stream)
{
    if (!stream)
        return 0;
    queue_wait(&stream->judge->queue);
    int worst = atomic_load(&stream->worst_status);
    judge_close_problems(&stream->states);
    (void)pthread_cond_destroy(&stream->has_room); /* no slot has a job any more */
    (void)pthread_mutex_destroy(&stream->lock);
    struct arena arena = stream->arena; /* the stream itself is inside */
    arena_done(&arena);
    return worst;
}
