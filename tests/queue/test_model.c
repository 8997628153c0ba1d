/* A long walk of random transitions against a model that says what each must answer, and what Redis
 * must hold after it. The invariants of the queue (I1 to I5, I7 of src/queue/queue.h's README) are
 * looked at after every step.
 *
 *   test_model [SEED [STEPS]]      EVALX_MODEL_SEED, EVALX_MODEL_STEPS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model.h"
#include "queue/internal.h"
#include "support/redis_server.h"

static struct model_job *any_job(struct model *model)
{
    return &model->jobs[model_random(model, MODEL_JOBS)];
}

/* ---- the server's operations ---- */

static void submit(struct model *model)
{
    struct model_job *job = any_job(model);
    int64_t judging = job->judging + (int64_t)model_random(model, 3) - 1;
    if (judging < 1)
        judging = 1;
    struct queue_job wanted = {.id = job->id,
                               .judging = judging,
                               .priority = (int64_t)model_random(model, 3),
                               .vt_ms = model->now_ms - 1000000 + (int64_t)model_random(model, 900),
                               .user = "u",
                               .language = model_random(model, 4) ? "" : "rust",
                               .revision = "r",
                               .request = job->id,
                               .request_count = strlen(job->id)};
    enum queue_answer expected = QUEUE_OK;
    if (job->state != ABSENT && job->judging > judging)
        expected = QUEUE_STALE;
    else if (job->state != ABSENT && job->judging == judging)
        expected = QUEUE_DUP;
    else if (job->state != ABSENT && job->state != SETTLED && job->state != BURIED)
        expected = QUEUE_BUSY;
    enum queue_answer answer;
    model_said(model, queue_submit(model->server, &wanted, 1, &answer, &model->err));
    model_expect(model, answer, expected, "submit %s/%d", job->id, (int)judging);
    if (answer != QUEUE_OK)
        return;
    *job = (struct model_job){.state = READY,
                              .judging = judging,
                              .score = wanted.priority * (1LL << 44) + wanted.vt_ms - 1600000000000,
                              .is_rust = wanted.language[0] != '\0'};
    model_name_jobs(model);
    model->submitted++;
}

static void cancel(struct model *model)
{
    struct model_job *job = any_job(model);
    int64_t judging = job->judging + (model_random(model, 4) == 0);
    enum queue_answer answer, expected = QUEUE_OK;
    bool is_over = job->state == SETTLED || job->state == BURIED ||
                   (job->state == OUT && strcmp(job->outcome, "cancelled") != 0);
    if (job->state == ABSENT)
        expected = QUEUE_UNKNOWN;
    else if (judging != job->judging || is_over)
        expected = QUEUE_STALE;
    model_said(model, queue_cancel(model->server, job->id, judging, &answer, &model->err));
    model_expect(model, answer, expected, "cancel %s/%d", job->id, (int)judging);
    if (answer != QUEUE_OK || job->state == OUT)
        return;
    job->state = OUT;
    job->outcome = "cancelled";
    job->token[0] = '\0';
}

static void settle(struct model *model)
{
    struct model_job *job = any_job(model);
    int64_t judging = job->judging + (model_random(model, 4) == 0);
    enum queue_answer answer, expected = QUEUE_STALE;
    if (job->state == ABSENT)
        expected = QUEUE_UNKNOWN;
    else if (judging == job->judging &&
             (job->state == OUT || job->state == SETTLED || job->state == BURIED))
        expected = QUEUE_OK;
    const struct queue_job named = {.id = job->id, .judging = judging};
    model_said(model, queue_settle(model->server, &named, 1, &answer, &model->err));
    model_expect(model, answer, expected, "settle %s/%d", job->id, (int)judging);
    if (answer != QUEUE_OK || job->state != OUT)
        return;
    job->state = strcmp(job->outcome, "dead") ? SETTLED : BURIED;
    model->settled++;
}

