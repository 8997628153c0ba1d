/* agent_job: what was asked for and is not told yet. */
#include "cli/agent.h"

struct agent_job *agent_job_open(struct agent *agent, struct arena *arena,
                                 const struct agent_request *request)
{
    struct agent_job *job = arena_alloc(arena, sizeof(*job)); /* lives in its own arena */
    job->agent = agent;
    job->request = *request;
    job->files = arena_alloc(arena, (request->file_count + 1) * sizeof(*job->files));
    for (size_t i = 0; i < request->file_count; i++) {
        const struct report_file *file = &request->files[i];
        job->files[i] = (struct source_file){
            .name = file->name, .bytes = file->count > 0 ? file->bytes : "", .count = file->count};
    }
    job->arena = *arena;
    *arena = (struct arena){0};
    (void)pthread_mutex_lock(&agent->lock); /* a default mutex fails only when misused */
    job->next = agent->jobs;
    if (job->next != NULL)
        job->next->previous = job;
    agent->jobs = job;
    (void)pthread_mutex_unlock(&agent->lock);
    return job;
}

void agent_job_close(struct agent_job *job)
{
    struct agent *agent = job->agent;
    (void)pthread_mutex_lock(&agent->lock); /* a default mutex fails only when misused */
    if (job->next != NULL)
        job->next->previous = job->previous;
    if (job->previous != NULL)
        job->previous->next = job->next;
    else
        agent->jobs = job->next;
    (void)pthread_mutex_unlock(&agent->lock);
    struct arena arena = job->arena; /* the job itself is inside */
    arena_done(&arena);
}

void agent_run(struct agent *agent, struct agent_job *job)
{
    struct judge_runs runs = {
        .request = &job->request,
        .is_cancelled = &job->is_cancelled,
        .context = job,
        .done = agent_on_ran,
    };
    struct err err = {0};
    if (judge_runs_start(agent->session.judge, &runs, &err) != 0)
        agent_on_ran(job, NULL, &err);
}

void agent_cancel(struct agent *agent, int64_t seq)
{
    (void)pthread_mutex_lock(&agent->lock); /* a default mutex fails only when misused */
    for (struct agent_job *job = agent->jobs; job != NULL; job = job->next) {
        if (job->request.seq == seq)
            atomic_store(&job->is_cancelled, true);
    }
    (void)pthread_mutex_unlock(&agent->lock);
}

void agent_tell_unfinished(struct agent *agent)
{
    while (agent->jobs != NULL) { /* no other thread is left */
        agent_tell(agent, "interrupted", agent->jobs->request.seq, json_map());
        agent_job_close(agent->jobs);
    }
}
