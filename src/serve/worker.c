/* worker: see worker.h. The main thread: a loop, the agents, signals. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>

#include "base/fs.h"
#include "model/report_wire.h"
#include "serve/report.h"
#include "serve/server.h"
#include "serve/worker_private.h"

enum { TASKS_WAITING_MAX = 2, DEADLINE_MS = 1000, REST_LEAST_MS = 2000, REST_MOST_MS = 60000 };

void worker_lock(struct worker *worker)
{
    (void)pthread_mutex_lock(&worker->lock); /* a plain mutex, never locked twice */
}

void worker_unlock(struct worker *worker)
{
    (void)pthread_mutex_unlock(&worker->lock);
}

void worker_wait(struct worker *worker, int64_t ms)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += ms / 1000;
    end.tv_nsec += ms % 1000 * 1000000;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    (void)pthread_cond_timedwait(&worker->changed, &worker->lock, &end); /* late is fine */
}

void worker_rest(struct worker *worker)
{
    worker->rest_ms = worker->rest_ms == 0 ? REST_LEAST_MS : 2 * worker->rest_ms;
    if (worker->rest_ms > REST_MOST_MS)
        worker->rest_ms = REST_MOST_MS;
    worker->rest_until_ms = clock_ms() + worker->rest_ms;
}

void worker_call_main(const struct worker *worker)
{
    static const uint64_t one = 1;
    (void)!write(worker->event_fd, &one, sizeof(one)); /* a full counter wakes as well */
}

void lease_end(struct lease *lease, enum queue_giveup kind, const char *why)
{
    lease->state = LEASE_ENDED;
    lease->giveup = kind;
    (void)snprintf(lease->why, sizeof(lease->why), "%s", why);
    (void)pthread_cond_broadcast(&lease->worker->changed);
}

void lease_close(struct lease *lease)
{
    if (lease->request.problem)
        worker_set_release(lease->worker->set, lease->job.revision);
    str_done(&lease->result);
    str_done(&lease->news);
    arena_done(&lease->arena);
    free(lease);
}

/* ---- results ---- */

static struct json *ending_value(const struct agent_ending *ending)
{
    struct json *value = json_map();
    if (ending->end == AGENT_DONE)
        json_set(value, "report", json_share(ending->wire));
    else if (ending->end == AGENT_RAN)
        json_set(value, "ran", ran_report_write(ending->ran));
    else
        json_set_string(value, "refused", ending->message);
    return value;
}

static void write_value(const struct worker *worker, struct json *value, struct str *out)
{
    json_set_string(value, "worker", worker->name);
    out->maximum = QUEUE_RESULT_MAX;
    json_write(value, false, out);
    json_close(value);
}

/* One that the queue does not take would be as large the next time. */
static void write_result(const struct worker *worker, const struct agent_ending *ending,
                         struct str *out)
{
    write_value(worker, ending_value(ending), out);
    if (!out->is_cut)
        return;
    struct json *value = json_map();
    json_set_string(value, "refused", "the result is larger than 16 MiB");
    str_done(out);
    write_value(worker, value, out);
}

/* With the lock. */
static void end_lease(struct worker *worker, struct lease *lease, const struct agent_ending *ending)
{
    static const enum queue_giveup kinds[] = {[AGENT_UNABLE] = QUEUE_NACK,
                                              [AGENT_INTERRUPTED] = QUEUE_RELEASE,
                                              [AGENT_CRASHED] = QUEUE_CRASH};
    bool has_result =
        ending->end == AGENT_DONE || ending->end == AGENT_RAN || ending->end == AGENT_REFUSED;
    if (has_result) {
        write_result(worker, ending, &lease->result);
        lease->state = LEASE_ENDED;
        worker->rest_ms = 0;
        return;
    }
    if (ending->end == AGENT_UNABLE)
        worker_rest(worker);
    const char *why = ending->message ? ending->message : agent_end_name(ending->end);
    if (lease->is_overdue)
        lease_end(lease, QUEUE_CRASH, "judged for longer than it may be");
    else
        lease_end(lease, kinds[ending->end], why);
}

