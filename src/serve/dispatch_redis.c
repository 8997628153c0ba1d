/* dispatch_redis: workers judge, by way of Redis; see dispatch_redis.h. The main thread's side.
 *
 * The record is the truth. What is queued there and was not sent is sent; what was sent, has not
 * ended and is not known to Redis any more (the sweeper asks) is sent again. What comes back is
 * settled in Redis only after the round in which it was recorded is on the disk: the row is looked
 * at again in the next round. */
#include "serve/dispatch_redis.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "base/parse.h"
#include "model/report_wire.h"
#include "serve/outcome.h"
#include "serve/report.h"
#include "serve/work.h"

enum {
    SEND_MOST = 64,
    SEND_BYTES = QUEUE_REQUEST_MAX,
    SWEEP_MOST = 500,
    SWEEP_MS = 30000,
    COMPARE_MS = 30000,
    RETRY_MS = 2000,
    PRIORITY_BASE = JOB_PRIORITY_MOST, /* 0 is the first one there */
};

struct remote *remote_inside(const struct dispatch *dispatch)
{
    return (struct remote *)(uintptr_t)dispatch; /* its first member */
}

/* ---- sending ---- */

static struct queue_job to_queue(const struct job *job, struct arena *arena)
{
    return (struct queue_job){
        .id = arena_printf(arena, "%lld", (long long)job->name.id),
        .judging = job->judging,
        .priority = PRIORITY_BASE - job->priority,
        .vt_ms = job->vt_ms,
        .user = arena_string(arena, job->user != NULL ? job->user : ""),
        .language = arena_string(arena, job->language != NULL ? job->language : ""),
        .revision = arena_string(arena, job->problem_digest != NULL ? job->problem_digest : ""),
        .crashes = job->crashes,
        .nacks = job->nacks,
        .releases = job->releases};
}

/* What cannot be judged anywhere is recorded as such at once. */
static void refuse(struct server *server, const struct job *job, const struct err *why)
{
    const struct outcome outcome = {
        .job = job->name.id, .judging = job->judging, .error = why->msg};
    enum jobs_outcome found;
    struct err err = {0};
    if (outcome_record(server, &outcome, &found, &err) != 0)
        remote_report("a refusal cannot be recorded", &err);
}

/* The request as its worker gets it. */
static int write_request(struct server *server, const struct job *job, struct arena *arena,
                         struct str *text, int64_t *hard_ms_out, struct err *err)
{
    struct agent_request request;
    if (work_request(server, job, arena, &request, err) != 0)
        return -1;
    *hard_ms_out = work_hard_ms(server, job, &request);
    request.problem = NULL; /* each worker has its own */
    struct json *value = agent_request_write(&request);
    json_write(value, false, text);
    json_close(value);
    return text->is_cut ? err_set(err, ERR_INPUT, "the request is larger than %d MiB",
                                  QUEUE_REQUEST_MAX >> 20)
                        : 0;
}

/* Adds the bytes to *bytes. */
static int add_to_letter(struct server *server, struct letter *letter, const struct job *unsent,
                         size_t *bytes, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct str text EV_STR = {.maximum = QUEUE_REQUEST_MAX};
    const struct job *job = NULL;
    struct err why = {0};
    int64_t hard_ms = 0;
    if (jobs_get_id(server->jobs, unsent->name.id, unsent->judging, JOB_WITH_REQUEST, &arena, &job,
                    err) != 0)
        return -1;
    if (job == NULL)
        return 0;
    if (write_request(server, job, &arena, &text, &hard_ms, &why) != 0) {
        refuse(server, job, &why);
        return 0;
    }
    struct queue_job *out = &letter->jobs[letter->count++];
    *out = to_queue(job, &letter->arena);
    out->hard_ms = hard_ms;
    out->only = work_only(job, &letter->arena);
    out->request = arena_copy(&letter->arena, text.text, text.count);
    out->request_count = text.count;
    *bytes += text.count;
    return 0;
}

/* At least one, and no more after SEND_BYTES: texts are large, and memory is the service's. */
static int fill_letter(struct server *server, struct letter *letter, const struct job *jobs,
                       size_t count, struct err *err)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count && bytes < SEND_BYTES; i++)
        if (add_to_letter(server, letter, &jobs[i], &bytes, err) != 0)
            return -1;
    return 0;
}