static void read_out(struct model *model)
{
    struct arena arena = {0};
    struct queue_job *jobs = NULL;
    size_t count = 0, expected = 0;
    model_said(model, queue_out(model->server, MODEL_JOBS, &arena, &jobs, &count, &model->err));
    for (size_t i = 0; i < MODEL_JOBS; i++)
        expected += model->jobs[i].state == OUT;
    model_check(model, count == expected, "out: %zu jobs, %zu expected", count, expected);
    for (size_t i = 0; i < count; i++) {
        const struct model_job *job = model_find(model, jobs[i].id);
        bool is_done = job && !strcmp(job->outcome, "done");
        model_check(model, job && jobs[i].judging == job->judging, "out: %s", jobs[i].id);
        model_check(model, !is_done || !strcmp(jobs[i].result, job->result), "I2: result of %s: %s",
                    jobs[i].id, jobs[i].result);
    }
    arena_done(&arena);
}

/* ---- workers ---- */

static struct model_job *next_ready(struct model *model, bool knows_rust)
{
    struct model_job *best = NULL;
    for (size_t i = 0; i < MODEL_JOBS; i++) {
        struct model_job *job = &model->jobs[i];
        if (job->state != READY || (job->is_rust && !knows_rust))
            continue;
        if (!best || job->score < best->score ||
            (job->score == best->score && strcmp(job->id, best->id) < 0))
            best = job;
    }
    return best;
}

static void fetch(struct model *model)
{
    static const char *const without_rust[] = {"c", "cpp", NULL};
    struct model_worker *worker = &model->workers[model_random(model, MODEL_WORKERS)];
    bool is_again = worker->requests > 0 && model_random(model, 4) == 0;
    bool knows_rust = model_random(model, 2);
    if (!is_again) {
        worker->requests++;
        worker->job = NULL;
    }
    char request[32];
    (void)snprintf(request, sizeof(request), "r%d", worker->requests);
    struct model_job *job = is_again && worker->job && worker->job->state == LEASED &&
                                    !strcmp(worker->job->token, worker->token)
                                ? worker->job
                                : NULL;
    bool is_replay = job != NULL;
    struct queue_job got;
    struct arena arena = {0};
    enum queue_answer answer, expected;
    if (!is_replay && !model->is_paused)
        job = next_ready(model, knows_rust);
    expected = job ? QUEUE_OK : model->is_paused ? QUEUE_PAUSED : QUEUE_EMPTY;
    model_said(model,
               queue_fetch(model->server, worker->id, request, knows_rust ? NULL : without_rust,
                           &arena, &got, &answer, &model->err));
    model_expect(model, answer, expected, "fetch by %s, request %s", worker->id, request);
    if (answer == QUEUE_OK && job) {
        model_check(model, !strcmp(got.id, job->id), "fetch: %s instead of %s", got.id, job->id);
        model_check(model, !is_replay || !strcmp(got.token, job->token), "fetch again: new token");
        if (!is_replay) {
            job->state = LEASED;
            job->executions++;
            model_remember_token(model, got.token);
            (void)snprintf(job->token, sizeof(job->token), "%s", got.token);
            (void)snprintf(worker->token, sizeof(worker->token), "%s", got.token);
            worker->job = job;
        }
    }
    arena_done(&arena);
}

/* A lease as some worker may believe to have it: the right one, an old token, another judging. */
static struct queue_job believed_lease(struct model *model, struct model_job *job, char *token)
{
    int64_t judging = job->judging;
    if (job->token[0] && model_random(model, 3))
        (void)memcpy(token, job->token, QUEUE_TOKEN_BYTES);
    else
        (void)memcpy(token, model_old_token(model), QUEUE_TOKEN_BYTES);
    if (model_random(model, 6) == 0)
        judging++;
    return (struct queue_job){.id = job->id, .judging = judging, .token = token};
}

static bool is_right(const struct model_job *job, const struct queue_job *lease)
{
    return job->state == LEASED && !strcmp(lease->token, job->token) &&
           lease->judging == job->judging;
}

