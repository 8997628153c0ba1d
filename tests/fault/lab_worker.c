/* lab_worker: the processes of the lab that take work: workers, that may be killed in any phase,
 * and a forger, that finishes what it has no lease of. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lab.h"

enum { TRY_MS = 20000, RETRY_US = 20000, JUDGING_MOST_US = 20000, IDLE_MS = 100 };

int lab_number_of(const char *id)
{
    return (int)strtol(id + 1, NULL, 10);
}

/* ---- dying ---- */

/* One judging in so many kills its worker, in a phase that is chosen before it begins: the first in
 * which none was killed yet, then any, so that few deaths are enough for all phases. */
static int draw_phase(struct lab *lab)
{
    int dying = atomic_load(&lab->shared->dying);
    if (!dying || lab_random(lab, (uint64_t)dying) != 0)
        return LAB_PHASES;
    for (int phase = 0; phase < LAB_PHASES; phase++) {
        if (atomic_load(&lab->shared->killed_in[phase]) == 0)
            return phase;
    }
    return (int)lab_random(lab, LAB_PHASES);
}

/* number: of the job at hand; -1: there is none. */
static void pass_phase(struct lab *lab, int drawn, enum lab_phase phase, int number)
{
    if (drawn != (int)phase)
        return;
    (void)atomic_fetch_add(&lab->shared->killed_in[phase], 1);
    if (number >= 0)
        atomic_store(&lab->shared->died_us[number], lab_now_us());
    (void)raise(SIGKILL);
}

/* ---- judging ---- */

static void note_start(struct lab *lab, int number)
{
    int64_t submitted_us = atomic_exchange(&lab->shared->submitted_us[number], 0);
    int64_t died_us = atomic_exchange(&lab->shared->died_us[number], 0);
    (void)atomic_fetch_add(&lab->shared->executions[number], 1);
    if (submitted_us)
        lab_sample(&lab->shared->wakes, lab_now_us() - submitted_us);
    if (died_us)
        lab_sample(&lab->shared->retakes, lab_now_us() - died_us);
}

/* False: the lease is lost. */
static bool beat(struct queue *queue, const char *worker, struct queue_job *job)
{
    struct queue_beat beat = {
        .worker = worker, .name = "lab", .facts = "{}", .slots = 1, .busy = 1};
    bool is_lost = false;
    struct err err;
    return queue_beat(queue, &beat, job, 1, &is_lost, &err) || !is_lost;
}

static void finish(struct lab *lab, struct queue *queue, struct queue_job *job, int number)
{
    char result[32];
    (void)snprintf(result, sizeof(result), "verdict of %d", number);
    enum queue_answer answer;
    struct err err;
    int64_t end_ms = lab_now_ms() + TRY_MS;
    while (queue_finish(queue, job, result, strlen(result), &answer, &err)) {
        if (lab_now_ms() > end_ms)
            return;
        (void)usleep(RETRY_US);
    }
    if (answer == QUEUE_STALE)
        (void)atomic_fetch_add(&lab->shared->stale, 1);
}

/* False: the lease was lost meanwhile. */
static bool take_time(struct lab *lab, struct queue *queue, const char *worker,
                      struct queue_job *job)
{
    int64_t beat_ms = (lab->setup->is_real ? 30000 : LAB_LEASE_MS) / 5;
    int64_t began_ms = lab_now_ms(), next_ms = 0;
    (void)usleep((useconds_t)lab_random(lab, JUDGING_MOST_US));
    for (;;) {
        if (lab_now_ms() >= next_ms && !beat(queue, worker, job))
            return false;
        if (lab_now_ms() >= next_ms)
            next_ms = lab_now_ms() + beat_ms;
        if (lab_now_ms() >= began_ms + atomic_load(&lab->shared->hold_ms))
            return true;
        (void)usleep(RETRY_US);
    }
}

static void judge(struct lab *lab, struct queue *queue, const char *worker, struct queue_job *job,
                  int drawn)
{
    int number = lab_number_of(job->id);
    pass_phase(lab, drawn, LAB_FETCHED, number);
    note_start(lab, number);
    pass_phase(lab, drawn, LAB_JUDGING, number);
    if (number == atomic_load(&lab->shared->poison))
        (void)raise(SIGKILL);
    bool is_ours = take_time(lab, queue, worker, job);
    pass_phase(lab, drawn, LAB_BEATING, number);
    if (is_ours)
        finish(lab, queue, job, number);
    pass_phase(lab, drawn, LAB_FINISHED, -1);
}

/* ---- a worker's life ---- */

