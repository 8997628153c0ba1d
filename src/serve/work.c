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
                                      .user = job->user};
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
