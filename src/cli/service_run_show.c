/* service_run_show: see queue_show.h. */
#include <math.h>
#include <string.h>

#include "cli/queue_show.h"
#include "render/render.h"

/* ---- showing ---- */

bool queue_is_format(const struct queueing *queueing, const char *format)
{
    return strcmp(queueing->values->shared.format, format) == 0;
}

int queue_check_answer(const struct json *answer, struct err *err)
{
    return json_is_map(answer) ? 0 : err_set(err, ERR_SERVICE, "queue: this is no evalx server");
}

/* Texts in a row; NULL: none. */
static const char *join_texts(const struct json *list, struct arena *arena)
{
    struct str EV_STR text = {0};
    for (size_t i = 0; i < json_count(list); i++) {
        const char *item = json_text(json_item(list, i));
        str_printf(&text, "%s%s", text.count > 0 ? "; " : "", item != NULL ? item : "");
    }
    return text.count > 0 ? arena_string(arena, str_text(&text)) : NULL;
}

static struct table_cell cell_of(const struct json *value, struct arena *arena)
{
    double number;
    bool flag;
    const char *text = json_text(value);
    if (text == NULL)
        text = join_texts(value, arena);
    if (text != NULL)
        return (struct table_cell){.kind = CELL_TEXT, .text = arena_string(arena, text)};
    if (json_flag(value, &flag))
        return (struct table_cell){.kind = CELL_TEXT, .text = flag ? "yes" : "no"};
    if (!json_number(value, &number))
        return (struct table_cell){.kind = CELL_NULL};
    if (floor(number) == number && fabs(number) < 9e15)
        return (struct table_cell){.kind = CELL_WHOLE, .whole = (int64_t)number, .real = number};
    return (struct table_cell){.kind = CELL_REAL, .real = number};
}

static void add_row(struct table *table, const struct json *object)
{
    struct table_cell *cells = table_add_row(table);
    for (size_t i = 0; i < table->column_count; i++) {
        cells[i] = cell_of(json_get(object, table->columns[i].name), table->arena);
        bool is_real = table->columns[i].kind == COLUMN_SCORE && cells[i].kind == CELL_WHOLE;
        if (is_real)
            cells[i].kind = CELL_REAL;
    }
}

static size_t count_columns(const struct table_column *columns)
{
    size_t count = 0;
    while (columns[count].name != NULL)
        count++;
    return count;
}

static int say_table(struct queueing *queueing, const struct table *table, bool is_record)
{
    EV_STR struct str out = {0};
    struct err err = {0};
    int status = 0;
    if (queue_is_format(queueing, "csv"))
        render_grid_csv(table, &out);
    else if (is_record)
        render_record(table, 0, &out);
    else
        status = render_grid(table, render_width(stdout), &out, &err);
    return status != 0 ? say_error(&err) : say_result(&out);
}

int queue_say_answer(struct json *answer)
{
    json_set_i64(answer, "version", 1);
    return say_json(answer);
}

int queue_show_list(struct queueing *queueing, struct json *answer, const char *key,
                    const struct table_column *columns)
{
    if (queue_is_format(queueing, "json"))
        return queue_say_answer(answer);
    const struct json *list = json_get(answer, key);
    struct table table = {
        .arena = &queueing->arena, .columns = columns, .column_count = count_columns(columns)};
    for (size_t i = 0; i < json_count(list); i++)
        add_row(&table, json_item(list, i));
    json_close(answer);
    return say_table(queueing, &table, false);
}

int queue_show_object(struct queueing *queueing, struct json *answer,
                      const struct table_column *columns)
{
    if (queue_is_format(queueing, "json"))
        return queue_say_answer(answer);
    struct table table = {
        .arena = &queueing->arena, .columns = columns, .column_count = count_columns(columns)};
    add_row(&table, answer);
    json_close(answer);
    return say_table(queueing, &table, true);
}

/* ---- columns ---- */

