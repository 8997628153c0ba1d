/* worker_redis: the worker's two threads that talk to Redis, each by a connection of its own. An
 * error of the connection is waited out, for ever, and longer each time. */
#include <string.h>

#include "serve/report.h"
#include "serve/worker_prefetch.h"
#include "serve/worker_private.h"

enum {
    BACKOFF_LEAST_MS = 250,
    BACKOFF_MOST_MS = 30000,
    BEAT_MS = 5000,
    IDLE_MS = 5000,
    REFUSED_MS = 2000,
    RESULT_RETRY_MS = 500,
    LEASES_MAX = 1024,
    HARD_MS = 3600000, /* where the server gives none */
};

/* A row of failures, told once. */
struct trouble {
    int64_t backoff_ms;
    char last[ERR_MESSAGE_MAX];
};

static void note_failure(struct trouble *trouble, const struct err *err)
{
    if (strcmp(trouble->last, err->msg) != 0)
        REPORT(LOG_WARN, "the queue cannot be reached, trying on", {"error", err->msg});
    (void)snprintf(trouble->last, sizeof(trouble->last), "%s", err->msg);
    trouble->backoff_ms = trouble->backoff_ms ? trouble->backoff_ms * 2 : BACKOFF_LEAST_MS;
    if (trouble->backoff_ms > BACKOFF_MOST_MS)
        trouble->backoff_ms = BACKOFF_MOST_MS;
}

static void note_success(struct trouble *trouble)
{
    if (trouble->last[0])
        REPORT(LOG_INFO, "the queue answers again");
    *trouble = (struct trouble){0};
}

static int attach(struct worker *worker, struct queue **queue_out)
{
    const struct worker_options *options = worker->options;
    const struct queue_options wanted = {
        .url = options->redis, .name = options->redis_name, .password = options->redis_password};
    struct err err = {0};
    if (!queue_attach(&wanted, queue_out, &err))
        return 0;
    worker_lock(worker);
    worker->fatal = err;
    worker_unlock(worker);
    worker_call_main(worker);
    return -1;
}

static bool is_ending(struct worker *worker, bool is_draining_enough)
{
    worker_lock(worker);
    bool answer = worker->is_ending || (is_draining_enough && worker->is_draining);
    worker_unlock(worker);
    return answer;
}

static void pause_for(struct worker *worker, int64_t ms)
{
    int64_t end_ms = clock_ms() + ms;
    worker_lock(worker);
    for (int64_t now = clock_ms(); !worker->is_ending && now < end_ms; now = clock_ms())
        worker_wait(worker, end_ms - now);
    worker_unlock(worker);
}

/* ---- taking ---- */

/* False: end. */
static bool wait_for_room(struct worker *worker)
{
    worker_lock(worker);
    for (int64_t rest_ms = worker->rest_until_ms - clock_ms();
         !worker->is_ending && (worker->room == 0 || worker->is_draining || rest_ms > 0);
         rest_ms = worker->rest_until_ms - clock_ms())
        worker_wait(worker, rest_ms > 0 && rest_ms < IDLE_MS ? rest_ms : IDLE_MS);
    bool goes_on = !worker->is_ending;
    worker->is_fetching = goes_on;
    worker_unlock(worker);
    return goes_on;
}

static int read_request(struct worker *worker, struct lease *lease, struct err *err)
{
    static const struct json_bounds bounds = {QUEUE_REQUEST_MAX, AGENT_VALUES_MAX};
    struct json *value = NULL;
    if (json_parse_within("request", lease->job.request, lease->job.request_count, &bounds, &value,
                          err) != 0)
        return -1;
    int status = agent_request_read(&lease->arena, value, &lease->request, err);
    json_close(value);
    if (status != 0 || strcmp(lease->request.what, "judge") != 0)
        return status;
    const char *server = worker->options->server ? worker->options->server : lease->job.server_url;
    lease->request.revision = lease->job.revision;
    return worker_set_get(worker->set, server, lease->job.revision, &lease->arena,
                          &lease->request.problem, err);
}

/* Where workers fetch problem sets, as the server says. */
static const char *find_server(struct queue *queue, struct arena *arena, struct err *err)
{
    struct queue_status status;
    return queue_read_status(queue, arena, &status, err) ? NULL : status.server_url;
}

static void prepare(struct worker *worker, struct lease *lease)
{
    struct err err = {0};
    int status = read_request(worker, lease, &err);
    worker_lock(worker);
    if (status == 0)
        lease->state = LEASE_READY;
    else
        lease_end(lease, QUEUE_NACK, err.msg);
    if (status != 0 && err.kind != ERR_INPUT) /* others may fare better */
        worker_rest(worker);
    worker_unlock(worker);
    if (status != 0)
        REPORT(LOG_WARN, "handed back: it cannot be judged here", {"job", lease->job.id},
               {"error", err.msg});
    worker_call_main(worker);
}

int64_t lease_hard_ms(const struct lease *lease)
{
    return lease->job.hard_ms > 0 ? lease->job.hard_ms : HARD_MS;
}

