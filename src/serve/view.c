/* view: see view.h. */
#include "serve/view.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "model/agent_wire.h"
#include "model/verdict.h"
#include "serve/auth.h"
#include "serve/progress.h"
#include "serve/seen_hints.h"

/* Of a result, for admins alone. */
static const char *const secret_keys[] = {"judge_error", "noise", "degraded", "worker"};
/* Of a result, for its owner. */
static const char *const own_keys[] = {"compile",        "error",  "source", "message",
                                       "compile_output", "stdout", "stderr"};
/* Of a test. */
static const char *const jury_keys[] = {"judge_message", "transcript"};
static const char *const data_keys[] = {"message", "how",       "points",         "score",
                                        "stdout",  "stderr",    "forbidden_call", "input",
                                        "output",  "difference"};

static void remove_keys(struct json *object, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_remove(object, keys[i]);
}

void view_set_time(struct json *object, const char *key, int64_t us)
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm parts;
    char text[32], whole[48];
    if (us <= 0 || gmtime_r(&seconds, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts) == 0) {
        json_set_null(object, key);
        return;
    }
    (void)snprintf(whole, sizeof(whole), "%s.%03dZ", text, (int)(us / 1000 % 1000)); /* fits */
    json_set_string(object, key, whole);
}

static const char *verdict_of(const struct job *job)
{
    return job->state == JOB_DEAD ? verdict_code(VERDICT_JUDGE_ERROR) : job->verdict;
}

static void set_labels(struct json *object, const struct job *job)
{
    struct json *labels = NULL;
    struct err ignored; /* was JSON when it was stored */
    if (job->labels != NULL &&
        json_parse("labels", job->labels, strlen(job->labels), &labels, &ignored) != 0)
        labels = NULL;
    json_set(object, "labels", labels != NULL ? labels : json_map());
}

struct json *view_summary(const struct caller *caller, const struct job *job)
{
    struct json *object = json_map();
    json_set_string(object, "id", job->name.token);
    json_set_string(object, "state", job_state_name(job->state));
    json_set_i64(object, "judging", job->judging);
    json_set_string(object, "user", job->user);
    json_set_string(object, "problem", job->problem);
    json_set_string(object, "language", job->language);
    json_set_string(object, "verdict", verdict_of(job));
    json_set_double(object, "score", job->verdict != NULL ? job->score : NAN);
    json_set_i64(object, "priority", job->priority);
    set_labels(object, job);
    view_set_time(object, "received_at", job->received_us);
    view_set_time(object, "started_at", job->started_us);
    view_set_time(object, "finished_at", job->finished_us);
    if (auth_sees_all(caller)) {
        json_set_string(object, "worker", job->worker);
        json_set_string(object, "revision", job->problem_digest);
        json_set_i64(object, "attempts", job->attempts);
        json_set_i64(object, "crashes", job->crashes);
        json_set_string(object, "reason", job->error);
    }
    return object;
}

static enum feedback level_of(const struct server *server, const struct caller *caller,
                              const struct job *job)
{
    return auth_owns(caller, job) ? server->options->feedback : FEEDBACK_VERDICT;
}

/* Of one's own ad-hoc tests nothing is secret. */
static bool is_open(const struct caller *caller, const struct job *job)
{
    return auth_sees_all(caller) || (job->problem == NULL && auth_owns(caller, job));
}

bool view_tells_tests(const struct server *server, const struct caller *caller,
                      const struct job *job)
{
    return is_open(caller, job) || level_of(server, caller, job) == FEEDBACK_FULL;
}

struct json *view_test(const struct server *server, const struct caller *caller,
                       const struct job *job, struct json *test, bool is_sample)
{
    enum feedback feedback = level_of(server, caller, job);
    if (is_open(caller, job))
        return test;
    bool is_shown = feedback == FEEDBACK_FULL || (is_sample && feedback >= FEEDBACK_SAMPLES);
    if (!is_shown) {
        json_close(test);
        return NULL;
    }
    remove_keys(test, jury_keys, EV_ARRAY_LENGTH(jury_keys));
    if (!is_sample)
        remove_keys(test, data_keys, EV_ARRAY_LENGTH(data_keys));
    return test;
}

static bool is_sample(const struct json *test)
{
    bool flag = false;
    return json_flag(json_get(test, "sample"), &flag) && flag;
}

