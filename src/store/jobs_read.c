/* jobs_read: rows become struct job: one, a list, the counts. */
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/compress.h"
#include "base/str.h"
#include "store/jobs_internal.h"

static const char *const state_names[JOB_STATES] = {"queued", "judging", "done", "cancelled",
                                                    "dead"};

const char *job_state_name(enum job_state state)
{
    return state_names[state];
}

bool job_state_find(const char *name, enum job_state *state_out)
{
    for (size_t i = 0; i < JOB_STATES; i++) {
        if (strcmp(state_names[i], name) == 0) {
            *state_out = (enum job_state)i;
            return true;
        }
    }
    return false;
}

bool job_state_is_final(enum job_state state)
{
    return state >= JOB_DONE;
}

/* ---- one row ---- */

struct reader {
    const struct statement *statement;
    struct arena *arena;
    int column; /* the next one */
};

const char *column_string(const struct statement *statement, int column, struct arena *arena)
{
    const void *text = statement->database->call.column_text(statement->handle, column);
    return text != NULL ? arena_string(arena, text) : NULL;
}

static const char *read_text(struct reader *reader)
{
    return column_string(reader->statement, reader->column++, reader->arena);
}

static int64_t read_whole(struct reader *reader)
{
    return reader->statement->database->call.column_int64(reader->statement->handle,
                                                          reader->column++);
}

static double read_real(struct reader *reader)
{
    const struct sqlite_calls *call = &reader->statement->database->call;
    sqlite3_stmt *handle = reader->statement->handle;
    int column = reader->column++;
    return call->column_type(handle, column) == SQLITE_NULL ? NAN
                                                            : call->column_double(handle, column);
}

/* Two columns: how many bytes it is, and the bytes, packed where they are fewer. */
static int read_bytes(struct reader *reader, const char **bytes_out, size_t *count_out,
                      struct err *err)
{
    const struct sqlite_calls *call = &reader->statement->database->call;
    sqlite3_stmt *handle = reader->statement->handle;
    size_t count = (size_t)read_whole(reader);
    int column = reader->column++;
    const void *stored = call->column_blob(handle, column);
    size_t stored_count = (size_t)call->column_bytes(handle, column);
    const char *bytes = stored;
    if (call->column_type(handle, column) == SQLITE_NULL)
        return 0;
    if (stored_count < count &&
        compress_undo(reader->arena, stored, stored_count, count, &bytes, err) != 0)
        return err_wrap(err, "service: %s", reader->statement->database->path);
    *bytes_out = arena_string_n(reader->arena, count > 0 ? bytes : "", count);
    *count_out = count;
    return 0;
}

static void read_request(struct reader *reader, struct job *job)
{
    job->name.id = read_whole(reader);
    const char *token = read_text(reader);
    (void)snprintf(job->name.token, JOB_TOKEN_BYTES, "%s", token); /* fits: it was made by us */
    job->user = read_text(reader);
    job->api = read_text(reader);
    job->problem = read_text(reader);
    job->problem_digest = read_text(reader);
    job->language = read_text(reader);
    job->labels = read_text(reader);
    job->webhook = read_text(reader);
    job->kind = strcmp(read_text(reader), "run") == 0 ? JOB_RUN : JOB_JUDGE;
    job->priority = (int)read_whole(reader);
    job->received_us = read_whole(reader);
    job->history_id = read_whole(reader);
}

static void read_judging(struct reader *reader, struct job *job)
{
    job->judging = (int)read_whole(reader);
    job->active_judging = (int)read_whole(reader);
    (void)job_state_find(read_text(reader), &job->state); /* the table has no others */
    job->attempts = (int)read_whole(reader);
    job->crashes = (int)read_whole(reader);
    job->nacks = (int)read_whole(reader);
    job->releases = (int)read_whole(reader);
    job->lease = read_text(reader);
    job->worker = read_text(reader);
    job->vt_ms = read_whole(reader);
    job->not_before_us = read_whole(reader);
    job->queued_us = read_whole(reader);
    job->started_us = read_whole(reader);
    job->finished_us = read_whole(reader);
    job->is_sent = read_whole(reader) != 0;
    job->verdict = read_text(reader);
    job->score = read_real(reader);
    job->error = read_text(reader);
}

static int read_job(const struct statement *statement, struct arena *arena, struct job *job,
                    struct err *err)
{
    struct reader reader = {statement, arena, 0};
    read_request(&reader, job);
    read_judging(&reader, job);
    if (read_bytes(&reader, &job->request, &job->request_count, err) != 0)
        return -1;
    return read_bytes(&reader, &job->result, &job->result_count, err);
}

int jobs_read_all(struct statement *statement, struct arena *arena, const struct job **jobs_out,
                  size_t *count_out, struct err *err)
{
    struct job *all = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = false;
    while (statement_next(statement, &has_row, err) == 0) {
        if (!has_row) {
            *jobs_out = all;
            *count_out = count;
            return 0;
        }
        all = arena_grow(arena, all, count, count + 1, sizeof(*all), &capacity);
        all[count] = (struct job){0};
        if (read_job(statement, arena, &all[count++], err) != 0) {
            statement_reset(statement);
            return -1;
        }
    }
    return -1;
}

/* ---- one job ---- */

#define ONE_JOB                                                                                    \
    "SELECT" JOB_COLUMNS "FROM job j JOIN job_judging g ON g.job = j.id"                           \
    " AND g.judging = CASE :judging WHEN 0 THEN j.active_judging ELSE :judging END "

static const char by_id[] = ONE_JOB "WHERE j.id = :id";
static const char by_token[] = ONE_JOB "WHERE j.token = :token";
static const char all_judgings[] = "SELECT" JOB_COLUMNS "FROM job j JOIN job_judging g"
                                   " ON g.job = j.id WHERE j.id = :id ORDER BY g.judging";

