/* jobs_add: a request becomes a job that waits.
 *
 * Where it stands in the queue: the higher priority first, then by its virtual time, which is now,
 * or a penalty later than the user's last one. So the second job of whoever hands in a hundred
 * stands behind everybody's first. */
#include <string.h>

#include "base/str.h"
#include "store/jobs_internal.h"

/* One on its way into the tables. */
struct adding {
    struct jobs *jobs;
    const struct job_request *request;
    int64_t now_us, vt_ms;
    char digest[HASH_HEX_BYTES]; /* of what its key stands for; "" without one */
    struct job_name name;
    struct arena arena;
};

static const char find_key[] = "SELECT id, token, idempotency_hash FROM job"
                               " WHERE user = :user AND idempotency_key = :key";

static const char find_vt[] = "SELECT vt_ms FROM service_user WHERE user = :user";
static const char keep_vt[] = "INSERT INTO service_user VALUES(:user, :vt)"
                              " ON CONFLICT(user) DO UPDATE SET vt_ms = :vt";
static const char add_job[] =
    "INSERT INTO job(token, user, idempotency_key, idempotency_hash, api, kind, problem,"
    " problem_digest, language, labels, webhook, priority, received_us, request_bytes, request)"
    " VALUES(:token, :user, :key, :hash, :api, :kind, :problem, :digest, :language, :labels,"
    " :webhook, :priority, :now, :request_bytes, :request)";
static const char add_judging[] =
    "INSERT INTO job_judging(job, judging, priority, vt_ms, queued_us)"
    " VALUES(:job, 1, :priority, :vt, :now)";

/* ---- the same again ---- */

static void add_text(struct str *all, const char *text)
{
    str_printf(all, "%zu:%s", text != NULL ? strlen(text) : 0, text != NULL ? text : "");
}

static int digest_request(struct adding *adding, struct err *err)
{
    const struct job_request *request = adding->request;
    EV_STR struct str all = {0};
    if (request->idempotency_text != NULL)
        return text_digest(request->idempotency_text, strlen(request->idempotency_text),
                           adding->digest, err);
    add_text(&all, request->api);
    add_text(&all, request->problem);
    add_text(&all, request->language);
    add_text(&all, request->labels);
    add_text(&all, request->webhook);
    str_printf(&all, "%d:%d:", request->kind, request->priority);
    str_add_n(&all, request->request, request->request_count);
    return text_digest(str_text(&all), all.count, adding->digest, err);
}

/* JOBS_NEW where the key was never seen. */
static int find_known(struct adding *adding, enum jobs_added *added, struct err *err)
{
    struct statement *statement;
    bool has_row = false;
    *added = JOBS_NEW;
    if (adding->request->idempotency_key == NULL)
        return 0;
    if (digest_request(adding, err) != 0 ||
        jobs_statement(adding->jobs, find_key, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":user", adding->request->user);
    statement_set_text(statement, ":key", adding->request->idempotency_key);
    if (statement_next(statement, &has_row, err) != 0)
        return -1;
    if (!has_row)
        return 0;
    const struct sqlite_calls *call = &statement->database->call;
    const char *digest = column_string(statement, 2, &adding->arena);
    adding->name.id = call->column_int64(statement->handle, 0);
    (void)snprintf(adding->name.token, JOB_TOKEN_BYTES, "%s",
                   column_string(statement, 1, &adding->arena)); /* fits: it was made by us */
    *added = strcmp(digest, adding->digest) == 0 ? JOBS_KNOWN : JOBS_CONFLICT;
    return statement_run(statement, err);
}

/* ---- its place ---- */

static int take_place(struct adding *adding, struct err *err)
{
    const struct jobs_options *options = &adding->jobs->options;
    struct statement *find, *keep;
    int64_t last_ms = 0, now_ms = adding->now_us / 1000;
    if (jobs_statement(adding->jobs, find_vt, &find, err) != 0 ||
        jobs_statement(adding->jobs, keep_vt, &keep, err) != 0)
        return -1;
    statement_set_text(find, ":user", adding->request->user);
    if (jobs_ask(find, &last_ms, err) != 0)
        return -1;
    int64_t vt_ms = last_ms > 0 ? last_ms + options->penalty_ms : now_ms;
    if (vt_ms < now_ms)
        vt_ms = now_ms;
    if (vt_ms > now_ms + options->penalty_most_ms)
        vt_ms = now_ms + options->penalty_most_ms;
    adding->vt_ms = vt_ms;
    statement_set_text(keep, ":user", adding->request->user);
    statement_set(keep, ":vt", vt_ms);
    return statement_run(keep, err);
}

/* ---- its rows ---- */

static int write_job(struct adding *adding, struct err *err)
{
    const struct job_request *request = adding->request;
    struct statement *statement;
    const void *packed;
    size_t packed_count;
    if (jobs_statement(adding->jobs, add_job, &statement, err) != 0 ||
        bytes_pack(&adding->arena, request->request, request->request_count, &packed, &packed_count,
                   err) != 0)
        return -1;
    bool has_key = request->idempotency_key != NULL;
    random_uuid(adding->name.token);
    statement_set_text(statement, ":token", adding->name.token);
    statement_set_text(statement, ":user", request->user);
    statement_set_text(statement, ":key", request->idempotency_key);
    statement_set_text(statement, ":hash", has_key ? adding->digest : NULL);
    statement_set_text(statement, ":api", request->api);
    statement_set_text(statement, ":kind", request->kind == JOB_JUDGE ? "judge" : "run");
    statement_set_text(statement, ":problem", request->problem);
    statement_set_text(statement, ":digest", request->problem_digest);
    statement_set_text(statement, ":language", request->language);
    statement_set_text(statement, ":labels", request->labels);
    statement_set_text(statement, ":webhook", request->webhook);
    statement_set(statement, ":priority", request->priority);
    statement_set(statement, ":now", adding->now_us);
    statement_set(statement, ":request_bytes", (int64_t)request->request_count);
    statement_set_bytes(statement, ":request", packed, packed_count);
    if (statement_run(statement, err) != 0)
        return -1;
    adding->name.id = statement->database->call.last_insert_rowid(statement->database->handle);
    return 0;
}

static int write_judging(struct adding *adding, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(adding->jobs, add_judging, &statement, err) != 0)
        return -1;
    statement_set(statement, ":job", adding->name.id);
    statement_set(statement, ":priority", adding->request->priority);
    statement_set(statement, ":vt", adding->vt_ms);
    statement_set(statement, ":now", adding->now_us);
    return statement_run(statement, err);
}

static int add(struct adding *adding, enum jobs_added *added, struct err *err)
{
    if (find_known(adding, added, err) != 0)
        return -1;
    if (*added != JOBS_NEW)
        return 0;
    if (take_place(adding, err) != 0 || write_job(adding, err) != 0)
        return -1;
    return write_judging(adding, err);
}

int jobs_add(struct jobs *jobs, const struct job_request *request, struct job_name *name_out,
             enum jobs_added *added_out, struct err *err)
{
    struct adding adding = {.jobs = jobs, .request = request, .now_us = jobs_now_us(jobs)};
    enum jobs_added added = JOBS_NEW;
    if (jobs_enter(jobs, err) != 0)
        return -1;
    int status = jobs_leave(jobs, add(&adding, &added, err), err);
    arena_done(&adding.arena);
    if (status != 0)
        return -1;
    if (added == JOBS_NEW && jobs->open_count >= 0)
        jobs->open_count++;
    jobs->figures.added[added]++;
    *name_out = adding.name;
    *added_out = added;
    return 0;
}
