/* webhook_out: who is still to be told of the end of a judging. The rows are made where a judging
 * ends (jobs_finish.c). */
#include <string.h>

#include "store/jobs_internal.h"

static const char *const state_names[WEBHOOK_STATES] = {"waiting", "sent", "failed"};

const char *webhook_state_name(enum webhook_state state)
{
    return state_names[state];
}

#define WEBHOOK_COLUMNS                                                                            \
    "w.id, w.endpoint, j.api, w.job, w.judging, w.state, w.attempts, w.created_us, w.due_us,"      \
    " w.ended_us, w.status, w.error, j.token FROM webhook_out w JOIN job j ON j.id = w.job "

/* The first of each endpoint, of two endpoints of each host: nobody waits for the many messages of
 * another, nor for its many URLs. From one endpoint to the next by the index. */
static const char find_due[] =
    "WITH RECURSIVE waiting(url) AS (SELECT min(endpoint) FROM webhook_out WHERE state = 'waiting'"
    "  UNION ALL SELECT (SELECT min(x.endpoint) FROM webhook_out x WHERE x.state = 'waiting'"
    "  AND x.endpoint > waiting.url) FROM waiting WHERE waiting.url IS NOT NULL),"
    " first(id, rest) AS (SELECT (SELECT x.id FROM webhook_out x WHERE x.endpoint = waiting.url"
    "  AND x.state = 'waiting' AND x.due_us <= :now ORDER BY x.due_us, x.id LIMIT 1),"
    "  substr(waiting.url, instr(waiting.url, '://') + 3) || '/' FROM waiting),"
    " turn(id, place) AS (SELECT f.id, row_number() OVER (PARTITION BY"
    "  substr(f.rest, 1, instr(f.rest, '/') - 1) ORDER BY x.due_us, x.id)"
    "  FROM first f JOIN webhook_out x ON x.id = f.id)"
    "SELECT " WEBHOOK_COLUMNS "JOIN webhook_endpoint e ON e.url = w.endpoint"
    " JOIN turn t ON t.id = w.id WHERE e.disabled_us = 0 AND (t.place <= 2 OR e.is_for_all)"
    " ORDER BY e.is_for_all DESC, w.due_us, w.id LIMIT :most";
static const char find_next[] = "SELECT min(w.due_us) FROM webhook_out w JOIN webhook_endpoint e"
                                " ON e.url = w.endpoint WHERE w.state = 'waiting'"
                                " AND e.disabled_us = 0 AND w.due_us > :now";
static const char find_listed[] =
    "SELECT " WEBHOOK_COLUMNS "WHERE :state IS NULL OR w.state = :state"
    " ORDER BY w.id DESC LIMIT :most";
static const char find_one[] = "SELECT " WEBHOOK_COLUMNS "WHERE w.id = :id";
static const char clear_all[] = "UPDATE webhook_endpoint SET is_for_all = 0 WHERE is_for_all";
static const char add_for_all[] = "INSERT INTO webhook_endpoint(url, is_for_all) VALUES(:url, 1)"
                                  " ON CONFLICT(url) DO UPDATE SET is_for_all = 1, disabled_us = 0";
static const char tell[] =
    "UPDATE webhook_out SET state = :state, attempts = attempts + 1, due_us = :due,"
    " ended_us = CASE WHEN :state = 'waiting' THEN NULL ELSE :now END, status = :status,"
    " error = :error WHERE id = :id";
static const char disable[] = "UPDATE webhook_endpoint SET disabled_us = :now WHERE url ="
                              " (SELECT endpoint FROM webhook_out WHERE id = :id)";
static const char fail_rest[] =
    "UPDATE webhook_out SET state = 'failed', ended_us = :now, error = 'the endpoint is disabled'"
    " WHERE state = 'waiting' AND endpoint = (SELECT endpoint FROM webhook_out WHERE id = :id)";
static const char replay[] =
    "UPDATE webhook_out SET state = 'waiting', attempts = 0, due_us = :now, ended_us = NULL,"
    " status = 0, error = NULL WHERE id = :id RETURNING id";
static const char enable[] = "UPDATE webhook_endpoint SET disabled_us = 0 WHERE url ="
                             " (SELECT endpoint FROM webhook_out WHERE id = :id)";

/* ---- endpoints ---- */

