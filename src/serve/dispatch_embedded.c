/* dispatch_embedded: this machine judges: the record is the queue, agents are the hands.
 *
 *   kick -> jobs_fetch (a lease, in the round's transaction) -> agents_start
 *        -> ended: outcome_record, or jobs_giveup -> kick
 *
 * Leases have no end here: whoever holds them is this process, and its next start returns them. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "serve/agent.h"
#include "serve/depot.h"
#include "serve/dispatch.h"
#include "serve/events.h"
#include "serve/outcome.h"
#include "serve/problemset.h"
#include "serve/report.h"
#include "serve/work.h"

enum { WAITING_MOST = 4, ARGUMENTS_MOST = 8, RETRY_MS = 5000, LOST_MS = 5000 };

static const char worker_name[] = "local";

struct embedded {
    struct dispatch dispatch;
    struct agents *agents;
    struct depot *depot; /* NULL: nothing is shared with other machines */
    struct task *tasks;
    struct timer delayed; /* the next job whose time has not come */
    struct timer lost;    /* what the record takes for running, and nobody runs */
    struct arena arena;
    const char *arguments[ARGUMENTS_MOST];
    bool is_draining;
};

/* A judging under way. */
struct task {
    struct embedded *embedded;
    int64_t job, seq;
    int judging;
    char lease[JOB_LEASE_BYTES];
    char token[JOB_TOKEN_BYTES];
    bool is_cancelled;
    struct task *next, *previous;
};

static struct embedded *inside(const struct dispatch *dispatch)
{
    return (struct embedded *)(uintptr_t)dispatch; /* its first member */
}

/* ---- tasks ---- */

static void name_task(struct task *task, const struct job *job)
{
    (void)snprintf(task->lease, sizeof(task->lease), "%s", job->lease); /* both fit */
    (void)snprintf(task->token, sizeof(task->token), "%s", job->name.token);
}

static struct task *task_open(struct embedded *embedded, const struct job *job)
{
    struct task *task = calloc(1, sizeof(*task));
    if (task == NULL)
        err_out_of_memory();
    *task = (struct task){.embedded = embedded,
                          .job = job->name.id,
                          .judging = job->judging,
                          .next = embedded->tasks};
    name_task(task, job);
    if (embedded->tasks != NULL)
        embedded->tasks->previous = task;
    embedded->tasks = task;
    return task;
}

static void task_close(struct task *task)
{
    if (task->previous != NULL)
        task->previous->next = task->next;
    else
        task->embedded->tasks = task->next;
    if (task->next != NULL)
        task->next->previous = task->previous;
    free(task);
}

static void report_failure(const struct task *task, const struct err *err)
{
    REPORT(LOG_ERROR, "cannot be recorded, and will be judged again", {"submission", task->token},
           {"error", err->msg});
}

static void give_up(const struct task *task, enum job_giveup kind, const char *why)
{
    struct server *server = task->embedded->dispatch.server;
    enum jobs_outcome found = JOBS_UNKNOWN;
    bool is_dead = false;
    struct err err = {0};
    if (server_write(server, &err) != 0 ||
        jobs_giveup(server->jobs, task->job, task->judging, task->lease, kind, why, &found,
                    &is_dead, &err) != 0) {
        report_failure(task, &err);
        return;
    }
    if (found != JOBS_OK)
        return; /* cancelled meanwhile */
    if (kind != GIVEUP_RELEASE)
        REPORT(is_dead ? LOG_ERROR : LOG_WARN, is_dead ? "given up for good" : "given up",
               {"submission", task->token}, {"why", why});
    outcome_state(server, task->job, task->judging, is_dead ? JOB_DEAD : JOB_QUEUED);
}

static void record(const struct task *task, const struct agent_ending *ending)
{
    struct server *server = task->embedded->dispatch.server;
    enum jobs_outcome found = JOBS_UNKNOWN;
    struct err err = {0};
    struct outcome outcome = {.job = task->job,
                              .judging = task->judging,
                              .lease = task->lease,
                              .worker = worker_name,
                              .report = ending->end == AGENT_DONE ? ending->report : NULL,
                              .ran = ending->end == AGENT_RAN ? ending->ran : NULL,
                              .error = ending->end == AGENT_REFUSED ? ending->message : NULL};
    if (outcome_record(server, &outcome, &found, &err) != 0)
        report_failure(task, &err);
}

static void on_ended(void *context, const struct agent_ending *ending)
{
    struct task *task = context;
    static const enum job_giveup kinds[] = {[AGENT_UNABLE] = GIVEUP_NACK,
                                            [AGENT_INTERRUPTED] = GIVEUP_RELEASE,
                                            [AGENT_CRASHED] = GIVEUP_CRASH};
    if (ending->end == AGENT_DONE || ending->end == AGENT_RAN || ending->end == AGENT_REFUSED)
        record(task, ending);
    else
        give_up(task, kinds[ending->end],
                ending->message != NULL ? ending->message : agent_end_name(ending->end));
    task_close(task);
}

