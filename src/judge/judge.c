/* judge: opening, and the whole story from above. Start reading at judge_run:
 *
 *   prepare each problem once (program.c, timelimit.c), queue the jobs; slots take tasks:
 *     submission_start    sources, compile (compile.c), tests released
 *     submission_do_test  run, check, verdict (run_test.c, validate.c); the last one finishes the
 *                         submission (submission.c) */
#include <errno.h>
#include <poll.h>

#include "judge/internal.h"

static bool has_word(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

/* Host folders that any of the languages needs, each once. */
static size_t list_paths(const struct languages *languages, struct arena *arena,
                         const char *const **paths_out)
{
    size_t most = 0, count = 0;
    for (size_t i = 0; i < languages->count; i++)
        most += languages->items[i].path_count;
    const char **paths = arena_alloc(arena, (most + 1) * sizeof(*paths));
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        for (size_t j = 0; j < language->path_count; j++) {
            if (!has_word(paths, count, language->paths[j]))
                paths[count++] = language->paths[j];
        }
    }
    *paths_out = paths;
    return count;
}

static void note_cache(void *context, const char *line)
{
    judge_note(context, line);
}

static void open_cache(struct judge *judge)
{
    if (judge->options->is_fresh)
        return;
    struct cache_options options = {
        .most_bytes = judge->options->cache_bytes,
        .warn = note_cache,
        .context = judge,
        .depot = judge->options->depot,
    };
    judge->cache = cache_open(&options);
}

int judge_open(const struct judge_options *options, struct judge **judge_out, struct err *err)
{
    struct judge *judge = calloc(1, sizeof(*judge));
    if (!judge)
        return err_sys(err, ERR_JUDGE, "judge");
    judge->options = options;
    queue_init(&judge->queue);
    /* default attributes: cannot fail on Linux */
    (void)pthread_mutex_init(&judge->events_lock, NULL);
    (void)pthread_mutex_init(&judge->engine_lock, NULL);
    (void)pthread_mutex_init(&judge->slots_lock, NULL);
    (void)pthread_mutex_init(&judge->root_lock, NULL);
    (void)pthread_mutex_init(&judge->toolchain_lock, NULL);
    (void)pthread_mutex_init(&judge->noise.lock, NULL);
    open_cache(judge);
    struct sandbox_options sandbox_options = {
        .is_trusted_allowed = options->is_trusted_allowed,
        .cancel_fd = options->cancel_fd,
        .shared_path = cache_shared_path(judge->cache),
        .counter = options->counter,
    };
    if (!options->is_single)
        judge->path_count = list_paths(options->languages, &judge->arena, &judge->paths);
    if (sandbox_open(&sandbox_options, &judge->sandbox, err) != 0) {
        judge_close(judge);
        return -1;
    }
    judge->slot_count = options->slots > 0 ? options->slots : sandbox_cpu_count();
    judge->slots = arena_alloc(&judge->arena, (size_t)judge->slot_count * sizeof(*judge->slots));
    *judge_out = judge;
    return 0;
}

void judge_close(struct judge *judge)
{
    if (!judge)
        return;
    queue_close(&judge->queue);
    for (int i = 0; i < judge->started_count; i++)
        (void)pthread_join(judge->slots[i].thread, NULL); /* ours, and joined once */
    sandbox_close(judge->sandbox);
    roots_close(judge);
    cache_close(judge->cache);
    while (judge->kept) {
        struct artifact *next = judge->kept->next;
        artifact_close(judge->kept);
        judge->kept = next;
    }
    (void)pthread_mutex_destroy(&judge->noise.lock);
    (void)pthread_mutex_destroy(&judge->toolchain_lock);
    (void)pthread_mutex_destroy(&judge->root_lock);
    (void)pthread_mutex_destroy(&judge->slots_lock);
    (void)pthread_mutex_destroy(&judge->engine_lock);
    (void)pthread_mutex_destroy(&judge->events_lock);
    queue_done(&judge->queue);
    arena_done(&judge->toolchain_arena);
    arena_done(&judge->arena);
    free(judge);
}

uint64_t judge_new_id(struct judge *judge)
{
    return atomic_fetch_add(&judge->last_id, 1) + 1;
}

bool judge_is_cancelled(struct judge *judge)
{
    if (atomic_load(&judge->is_cancelled))
        return true;
    struct pollfd cancel = {.fd = judge->options->cancel_fd, .events = POLLIN};
    if (poll(&cancel, 1, 0) != 1) /* a negative descriptor is passed over: poll(2) */
        return false;
    atomic_store(&judge->is_cancelled, true);
    return true;
}

void judge_note(struct judge *judge, const char *line)
{
    const struct judge_events *events = &judge->options->events;
    if (!events->note)
        return;
    (void)pthread_mutex_lock(&judge->events_lock);
    events->note(events->context, line);
    (void)pthread_mutex_unlock(&judge->events_lock);
}

static int start_slots(struct judge *judge, size_t wanted, struct err *err)
{
    while (judge->started_count < judge->slot_count && (size_t)judge->started_count < wanted) {
        struct slot *slot = &judge->slots[judge->started_count];
        slot->judge = judge;
        slot->number = judge->started_count;
        if (slot_start(slot, err) != 0)
            return judge->started_count > 0 ? 0 : -1;
        judge->started_count++;
    }
    return 0;
}