static void beat(struct model *model)
{
    struct queue_beat beat = {.worker = "w1", .name = "lab", .facts = "{}", .slots = 2};
    struct queue_job leases[4];
    char tokens[4][QUEUE_TOKEN_BYTES];
    bool is_lost[4], is_ours[4];
    for (size_t i = 0; i < 4; i++) {
        struct model_job *job = any_job(model);
        leases[i] = believed_lease(model, job, tokens[i]);
        is_ours[i] = is_right(job, &leases[i]);
    }
    model_said(model, queue_beat(model->server, &beat, leases, 4, is_lost, &model->err));
    for (size_t i = 0; i < 4; i++)
        model_check(model, is_lost[i] != is_ours[i], "beat of %s/%d: lost is %d", leases[i].id,
                    (int)leases[i].judging, is_lost[i]);
    model_check(model, beat.is_paused == model->is_paused, "beat: paused is %d", beat.is_paused);
}

static void finish(struct model *model)
{
    struct model_job *job = any_job(model);
    char token[QUEUE_TOKEN_BYTES], result[32];
    struct queue_job lease = believed_lease(model, job, token);
    (void)snprintf(result, sizeof(result), "result %u", ++model->results);
    bool is_again = job->done_token[0] && job->state != ABSENT && model_random(model, 3) == 0;
    if (is_again) {
        (void)memcpy(token, job->done_token, QUEUE_TOKEN_BYTES);
        lease.judging = job->judging;
    }
    bool is_known =
        job->done_token[0] && !strcmp(token, job->done_token) && lease.judging == job->judging;
    bool is_first = is_right(job, &lease);
    enum queue_answer answer;
    model_said(model,
               queue_finish(model->server, &lease, result, strlen(result), &answer, &model->err));
    model_expect(model, answer, is_first || is_known ? QUEUE_OK : QUEUE_STALE,
                 "finish %s/%d in state %d", job->id, (int)lease.judging, (int)job->state);
    if (!is_first)
        return;
    job->state = OUT;
    job->outcome = "done";
    (void)memcpy(job->done_token, token, QUEUE_TOKEN_BYTES);
    (void)snprintf(job->result, sizeof(job->result), "%s", result);
    job->token[0] = '\0';
}

static void note_giveup(struct model *model, struct model_job *job, enum queue_giveup kind)
{
    const bool is_dead =
        (kind == QUEUE_CRASH && ++job->crashes >= 3) || (kind == QUEUE_NACK && ++job->nacks >= 5);
    job->releases += kind == QUEUE_RELEASE;
    (void)memcpy(job->gone_token, job->token, QUEUE_TOKEN_BYTES);
    job->token[0] = '\0';
    job->state = is_dead ? OUT : kind == QUEUE_RELEASE ? READY : DELAYED;
    if (is_dead)
        job->outcome = "dead";
    if (job->state == DELAYED) /* not due by itself while the test runs */
        model_raw(model, "ZADD %sdelayed XX %lld %s", MODEL_ROOT, (long long)model->now_ms + 600000,
                  job->id);
}

static void resign(struct model *model)
{
    struct model_job *job = any_job(model);
    char token[QUEUE_TOKEN_BYTES];
    struct queue_job lease = believed_lease(model, job, token);
    bool is_again = job->gone_token[0] && model_random(model, 3) == 0;
    if (is_again) {
        (void)memcpy(token, job->gone_token, QUEUE_TOKEN_BYTES);
        lease.judging = job->judging;
    }
    bool is_first = is_right(job, &lease);
    bool is_known = job->state != ABSENT && job->gone_token[0] && !strcmp(token, job->gone_token) &&
                    lease.judging == job->judging;
    enum queue_giveup kind = (enum queue_giveup)model_random(model, 3);
    enum queue_answer answer, expected = is_first || is_known ? QUEUE_OK : QUEUE_STALE;
    if (is_known && job->state == OUT)
        expected = QUEUE_DEAD;
    model_said(model, queue_give_up(model->server, &lease, kind, "why", &answer, &model->err));
    if (is_first) {
        note_giveup(model, job, kind);
        expected = job->state == OUT ? QUEUE_DEAD : QUEUE_OK;
    }
    model_expect(model, answer, expected, "giveup %d of %s", (int)kind, job->id);
}

