/* service: a judging service's file in a folder of the test's own, with a clock that the test
 * turns. */
#ifndef TESTS_UNIT_STORE_SERVICE_H
#define TESTS_UNIT_STORE_SERVICE_H

#include <string.h>

#include "folder.h"
#include "store/jobs_internal.h"

static int64_t now_us = 1700000000000000;

static int64_t test_clock(void *context)
{
    return *(int64_t *)context;
}

static inline struct jobs_options test_options(const char *name)
{
    return (struct jobs_options){.path = in_folder(name), .now_us = test_clock, .context = &now_us};
}

static inline struct jobs *open_jobs(const char *name)
{
    struct jobs *jobs = NULL;
    struct err err = {0};
    struct jobs_options options = test_options(name);
    cr_assert_eq(jobs_open(&options, &jobs, &err), 0, "%s", err.msg);
    return jobs;
}

static inline int64_t ask_jobs(struct jobs *jobs, const char *sql)
{
    return ask(jobs->store, sql);
}

static inline struct job_request request_of(const char *user)
{
    return (struct job_request){.user = user,
                                .api = "v1",
                                .kind = JOB_JUDGE,
                                .problem = "p1",
                                .problem_digest = "abcd",
                                .request = "{\"files\":[]}",
                                .request_count = 12};
}

static inline struct job_name add_request(struct jobs *jobs, const struct job_request *request)
{
    struct err err = {0};
    struct job_name name = {0};
    enum jobs_added added = JOBS_CONFLICT;
    cr_assert_eq(jobs_add(jobs, request, &name, &added, &err), 0, "%s", err.msg);
    cr_assert_eq(added, JOBS_NEW);
    return name;
}

static inline struct job_name add_for(struct jobs *jobs, const char *user)
{
    struct job_request request = request_of(user);
    return add_request(jobs, &request);
}

static inline const struct job *fetch(struct jobs *jobs)
{
    struct err err = {0};
    const struct job *job = NULL;
    cr_assert_eq(jobs_fetch(jobs, "w1", &arena, &job, &err), 0, "%s", err.msg);
    return job;
}

static inline const struct job *get(struct jobs *jobs, int64_t id, int judging)
{
    struct err err = {0};
    const struct job *job = NULL;
    cr_assert_eq(
        jobs_get_id(jobs, id, judging, JOB_WITH_REQUEST | JOB_WITH_RESULT, &arena, &job, &err), 0,
        "%s", err.msg);
    return job;
}

static inline struct submission_report report_of(enum verdict verdict)
{
    static struct test_report tests[2] = {
        {.name = "1", .group = "secret", .is_done = true, .score = NAN, .points = NAN},
        {.name = "2", .group = "secret", .is_done = true, .score = NAN, .points = NAN}};
    static struct report_file files[] = {{"a.c", "int main", 8}};
    return (struct submission_report){.source = "a.c",
                                      .problem = "p1",
                                      .language = "c",
                                      .files = files,
                                      .file_count = 1,
                                      .verdict = verdict,
                                      .score = NAN,
                                      .max_score = NAN,
                                      .tests = tests,
                                      .test_count = 2,
                                      .tests_done = 2,
                                      .wall_ns = 1000000};
}

static inline enum jobs_outcome finish_with(struct jobs *jobs, const struct job_result *result)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    cr_assert_eq(jobs_finish(jobs, result, &outcome, &err), 0, "%s", err.msg);
    return outcome;
}

static inline enum jobs_outcome finish_job(struct jobs *jobs, const struct job *job,
                                           const char *lease, enum verdict verdict)
{
    struct submission_report report = report_of(verdict);
    struct job_result result = {.id = job->name.id,
                                .judging = job->judging,
                                .lease = lease,
                                .report = &report,
                                .package = "/p/p1",
                                .result = "{\"verdict\":1}",
                                .result_count = 13};
    return finish_with(jobs, &result);
}

static inline enum jobs_outcome give_up_job(struct jobs *jobs, const struct job *job,
                                            enum job_giveup kind, bool *is_dead)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    cr_assert_eq(jobs_giveup(jobs, job->name.id, job->judging, job->lease, kind, "because",
                             &outcome, is_dead, &err),
                 0, "%s", err.msg);
    return outcome;
}

#endif
