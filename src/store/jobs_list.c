/* jobs_list: jobs by what they have in common. The statement is made of what is asked for, so that
 * an index can be used. */
#include <string.h>

#include "base/str.h"
#include "store/jobs_internal.h"

enum { LIST_LIMIT = 100, LIST_LIMIT_MOST = 10000 };

/* A condition stands in the statement where its member of the filter is given. */
static const struct {
    const char *parameter, *condition;
    size_t offset;
} texts[] =
    {
        {":user", "j.user = :user", offsetof(struct jobs_filter, user)},
        {":problem", "j.problem = :problem", offsetof(struct jobs_filter, problem)},
        {":language", "j.language = :language", offsetof(struct jobs_filter, language)},
        {":verdict", "g.verdict = :verdict", offsetof(struct jobs_filter, verdict)},
        {":api", "j.api = :api", offsetof(struct jobs_filter, api)},
        {":label_value",
         "EXISTS (SELECT 1 FROM json_each(j.labels) l WHERE l.key = :label_key"
         " AND CAST(l.value AS TEXT) = :label_value)",
         offsetof(struct jobs_filter, label_value)},
},
  wholes[] = {
      {":before", "j.id < :before", offsetof(struct jobs_filter, before_id)},
      {":after", "j.id > :after", offsetof(struct jobs_filter, after_id)},
      {":since", "j.received_us >= :since", offsetof(struct jobs_filter, since_us)},
      {":until", "j.received_us < :until", offsetof(struct jobs_filter, until_us)},
};

static const char *text_at(const struct jobs_filter *filter, size_t offset)
{
    const void *at = (const char *)filter + offset;
    return *(const char *const *)at;
}

static int64_t whole_at(const struct jobs_filter *filter, size_t offset)
{
    const void *at = (const char *)filter + offset;
    return *(const int64_t *)at;
}

/* The state as a word of the statement: the indices by state know it only so. */
static int add_state(struct str *sql, const struct jobs_filter *filter, struct err *err)
{
    enum job_state state;
    if (filter->state == NULL)
        return 0;
    if (!job_state_find(filter->state, &state))
        return err_set(err, ERR_INPUT,
                       "state: '%s' is none of queued, judging, done, cancelled, dead",
                       filter->state);
    str_printf(sql, " AND g.state = '%s'", job_state_name(state));
    return 0;
}

static int make_sql(struct str *sql, const struct jobs_filter *filter, struct err *err)
{
    str_add(sql, "SELECT" JOB_COLUMNS "FROM job j JOIN job_judging g ON g.job = j.id"
                 " AND g.judging = j.active_judging WHERE 1");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        if (text_at(filter, texts[i].offset) != NULL)
            str_printf(sql, " AND %s", texts[i].condition);
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(wholes); i++) {
        if (whole_at(filter, wholes[i].offset) > 0)
            str_printf(sql, " AND %s", wholes[i].condition);
    }
    if (add_state(sql, filter, err) != 0)
        return -1;
    if (filter->is_dropped_hidden)
        str_add(sql, " AND NOT EXISTS (SELECT 1 FROM job_dropped d WHERE d.job = g.job"
                     " AND d.judging = g.judging)");
    if (filter->is_rehearsal_hidden)
        str_add(sql, " AND j.api <> '" JOB_REHEARSAL "'");
    str_add(sql, filter->after_id > 0 ? " ORDER BY j.id LIMIT :limit"
                                      : " ORDER BY j.id DESC LIMIT :limit");
    return 0;
}

static void set_filter(struct statement *statement, const struct jobs_filter *filter)
{
    int64_t limit = filter->limit > 0 ? filter->limit : LIST_LIMIT;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++)
        statement_set_text(statement, texts[i].parameter, text_at(filter, texts[i].offset));
    for (size_t i = 0; i < EV_ARRAY_LENGTH(wholes); i++)
        statement_set(statement, wholes[i].parameter, whole_at(filter, wholes[i].offset));
    statement_set_text(statement, ":label_key", filter->label_key);
    statement_set(statement, ":limit", limit < LIST_LIMIT_MOST ? limit : LIST_LIMIT_MOST);
    statement_set(statement, ":request", 0);
    statement_set(statement, ":result", 0);
}

int jobs_list(struct jobs *jobs, const struct jobs_filter *filter, struct arena *arena,
              const struct job **jobs_out, size_t *count_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    EV_STR struct str sql = {0};
    if (make_sql(&sql, filter, err) != 0 ||
        statement_open(&jobs->store->database, str_text(&sql), &statement, err) != 0)
        return -1;
    set_filter(&statement, filter);
    return jobs_read_all(&statement, arena, jobs_out, count_out, err);
}

/* Each by the index of its state. */
static const char open_revisions[] =
    "SELECT j.problem_digest FROM job_judging g JOIN job j ON j.id = g.job"
    " WHERE g.state = 'queued' AND j.problem_digest IS NOT NULL"
    " UNION SELECT j.problem_digest FROM job_judging g JOIN job j ON j.id = g.job"
    " WHERE g.state = 'judging' AND j.problem_digest IS NOT NULL";

int jobs_revisions(struct jobs *jobs, struct arena *arena, const char *const **revisions_out,
                   size_t *count_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    const char **all = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = true;
    if (statement_open(&jobs->store->database, open_revisions, &statement, err) != 0)
        return -1;
    while (statement_next(&statement, &has_row, err) == 0) {
        if (!has_row) {
            *revisions_out = all;
            *count_out = count;
            return 0;
        }
        all = arena_grow(arena, all, count, count + 1, sizeof(*all), &capacity);
        all[count++] = column_string(&statement, 0, arena);
    }
    return -1;
}

static const char tally[] =
    "SELECT j.language, g.verdict, g.state, CASE WHEN j.received_us / 86400000000 >= :first THEN"
    " j.received_us / 86400000000 ELSE 0 END, count(*) FROM job j JOIN job_judging g"
    " ON g.job = j.id AND g.judging = j.active_judging WHERE j.api = :api GROUP BY 1, 2, 3, 4";

int jobs_tally(struct jobs *jobs, const char *api, int64_t first_day, struct arena *arena,
               const struct jobs_tally **tallies_out, size_t *count_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    const struct sqlite_calls *call = &jobs->store->database.call;
    struct jobs_tally *all = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = true;
    if (statement_open(&jobs->store->database, tally, &statement, err) != 0)
        return -1;
    statement_set(&statement, ":first", first_day);
    statement_set_text(&statement, ":api", api);
    while (statement_next(&statement, &has_row, err) == 0) {
        if (!has_row) {
            *tallies_out = all;
            *count_out = count;
            return 0;
        }
        all = arena_grow(arena, all, count, count + 1, sizeof(*all), &capacity);
        all[count] = (struct jobs_tally){
            .language = column_string(&statement, 0, arena),
            .verdict = column_string(&statement, 1, arena),
            .day = call->column_int64(statement.handle, 3),
            .count = call->column_int64(statement.handle, 4),
        };
        (void)job_state_find(column_string(&statement, 2, arena),
                             &all[count++].state); /* the table has no others */
    }
    return -1;
}