int judge_start_slots(struct judge *judge, size_t wanted, struct err *err)
{
    (void)pthread_mutex_lock(&judge->slots_lock); /* a default mutex fails only when misused */
    int status = start_slots(judge, wanted, err);
    (void)pthread_mutex_unlock(&judge->slots_lock);
    return status;
}

int judge_run_batch(struct judge *judge, const struct batch *batch, struct err *err)
{
    size_t tasks = 0;
    for (size_t i = 0; i < batch->count; i++)
        tasks += batch->jobs[i].problem->test_count;
    struct queue_jobs queued = {.owner = batch};
    if (judge_start_slots(judge, tasks, err) != 0)
        return -1;
    queue_add_jobs(&judge->queue, &queued, batch->count);
    queue_wait_jobs(&judge->queue, &queued);
    return 0;
}

static int wait_call(struct judge *judge, struct queue_call call, struct err *err)
{
    if (judge_start_slots(judge, 1, err) != 0)
        return -1;
    queue_add_call(&judge->queue, &call);
    queue_wait_call(&judge->queue, &call);
    return 0;
}

int judge_call(struct judge *judge, void (*work)(void *context, void *slot), void *context,
               struct err *err)
{
    return wait_call(judge, (struct queue_call){.work = work, .context = context}, err);
}

int judge_call_patiently(struct judge *judge, void (*work)(void *context, void *slot),
                         void *context, struct err *err)
{
    return wait_call(judge, (struct queue_call){.work = work, .context = context, .can_wait = true},
                     err);
}

/* ---- judge_run ---- */

static struct problem_state *find_problem(struct problem_state *states,
                                          const struct problem *problem)
{
    while (states && states->problem != problem)
        states = states->next;
    return states;
}

struct problem_state *batch_problem(const struct batch *batch, const struct problem *problem)
{
    return batch->stream ? stream_problem(batch->stream, problem)
                         : find_problem(batch->problems, problem);
}

int judge_prepare_problem(struct judge *judge, const struct problem *problem,
                          struct problem_state **states, struct err *err)
{
    struct problem_state *state;
    if (problem_state_open(judge, problem, &state, err) != 0)
        return -1;
    test_keys_prepare(judge, state);
    int status = time_limit_prepare(judge, state, err);
    state->next = *states; /* only now: computing the limit takes the state for a list of one */
    *states = state;
    return status;
}

static int prepare_problems(struct judge *judge, const struct judge_job *jobs, size_t count,
                            struct problem_state **states, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!find_problem(*states, jobs[i].problem) &&
            judge_prepare_problem(judge, jobs[i].problem, states, err) != 0)
            return -1;
    }
    return 0;
}

void judge_close_problems(struct problem_state **states)
{
    while (*states) {
        struct problem_state *next = (*states)->next;
        problem_state_close(*states);
        *states = next;
    }
}

/* On a host that cannot measure everything, nothing is remembered. */
static bool may_use_results(const struct judge *judge)
{
    const char *const *lines;
    return judge->cache && !judge->options->is_measuring &&
           sandbox_degraded(judge->sandbox, &lines) == 0;
}

struct batch judge_make_batch(const struct judge *judge)
{
    const struct judge_options *options = judge->options;
    return (struct batch){
        .events = options->events,
        .limits = options->limits,
        .tests_glob = options->tests_glob,
        .is_stopping_on_first = options->is_stopping_on_first,
        .is_lazy = !options->is_running_all && !options->is_measuring,
        .has_results = may_use_results(judge),
        .repeats = options->repeats,
        .has_transcripts = options->has_transcripts,
    };
}

int judge_run(struct judge *judge, const struct judge_job *jobs, size_t count, int *statuses_out,
              struct err *err)
{
    EV_CLEANUP(judge_close_problems) struct problem_state *states = NULL;
    EV_FREE int *statuses = calloc(count + 1, sizeof(int));
    if (!statuses)
        return err_sys(err, ERR_JUDGE, "judge");
    int status = prepare_problems(judge, jobs, count, &states, err);
    if (status == 0) {
        struct batch batch = judge_make_batch(judge);
        batch.jobs = jobs;
        batch.count = count;
        batch.statuses = statuses;
        batch.problems = states;
        status = judge_run_batch(judge, &batch, err);
    }
    bool is_interrupted = status != 0 && err->kind == ERR_INTERRUPTED;
    if (status != 0 && !is_interrupted)
        return -1;
    for (size_t i = 0; statuses_out && i < count; i++)
        statuses_out[i] = is_interrupted ? err_exit_code(ERR_INTERRUPTED) : statuses[i];
    return 0;
}

size_t judge_degraded(const struct judge *judge, const char *const **lines_out)
{
    return sandbox_degraded(judge->sandbox, lines_out);
}

int judge_slots(const struct judge *judge)
{
    return judge->slot_count;
}

const struct sandbox *judge_sandbox(const struct judge *judge)
{
    return judge->sandbox;
}