/* The worst verdict of each group of tests, where the problem's own groups have none. */
static struct json *groups_of(const struct json *tests)
{
    struct json *groups = json_list();
    for (size_t i = 0; i < json_count(tests); i++) {
        const char *name = json_text(json_get(json_item(tests, i), "group"));
        const char *code = json_text(json_get(json_item(tests, i), "verdict"));
        enum verdict verdict, worst;
        if (name == NULL || code == NULL || !verdict_parse(code, &verdict))
            continue;
        size_t k = 0;
        while (k < json_count(groups) &&
               strcmp(json_text(json_get(json_item(groups, k), "name")), name) != 0)
            k++;
        if (k == json_count(groups)) {
            struct json *group = json_map();
            json_set_string(group, "name", name);
            json_set_string(group, "verdict", code);
            json_append(groups, group);
            continue;
        }
        struct json *group = json_edit_item(groups, k);
        if (verdict_parse(json_text(json_get(group, "verdict")), &worst))
            json_set_string(group, "verdict", verdict_code(verdict_worse(worst, verdict)));
    }
    return groups;
}

static void cut_groups(enum feedback feedback, struct json *result)
{
    if (feedback < FEEDBACK_GROUPS) {
        json_remove(result, "groups");
        return;
    }
    struct json *groups = json_edit(result, "groups");
    if (groups == NULL) {
        json_set(result, "groups", groups_of(json_get(result, "tests")));
        return;
    }
    for (size_t i = 0; i < json_count(groups); i++)
        json_remove(json_edit_item(groups, i), "how"); /* may quote a validator */
}

/* A hint may be about a secret test: a contestant has those that were found without. */
static struct json *hints_of(const struct server *server, const struct caller *caller,
                             const struct job *job, const struct json *result)
{
    const struct json *hints = NULL;
    if (is_open(caller, job))
        hints = json_get(result, "hints");
    else if (auth_owns(caller, job))
        hints = seen_hints_of(result, level_of(server, caller, job));
    return hints != NULL ? json_share(hints) : json_list();
}

static void cut_result(const struct server *server, const struct caller *caller,
                       const struct job *job, struct json *result)
{
    if (is_open(caller, job)) {
        seen_hints_remove(result);
        return;
    }
    cut_groups(level_of(server, caller, job), result);
    struct json *all = json_edit(result, "tests"), *shown = json_list();
    for (size_t i = 0; i < json_count(all); i++) {
        struct json *test = json_share(json_item(all, i));
        struct json *seen = view_test(server, caller, job, test, is_sample(test));
        if (seen != NULL)
            json_append(shown, seen);
    }
    json_set(result, "tests", shown);
    json_set(result, "hints", hints_of(server, caller, job, result));
    seen_hints_remove(result);
    if (json_get(result, "error") != NULL) /* may be about the package, in the jury's words */
        json_set_string(json_edit(result, "error"), "message", "the organizers can see why");
    remove_keys(result, secret_keys, EV_ARRAY_LENGTH(secret_keys));
    if (!auth_owns(caller, job))
        remove_keys(result, own_keys, EV_ARRAY_LENGTH(own_keys));
}

static struct json *result_of(const struct job *job)
{
    static const struct json_bounds bounds = {STR_MAXIMUM, AGENT_VALUES_MAX};
    struct json *result = NULL;
    struct err ignored; /* was JSON when it was stored */
    if (job->result == NULL || json_parse_within("result", job->result, job->result_count, &bounds,
                                                 &result, &ignored) != 0)
        return NULL;
    return result;
}

struct json *view_hints(const struct server *server, const struct caller *caller,
                        const struct job *job)
{
    struct json *result = result_of(job);
    struct json *list = hints_of(server, caller, job, result);
    if (result != NULL)
        json_close(result);
    return list;
}

struct json *view_job(const struct server *server, const struct caller *caller,
                      const struct job *job)
{
    struct json *object = view_summary(caller, job);
    struct json *result = result_of(job);
    struct json *progress =
        view_tells_tests(server, caller, job) ? progress_view(server->progress, job) : NULL;
    if (progress != NULL)
        json_set(object, "progress", progress);
    if (result == NULL)
        return object;
    cut_result(server, caller, job, result);
    for (const char *key = json_next_key(result, NULL); key != NULL;
         key = json_next_key(result, key)) {
        if (json_get(object, key) == NULL)
            json_set(object, key, json_share(json_get(result, key)));
    }
    if (job->language == NULL)
        json_set(object, "language", json_share(json_get(result, "language")));
    json_close(result);
    return object;
}
