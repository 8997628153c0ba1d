/* dispatch_redis_mail: the letters between the dispatcher's threads, and the two threads that talk
 * to Redis. See dispatch_redis.h. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "serve/dispatch_redis.h"
#include "serve/events.h"
#include "serve/report.h"

enum {
    OUT_MOST = 64,
    GIVEN_MOST = 256,
    WAIT_MS = 1000,
    REAP_MS = 5000,
    LOOK_MS = 3000,
    AUDIT_MS = 300000,
    DUTIES = 5,
    RETRY_MS = 1000,
    PASS_MS = 500,
    TOGETHER_MS = 40, /* of what ends while others wait for workers: one commit for all */
};

struct letter *letter_new(enum letter_kind kind, size_t room)
{
    struct letter *letter = calloc(1, sizeof(*letter));
    if (letter == NULL)
        err_out_of_memory();
    letter->kind = kind;
    letter->jobs = arena_alloc(&letter->arena, (room + 1) * sizeof(*letter->jobs));
    letter->answers = arena_alloc(&letter->arena, (room + 1) * sizeof(*letter->answers));
    letter->flags = arena_alloc(&letter->arena, (room + 1) * sizeof(*letter->flags));
    return letter;
}

void letter_free(struct letter *letter)
{
    if (letter == NULL)
        return;
    arena_done(&letter->arena);
    free(letter);
}

void mail_add(struct mailbox *box, struct letter *letter)
{
    letter->next = NULL;
    if (box->last != NULL)
        box->last->next = letter;
    else
        box->first = letter;
    box->last = letter;
}

struct letter *mail_take(struct mailbox *box)
{
    struct letter *letter = box->first;
    if (letter == NULL)
        return NULL;
    box->first = letter->next;
    if (box->first == NULL)
        box->last = NULL;
    letter->next = NULL;
    return letter;
}

void remote_post(struct remote *remote, struct mailbox *box, struct letter *letter)
{
    static const uint64_t one = 1;
    bool is_to_main = box == &remote->to_main;
    (void)pthread_mutex_lock(&remote->lock);
    mail_add(box, letter);
    if (!is_to_main)
        (void)pthread_cond_broadcast(&remote->changed);
    (void)pthread_mutex_unlock(&remote->lock);
    if (is_to_main)
        (void)!write(remote->event_fd, &one, sizeof(one)); /* a full counter wakes as well */
}

static struct timespec time_in(int64_t ms)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += ms / 1000;
    end.tv_nsec += ms % 1000 * 1000000;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    return end;
}

/* The next letter; NULL after ms, or when all ends. */
static struct letter *wait_mail(struct remote *remote, struct mailbox *box, int64_t ms)
{
    const struct timespec end = time_in(ms);
    (void)pthread_mutex_lock(&remote->lock);
    int status = 0;
    while (box->first == NULL && !remote->is_ending && status == 0)
        status = pthread_cond_timedwait(&remote->changed, &remote->lock, &end);
    struct letter *letter = remote->is_ending ? NULL : mail_take(box);
    (void)pthread_mutex_unlock(&remote->lock);
    return letter;
}

bool remote_is_ending(struct remote *remote)
{
    (void)pthread_mutex_lock(&remote->lock);
    bool answer = remote->is_ending;
    (void)pthread_mutex_unlock(&remote->lock);
    return answer;
}

void remote_rest(struct remote *remote, int64_t ms)
{
    (void)wait_mail(remote, &(struct mailbox){0}, ms);
}

/* NULL: all is well. */
static void set_trouble(struct remote *remote, const struct err *err)
{
    const char *now = err != NULL ? err->msg : "";
    (void)pthread_mutex_lock(&remote->lock);
    bool is_new = strcmp(remote->trouble, now) != 0;
    (void)snprintf(remote->trouble, sizeof(remote->trouble), "%s", now);
    (void)pthread_mutex_unlock(&remote->lock);
    if (is_new && err != NULL)
        REPORT(LOG_ERROR, "Redis does not do its part, trying on", {"error", err->msg});
    else if (is_new)
        REPORT(LOG_INFO, "Redis answers again");
}