static void on_ended(void *context, const struct agent_ending *ending)
{
    struct lease *lease = context;
    struct worker *worker = lease->worker;
    worker_lock(worker);
    end_lease(worker, lease, ending);
    (void)pthread_cond_broadcast(&worker->changed);
    worker_unlock(worker);
    worker_call_main(worker);
}

static void on_progress(void *context, const char *event, const struct json *message,
                        const char *line)
{
    (void)event; /* the message names it */
    (void)message;
    worker_note(context, line);
}

static const struct agent_calls lease_calls = {.progress = on_progress, .ended = on_ended};

/* ---- leases ---- */

/* With the lock; NULL: none. */
static struct lease *find_ready(struct worker *worker)
{
    for (struct lease *lease = worker->leases; lease; lease = lease->next) {
        if (lease->state != LEASE_READY)
            continue;
        if (!lease->is_lost)
            return lease;
        lease_end(lease, QUEUE_RELEASE, "lost");
    }
    return NULL;
}

static void start_ready(struct worker *worker)
{
    for (;;) {
        worker_lock(worker);
        struct lease *lease = find_ready(worker);
        if (lease) {
            lease->state = LEASE_RUNNING;
            lease->deadline_ms = clock_ms() + lease_hard_ms(lease); /* fetching files was apart */
        }
        worker_unlock(worker);
        if (!lease)
            return;
        worker_note(lease, NULL);
        lease->seq = agents_start(worker->agents, &lease->request, &lease_calls, lease);
    }
}

/* With the lock: one that must not go on (lost, overdue, or handed back because we leave); NULL:
 * none. */
static struct lease *find_over(struct worker *worker)
{
    for (struct lease *lease = worker->leases; lease; lease = lease->next) {
        bool is_over = lease->is_lost || lease->is_overdue || worker->is_leaving;
        if (is_over && !lease->is_told && lease->state == LEASE_RUNNING && lease->seq != 0)
            return lease;
    }
    return NULL;
}

/* Without the lock, which on_ended takes: a task that no agent has yet ends within the call, and
 * its lease may be gone after it. */
static void cancel_some(struct worker *worker)
{
    for (;;) {
        int64_t seq = 0;
        worker_lock(worker);
        struct lease *lease = find_over(worker);
        if (lease) {
            lease->is_told = true;
            seq = lease->seq;
        }
        worker_unlock(worker);
        if (seq == 0)
            return;
        agents_cancel(worker->agents, seq);
    }
}

/* With the lock: leases that are not yet with an agent. */
static size_t count_waiting(const struct worker *worker)
{
    size_t count = 0;
    for (const struct lease *lease = worker->leases; lease; lease = lease->next)
        count += lease->state == LEASE_FETCHED || lease->state == LEASE_READY;
    return count;
}

static void set_room(struct worker *worker)
{
    size_t judges = agents_room(worker->agents, "judge"), runs = agents_room(worker->agents, "run");
    size_t room = judges > runs ? judges : runs;
    bool is_stuck = agents_figures(worker->agents).tasks_waiting >= TASKS_WAITING_MAX;
    worker_lock(worker);
    size_t waiting = count_waiting(worker);
    size_t before = worker->room;
    worker->room = !worker->is_joined || is_stuck || room <= waiting ? 0 : room - waiting;
    worker->slots = agents_slots(worker->agents);
    if (worker->room > before) /* whoever waits for less has nothing to do */
        (void)pthread_cond_broadcast(&worker->changed);
    worker_unlock(worker);
}

/* Everything that may have changed is looked at: there is little of it. */
static void look(struct worker *worker)
{
    start_ready(worker);
    cancel_some(worker);
    set_room(worker);
    worker_lock(worker);
    bool is_idle = !worker->leases && !worker->is_fetching && !worker->is_sending;
    bool is_over = worker->fatal.kind != ERR_NONE || (worker->is_draining && is_idle);
    worker_unlock(worker);
    if (is_over)
        loop_stop(worker->loop);
}

static void on_event(void *context, unsigned events)
{
    struct worker *worker = context;
    uint64_t count;
    (void)events;
    (void)!read(worker->event_fd, &count, sizeof(count)); /* looked at in any case */
    look(worker);
}

