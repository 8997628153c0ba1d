/* agent_problem: packages, by path and revision: opened and prepared by a thread of their own, held
 * while they are used, dropped when a newer revision has come or too many are held. */
#include <string.h>

#include "cli/agent.h"

enum { HELD_MAX = 64 };

enum problem_stage { PROBLEM_NEW, PROBLEM_READY, PROBLEM_FAILED };

struct agent_problem {
    struct agent_problem *next;
    struct arena arena; /* the struct itself, and its names */
    const char *path, *revision;
    enum problem_stage stage;
    bool is_stale;    /* goes when its last job is told */
    size_t job_count; /* waiting and judged */
    size_t last_used;
    struct agent_job *waiting; /* while it is PROBLEM_NEW, newest first */
    struct problem problem;
};

static void lock(struct agent *agent)
{
    (void)pthread_mutex_lock(&agent->lock); /* a default mutex fails only when misused */
}

static void unlock(struct agent *agent)
{
    (void)pthread_mutex_unlock(&agent->lock);
}

/* ---- looking up; under the lock ---- */

static struct agent_problem *find(struct agent *agent, const struct agent_request *request)
{
    struct agent_problem *found = agent->problems;
    while (found != NULL &&
           (found->stage == PROBLEM_FAILED || strcmp(found->path, request->problem) != 0 ||
            strcmp(found->revision, request->revision) != 0))
        found = found->next;
    return found;
}

static void retire_older(struct agent *agent, const char *path)
{
    struct agent_problem *oldest = NULL;
    size_t held = 0;
    for (struct agent_problem *at = agent->problems; at != NULL; at = at->next) {
        at->is_stale = at->is_stale || strcmp(at->path, path) == 0;
        held += !at->is_stale;
        if (!at->is_stale && at->job_count == 0 &&
            (oldest == NULL || at->last_used < oldest->last_used))
            oldest = at;
    }
    if (held >= HELD_MAX && oldest != NULL)
        oldest->is_stale = true;
}

static struct agent_problem *add(struct agent *agent, const struct agent_request *request)
{
    struct arena arena = {0};
    struct agent_problem *problem = arena_alloc(&arena, sizeof(*problem));
    problem->path = arena_string(&arena, request->problem);
    problem->revision = arena_string(&arena, request->revision);
    problem->arena = arena;
    retire_older(agent, request->problem);
    problem->next = agent->problems;
    agent->problems = problem;
    return problem;
}

/* ---- jobs ---- */

static void start(struct agent_job *job)
{
    const struct agent_request *request = &job->request;
    struct judge_job judge_job = {
        .files = job->files,
        .file_count = request->file_count,
        .language = request->language,
        .problem = &job->problem->problem,
        .tag = job,
        .user = request->user,
        .shown = request->file_count == 1 ? request->files[0].name : "files",
        .is_cancelled = &job->is_cancelled,
        .is_anew = request->is_anew,
    };
    (void)judge_stream_add(job->agent->stream, &judge_job); /* its index is of no use here */
}

/* Under the lock: a job of it is told. */
static void release(struct agent *agent, struct agent_problem *problem)
{
    problem->job_count--;
    if (problem->job_count == 0 && problem->is_stale)
        (void)pthread_cond_signal(&agent->has_work);
}

void agent_judged(struct agent_job *job)
{
    struct agent *agent = job->agent;
    lock(agent);
    release(agent, job->problem);
    unlock(agent);
    agent_job_close(job);
}

void agent_judge(struct agent *agent, struct agent_job *job)
{
    lock(agent);
    struct agent_problem *problem = find(agent, &job->request);
    if (problem == NULL)
        problem = add(agent, &job->request);
    job->problem = problem;
    problem->job_count++;
    problem->last_used = ++agent->used;
    bool is_ready = problem->stage == PROBLEM_READY;
    if (!is_ready) {
        job->next_waiting = problem->waiting;
        problem->waiting = job;
        (void)pthread_cond_signal(&agent->has_work);
    }
    unlock(agent);
    if (is_ready)
        start(job);
}