static int replace_endpoints(struct jobs *jobs, const char *const *urls, size_t count,
                             struct err *err)
{
    struct statement *clear, *add;
    if (jobs_statement(jobs, clear_all, &clear, err) != 0 ||
        jobs_statement(jobs, add_for_all, &add, err) != 0 || statement_run(clear, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        statement_set_text(add, ":url", urls[i]);
        if (statement_run(add, err) != 0)
            return -1;
    }
    return 0;
}

int webhook_set_endpoints(struct jobs *jobs, const char *const *urls, size_t count, struct err *err)
{
    if (jobs_enter(jobs, err) != 0)
        return -1;
    return jobs_leave(jobs, replace_endpoints(jobs, urls, count, err), err);
}

/* ---- reading ---- */

static enum webhook_state find_state(const char *name)
{
    for (size_t i = 0; i < WEBHOOK_STATES; i++) {
        if (strcmp(state_names[i], name) == 0)
            return (enum webhook_state)i;
    }
    return WEBHOOK_FAILED;
}

static void read_webhook(const struct statement *statement, struct arena *arena,
                         struct webhook *webhook)
{
    const struct sqlite_calls *call = &statement->database->call;
    sqlite3_stmt *handle = statement->handle;
    *webhook = (struct webhook){
        .id = call->column_int64(handle, 0),
        .endpoint = column_string(statement, 1, arena),
        .api = column_string(statement, 2, arena),
        .job = call->column_int64(handle, 3),
        .judging = (int)call->column_int64(handle, 4),
        .state = find_state((const char *)call->column_text(handle, 5)),
        .attempts = (int)call->column_int64(handle, 6),
        .created_us = call->column_int64(handle, 7),
        .due_us = call->column_int64(handle, 8),
        .ended_us = call->column_int64(handle, 9),
        .status = (int)call->column_int64(handle, 10),
        .error = column_string(statement, 11, arena),
        .token = column_string(statement, 12, arena),
    };
}

static int read_webhooks(struct statement *statement, struct arena *arena,
                         const struct webhook **webhooks_out, size_t *count_out, struct err *err)
{
    struct webhook *all = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = true;
    while (has_row) {
        if (statement_next(statement, &has_row, err) != 0)
            return -1;
        if (!has_row)
            break;
        all = arena_grow(arena, all, count, count + 1, sizeof(*all), &capacity);
        read_webhook(statement, arena, &all[count++]);
    }
    *webhooks_out = all;
    *count_out = count;
    return 0;
}

int webhook_due(struct jobs *jobs, size_t most, struct arena *arena,
                const struct webhook **webhooks_out, size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_due, &statement, err) != 0)
        return -1;
    statement_set(statement, ":now", jobs_now_us(jobs));
    statement_set(statement, ":most", (int64_t)most);
    return read_webhooks(statement, arena, webhooks_out, count_out, err);
}

int webhook_next_us(struct jobs *jobs, int64_t *us_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_next, &statement, err) != 0)
        return -1;
    statement_set(statement, ":now", jobs_now_us(jobs));
    return jobs_ask(statement, us_out, err);
}

int webhook_get(struct jobs *jobs, int64_t id, struct arena *arena,
                const struct webhook **webhook_out, struct err *err)
{
    struct statement *statement;
    const struct webhook *all = NULL;
    size_t count = 0;
    if (jobs_statement(jobs, find_one, &statement, err) != 0)
        return -1;
    statement_set(statement, ":id", id);
    if (read_webhooks(statement, arena, &all, &count, err) != 0)
        return -1;
    *webhook_out = count > 0 ? all : NULL;
    return 0;
}

int webhook_list(struct jobs *jobs, const char *state, int64_t limit, struct arena *arena,
                 const struct webhook **webhooks_out, size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, find_listed, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":state", state);
    statement_set(statement, ":most", limit);
    return read_webhooks(statement, arena, webhooks_out, count_out, err);
}

/* ---- how an attempt went ---- */

static int stop_endpoint(struct jobs *jobs, int64_t id, struct err *err)
{
    static const char *const texts[] = {disable, fail_rest};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        struct statement *statement;
        if (jobs_statement(jobs, texts[i], &statement, err) != 0)
            return -1;
        statement_set(statement, ":now", jobs_now_us(jobs));
        statement_set(statement, ":id", id);
        if (statement_run(statement, err) != 0)
            return -1;
    }
    return 0;
}

static int write_attempt(struct jobs *jobs, const struct webhook_attempt *attempt, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, tell, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":state", webhook_state_name(attempt->state));
    statement_set(statement, ":due", attempt->due_us);
    statement_set(statement, ":now", jobs_now_us(jobs));
    statement_set(statement, ":status", attempt->status);
    statement_set_text(statement, ":error", attempt->error);
    statement_set(statement, ":id", attempt->id);
    if (statement_run(statement, err) != 0)
        return -1;
    return attempt->is_disabling ? stop_endpoint(jobs, attempt->id, err) : 0;
}

int webhook_told(struct jobs *jobs, const struct webhook_attempt *attempt, struct err *err)
{
    if (jobs_enter(jobs, err) != 0)
        return -1;
    return jobs_leave(jobs, write_attempt(jobs, attempt, err), err);
}

static int send_again(struct jobs *jobs, int64_t id, int64_t *found, struct err *err)
{
    struct statement *again, *endpoint;
    if (jobs_statement(jobs, replay, &again, err) != 0 ||
        jobs_statement(jobs, enable, &endpoint, err) != 0)
        return -1;
    statement_set(again, ":id", id);
    statement_set(again, ":now", jobs_now_us(jobs));
    statement_set(endpoint, ":id", id);
    if (jobs_ask(again, found, err) != 0)
        return -1;
    return statement_run(endpoint, err);
}

int webhook_replay(struct jobs *jobs, int64_t id, bool *is_known_out, struct err *err)
{
    int64_t found = 0;
    if (jobs_enter(jobs, err) != 0 || jobs_leave(jobs, send_again(jobs, id, &found, err), err) != 0)
        return -1;
    *is_known_out = found != 0;
    return 0;
}