static void on_deadlines(void *context)
{
    struct worker *worker = context;
    worker_lock(worker);
    for (struct lease *lease = worker->leases; lease; lease = lease->next)
        lease->is_overdue |= lease->state == LEASE_RUNNING && clock_ms() > lease->deadline_ms;
    worker_unlock(worker);
    look(worker);
    worker_describe(worker);
    timer_set(&worker->deadlines, DEADLINE_MS);
}

/* ---- what the agents say of themselves ---- */

static void on_changed(void *context)
{
    worker_call_main(context);
}

/* Only what can be judged here is asked for. */
static void note_languages(struct worker *worker, const struct json *list)
{
    size_t count = json_count(list);
    if (count == 0 || count >= WORKER_LANGUAGES_MAX || worker->languages)
        return;
    const char **ids = arena_alloc(&worker->arena, (count + 1) * sizeof(*ids));
    for (size_t i = 0; i < count; i++) {
        const char *id = json_text(json_get(json_item(list, i), "id"));
        ids[i] = arena_string(&worker->arena, id ? id : "");
    }
    worker_lock(worker);
    worker->languages = ids;
    worker_unlock(worker);
}

static void on_ready(void *context, const struct json *event)
{
    struct worker *worker = context;
    const char *name = json_text(json_get(event, "event"));
    note_languages(worker, json_get(event, "languages"));
    worker->is_told |= name != NULL && strcmp(name, "languages") == 0;
    worker_describe(worker);
    worker_call_main(worker);
}

/* ---- signals ---- */

static void on_signal(void *context, unsigned events)
{
    struct worker *worker = context;
    struct signalfd_siginfo info;
    (void)events;
    if (read(worker->signal_fd, &info, sizeof(info)) != sizeof(info))
        return;
    worker_lock(worker);
    worker->is_leaving = worker->is_draining;
    worker->is_draining = true;
    bool is_leaving = worker->is_leaving;
    worker_unlock(worker);
    notify_supervisor("STOPPING=1");
    REPORT(LOG_INFO, is_leaving ? "stopping: handing back what runs"
                                : "stopping: finishing what runs; once more hands it back");
    look(worker);
}

/* ---- opening ---- */

static int open_signals(struct worker *worker, struct err *err)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)signal(SIGPIPE, SIG_IGN); /* a broken connection is an error, no end */
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL))
        return err_set(err, ERR_JUDGE, "worker: signals");
    worker->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    worker->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->signal_fd < 0 || worker->event_fd < 0)
        return err_sys(err, ERR_JUDGE, "worker: signalfd");
    if (loop_watch_open(worker->loop, worker->signal_fd, EPOLLIN, on_signal, worker,
                        &worker->signal_watch, err) ||
        loop_watch_open(worker->loop, worker->event_fd, EPOLLIN, on_event, worker,
                        &worker->event_watch, err))
        return -1;
    return 0;
}

/* The host's name where none is given, and something random: a name that returns is a new worker.
 */
static int set_name(struct worker *worker, struct err *err)
{
    char host[64] = "worker", token[QUEUE_TOKEN_BYTES];
    (void)gethostname(host, sizeof(host) - 1); /* a name without meaning is fine */
    const char *name = worker->options->name ? worker->options->name : host;
    worker->name = name;
    if (queue_make_token(token, err))
        return -1;
    (void)snprintf(worker->id, sizeof(worker->id), "%.40s-%.8s", name, token);
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (strspn(name, allowed) != strlen(name))
        return err_set(err, ERR_USAGE, "--name: '%s': letters, digits, '-', '_' and '.' only",
                       name);
    return 0;
}

static const char *find_program(struct worker *worker)
{
    const char *folder = worker->options->program_folder;
    const char *beside = fs_join(&worker->arena, folder, "evalx");
    if (fs_exists(AT_FDCWD, beside))
        return beside;
    return fs_join(&worker->arena, folder, "../../bin/evalx");
}

