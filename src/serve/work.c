/* work: see work.h. */
#include "serve/work.h"

#include <string.h>

#include "serve/adhoc.h"
#include "serve/judge0.h"
#include "serve/problemset.h"

static int judge_request(const struct server *server, const struct job *job, struct arena *arena,
                         struct agent_request *request, struct err *err)
{
    struct json *stored = NULL;
    const char *digest = job->problem_digest != NULL ? job->problem_digest : "";
    *request = (struct agent_request){.what = "judge",
                                      .problem = problemset_path(server->problems, digest, arena),
                                      .revision = digest,
                                      .language = job->language,
                                      .user = job->user,
                                      .is_anew = strcmp(job->api, JOB_REHEARSAL) == 0};
    if (request->problem == NULL)
        return err_set(err, ERR_INPUT, "problem: revision %s is not here any more", digest);
    if (json_parse("request", job->request, job->request_count, &stored, err) != 0)
        return -1;
    int result = stored_files(stored, arena, &request->files, &request->file_count, err);
    json_close(stored);
    return result;
}

static int run_request(const struct job *job, struct arena *arena, struct agent_request *request,
                       struct err *err)
{
    struct json *stored = NULL;
    if (strcmp(job->api, "v1") == 0)
        return adhoc_request(job, arena, request, err);
    if (strcmp(job->api, judge0_api) == 0)
        return judge0_request(job, arena, request, err);
    if (json_parse("request", job->request, job->request_count, &stored, err) != 0)
        return -1;
    int result = agent_request_read(arena, stored, request, err);
    json_close(stored);
    return result;
}

int work_request(const struct server *server, const struct job *job, struct arena *arena,
                 struct agent_request *request_out, struct err *err)
{
    return job->kind == JOB_JUDGE ? judge_request(server, job, arena, request_out, err)
                                  : run_request(job, arena, request_out, err);
}

const char *work_only(const struct job *job, struct arena *arena)
{
    struct json *stored = NULL;
    struct err ignored; /* then nobody can judge it anyway */
    if (strcmp(job->api, JOB_REHEARSAL) != 0 ||
        json_parse("request", job->request, job->request_count, &stored, &ignored) != 0)
        return NULL;
    const char *name = json_text(json_get(stored, "worker"));
    const char *copy = name != NULL ? arena_string(arena, name) : NULL;
    json_close(stored);
    return copy;
}

/* ---- how long it may take ---- */

enum {
    COMPILE_MS = 120 * 1000,  /* its limit, on a busy machine */
    CHECK_MS = 10 * 1000,     /* of an output, by a package's own validator */
    BEGIN_MS = 600 * 1000,    /* programs of the jury are compiled, inputs made */
    UNKNOWN_MS = 3600 * 1000, /* where the limit is computed, or not known any more */
    HARD_MS_MOST = 86400 * 1000,
};

/* Wall clock of a run that is judged once more, alone; twice the CPU time and a second where there
 * is no limit of it. */
static int64_t run_ms(const struct limits *limits)
{
    int64_t wall_ns = limits->wall_ns > 0 ? limits->wall_ns : 2 * limits->cpu_ns + 1000000000;
    return 2 * (wall_ns / 1000000) + CHECK_MS;
}

/* 0: not known. */
static int64_t problem_ms(const struct server *server, const struct job *job)
{
    const struct problem_entry *problem =
        job->problem != NULL ? problemset_find(server->problems, job->problem) : NULL;
    bool is_known = problem != NULL && problem->error == NULL && problem->cpu_ns > 0 &&
                    job->problem_digest != NULL &&
                    strcmp(problem->revision, job->problem_digest) == 0;
    if (!is_known)
        return 0;
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = problem->cpu_ns;
    return (int64_t)problem->test_count * run_ms(&limits);
}

int64_t work_hard_ms(const struct server *server, const struct job *job,
                     const struct agent_request *request)
{
    struct limits limits = limits_override(limits_default(), &request->limits);
    int64_t rounds = request->repeats > 0 ? (int64_t)request->repeats : 1;
    int64_t runs_ms = job->kind == JOB_JUDGE
                          ? problem_ms(server, job)
                          : (int64_t)request->run_count * rounds * run_ms(&limits);
    if (runs_ms <= 0)
        return UNKNOWN_MS;
    int64_t hard_ms = 2 * (COMPILE_MS + runs_ms) + BEGIN_MS;
    return hard_ms < HARD_MS_MOST ? hard_ms : HARD_MS_MOST;
}