static struct queue *join(struct lab *lab, int index, char *worker, size_t bytes)
{
    struct queue_options options = {.url = lab->worker_url, .command_timeout_ms = LAB_TIMEOUT_MS};
    struct queue *queue = NULL;
    struct err err;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    lab->random ^= (uint64_t)getpid() << 24 | (uint64_t)index;
    (void)snprintf(worker, bytes, "w%d-%d", index, (int)getpid());
    lab_enter_network(lab);
    if (queue_attach(&options, &queue, &err))
        _exit(1);
    return queue;
}

static enum queue_answer fetch(struct queue *queue, const char *worker, unsigned turn,
                               struct arena *arena, struct queue_job *job_out)
{
    enum queue_answer answer = QUEUE_EMPTY;
    char request[16];
    struct err err;
    (void)snprintf(request, sizeof(request), "%u", turn);
    while (queue_fetch(queue, worker, request, NULL, arena, job_out, &answer, &err))
        (void)usleep(RETRY_US);
    return answer;
}

static void work_once(struct lab *lab, struct queue *queue, const char *worker, int index,
                      unsigned turn)
{
    struct arena arena = {0};
    struct queue_job job;
    struct err err;
    int drawn = draw_phase(lab);
    int idle_ms = atomic_load(&lab->shared->idle_ms);
    pass_phase(lab, drawn, LAB_FETCHING, -1); /* it may have been woken up for nothing */
    enum queue_answer answer = fetch(queue, worker, turn, &arena, &job);
    if (answer == QUEUE_OK) {
        atomic_store(&lab->shared->holds[index], 1 + lab_number_of(job.id));
        judge(lab, queue, worker, &job, drawn);
        atomic_store(&lab->shared->holds[index], 0);
    } else if (answer == QUEUE_UPGRADE) {
        (void)atomic_fetch_add(&lab->shared->upgrades, 1);
    }
    if (answer != QUEUE_OK && queue_wait_work(queue, idle_ms ? idle_ms : IDLE_MS, &err))
        (void)usleep(RETRY_US);
    arena_done(&arena);
}

_Noreturn void lab_work(struct lab *lab, int index)
{
    char worker[48];
    struct queue *queue = join(lab, index, worker, sizeof(worker));
    for (unsigned turn = 0;; turn++)
        work_once(lab, queue, worker, index, turn);
}

/* ---- the forger ---- */

/* Each must be refused; one that is taken is a violation, whatever becomes of it. */
static void try_forgery(struct lab *lab, struct queue *queue, struct queue_job job)
{
    static const char result[] = "forged";
    enum queue_answer answer = QUEUE_OK;
    struct err err;
    if (queue_finish(queue, &job, result, strlen(result), &answer, &err))
        return;
    bool is_refused = answer == QUEUE_STALE || answer == QUEUE_UNKNOWN;
    (void)atomic_fetch_add(is_refused ? &lab->shared->forged : &lab->shared->forged_taken, 1);
}

static void forge_by(struct lab *lab, struct queue *queue, const struct queue_job *job)
{
    struct queue_job wrong = *job;
    char token[QUEUE_TOKEN_BYTES], id[16], none[] = "";
    struct err err;
    wrong.judging = job->judging + 1;
    try_forgery(lab, queue, wrong);
    wrong.judging = job->judging;
    (void)snprintf(id, sizeof(id), "j%d", (int)lab_random(lab, (uint64_t)lab->job_count));
    wrong.id = id; /* somebody else's, by our token */
    if (strcmp(id, job->id) != 0)
        try_forgery(lab, queue, wrong);
    wrong.token = token;
    if (!queue_make_token(token, &err))
        try_forgery(lab, queue, wrong);
    wrong.token = none;
    try_forgery(lab, queue, wrong);
    wrong.id = "nobody";
    wrong.token = job->token;
    try_forgery(lab, queue, wrong);
}

/* Hands its lease back, and finishes all the same. */
_Noreturn void lab_forge(struct lab *lab)
{
    char worker[48];
    struct queue *queue = join(lab, LAB_WORKERS_MAX, worker, sizeof(worker));
    for (unsigned turn = 0;; turn++) {
        struct arena arena = {0};
        struct queue_job job;
        enum queue_answer answer;
        struct err err;
        if (fetch(queue, worker, turn, &arena, &job) == QUEUE_OK) {
            forge_by(lab, queue, &job);
            if (!queue_give_up(queue, &job, QUEUE_RELEASE, "forged", &answer, &err))
                try_forgery(lab, queue, job);
        }
        arena_done(&arena);
        (void)usleep(1000);
    }
}