/* A worker falls silent; sometimes it wakes between the reaper's looks. */
static void fall_silent(struct model *model)
{
    struct model_job *job = any_job(model);
    if (job->state != LEASED)
        return;
    size_t reaped = 0;
    model_raw(model, "ZADD %slease XX 1 %s", MODEL_ROOT, job->id);
    model_said(model, queue_reap(model->server, 1, &reaped, &model->err));
    model_check(model, reaped == 0, "reaper: %zu taken at the first strike", reaped);
    (void)usleep(2500);
    bool is_back = model_random(model, 2);
    if (is_back) {
        struct queue_beat beat = {.worker = "w2", .name = "lab", .facts = "{}"};
        struct queue_job lease = {.id = job->id, .judging = job->judging, .token = job->token};
        bool is_lost = true;
        model_said(model, queue_beat(model->server, &beat, &lease, 1, &is_lost, &model->err));
        model_raw(model, "ZADD %slease XX 1 %s", MODEL_ROOT, job->id);
    }
    model_said(model, queue_reap(model->server, 1, &reaped, &model->err));
    model_check(model, reaped == !is_back, "reaper: %zu taken, it %s", reaped,
                is_back ? "had come back" : "was silent");
    if (!is_back) {
        note_giveup(model, job, QUEUE_CRASH);
        return;
    }
    /* It beats on, and what was noted of it is forgotten. */
    model_raw(model, "ZADD %slease XX %lld %s", MODEL_ROOT, (long long)model->now_ms + 60000,
              job->id);
    model_said(model, queue_reap(model->server, 1, &reaped, &model->err));
    model_check(model, reaped == 0, "reaper: %zu taken that beat", reaped);
}

/* The reaper acts on what it saw: a beat since then saves the lease. */
static void reap_too_late(struct model *model)
{
    struct model_job *job = any_job(model);
    if (job->state != LEASED)
        return;
    struct queue_job lease = {.id = job->id, .judging = job->judging, .token = job->token};
    enum queue_answer answer;
    model_said(model,
               give_up(model->server, &lease, QUEUE_CRASH, "1", "why", &answer, &model->err));
    model_expect(model, answer, QUEUE_STALE, "reaping %s by an older heartbeat", job->id);
}

/* ---- operators and accidents ---- */

static void become_due(struct model *model)
{
    struct model_job *job = any_job(model);
    if (job->state != DELAYED || model->is_paused)
        return;
    model_raw(model, "ZADD %sdelayed XX 1 %s", MODEL_ROOT, job->id);
    job->state = READY; /* by the next fetch, which is now */
    struct arena arena = {0};
    struct queue_job got;
    enum queue_answer answer;
    static const char *const nothing[] = {"none", NULL};
    struct model_worker *worker = &model->workers[0];
    worker->job = NULL;
    char request[32];
    (void)snprintf(request, sizeof(request), "r%d", ++worker->requests);
    struct model_job *next = NULL;
    for (size_t i = 0; i < MODEL_JOBS; i++) {
        struct model_job *other = &model->jobs[i];
        bool is_better = !next || other->score < next->score ||
                         (other->score == next->score && strcmp(other->id, next->id) < 0);
        if (other->state == READY && !other->is_rust && is_better)
            next = other;
    }
    model_said(model, queue_fetch(model->server, worker->id, request, nothing, &arena, &got,
                                  &answer, &model->err));
    model_expect(model, answer, next ? QUEUE_OK : QUEUE_EMPTY, "fetch of what is due");
    if (next && answer == QUEUE_OK) {
        model_check(model, !strcmp(got.id, next->id), "fetch: %s instead of %s", got.id, next->id);
        next->state = LEASED;
        next->executions++;
        model_remember_token(model, got.token);
        (void)snprintf(next->token, sizeof(next->token), "%s", got.token);
        (void)snprintf(worker->token, sizeof(worker->token), "%s", got.token);
        worker->job = next;
    }
    arena_done(&arena);
}

static void audit(struct model *model)
{
    size_t repairs = 0;
    model_said(model, queue_audit(model->server, &repairs, &model->err));
    model_check(model, repairs == 0, "auditor: %zu repairs of a sound queue", repairs);
}