static void take(struct worker *worker, struct lease *lease)
{
    lease->worker = worker;
    lease->deadline_ms = clock_ms() + lease_hard_ms(lease);
    worker_lock(worker);
    lease->next = worker->leases;
    worker->leases = lease;
    worker->is_fetching = false;
    if (worker->room > 0)
        worker->room--;
    worker_unlock(worker);
    prepare(worker, lease);
}

static void fail_for_good(struct worker *worker, enum queue_answer answer)
{
    worker_lock(worker);
    (void)err_set(&worker->fatal, ERR_INPUT,
                  answer == QUEUE_UPGRADE
                      ? "worker: the server speaks another protocol than %d: install the same "
                        "version of evalx on both"
                      : "worker: the queue was made by another version of evalx (protocol here: "
                        "%d): install the same version on both",
                  QUEUE_PROTOCOL);
    worker_unlock(worker);
    worker_call_main(worker);
    pause_for(worker, BACKOFF_MOST_MS);
}

/* False: there is nothing, or somebody waits for us. */
static bool fetch_ahead(struct worker *worker, struct queue *queue, struct prefetch *prefetch)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct err ignored = {0}; /* who asks for jobs hears of it */
    const char *server = worker->options->server;
    if (is_ending(worker, true))
        return false;
    if (!server)
        server = find_server(queue, &arena, &ignored);
    return server && server[0] && prefetch_step(prefetch, server);
}

/* Nothing to judge: when to ask again. */
static int rest(struct worker *worker, struct queue *queue, enum queue_answer answer,
                struct prefetch *prefetch, struct err *err)
{
    bool is_idle = answer == QUEUE_EMPTY || answer == QUEUE_PAUSED;
    if (is_idle && fetch_ahead(worker, queue, prefetch))
        return 0;
    if (answer == QUEUE_EMPTY)
        return queue_wait_work(queue, IDLE_MS, err);
    if (answer == QUEUE_UPGRADE || answer == QUEUE_SCHEMA)
        fail_for_good(worker, answer);
    else
        pause_for(worker, REFUSED_MS);
    return 0;
}

/* One request until it is answered: the same name each time, so that a lost answer strands no job.
 */
static void fetch(struct worker *worker, struct queue *queue, struct prefetch *prefetch,
                  struct trouble *trouble)
{
    struct lease *lease = calloc(1, sizeof(*lease));
    enum queue_answer answer = QUEUE_EMPTY;
    char request[QUEUE_TOKEN_BYTES];
    struct err err = {0};
    if (!lease)
        err_out_of_memory();
    int status = queue_make_token(request, &err);
    while (!status && queue_fetch(queue, worker->id, request, worker->languages, &lease->arena,
                                  &lease->job, &answer, &err)) {
        note_failure(trouble, &err);
        pause_for(worker, trouble->backoff_ms);
        status = is_ending(worker, true) ? -1 : 0;
    }
    if (!status && answer == QUEUE_OK) {
        note_success(trouble);
        take(worker, lease);
        return;
    }
    arena_done(&lease->arena);
    free(lease);
    worker_lock(worker);
    worker->is_fetching = false;
    worker_unlock(worker);
    worker_call_main(worker);
    if (!status && rest(worker, queue, answer, prefetch, &err)) {
        note_failure(trouble, &err);
        pause_for(worker, trouble->backoff_ms);
    } else if (!status) {
        note_success(trouble);
    }
}

void *worker_take(void *context)
{
    struct worker *worker = context;
    struct queue *queue = NULL;
    struct trouble trouble = {0};
    if (attach(worker, &queue))
        return NULL;
    const struct prefetch_options ahead = {.set = worker->set,
                                           .token = worker->options->token,
                                           .age_ms = worker->options->cache_age_ms};
    struct prefetch *prefetch = prefetch_open(&ahead);
    while (wait_for_room(worker))
        fetch(worker, queue, prefetch, &trouble);
    prefetch_close(prefetch);
    queue_detach(queue);
    return NULL;
}

/* ---- keeping ---- */

/* With the lock. A lease that ended, out of the list, to be sent; NULL: none. */
static struct lease *unlink_ended(struct worker *worker)
{
    for (struct lease **at = &worker->leases; *at; at = &(*at)->next)
        if ((*at)->state == LEASE_ENDED) {
            struct lease *lease = *at;
            *at = lease->next;
            worker->is_sending = true;
            return lease;
        }
    return NULL;
}

/* Any failure is tried again, also one that an operator has to mend (a replica, a right that is
 * missing): what was judged is not thrown away. */
static int send_end(struct queue *queue, struct lease *lease, struct err *err)
{
    enum queue_answer answer = QUEUE_OK;
    if (lease->is_lost)
        return 0;
    bool has_result = lease->result.count > 0;
    if (!has_result)
        worker_tell_rest(queue, lease);
    else if (!lease->job.news)
        lease->job.news = worker_last_news(lease); /* in one go, which spares Redis a call */
    int status = has_result
                     ? queue_finish(queue, &lease->job, lease->result.text, lease->result.count,
                                    &answer, err)
                     : queue_give_up(queue, &lease->job, lease->giveup, lease->why, &answer, err);
    if (status != 0)
        return -1;
    if (answer == QUEUE_STALE)
        REPORT(LOG_WARN, "too late: somebody else has it", {"job", lease->job.id});
    else
        REPORT(LOG_INFO, lease->result.count > 0 ? "judged" : "handed back", {"job", lease->job.id},
               {"why", lease->why[0] ? lease->why : NULL});
    return 0;
}

