/* lab: see lab.h. */
#include "lab.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 16, STANDSTILL_MS = 60000, REAP_MS = 5000 };

int64_t lab_now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t lab_now_ms(void)
{
    return lab_now_us() / 1000;
}

uint64_t lab_random(struct lab *lab, uint64_t below)
{
    lab->random ^= lab->random >> 12;
    lab->random ^= lab->random << 25;
    lab->random ^= lab->random >> 27;
    return (lab->random * 0x2545F4914F6CDD1DULL >> 33) % below;
}

void lab_violation(struct lab *lab, const char *format, ...)
{
    if (lab->why[0])
        return;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(lab->why, sizeof(lab->why), format, arguments);
    va_end(arguments);
}

bool lab_raw(struct lab *lab, char *out, size_t bytes, const char *format, ...)
{
    const struct timeval wait = {.tv_sec = LAB_TIMEOUT_MS / 1000};
    redisContext *context = redisConnectUnixWithTimeout(lab->redis.socket_path, wait);
    (void)redisSetTimeout(context, wait);
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = context->err ? NULL : redisvCommand(context, format, arguments);
    va_end(arguments);
    bool is_fine = reply && reply->type != REDIS_REPLY_ERROR;
    if (is_fine && out && reply->type == REDIS_REPLY_INTEGER)
        (void)snprintf(out, bytes, "%lld", reply->integer);
    else if (is_fine && out)
        (void)snprintf(out, bytes, "%s", reply->str ? reply->str : "");
    if (reply)
        freeReplyObject(reply);
    redisFree(context);
    return is_fine;
}

/* ---- figures ---- */

void lab_sample(struct lab_samples *samples, int64_t us)
{
    int at = atomic_fetch_add(&samples->count, 1);
    if (at < LAB_SAMPLES_MAX)
        samples->us[at] = us;
}

static int compare_us(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

double lab_percentile(struct lab_samples *samples, int percent)
{
    int count = atomic_load(&samples->count);
    if (count > LAB_SAMPLES_MAX)
        count = LAB_SAMPLES_MAX;
    if (count == 0)
        return -1;
    qsort(samples->us, (size_t)count, sizeof(samples->us[0]), compare_us);
    int rank = (count * percent + 99) / 100;
    return (double)samples->us[rank > 0 ? rank - 1 : 0] / 1000;
}

/* ---- workers ---- */

void lab_kill_worker(struct lab *lab, int index)
{
    int held = atomic_load(&lab->shared->holds[index]);
    (void)kill(lab->workers[index], SIGKILL);
    if (held)
        atomic_store(&lab->shared->died_us[held - 1], lab_now_us());
    atomic_store(&lab->shared->holds[index], 0);
}

static void keep_workers(struct lab *lab)
{
    for (int i = 0; i < lab->worker_count; i++) {
        if (lab->workers[i] > 0 && waitpid(lab->workers[i], NULL, WNOHANG) == 0)
            continue;
        lab->restarts += lab->workers[i] > 0;
        lab->workers[i] = fork();
        if (lab->workers[i] == 0)
            lab_work(lab, i);
    }
}

/* ---- the server ---- */

static void note(struct lab *lab, int status)
{
    lab->errors += status != 0;
}

static struct queue_job job_of(struct lab *lab, int number, char id[16])
{
    (void)snprintf(id, 16, "j%d", number);
    return (struct queue_job){.id = id,
                              .judging = 1,
                              .priority = 1,
                              .user = "u",
                              .language = "",
                              .revision = "r",
                              .crashes = lab->jobs[number].crashes,
                              .nacks = lab->jobs[number].nacks,
                              .releases = lab->jobs[number].releases,
                              .request = "source",
                              .request_count = 6};
}

static bool submit(struct lab *lab, int number)
{
    char id[16];
    struct queue_job job = job_of(lab, number, id);
    enum queue_answer answer = QUEUE_FULL;
    struct err err;
    atomic_store(&lab->shared->submitted_us[number], lab_now_us());
    int status = queue_submit(lab->server, &job, 1, &answer, &err);
    note(lab, status);
    bool is_taken = !status && (answer == QUEUE_OK || answer == QUEUE_DUP);
    lab->jobs[number].submits += is_taken;
    return is_taken;
}

static void record(struct lab *lab, const struct queue_job *job)
{
    struct lab_job *row = &lab->jobs[lab_number_of(job->id)];
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "verdict of %d", lab_number_of(job->id));
    if (job->outcome == QUEUE_DONE && strcmp(job->result, expected) != 0)
        lab_violation(lab, "%s has the result \"%s\"", job->id, job->result);
    if (row->is_recorded)
        return; /* the first one stays: I2 */
    row->is_recorded = true;
    row->outcome = job->outcome;
    row->crashes = job->crashes;
    row->nacks = job->nacks;
    row->releases = job->releases;
    lab->recorded++;
}