static void set_parts(struct statement *statement, unsigned parts)
{
    statement_set(statement, ":request", (parts & JOB_WITH_REQUEST) != 0);
    statement_set(statement, ":result", (parts & JOB_WITH_RESULT) != 0);
}

static int get_one(struct statement *statement, int judging, unsigned parts, struct arena *arena,
                   const struct job **job_out, struct err *err)
{
    const struct job *all = NULL;
    size_t count = 0;
    statement_set(statement, ":judging", judging);
    set_parts(statement, parts);
    if (jobs_read_all(statement, arena, &all, &count, err) != 0)
        return -1;
    *job_out = count > 0 ? all : NULL;
    return 0;
}

int jobs_get(struct jobs *jobs, const char *token, int judging, unsigned parts, struct arena *arena,
             const struct job **job_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, by_token, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":token", token);
    return get_one(statement, judging, parts, arena, job_out, err);
}

int jobs_get_id(struct jobs *jobs, int64_t id, int judging, unsigned parts, struct arena *arena,
                const struct job **job_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, by_id, &statement, err) != 0)
        return -1;
    statement_set(statement, ":id", id);
    return get_one(statement, judging, parts, arena, job_out, err);
}

int jobs_judgings(struct jobs *jobs, int64_t id, struct arena *arena, const struct job **jobs_out,
                  size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, all_judgings, &statement, err) != 0)
        return -1;
    statement_set(statement, ":id", id);
    set_parts(statement, 0);
    return jobs_read_all(statement, arena, jobs_out, count_out, err);
}

/* ---- counts ---- */

static const char count_open[] = "SELECT (SELECT count(*) FROM job_judging WHERE state = 'queued')"
                                 " + (SELECT count(*) FROM job_judging WHERE state = 'judging')";
static const char count_before[] =
    "SELECT count(*) FROM (SELECT 1 FROM job_judging WHERE state = 'queued' AND"
    " (priority > :priority OR (priority = :priority AND (vt_ms < :vt OR (vt_ms = :vt AND"
    " job < :id)))) ORDER BY priority DESC, vt_ms, job LIMIT :most)";

int jobs_open_count(struct jobs *jobs, int64_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs->open_count < 0 && (jobs_statement(jobs, count_open, &statement, err) != 0 ||
                                 jobs_ask(statement, &jobs->open_count, err) != 0))
        return -1;
    *count_out = jobs->open_count;
    return 0;
}

int jobs_position(struct jobs *jobs, const struct job *job, int64_t *position_out, struct err *err)
{
    struct statement *statement;
    if (job->state != JOB_QUEUED) {
        *position_out = 0;
        return 0;
    }
    if (jobs_statement(jobs, count_before, &statement, err) != 0)
        return -1;
    statement_set(statement, ":priority", job->priority);
    statement_set(statement, ":vt", job->vt_ms);
    statement_set(statement, ":id", job->name.id);
    statement_set(statement, ":most", JOB_POSITION_MOST);
    return jobs_ask(statement, position_out, err);
}

/* Each of them by an index that has nothing else in it. */
static const struct {
    const char *sql;
    size_t offset;
} count_queries[] = {
    {"SELECT count(*) FROM job_judging WHERE state = 'queued'",
     offsetof(struct jobs_counts, queued)},
    {"SELECT count(*) FROM job_judging WHERE state = 'queued' AND not_before_us > 0"
     " AND not_before_us > :now",
     offsetof(struct jobs_counts, delayed)},
    {"SELECT count(*) FROM job_judging WHERE state = 'judging'",
     offsetof(struct jobs_counts, judging)},
    {"SELECT count(*) FROM job_judging WHERE state = 'queued' AND is_sent = 0",
     offsetof(struct jobs_counts, unsent)},
    {"SELECT count(*) FROM job_judging g JOIN job j ON j.id = g.job AND"
     " j.active_judging = g.judging WHERE g.state = 'dead' AND NOT EXISTS (SELECT 1 FROM"
     " job_dropped d WHERE d.job = g.job AND d.judging = g.judging)",
     offsetof(struct jobs_counts, dead)},
    {"SELECT min(queued_us) FROM job_judging WHERE state = 'queued'",
     offsetof(struct jobs_counts, oldest_queued_us)},
    {"SELECT count(*) FROM webhook_out WHERE state = 'waiting'",
     offsetof(struct jobs_counts, webhooks_waiting)},
    {"SELECT count(*) FROM webhook_out WHERE state = 'failed'",
     offsetof(struct jobs_counts, webhooks_failed)},
};

/* With its log, which holds what was not copied into it yet. */
static int64_t bytes_on_disk(const char *path)
{
    static const char *const endings[] = {"", "-wal"};
    int64_t bytes = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(endings); i++) {
        struct str name EV_STR = {0};
        struct stat info;
        str_printf(&name, "%s%s", path, endings[i]);
        if (stat(str_text(&name), &info) == 0)
            bytes += (int64_t)info.st_size;
    }
    return bytes;
}

int jobs_count(struct jobs *jobs, struct jobs_counts *counts_out, struct err *err)
{
    struct jobs_counts counts = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(count_queries); i++) {
        struct statement *statement;
        if (jobs_statement(jobs, count_queries[i].sql, &statement, err) != 0)
            return -1;
        statement_set(statement, ":now", jobs_now_us(jobs));
        void *at = (char *)&counts + count_queries[i].offset;
        if (jobs_ask(statement, at, err) != 0)
            return -1;
    }
    counts.file_bytes = bytes_on_disk(jobs->options.path);
    *counts_out = counts;
    return 0;
}