static void retry_reading(struct remote *remote, const struct err *err)
{
    remote_report("the queue cannot be read", err);
    timer_set(&remote->retry, RETRY_MS);
}

static void send_unsent(struct remote *remote)
{
    struct server *server = remote->dispatch.server;
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *jobs = NULL;
    size_t count = 0;
    struct err err = {0};
    if (remote->is_sending || remote->is_draining)
        return;
    if (jobs_unsent(server->jobs, SEND_MOST, &arena, &jobs, &count, &err) != 0) {
        retry_reading(remote, &err);
        return;
    }
    if (count == 0)
        return;
    struct letter *letter = letter_new(LETTER_SUBMIT, count);
    if (fill_letter(server, letter, jobs, count, &err) != 0) {
        retry_reading(remote, &err);
        letter_free(letter);
        return;
    }
    remote->is_sending = true;
    remote_post(remote, &remote->to_sender, letter);
}

static bool is_taken(enum queue_answer answer)
{
    return answer == QUEUE_OK || answer == QUEUE_DUP || answer == QUEUE_STALE;
}

static void on_submitted(struct remote *remote, const struct letter *letter)
{
    struct server *server = remote->dispatch.server;
    struct err err = {0};
    size_t taken = 0;
    remote->is_sending = false;
    for (size_t i = 0; i < letter->count && !letter->has_failed; i++) {
        if (!is_taken(letter->answers[i]))
            continue;
        if (server_write(server, &err) != 0 ||
            jobs_set_sent(server->jobs, remote_job_id(&letter->jobs[i]),
                          (int)letter->jobs[i].judging, true, &err) != 0)
            remote_report("what was sent cannot be noted", &err); /* it is sent again */
        else
            taken++;
    }
    if (taken == letter->count)
        send_unsent(remote);
    else
        timer_set(&remote->retry, RETRY_MS);
}

/* ---- pause, and workers that are to end ---- */

static void tell_pause(struct remote *remote)
{
    bool is_paused = service_flag(remote->dispatch.server->jobs, SERVICE_PAUSED);
    enum pause_told wanted = is_paused ? PAUSE_ON : PAUSE_OFF;
    if (remote->is_telling || remote->pause == wanted)
        return;
    struct letter *letter = letter_new(LETTER_PAUSE, 0);
    letter->is_on = is_paused;
    remote->is_telling = true;
    remote_post(remote, &remote->to_sender, letter);
}

static void on_pause_told(struct remote *remote, const struct letter *letter)
{
    remote->is_telling = false;
    remote->pause = letter->has_failed ? PAUSE_UNKNOWN : letter->is_on ? PAUSE_ON : PAUSE_OFF;
    if (letter->has_failed)
        timer_set(&remote->retry, RETRY_MS);
    else
        tell_pause(remote); /* it may be another by now */
}

static void on_retry(void *context)
{
    struct remote *remote = context;
    for (struct letter *letter = mail_take(&remote->unheard); letter != NULL;
         letter = mail_take(&remote->unheard))
        remote_post(remote, &remote->to_sender, letter);
    tell_pause(remote);
    send_unsent(remote);
}

/* ---- sweeping: sent, not ended, and unknown to Redis ---- */

static void sweep(struct remote *remote)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *jobs = NULL;
    size_t count = 0;
    struct err err = {0};
    if (jobs_unfinished(remote->dispatch.server->jobs, remote->sweep_job, remote->sweep_judging,
                        SWEEP_MOST, &arena, &jobs, &count, &err) != 0) {
        remote_report("the sweeper cannot read the queue", &err);
        count = 0;
    }
    remote->is_sweeping = count > 0;
    if (count == 0) {
        remote->sweep_job = remote->sweep_judging = 0;
        timer_set(&remote->sweep, SWEEP_MS);
        return;
    }
    struct letter *letter = letter_new(LETTER_MISSING, count);
    for (size_t i = 0; i < count; i++)
        letter->jobs[letter->count++] = to_queue(&jobs[i], &letter->arena);
    remote->sweep_job = jobs[count - 1].name.id;
    remote->sweep_judging = jobs[count - 1].judging;
    remote_post(remote, &remote->to_sender, letter);
}