int worker_open_agents(struct worker *worker, struct err *err)
{
    const struct agents_options options = {.loop = worker->loop,
                                           .program = find_program(worker),
                                           .arguments = worker->options->arguments,
                                           .slots = worker->options->slots,
                                           .idle_ms = worker->options->idle_ms,
                                           .depot = worker->depot,
                                           .context = worker,
                                           .changed = on_changed,
                                           .ready = on_ready};
    return agents_open(&options, &worker->agents, err);
}

static int start_threads(struct worker *worker, struct err *err)
{
    int status = pthread_create(&worker->taker, NULL, worker_take, worker);
    if (status == 0) {
        status = pthread_create(&worker->keeper, NULL, worker_keep, worker);
        if (status)
            worker->keeper = worker->taker;
    }
    if (status == 0)
        return 0;
    errno = status;
    return err_sys(err, ERR_JUDGE, "worker: threads");
}

static void end_threads(struct worker *worker)
{
    if (!worker->taker)
        return;
    worker_lock(worker);
    worker->is_ending = true;
    (void)pthread_cond_broadcast(&worker->changed);
    worker_unlock(worker);
    (void)pthread_join(worker->taker, NULL);
    if (worker->keeper != worker->taker)
        (void)pthread_join(worker->keeper, NULL);
}

static void worker_close(struct worker *worker)
{
    end_threads(worker);
    agents_close(worker->agents);
    depot_close(worker->depot);
    while (worker->leases) {
        struct lease *lease = worker->leases;
        worker->leases = lease->next;
        lease_close(lease);
    }
    worker_set_close(worker->set);
    timer_done(&worker->deadlines);
    timer_done(&worker->joining);
    loop_watch_close(worker->event_watch);
    loop_watch_close(worker->signal_watch);
    fd_close(&worker->event_fd);
    fd_close(&worker->signal_fd);
    loop_close(worker->loop);
    arena_done(&worker->arena);
}

/* A Redis that cannot be used is told at once; one that does not answer is waited for. */
static int greet(struct worker *worker, struct err *err)
{
    const struct worker_options *options = worker->options;
    worker->queue = (struct queue_options){
        .url = options->redis, .name = options->redis_name, .password = options->redis_password};
    struct queue *queue = NULL;
    struct queue_beat beat = {.worker = worker->id, .name = worker->name, .facts = worker->facts};
    if (queue_attach(&worker->queue, &queue, err))
        return -1;
    int status = queue_beat(queue, &beat, NULL, 0, NULL, err);
    if (status == 0)
        REPORT(LOG_INFO, "joined", {"queue", queue_place(queue)}, {"worker", worker->id});
    else
        REPORT(LOG_WARN, "waiting for the queue", {"error", err->msg});
    queue_detach(queue);
    return status && err->kind != ERR_SERVICE ? -1 : 0;
}

static int run(struct worker *worker, struct err *err)
{
    const struct worker_options *options = worker->options;
    worker_describe(worker);
    if (set_name(worker, err) || loop_open(&worker->loop, err) || open_signals(worker, err) ||
        worker_set_open(options->cache, options->cache_bytes, options->token, &worker->set, err) ||
        greet(worker, err) || worker_open_depot(worker, err) || worker_open_agents(worker, err))
        return -1;
    timer_init(&worker->deadlines, worker->loop, on_deadlines, worker);
    timer_set(&worker->deadlines, DEADLINE_MS);
    worker_join(worker);
    set_room(worker);
    if (start_threads(worker, err))
        return -1;
    notify_supervisor("READY=1");
    if (loop_run(worker->loop, err))
        return -1;
    worker_lock(worker);
    bool is_fatal = worker->fatal.kind != ERR_NONE;
    if (is_fatal)
        *err = worker->fatal;
    worker_unlock(worker);
    return is_fatal ? -1 : 0;
}

int worker_run(const struct worker_options *options, struct err *err)
{
    struct worker worker = {
        .options = options, .event_fd = -1, .signal_fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_condattr_t attributes;
    report_init(options->is_log_json);
    (void)pthread_condattr_init(&attributes); /* neither fails on Linux */
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&worker.changed, &attributes);
    int status = run(&worker, err);
    worker_close(&worker);
    (void)pthread_cond_destroy(&worker.changed);
    (void)pthread_condattr_destroy(&attributes);
    return status;
}