/* ---- the sender ---- */

static int cancel_all(struct queue *queue, const struct letter *letter, struct err *err)
{
    for (size_t i = 0; i < letter->count; i++)
        if (queue_cancel(queue, letter->jobs[i].id, letter->jobs[i].judging, &letter->answers[i],
                         err) != 0)
            return -1;
    return 0;
}

static int drain_all(struct queue *queue, const struct letter *letter, struct err *err)
{
    for (size_t i = 0; i < letter->count; i++)
        if (queue_drain_worker(queue, letter->jobs[i].id, true, &letter->answers[i], err) != 0)
            return -1;
    return 0;
}

static int deliver(struct queue *queue, struct letter *letter, struct err *err)
{
    switch (letter->kind) {
    case LETTER_SUBMIT:
        return queue_submit(queue, letter->jobs, letter->count, letter->answers, err);
    case LETTER_CANCEL:
        return cancel_all(queue, letter, err);
    case LETTER_MISSING:
        return queue_find_missing(queue, letter->jobs, letter->count, letter->flags, err);
    case LETTER_PAUSE:
        return queue_pause(queue, letter->is_on, err);
    case LETTER_DRAIN:
        return drain_all(queue, letter, err);
    case LETTER_OUT:
    case LETTER_GIVEN:
    case LETTER_NEWS:
        break; /* other threads' */
    }
    return 0;
}

static void *send_all(void *context)
{
    struct remote *remote = context;
    struct queue *queue = NULL;
    struct err err = {0};
    if (remote_attach(remote, &queue, &err) != 0) {
        set_trouble(remote, &err);
        return NULL;
    }
    while (!remote_is_ending(remote)) {
        struct letter *letter = wait_mail(remote, &remote->to_sender, WAIT_MS);
        if (letter == NULL)
            continue;
        letter->has_failed = deliver(queue, letter, &err) != 0;
        if (letter->has_failed)
            set_trouble(remote, &err);
        remote_post(remote, &remote->to_main, letter);
    }
    queue_detach(queue);
    return NULL;
}

/* ---- the collector ---- */

/* To the main thread, and back with what is on the disk by now. NULL: all ends. */
static struct letter *have_recorded(struct remote *remote, struct letter *letter)
{
    struct letter *back = NULL;
    remote_post(remote, &remote->to_main, letter);
    while (back == NULL && !remote_is_ending(remote))
        back = wait_mail(remote, &remote->to_collector, WAIT_MS);
    return back;
}

/* What is not on the disk stays, and is collected again. */
static int settle(struct queue *queue, const struct letter *letter, struct err *err)
{
    struct queue_job *EV_FREE recorded = calloc(letter->count, sizeof(*recorded));
    size_t count = 0;
    if (recorded == NULL)
        err_out_of_memory();
    for (size_t i = 0; i < letter->count; i++)
        if (letter->flags[i])
            recorded[count++] = letter->jobs[i];
    return queue_settle(queue, recorded, count, letter->answers, err);
}

static int note_given(struct queue *queue, const struct letter *letter, struct err *err)
{
    for (size_t i = 0; i < letter->count; i++)
        if (letter->flags[i] && queue_note_given(queue, &letter->jobs[i], err) != 0)
            return -1;
    return 0;
}

/* 0: nobody would hear it. */
static int64_t next_mark(struct remote *remote)
{
    (void)pthread_mutex_lock(&remote->lock);
    if (remote->is_hearing)
        remote->mark = remote->mark == INT32_MAX ? 1 : remote->mark + 1;
    int64_t mark = remote->is_hearing ? remote->mark : 0;
    (void)pthread_mutex_unlock(&remote->lock);
    return mark;
}