/* Half of a transition, as a torn append-only file leaves it: the hash is right, the indexes
 * not. */
static void tear(struct model *model)
{
    static const char *const indexes[] = {"ready", "delayed", "lease", "out", "dead"};
    struct model_job *job = any_job(model);
    if (job->state == ABSENT)
        return;
    size_t repairs = 0;
    const char *index = indexes[model_random(model, 5)];
    bool is_there = !strcmp(index, model_index_of(job->state));
    if (is_there)
        model_raw(model, "ZREM %s%s %s", MODEL_ROOT, index, job->id);
    else
        model_raw(model, "ZADD %s%s 1 %s", MODEL_ROOT, index, job->id);
    model_said(model, queue_audit(model->server, &repairs, &model->err));
    model_check(model, repairs == 1, "auditor: %zu repairs after %s of %s was torn", repairs, index,
                job->id);
    if (job->state == DELAYED)
        model_raw(model, "ZADD %sdelayed XX %lld %s", MODEL_ROOT, (long long)model->now_ms + 600000,
                  job->id);
}

/* The hash is gone, as by eviction: the server submits it again, with the same judging. */
static void evict(struct model *model)
{
    struct model_job *job = any_job(model);
    bool was_live = job->state != ABSENT && job->state != SETTLED && job->state != BURIED;
    size_t repairs = 0;
    if (!was_live)
        return;
    model_raw(model, "DEL %sjob:%s", MODEL_ROOT, job->id);
    model_said(model, queue_audit(model->server, &repairs, &model->err));
    model_check(model, repairs == 1, "auditor: %zu repairs after %s was evicted", repairs, job->id);
    int64_t judging = job->judging;
    *job = (struct model_job){.judging = judging};
    model_name_jobs(model);
    model->lost++;
    bool is_missing = false;
    struct queue_job asked = {.id = job->id, .judging = judging};
    model_said(model, queue_find_missing(model->server, &asked, 1, &is_missing, &model->err));
    model_check(model, is_missing, "%s is not missing after its eviction", job->id);
}

static void flush_scripts(struct model *model)
{
    model_raw(model, "SCRIPT FLUSH");
}

static void pause_or_resume(struct model *model)
{
    model->is_paused = !model->is_paused && model_random(model, 3) == 0;
    model_said(model, queue_pause(model->server, model->is_paused, &model->err));
}

static const struct {
    void (*run)(struct model *model);
    unsigned weight;
} operations[] = {
    {submit, 20},     {fetch, 20},        {finish, 14},       {resign, 12},
    {beat, 8},        {settle, 10},       {cancel, 4},        {read_out, 3},
    {fall_silent, 2}, {reap_too_late, 2}, {become_due, 6},    {audit, 1},
    {tear, 3},        {evict, 1},         {flush_scripts, 1}, {pause_or_resume, 2},
};

static void step(struct model *model)
{
    unsigned total = 0;
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
        total += operations[i].weight;
    unsigned at = (unsigned)model_random(model, total);
    size_t chosen = 0;
    while (at >= operations[chosen].weight)
        at -= operations[chosen++].weight;
    operations[chosen].run(model);
    model_compare(model);
}

int main(int argc, char **argv)
{
    struct redis_server redis;
    struct model model = {0};
    unsigned long seed = model_number(argc > 1 ? argv[1] : getenv("EVALX_MODEL_SEED"), 0);
    unsigned long steps = model_number(argc > 2 ? argv[2] : getenv("EVALX_MODEL_STEPS"), 3000);
    if (!redis_server_start(&redis, NULL))
        return 1;
    model_open(&model, redis.url, redis.socket_path, seed);
    for (model.step = 0; model.step < steps && !model.failed; model.step++)
        step(&model);
    (void)printf(
        "%s random transitions agree with the model%s%s (seed %lu, %lu steps, %u checks)\n",
        model.failed ? "not ok" : "ok", model.failed ? " - " : "", model.why, model.seed,
        model.step, model.checks);
    model_close(&model);
    redis_server_done(&redis);
    return model.failed;
}