static void on_sweep(void *context)
{
    struct remote *remote = context;
    remote->pause = PAUSE_UNKNOWN; /* this Redis may be a new one */
    tell_pause(remote);
    if (!remote->is_sweeping)
        sweep(remote);
}

static void send_again(struct server *server, const struct queue_job *job)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *row = remote_find_row(server, job, &arena);
    struct err err = {0};
    if (row == NULL || job_state_is_final(row->state) || !row->is_sent)
        return;
    REPORT(LOG_WARN, "not in Redis any more, sent again", {"submission", row->name.token});
    if (server_write(server, &err) != 0 ||
        jobs_set_sent(server->jobs, row->name.id, row->judging, false, &err) != 0)
        remote_report("cannot be sent again", &err); /* the next sweep */
    else if (row->state == JOB_JUDGING)
        outcome_state(server, row->name.id, row->judging, JOB_QUEUED);
}

static void on_missing(struct remote *remote, const struct letter *letter)
{
    for (size_t i = 0; i < letter->count && !letter->has_failed; i++)
        if (letter->flags[i])
            send_again(remote->dispatch.server, &letter->jobs[i]);
    remote->is_sweeping = false;
    sweep(remote);
    send_unsent(remote);
}

/* ---- what comes back: dispatch_redis_out.c ---- */

static void confirm(struct remote *remote)
{
    struct letter *letter = remote->confirming;
    remote->confirming = NULL;
    if (letter == NULL)
        return;
    for (size_t i = 0; i < letter->count; i++)
        letter->flags[i] = remote_is_recorded(remote->dispatch.server, letter, i);
    remote_post(remote, &remote->to_collector, letter);
}

/* ---- letters ---- */

static void keep_for_confirming(struct remote *remote, struct letter *letter)
{
    static const uint64_t one = 1;
    remote->confirming = letter; /* the collector has one letter under way at a time */
    if (queue_is_weakened("commit"))
        confirm(remote);
    (void)!write(remote->event_fd, &one, sizeof(one)); /* in the next round */
}

static void read_letter(struct remote *remote, struct letter *letter)
{
    switch (letter->kind) {
    case LETTER_SUBMIT:
        on_submitted(remote, letter);
        break;
    case LETTER_MISSING:
        on_missing(remote, letter);
        break;
    case LETTER_OUT:
        remote_record(remote, letter);
        keep_for_confirming(remote, letter);
        return;
    case LETTER_GIVEN:
        remote_record_given(remote, letter);
        keep_for_confirming(remote, letter);
        return;
    case LETTER_PAUSE:
        on_pause_told(remote, letter);
        break;
    case LETTER_DRAIN:
        if (!letter->has_failed)
            break;
        mail_add(&remote->unheard, letter);
        timer_set(&remote->retry, RETRY_MS);
        return;
    case LETTER_NEWS:
        remote_take_news(remote, letter);
        break;
    case LETTER_CANCEL:
        break; /* what was not heard ends as too late */
    }
    letter_free(letter);
}

static void on_event(void *context, unsigned events)
{
    struct remote *remote = context;
    uint64_t count;
    (void)events;
    (void)!read(remote->event_fd, &count, sizeof(count)); /* all letters are read in any case */
    confirm(remote);
    for (;;) {
        (void)pthread_mutex_lock(&remote->lock);
        struct letter *letter = mail_take(&remote->to_main);
        (void)pthread_mutex_unlock(&remote->lock);
        if (letter == NULL)
            return;
        read_letter(remote, letter);
    }
}

/* ---- what the service calls ---- */

static void kick(struct dispatch *dispatch)
{
    struct remote *remote = remote_inside(dispatch);
    tell_pause(remote);
    send_unsent(remote);
}

static void cancel(struct dispatch *dispatch, int64_t job, int judging)
{
    struct remote *remote = remote_inside(dispatch);
    struct letter *letter = letter_new(LETTER_CANCEL, 1);
    letter->jobs[0] = (struct queue_job){.id = arena_printf(&letter->arena, "%lld", (long long)job),
                                         .judging = judging};
    letter->count = 1;
    remote_post(remote, &remote->to_sender, letter);
}

static void reload(struct dispatch *dispatch)
{
    (void)dispatch; /* revisions are named by each job */
}