/* ---- the opener ---- */

/* In the order in which they came. */
static void start_waiting(struct agent_job *newest, const struct err *err)
{
    struct agent_job *oldest = NULL;
    while (newest != NULL) {
        struct agent_job *next = newest->next_waiting;
        newest->next_waiting = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != NULL) {
        struct agent_job *job = oldest;
        oldest = job->next_waiting;
        if (err->kind == ERR_NONE) {
            start(job);
            continue;
        }
        agent_tell_refused(job->agent, job->request.seq, err);
        agent_judged(job);
    }
}

static void open_problem(struct agent *agent, struct agent_problem *problem)
{
    struct err err = {0};
    if (problem_open(problem->path, &problem->problem, &err) == 0)
        (void)!judge_stream_prepare(agent->stream, &problem->problem, &err); /* kept in err */
    lock(agent);
    problem->stage = err.kind == ERR_NONE ? PROBLEM_READY : PROBLEM_FAILED;
    problem->is_stale = problem->is_stale || err.kind != ERR_NONE;
    struct agent_job *waiting = problem->waiting;
    problem->waiting = NULL;
    unlock(agent);
    start_waiting(waiting, &err);
}

static void close_problem(struct agent *agent, struct agent_problem *problem)
{
    if (problem->stage == PROBLEM_READY)
        judge_stream_drop(agent->stream, &problem->problem);
    problem_close(&problem->problem);
    struct arena arena = problem->arena; /* the problem itself is inside */
    arena_done(&arena);
}

/* The oldest that nobody has opened; under the lock. */
static struct agent_problem *next_new(struct agent *agent)
{
    struct agent_problem *found = NULL;
    for (struct agent_problem *at = agent->problems; at != NULL; at = at->next) {
        if (at->stage == PROBLEM_NEW && at->waiting != NULL)
            found = at;
    }
    return found;
}

/* Out of the list; under the lock. */
static struct agent_problem *take_unused(struct agent *agent)
{
    struct agent_problem **at = &agent->problems;
    while (*at != NULL && (!(*at)->is_stale || (*at)->job_count > 0))
        at = &(*at)->next;
    struct agent_problem *found = *at;
    if (found != NULL)
        *at = found->next;
    return found;
}

static void *open_and_drop(void *context)
{
    struct agent *agent = context;
    lock(agent);
    for (;;) {
        struct agent_problem *fresh = next_new(agent);
        struct agent_problem *unused = fresh == NULL ? take_unused(agent) : NULL;
        if (fresh == NULL && unused == NULL) {
            if (agent->is_ending)
                break;
            (void)pthread_cond_wait(&agent->has_work, &agent->lock);
            continue;
        }
        unlock(agent);
        if (fresh != NULL)
            open_problem(agent, fresh);
        else
            close_problem(agent, unused);
        lock(agent);
    }
    unlock(agent);
    return NULL;
}

int agent_open(struct agent *agent, struct err *err)
{
    /* default attributes: cannot fail on Linux */
    (void)pthread_mutex_init(&agent->lock, NULL);
    (void)pthread_cond_init(&agent->has_work, NULL);
    if (judge_stream_open(agent->session.judge, &agent->stream, err) != 0 ||
        agent_open_out(agent, err) != 0)
        return -1;
    agent->has_opener = pthread_create(&agent->opener, NULL, open_and_drop, agent) == 0;
    return agent->has_opener ? 0 : err_set(err, ERR_JUDGE, "agent: start a thread");
}

void agent_finish(struct agent *agent)
{
    lock(agent);
    agent->is_ending = true;
    (void)pthread_cond_signal(&agent->has_work);
    unlock(agent);
    if (agent->has_opener)
        (void)pthread_join(agent->opener, NULL); /* ours, and joined once */
    (void)judge_stream_close(agent->stream);
    agent_close_out(agent);
    while (agent->problems != NULL) {
        struct agent_problem *problem = agent->problems;
        agent->problems = problem->next;
        problem_close(&problem->problem);
        struct arena arena = problem->arena;
        arena_done(&arena);
    }
}