/* Back to where it was, to be sent later. */
static void keep_for_later(struct worker *worker, struct lease *lease)
{
    worker_lock(worker);
    lease->next = worker->leases;
    worker->leases = lease;
    worker->is_sending = false;
    worker_unlock(worker);
}

static void note_sent(struct worker *worker)
{
    worker_lock(worker);
    worker->is_sending = false;
    worker_unlock(worker);
    worker_call_main(worker);
}

static int send_ends(struct worker *worker, struct queue *queue, struct err *err)
{
    for (;;) {
        worker_lock(worker);
        struct lease *lease = unlink_ended(worker);
        worker_unlock(worker);
        if (!lease)
            return 0;
        if (send_end(queue, lease, err)) {
            keep_for_later(worker, lease);
            return -1;
        }
        lease_close(lease);
        note_sent(worker);
    }
}

/* With the lock: what is held now, for one beat. */
static size_t list_leases(struct worker *worker, struct queue_job *jobs, struct queue_beat *beat)
{
    size_t count = 0;
    for (struct lease *lease = worker->leases; lease && count < LEASES_MAX; lease = lease->next) {
        jobs[count++] = lease->job;
        beat->busy += lease->state == LEASE_RUNNING;
        lease->is_overdue |= clock_ms() > lease->deadline_ms;
    }
    return count;
}

static void mark_lost(struct worker *worker, const struct queue_job *jobs, const bool *is_lost,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (struct lease *lease = worker->leases; lease; lease = lease->next)
            if (is_lost[i] && lease->job.token == jobs[i].token)
                lease->is_lost = true;
}

/* With the lock. */
static void note_refusal(struct worker *worker, const char *why)
{
    if (strcmp(worker->refusal, why) == 0)
        return;
    (void)snprintf(worker->refusal, sizeof(worker->refusal), "%s", why); /* fits */
    if (why[0])
        REPORT(LOG_WARN, "the server gives this machine nothing to judge", {"why", why});
    else
        REPORT(LOG_INFO, "the server takes this machine again");
}

static int beat(struct worker *worker, struct queue *queue, struct err *err)
{
    static const size_t most = LEASES_MAX;
    struct queue_job *EV_FREE jobs = calloc(most, sizeof(*jobs));
    bool *EV_FREE is_lost = calloc(most, sizeof(*is_lost));
    char facts[sizeof(worker->facts)];
    if (!jobs || !is_lost)
        err_out_of_memory();
    worker_lock(worker);
    struct queue_beat beat = {
        .worker = worker->id, .name = worker->name, .facts = facts, .slots = worker->slots};
    memcpy(facts, worker->facts, sizeof(facts));
    size_t count = list_leases(worker, jobs, &beat);
    worker_unlock(worker);
    int status = queue_beat(queue, &beat, jobs, count, is_lost, err);
    if (status == 0) {
        worker_lock(worker);
        mark_lost(worker, jobs, is_lost, count);
        worker->is_draining |= beat.is_draining;
        note_refusal(worker, beat.refusal);
        worker_unlock(worker);
    }
    worker_call_main(worker);
    return status;
}

static bool has_ended(const struct worker *worker)
{
    for (const struct lease *lease = worker->leases; lease; lease = lease->next)
        if (lease->state == LEASE_ENDED)
            return true;
    return false;
}

void *worker_keep(void *context)
{
    struct worker *worker = context;
    struct queue *queue = NULL;
    struct trouble trouble = {0};
    struct err err = {0};
    int64_t next_ms = 0;
    if (attach(worker, &queue))
        return NULL;
    while (!is_ending(worker, false)) {
        bool is_due = clock_ms() >= next_ms;
        int status = send_ends(worker, queue, &err);
        if (status == 0 && is_due)
            status = beat(worker, queue, &err);
        if (status == 0)
            worker_tell_news(worker, queue, is_due);
        if (status == 0)
            note_success(&trouble);
        else
            note_failure(&trouble, &err);
        if (is_due)
            next_ms = clock_ms() + (status ? RESULT_RETRY_MS : BEAT_MS);
        if (status != 0) {
            pause_for(worker, RESULT_RETRY_MS);
            continue;
        }
        worker_lock(worker);
        int64_t wake_ms =
            worker->tell_ms > 0 && worker->tell_ms < next_ms ? worker->tell_ms : next_ms;
        if (!worker->is_ending && !has_ended(worker) && clock_ms() < wake_ms)
            worker_wait(worker, wake_ms - clock_ms());
        worker_unlock(worker);
    }
    queue_detach(queue);
    return NULL;
}