static void drain(struct dispatch *dispatch)
{
    remote_inside(dispatch)->is_draining = true; /* the rest is sent by the next start */
}

/* Workers go on without us, and finish into Redis. */
static bool is_idle(const struct dispatch *dispatch)
{
    const struct remote *remote = remote_inside(dispatch);
    return remote->confirming == NULL && !remote->is_sending;
}

static void drop_mail(struct mailbox *box)
{
    for (struct letter *letter = mail_take(box); letter != NULL; letter = mail_take(box))
        letter_free(letter);
}

static void remote_close(struct dispatch *dispatch)
{
    struct remote *remote = remote_inside(dispatch);
    remote_end_threads(remote);
    drop_mail(&remote->unheard);
    drop_mail(&remote->to_main);
    drop_mail(&remote->to_sender);
    drop_mail(&remote->to_collector);
    letter_free(remote->confirming);
    loop_watch_close(remote->watch);
    timer_done(&remote->retry);
    timer_done(&remote->sweep);
    fd_close(&remote->event_fd);
    arena_done(&remote->view_arena);
    (void)pthread_cond_destroy(&remote->changed);
    (void)pthread_mutex_destroy(&remote->lock);
    free(remote);
}

static const struct dispatch_calls calls = {
    .kick = kick,
    .cancel = cancel,
    .reload = reload,
    .drain = drain,
    .is_idle = is_idle,
    .reasons = remote_add_reasons,
    .workers = remote_add_workers,
    .drain_worker = remote_drain_worker,
    .figures = remote_read_figures,
    .close = remote_close,
};

/* ---- opening ---- */

int remote_attach(const struct remote *remote, struct queue **queue_out, struct err *err)
{
    const struct serve_options *given = remote->dispatch.server->options;
    const struct queue_options options = {
        .url = given->redis, .name = given->redis_name, .password = getenv("EVALX_REDIS_PASSWORD")};
    return queue_attach(&options, queue_out, err);
}

int remote_claim(const struct remote *remote, struct queue *queue, struct err *err)
{
    const struct server *server = remote->dispatch.server;
    const struct queue_terms terms = {.uuid = jobs_uuid(server->jobs),
                                      .server_url = server->public_url,
                                      .jobs_max = server->options->queue_most,
                                      .compare_ms =
                                          server->options->is_uneven_refused ? COMPARE_MS : 0};
    return queue_claim(queue, &terms, err);
}

/* A Redis that would lose jobs, or that belongs to another server, is refused at the start. */
static int check_redis(struct remote *remote, struct err *err)
{
    struct queue *queue = NULL;
    bool is_fine = remote->dispatch.server->options->is_redis_unchecked, is_unchecked = false;
    if (remote_attach(remote, &queue, err) != 0)
        return -1;
    int status = queue_check_configuration(queue, is_fine, &is_unchecked, err) != 0 ||
                 remote_claim(remote, queue, err) != 0;
    queue_detach(queue);
    return status ? -1 : 0;
}

static void init_lock(struct remote *remote)
{
    pthread_condattr_t attributes;
    (void)pthread_mutex_init(&remote->lock, NULL); /* none of these fails on Linux */
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&remote->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

int dispatch_redis_open(struct server *server, struct dispatch **dispatch_out, struct err *err)
{
    struct remote *remote = calloc(1, sizeof(*remote));
    if (remote == NULL)
        err_out_of_memory();
    remote->dispatch = (struct dispatch){.calls = &calls, .server = server};
    remote->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    init_lock(remote);
    timer_init(&remote->retry, server->loop, on_retry, remote);
    timer_init(&remote->sweep, server->loop, on_sweep, remote);
    timer_set(&remote->sweep, SWEEP_MS);
    int status = remote->event_fd < 0 ? err_sys(err, ERR_JUDGE, "serve: eventfd") : 0;
    if (status != 0 || check_redis(remote, err) != 0 ||
        loop_watch_open(server->loop, remote->event_fd, EPOLLIN, on_event, remote, &remote->watch,
                        err) != 0 ||
        remote_start_threads(remote, err) != 0) {
        remote_close(&remote->dispatch);
        return -1;
    }
    *dispatch_out = &remote->dispatch;
    return 0;
}