static void collect(struct lab *lab)
{
    struct arena arena = {0};
    struct queue_job *jobs = NULL;
    size_t count = 0;
    struct err err;
    note(lab, queue_out(lab->server, BATCH, &arena, &jobs, &count, &err));
    for (size_t i = 0; i < count; i++) {
        enum queue_answer answer;
        record(lab, &jobs[i]);
        note(lab, queue_settle(lab->server, &jobs[i], 1, &answer, &err));
    }
    count = 0;
    note(lab, queue_given(lab->server, BATCH, &arena, &jobs, &count, &err));
    for (size_t i = 0; i < count; i++) {
        struct lab_job *row = &lab->jobs[lab_number_of(jobs[i].id)];
        row->crashes = jobs[i].crashes;
        row->nacks = jobs[i].nacks;
        row->releases = jobs[i].releases;
        note(lab, queue_note_given(lab->server, &jobs[i], &err));
    }
    arena_done(&arena);
}

/* What is not recorded and not in Redis is submitted again. */
static void sweep(struct lab *lab)
{
    for (int i = 0; i < lab->submitted; i++) {
        char id[16];
        bool is_missing = false;
        struct err err;
        if (lab->jobs[i].is_recorded)
            continue;
        struct queue_job job = job_of(lab, i, id);
        if (queue_find_missing(lab->server, &job, 1, &is_missing, &err))
            return note(lab, -1);
        if (is_missing)
            (void)submit(lab, i);
    }
}

/* Backoffs of seconds would only make the tests long. */
static void hurry(struct lab *lab)
{
    (void)lab_raw(lab, NULL, 0, "EVAL %s 0",
                  "for _, id in ipairs(redis.call('ZRANGE', 'evx:{evalx}:delayed', 0, -1)) do "
                  "redis.call('ZADD', 'evx:{evalx}:delayed', 1, id) end");
}

void lab_turn(struct lab *lab)
{
    static int64_t reaped_ms, audited_ms;
    struct err err;
    keep_workers(lab);
    for (int i = 0; i < BATCH && lab->submitted < lab->job_count; i++)
        if (submit(lab, lab->submitted))
            lab->submitted++;
        else
            break;
    collect(lab);
    if (lab_now_ms() - reaped_ms > (lab->setup->is_real ? REAP_MS : 100)) {
        size_t reaped = 0;
        note(lab, queue_reap(lab->server, lab->setup->is_real ? 0 : LAB_GRACE_MS, &reaped, &err));
        lab->reaped += (int64_t)reaped;
        reaped_ms = lab_now_ms();
        if (!lab->setup->is_real)
            hurry(lab);
    }
    if (lab_now_ms() - audited_ms > 500) {
        size_t repairs = 0;
        note(lab, queue_audit(lab->server, &repairs, &err));
        lab->repairs += (int64_t)repairs;
        sweep(lab);
        audited_ms = lab_now_ms();
    }
    (void)usleep(1000);
}

void lab_run(struct lab *lab, int recorded, int64_t ms)
{
    int64_t end_ms = lab_now_ms() + ms;
    while (lab->recorded < recorded && lab_now_ms() < end_ms && !lab->why[0])
        lab_turn(lab);
}

void lab_pass(struct lab *lab, int64_t ms)
{
    int64_t end_ms = lab_now_ms() + ms;
    while (lab_now_ms() < end_ms)
        lab_turn(lab);
}

/* ---- what must be true in the end ---- */

static void check_executions(struct lab *lab)
{
    for (int i = 0; i < lab->job_count; i++) {
        const struct lab_job *row = &lab->jobs[i];
        int executions = atomic_load(&lab->shared->executions[i]);
        int64_t most = row->crashes + row->nacks + row->releases + 1 + lab->wipes;
        if (!row->is_recorded)
            lab_violation(lab, "I1: job %d has no verdict", i);
        if (executions > most)
            lab_violation(lab, "I5: job %d was executed %d times, %d allowed", i, executions,
                          (int)most);
    }
}