/* The last news and the result leave Redis together, to two threads: a stream that ends with the
 * result is told of all tests before. */
static void let_news_pass(struct remote *remote, struct queue *queue)
{
    struct err ignored; /* then streams are told less */
    int64_t mark = events_are_watched(remote->dispatch.server->events) ? next_mark(remote) : 0;
    if (mark == 0 || queue_mark(queue, mark, &ignored) != 0)
        return;
    const struct timespec end = time_in(PASS_MS);
    int status = 0;
    (void)pthread_mutex_lock(&remote->lock);
    while (remote->heard_mark != mark && !remote->is_ending && status == 0)
        status = pthread_cond_timedwait(&remote->changed, &remote->lock, &end);
    (void)pthread_mutex_unlock(&remote->lock);
}

/* *has_more_out: there may be more, and some progress with it. What ends after the look at it sets
 * the marker again. */
static int collect(struct remote *remote, struct queue *queue, bool *has_more_out, struct err *err)
{
    struct letter *letter = letter_new(LETTER_OUT, OUT_MOST);
    *has_more_out = false;
    int status = queue_out(queue, OUT_MOST, &letter->arena, &letter->jobs, &letter->count, err);
    if (status == 0 && letter->count > 0) {
        let_news_pass(remote, queue);
        letter = have_recorded(remote, letter);
        status = letter != NULL ? settle(queue, letter, err) : 0;
        for (size_t i = 0; letter != NULL && i < letter->count; i++)
            *has_more_out |= letter->flags[i] && queue_left(queue) > 0;
    }
    letter_free(letter);
    return status;
}

static int collect_given(struct remote *remote, struct queue *queue, struct err *err)
{
    struct letter *letter = letter_new(LETTER_GIVEN, GIVEN_MOST);
    int status = queue_given(queue, GIVEN_MOST, &letter->arena, &letter->jobs, &letter->count, err);
    if (status == 0 && letter->count > 0) {
        letter = have_recorded(remote, letter);
        status = letter != NULL ? note_given(queue, letter, err) : 0;
    }
    letter_free(letter);
    return status;
}

static int reap(struct remote *remote, struct queue *queue, struct err *err)
{
    size_t reaped = 0;
    (void)remote;
    return queue_reap(queue, 0, &reaped, err);
}

static int end_stranded(struct remote *remote, struct queue *queue, struct err *err)
{
    size_t dead = 0;
    (void)remote;
    return queue_end_stranded(queue, &dead, err);
}

static int audit(struct remote *remote, struct queue *queue, struct err *err)
{
    size_t repairs = 0;
    (void)remote;
    if (queue_audit(queue, &repairs, err) != 0)
        return -1;
    if (repairs > 0)
        REPORT(LOG_WARN, "the queue's indexes were put right");
    return 0;
}

/* Those that differ, as the operator wants it; and those that no longer do. */
static int refuse_uneven(struct queue *queue, struct queue_worker *workers, size_t count,
                         const struct fleet_terms *terms, struct arena *arena,
                         struct fleet_note **notes_out, struct err *err)
{
    struct fleet_note *notes = fleet_compare(workers, count, terms, arena);
    for (size_t i = 0; i < count; i++) {
        enum queue_answer answer;
        bool is_same = strcmp(workers[i].refusal, notes[i].refusal) == 0;
        bool is_waiting = terms->is_strict && notes[i].is_known && !workers[i].is_compared;
        if (is_same && !is_waiting)
            continue;
        if (queue_refuse_worker(queue, workers[i].id, notes[i].refusal, &answer, err) != 0)
            return -1;
        workers[i].refusal = notes[i].refusal;
        if (is_same)
            continue;
        REPORT(LOG_WARN, notes[i].refusal[0] ? "worker refused" : "worker taken again",
               {"worker", workers[i].id}, {"why", notes[i].refusal});
    }
    *notes_out = notes;
    return 0;
}