static void on_progress(void *context, const char *event, const struct json *message,
                        const char *line)
{
    const struct task *task = context;
    (void)line;
    outcome_progress(task->embedded->dispatch.server, task->job, task->judging,
                     strcmp(event, "compiled") == 0 ? "compiled" : "test", message);
}

static const struct agent_calls task_calls = {.progress = on_progress, .ended = on_ended};

/* ---- from the record to an agent ---- */

static void start(struct embedded *embedded, const struct job *job, struct arena *arena)
{
    struct server *server = embedded->dispatch.server;
    struct agent_request request;
    struct err err = {0};
    struct task *task = task_open(embedded, job);
    if (work_request(server, job, arena, &request, &err) != 0) {
        const struct agent_ending ending = {.end = AGENT_REFUSED, .message = err.msg};
        on_ended(task, &ending);
        return;
    }
    task->seq = agents_start(embedded->agents, &request, &task_calls, task);
    outcome_state(server, task->job, task->judging, JOB_JUDGING);
}

/* ---- what the service calls ---- */

static bool has_room(const struct embedded *embedded)
{
    return !embedded->is_draining &&
           agents_figures(embedded->agents).tasks_waiting < WAITING_MOST &&
           (agents_room(embedded->agents, "judge") > 0 || agents_room(embedded->agents, "run") > 0);
}

static void set_delayed(struct embedded *embedded)
{
    int64_t us = 0;
    struct err ignored; /* the next kick asks again */
    timer_stop(&embedded->delayed);
    if (jobs_next_us(embedded->dispatch.server->jobs, &us, &ignored) == 0 && us > 0)
        timer_set(&embedded->delayed, (us - now_us()) / 1000 + 1);
}

/* *has_fetched_out: one was begun. */
static int fetch_one(struct embedded *embedded, bool *has_fetched_out, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    *has_fetched_out = false;
    if (jobs_fetch(embedded->dispatch.server->jobs, worker_name, &arena, &job, err) != 0)
        return -1;
    if (job == NULL)
        return 0;
    start(embedded, job, &arena);
    *has_fetched_out = true;
    return 0;
}

static void kick(struct dispatch *dispatch)
{
    struct embedded *embedded = inside(dispatch);
    struct server *server = dispatch->server;
    bool is_ours = !server->is_writing, has_fetched = true, has_any = false;
    struct err err = {0};
    if (!has_room(embedded))
        return;
    set_delayed(embedded); /* before looking: what becomes due meanwhile is in neither otherwise */
    int result = server_write(server, &err);
    while (result == 0 && has_fetched && has_room(embedded)) {
        result = fetch_one(embedded, &has_fetched, &err);
        has_any |= has_fetched;
    }
    if (is_ours && server->is_writing && !has_any) { /* nothing was written: no round for it */
        server->is_writing = false;
        if (jobs_commit(server->jobs, &err) != 0)
            result = -1;
    }
    if (result != 0) {
        REPORT(LOG_ERROR, "the queue cannot be read", {"error", err.msg});
        timer_set(&embedded->delayed, RETRY_MS);
        return;
    }
    if (has_any)
        loop_again(server->loop);
}

static void on_delayed(void *context)
{
    struct embedded *embedded = context;
    kick(&embedded->dispatch);
}

static struct task *find_task(const struct embedded *embedded, int64_t job, int judging)
{
    struct task *task = embedded->tasks;
    while (task != NULL && (task->job != job || task->judging != judging || task->is_cancelled))
        task = task->next;
    return task;
}

/* One that waits ends within the call, so the list is walked anew. */
static void cancel(struct dispatch *dispatch, int64_t job, int judging)
{
    struct embedded *embedded = inside(dispatch);
    struct task *task;
    while ((task = find_task(embedded, job, judging)) != NULL) {
        task->is_cancelled = true;
        agents_cancel(embedded->agents, task->seq);
    }
}

/* ---- ends that were lost ---- */

static bool is_held(const struct embedded *embedded, const struct job *job)
{
    for (const struct task *task = embedded->tasks; task != NULL; task = task->next) {
        if (job->lease != NULL && strcmp(task->lease, job->lease) == 0)
            return true;
    }
    return false;
}

/* The round in which a task ended may not have come to the disk: then its row has a lease that
 * nobody holds, and is given back. */
static void on_lost(void *context)
{
    struct embedded *embedded = context;
    struct server *server = embedded->dispatch.server;
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *jobs;
    size_t count;
    struct err err = {0};
    timer_set(&embedded->lost, LOST_MS);
    if (jobs_running(server->jobs, &arena, &jobs, &count, &err) != 0) {
        REPORT(LOG_ERROR, "the queue cannot be read", {"error", err.msg});
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_held(embedded, &jobs[i]))
            continue;
        struct task lost = {
            .embedded = embedded, .job = jobs[i].name.id, .judging = jobs[i].judging};
        name_task(&lost, &jobs[i]);
        give_up(&lost, GIVEUP_NACK, "its end could not be recorded");
    }
}