static void check_redis(struct lab *lab)
{
    struct arena arena = {0};
    struct queue_status s = {0};
    struct err err;
    size_t repairs = 0;
    if (queue_audit(lab->server, &repairs, &err) || queue_audit(lab->server, &repairs, &err) ||
        queue_read_status(lab->server, &arena, &s, &err))
        lab_violation(lab, "I6: %s", err.msg);
    else if (repairs)
        lab_violation(lab, "I3: %zu repairs when all was done", repairs);
    else if (s.submitted != s.settled + s.lost || s.ready + s.delayed + s.leased + s.out)
        lab_violation(lab, "I7: %lld submitted, %lld settled, %lld lost, %lld left",
                      (long long)s.submitted, (long long)s.settled, (long long)s.lost,
                      (long long)(s.ready + s.delayed + s.leased + s.out));
    arena_done(&arena);
}

void lab_finish(struct lab *lab)
{
    int before = -1;
    while (lab->recorded > before && lab->recorded < lab->job_count) {
        before = lab->recorded;
        lab_run(lab, before + 1, STANDSTILL_MS);
    }
}

void lab_conclude(struct lab *lab)
{
    lab_finish(lab);
    if (lab->recorded < lab->job_count)
        lab_violation(lab, "I6: %d of %d jobs recorded, and no other for a minute", lab->recorded,
                      lab->job_count);
    for (int i = 0; i < 20; i++) /* late finishes, and settling of what came twice */
        lab_turn(lab);
    check_executions(lab);
    check_redis(lab);
}

/* The server's side stays on the socket, whatever lies between Redis and the workers. */
static bool open_redis(struct lab *lab)
{
    const char *const *more = lab->setup->has_network ? lab_network_options : NULL;
    if (!redis_server_start(&lab->redis, more)) {
        lab_violation(lab, "redis-server does not start");
        return false;
    }
    lab->worker_url = lab->setup->has_network ? lab_network_url : lab->redis.url;
    if (lab->setup->has_proxy) {
        char path[112];
        (void)snprintf(path, sizeof(path), "%s/proxy", lab->redis.folder);
        (void)snprintf(lab->proxy_url, sizeof(lab->proxy_url), "unix://%s", path);
        lab->worker_url = lab->proxy_url;
        lab->proxy = proxy_start(lab, path);
    }
    return true;
}

/* Where a fault needs something that this machine does not give: why. */
static const char *prepare(struct lab *lab)
{
    const char *why = lab->setup->has_small_disk ? lab_make_small_disk() : NULL;
    if (!why && lab->setup->has_network)
        why = lab_make_network(lab);
    if (!why && lab->setup->has_clock)
        why = lab_make_clock(lab);
    return why;
}

bool lab_open(struct lab *lab, unsigned long seed, int jobs, const struct lab_setup *setup)
{
    struct queue_terms terms = {.uuid = "database-1",
                                .lease_ms = setup->is_real ? 0 : LAB_LEASE_MS};
    struct err err = {0};
    *lab = (struct lab){.seed = seed,
                        .random = seed * 0x9E3779B97F4A7C15ULL | 1,
                        .job_count = jobs,
                        .setup = setup,
                        .worker_count = setup->workers ? setup->workers : LAB_WORKERS};
    lab->shared =
        mmap(NULL, sizeof(*lab->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    atomic_store(&lab->shared->poison, -1);
    lab->impossible = prepare(lab);
    if (lab->impossible || !open_redis(lab))
        return false;
    struct queue_options options = {.url = lab->redis.url, .command_timeout_ms = LAB_TIMEOUT_MS};
    if (queue_attach(&options, &lab->server, &err) || queue_claim(lab->server, &terms, &err)) {
        lab_violation(lab, "%s", err.msg);
        return false;
    }
    return true;
}

static void end(pid_t *pid)
{
    if (*pid <= 0)
        return;
    (void)kill(*pid, SIGKILL);
    (void)kill(*pid, SIGCONT);
    (void)waitpid(*pid, NULL, 0);
    *pid = 0;
}

void lab_close(struct lab *lab)
{
    for (int i = 0; i < LAB_WORKERS_MAX; i++)
        end(&lab->workers[i]);
    end(&lab->proxy);
    end(&lab->network);
    queue_detach(lab->server);
    redis_server_done(&lab->redis);
    (void)munmap(lab->shared, sizeof(*lab->shared));
}