static int look(struct remote *remote, struct queue *queue, struct err *err)
{
    struct arena arena = {0};
    struct queue_worker *workers = NULL;
    size_t count = 0;
    const struct serve_options *options = remote->dispatch.server->options;
    const struct fleet_terms terms = {.version = options->version,
                                      .tolerance = (double)options->speed_percent / 100,
                                      .is_strict = options->is_uneven_refused};
    struct queue_status status;
    struct fleet_note *notes = NULL;
    if (queue_workers(queue, &arena, &workers, &count, err) != 0 ||
        queue_read_status(queue, &arena, &status, err) != 0 ||
        refuse_uneven(queue, workers, count, &terms, &arena, &notes, err) != 0) {
        arena_done(&arena);
        return -1;
    }
    (void)pthread_mutex_lock(&remote->lock);
    remote->status = status;
    remote->notes = notes;
    arena_done(&remote->view_arena);
    remote->view_arena = arena;
    remote->workers = workers;
    remote->worker_count = count;
    (void)pthread_mutex_unlock(&remote->lock);
    return 0;
}

static int do_duties(struct remote *remote, struct queue *queue, int64_t due_ms[], struct err *err)
{
    static const struct {
        int (*run)(struct remote *remote, struct queue *queue, struct err *err);
        int64_t each_ms;
    } duties[DUTIES] = {{look, LOOK_MS},
                        {reap, REAP_MS},
                        {end_stranded, REAP_MS},
                        {collect_given, REAP_MS},
                        {audit, AUDIT_MS}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(duties); i++) {
        if (clock_ms() < due_ms[i])
            continue;
        if (duties[i].run(remote, queue, err) != 0)
            return -1;
        due_ms[i] = clock_ms() + duties[i].each_ms;
    }
    return 0;
}

/* Nobody waits for a result alone while others wait to be judged. */
static int wait_for_more(struct remote *remote, struct queue *queue, struct err *err)
{
    if (queue_backlog(queue) > 0)
        remote_rest(remote, TOGETHER_MS);
    return queue_wait_out(queue, WAIT_MS, err);
}

static void *collect_all(void *context)
{
    struct remote *remote = context;
    struct queue *queue = NULL;
    struct err err = {0};
    int64_t due_ms[DUTIES] = {0};
    if (remote_attach(remote, &queue, &err) != 0) {
        set_trouble(remote, &err);
        return NULL;
    }
    bool has_claimed = false, has_more = false;
    while (!remote_is_ending(remote)) {
        int status = has_claimed ? 0 : remote_claim(remote, queue, &err);
        has_claimed |= status == 0;
        if (status == 0)
            status = do_duties(remote, queue, due_ms, &err);
        if (status == 0)
            status = collect(remote, queue, &has_more, &err);
        if (status == 0 && !has_more)
            status = wait_for_more(remote, queue, &err);
        set_trouble(remote, status != 0 ? &err : NULL);
        if (status != 0)
            remote_rest(remote, RETRY_MS);
    }
    queue_detach(queue);
    return NULL;
}

/* ---- all of them ---- */

int remote_start_threads(struct remote *remote, struct err *err)
{
    static void *(*const threads[REMOTE_THREADS])(void *) = {send_all, collect_all, remote_listen};
    for (size_t i = 0; i < REMOTE_THREADS; i++) {
        int status = pthread_create(&remote->threads[i], NULL, threads[i], remote);
        if (status != 0) {
            errno = status;
            return err_sys(err, ERR_JUDGE, "serve: threads");
        }
        remote->thread_count++;
    }
    return 0;
}

void remote_end_threads(struct remote *remote)
{
    (void)pthread_mutex_lock(&remote->lock);
    remote->is_ending = true;
    (void)pthread_cond_broadcast(&remote->changed);
    (void)pthread_mutex_unlock(&remote->lock);
    for (size_t i = 0; i < remote->thread_count; i++)
        (void)pthread_join(remote->threads[i], NULL); /* ours, and joined once */
}