const struct table_column queue_submission_columns[] = {
    {"id", "ID", COLUMN_TEXT},           {"state", "state", COLUMN_TEXT},
    {"verdict", "verdict", COLUMN_TEXT}, {"score", "score", COLUMN_SCORE},
    {"problem", "problem", COLUMN_TEXT}, {"language", "language", COLUMN_TEXT},
    {"user", "user", COLUMN_TEXT},       {"priority", "priority", COLUMN_COUNT},
    {"worker", "worker", COLUMN_TEXT},   {"received_at", "received", COLUMN_TEXT},
    {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_detail_columns[] = {
    {"id", "ID", COLUMN_TEXT},
    {"state", "state", COLUMN_TEXT},
    {"position", "waiting before it", COLUMN_COUNT},
    {"verdict", "verdict", COLUMN_TEXT},
    {"score", "score", COLUMN_SCORE},
    {"problem", "problem", COLUMN_TEXT},
    {"revision", "revision", COLUMN_TEXT},
    {"language", "language", COLUMN_TEXT},
    {"user", "user", COLUMN_TEXT},
    {"priority", "priority", COLUMN_COUNT},
    {"judging", "judging", COLUMN_COUNT},
    {"attempts", "attempts", COLUMN_COUNT},
    {"crashes", "crashes", COLUMN_COUNT},
    {"reason", "reason", COLUMN_TEXT},
    {"worker", "worker", COLUMN_TEXT},
    {"received_at", "received", COLUMN_TEXT},
    {"started_at", "started", COLUMN_TEXT},
    {"finished_at", "finished", COLUMN_TEXT},
    {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_test_columns[] = {
    {"name", "test", COLUMN_TEXT},       {"verdict", "verdict", COLUMN_TEXT},
    {"cpu_ms", "CPU ms", COLUMN_SCORE},  {"memory_bytes", "memory", COLUMN_BYTES},
    {"message", "message", COLUMN_TEXT}, {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_status_columns[] = {
    {"queued", "queued", COLUMN_COUNT},
    {"delayed", "delayed", COLUMN_COUNT},
    {"judging", "judging", COLUMN_COUNT},
    {"dead", "dead", COLUMN_COUNT},
    {"oldest_queued_at", "oldest waits since", COLUMN_TEXT},
    {"paused", "paused", COLUMN_TEXT},
    {"draining", "draining", COLUMN_TEXT},
    {"webhooks_waiting", "webhooks waiting", COLUMN_COUNT},
    {"webhooks_failed", "webhooks failed", COLUMN_COUNT},
    {"database_bytes", "database", COLUMN_BYTES},
    {"dispatcher", "dispatcher", COLUMN_TEXT},
    {"started_at", "started", COLUMN_TEXT},
    {"version", "version", COLUMN_TEXT},
    {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_worker_columns[] = {
    {"name", "worker", COLUMN_TEXT},      {"state", "state", COLUMN_TEXT},
    {"slots", "slots", COLUMN_COUNT},     {"busy", "busy", COLUMN_COUNT},
    {"version", "version", COLUMN_TEXT},  {"reference_ms", "reference ms", COLUMN_SCORE},
    {"warnings", "differs", COLUMN_TEXT}, {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_token_columns[] = {
    {"id", "N", COLUMN_COUNT},
    {"role", "role", COLUMN_TEXT},
    {"user", "user", COLUMN_TEXT},
    {"name", "name", COLUMN_TEXT},
    {"created_at", "created", COLUMN_TEXT},
    {"used_at", "used", COLUMN_TEXT},
    {"revoked_at", "revoked", COLUMN_TEXT},
    {NULL, NULL, COLUMN_TEXT},
};

const struct table_column queue_webhook_columns[] = {
    {"id", "N", COLUMN_COUNT},
    {"state", "state", COLUMN_TEXT},
    {"submission", "submission", COLUMN_TEXT},
    {"endpoint", "endpoint", COLUMN_TEXT},
    {"attempts", "attempts", COLUMN_COUNT},
    {"status", "status", COLUMN_COUNT},
    {"error", "error", COLUMN_TEXT},
    {"due_at", "due", COLUMN_TEXT},
    {NULL, NULL, COLUMN_TEXT},
};