/* The next tasks find agents that have read the languages again. */
static void reload(struct dispatch *dispatch)
{
    agents_drain(inside(dispatch)->agents);
}

static void drain(struct dispatch *dispatch)
{
    struct embedded *embedded = inside(dispatch);
    embedded->is_draining = true;
    agents_drain(embedded->agents);
}

static bool is_idle(const struct dispatch *dispatch)
{
    return agents_busy(inside(dispatch)->agents) == 0;
}

static void add_reasons(const struct dispatch *dispatch, struct json *lines)
{
    const char *trouble = agents_trouble(inside(dispatch)->agents);
    if (trouble != NULL)
        json_append_string(lines, trouble);
}

static void add_workers(const struct dispatch *dispatch, struct json *list)
{
    const struct embedded *embedded = inside(dispatch);
    struct agents_figures figures = agents_figures(embedded->agents);
    struct json *object = json_map();
    json_set_string(object, "name", worker_name);
    json_set_string(object, "state", embedded->is_draining ? "draining" : "up");
    json_set_i64(object, "slots", agents_slots(embedded->agents));
    json_set_i64(object, "busy", figures.tasks_running);
    json_set_string(object, "version", dispatch->server->options->version);
    json_set(object, "boxes", agents_boxes(embedded->agents));
    if (embedded->depot != NULL)
        json_set(object, "shared_cache", depot_figures(embedded->depot));
    const struct json *degraded = agents_degraded(embedded->agents);
    json_set(object, "degraded", degraded != NULL ? json_share(degraded) : json_list());
    json_append(list, object);
}

static void embedded_close(struct dispatch *dispatch)
{
    struct embedded *embedded = inside(dispatch);
    agents_close(embedded->agents);
    depot_close(embedded->depot);
    while (embedded->tasks != NULL)
        task_close(embedded->tasks); /* the next start returns their leases */
    timer_done(&embedded->delayed);
    timer_done(&embedded->lost);
    arena_done(&embedded->arena);
    free(embedded);
}

static const struct dispatch_calls calls = {
    .kick = kick,
    .cancel = cancel,
    .reload = reload,
    .drain = drain,
    .is_idle = is_idle,
    .reasons = add_reasons,
    .workers = add_workers,
    .close = embedded_close,
};

/* ---- opening ---- */

static void on_changed(void *context)
{
    struct embedded *embedded = context;
    timer_set(&embedded->delayed, 0); /* not from within a call of the agents' */
}

/* evalx stands beside evalx-service, or in bin of the same prefix. */
static const char *find_program(struct embedded *embedded, const char *folder)
{
    const char *beside = fs_join(&embedded->arena, folder, "evalx");
    if (fs_exists(AT_FDCWD, beside))
        return beside;
    return fs_join(&embedded->arena, folder, "../../bin/evalx");
}

static int open_depot(struct embedded *embedded, struct err *err)
{
    const struct serve_options *options = embedded->dispatch.server->options;
    const struct depot_options wanted = {
        .url = options->cache_redis,
        .password = options->cache_redis_password,
        .secret = options->cache_secret,
    };
    return options->cache_redis != NULL ? depot_open(&wanted, &embedded->depot, err) : 0;
}

int dispatch_embedded_open(struct server *server, struct dispatch **dispatch_out, struct err *err)
{
    const struct serve_options *options = server->options;
    struct embedded *embedded = calloc(1, sizeof(*embedded));
    if (embedded == NULL)
        err_out_of_memory();
    embedded->dispatch = (struct dispatch){.calls = &calls, .server = server};
    size_t count = 0;
    embedded->arguments[count++] = "--langs";
    embedded->arguments[count++] = options->languages.path;
    if (options->languages.profile != NULL) {
        embedded->arguments[count++] = "--profile";
        embedded->arguments[count++] = options->languages.profile;
    }
    timer_init(&embedded->delayed, server->loop, on_delayed, embedded);
    timer_init(&embedded->lost, server->loop, on_lost, embedded);
    timer_set(&embedded->lost, LOST_MS);
    if (open_depot(embedded, err) != 0) {
        embedded_close(&embedded->dispatch);
        return -1;
    }
    const struct agents_options agents = {
        .loop = server->loop,
        .program = find_program(embedded, options->program_folder),
        .arguments = embedded->arguments,
        .slots = options->slots,
        .idle_ms = options->idle_ms,
        .depot = embedded->depot,
        .context = embedded,
        .changed = on_changed,
    };
    if (agents_open(&agents, &embedded->agents, err) != 0) {
        embedded_close(&embedded->dispatch);
        return -1;
    }
    *dispatch_out = &embedded->dispatch;
    return 0;
}
