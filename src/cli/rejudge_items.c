/* rejudge_items: see rejudge.h. */
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "cli/page.h"
#include "cli/rejudge.h"
#include "cli/stats.h"
#include "cli/when.h"
#include "render/render.h"

/* ---- options ---- */

static const struct option options[] = {
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "only submissions to this problem"},
    {.name = "lang",
     .letter = 'l',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, shared.language),
     .value = "LANGUAGE",
     .choices = "languages",
     .help = "only submissions in this language, by its id"},
    {.name = "verdict",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, verdict),
     .value = "VERDICT",
     .choices = "AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE",
     .help = "only what has this verdict now"},
    {.name = "user",
     .letter = 'u',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, shared.user),
     .value = "USER",
     .choices = "users",
     .help = "only what this user has handed in"},
    {.name = "since",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, since),
     .value = "TIME",
     .help = "only what was judged since then: 2026-11-21, '2026-11-21 14:30', 5h"},
    {.name = "until",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, until),
     .value = "TIME",
     .help = "only what was judged before"},
    {.name = "changed",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct rejudge_values, is_changed),
     .help = "only what was judged by another revision of its package than the one now"},
    {.name = "apply",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct rejudge_values, is_applied),
     .help = "make the new verdicts count; the old judgings are kept"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up that are not where they were (default: the "
             "workspace's folder)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct rejudge_values, shared.format),
     .value = "FORMAT",
     .choices = "table json csv",
     .help = "table (of what changes), json or csv (of all) (default: table)"},
    {.name = NULL},
};

const struct option *const rejudge_option_sets[] = {
    options, page_options, judging_options, history_options, limits_options, compile_limits_options,
    NULL,
};

int rejudge_check(const struct rejudge_values *values, size_t id_count, struct err *err)
{
    static const char *const known[] = {"table", "json", "csv"};
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(known) && strcmp(known[i], values->shared.format) != 0)
        i++;
    if (i == EV_ARRAY_LENGTH(known))
        return err_set(err, ERR_USAGE,
                       "rejudge: --format: '%s' is unknown, known are table, json and csv",
                       values->shared.format);
    bool is_named = id_count > 0 || values->problem != NULL || values->verdict != NULL ||
                    values->since != NULL || values->until != NULL || values->is_changed ||
                    values->shared.user != NULL || values->shared.language != NULL;
    if (!is_named)
        return err_set(err, ERR_USAGE,
                       "rejudge: what? an ID, --problem, --verdict, --since, --user or --changed");
    return 0;
}

/* ---- which ---- */

static const char *text_or_null(const struct table *table, size_t row, const char *column)
{
    const struct table_cell *cell = table_find(table, row, column);
    return cell->kind == CELL_TEXT && cell->text[0] != '\0' ? cell->text : NULL;
}

static void add_items(struct rejudge *rejudge, const struct table *table, size_t *capacity)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct table_cell *score = table_find(table, i, "score");
        rejudge->items = arena_grow(&rejudge->session.arena, rejudge->items, rejudge->item_count,
                                    rejudge->item_count + 1, sizeof(*rejudge->items), capacity);
        rejudge->items[rejudge->item_count++] = (struct rejudge_item){
            .id = table_whole(table, i, "id"),
            .user = table_text(table, i, "user"),
            .problem = table_text(table, i, "problem"),
            .source = table_text(table, i, "source"),
            .verdict = table_text(table, i, "verdict"),
            .language = text_or_null(table, i, "language"),
            .path = text_or_null(table, i, "package_path"),
            .digest = text_or_null(table, i, "package_digest"),
            .score = score->kind == CELL_REAL ? score->real : NAN,
        };
    }
}

static int read_filter(const struct rejudge_values *values, struct store_filter *filter,
                       struct err *err)
{
    enum verdict verdict;
    int64_t now = when_now_us();
    *filter = (struct store_filter){.problem = values->problem,
                                    .language = values->shared.language,
                                    .user = values->shared.user,
                                    .limit = STORE_LIMIT_NONE};
    if (values->since != NULL && when_parse("--since", values->since, now, &filter->since_us, err))
        return -1;
    if (values->until != NULL && when_parse("--until", values->until, now, &filter->until_us, err))
        return -1;
    if (values->verdict == NULL)
        return 0;
    if (!verdict_parse(values->verdict, &verdict))
        return err_set(err, ERR_USAGE, "--verdict: '%s' is unknown, see evalx-verdicts(7)",
                       values->verdict);
    filter->verdict = verdict_code(verdict);
    return 0;
}

/* One of the ids, or all that the filter finds. */
static int find_some(struct rejudge *rejudge, struct store_filter *filter, const char *id,
                     size_t *capacity, struct err *err)
{
    struct table table;
    struct arena *arena = &rejudge->session.arena;
    if (id != NULL && parse_i64("rejudge", id, 1, INT64_MAX, &filter->submission, err) != 0)
        return -1;
    if (store_view(rejudge->store, "rejudge", filter, arena, &table, err) != 0)
        return -1;
    if (id != NULL && table.row_count == 0) {
        struct table any;
        struct store_filter only = {.submission = filter->submission, .limit = STORE_LIMIT_NONE};
        if (store_view(rejudge->store, "rejudge", &only, arena, &any, err) != 0)
            return -1;
        if (any.row_count == 0)
            return err_set(err, ERR_INPUT,
                           "rejudge: %s: the history has no such submission, or it was judged by "
                           "some tests only, or by evalx verify",
                           id);
    }
    add_items(rejudge, &table, capacity);
    return 0;
}

int rejudge_find(struct rejudge *rejudge, const char *const *ids, size_t id_count, struct err *err)
{
    struct store_filter filter;
    size_t capacity = 0;
    if (read_filter(rejudge->values, &filter, err) != 0)
        return -1;
    if (id_count == 0)
        return find_some(rejudge, &filter, NULL, &capacity, err);
    for (size_t i = 0; i < id_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(ids[i], ids[j]) == 0)
                return err_set(err, ERR_USAGE, "rejudge: %s is there twice", ids[i]);
        }
        if (find_some(rejudge, &filter, ids[i], &capacity, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- what came of it ---- */

static const struct table_column columns[] = {
    {"id", "id", COLUMN_COUNT},           {"user", "user", COLUMN_TEXT},
    {"problem", "problem", COLUMN_TEXT},  {"source", "source", COLUMN_TEXT},
    {"old_verdict", "was", COLUMN_TEXT},  {"new_verdict", "is", COLUMN_TEXT},
    {"old_score", "score", COLUMN_SCORE}, {"new_score", "now", COLUMN_SCORE},
    {"changed", "changed", COLUMN_FLAG},
};

static struct table_cell text_cell(const char *text)
{
    return text != NULL ? (struct table_cell){CELL_TEXT, .text = text}
                        : (struct table_cell){CELL_NULL};
}

static struct table_cell score_cell(double score)
{
    return isnan(score) ? (struct table_cell){CELL_NULL}
                        : (struct table_cell){CELL_REAL, .real = score};
}

static void add_row(struct table *table, const struct rejudge_item *item)
{
    struct table_cell *cells = table_add_row(table);
    *cells++ = (struct table_cell){CELL_WHOLE, .whole = item->id};
    *cells++ = text_cell(item->user);
    *cells++ = text_cell(item->problem);
    *cells++ = text_cell(item->source);
    *cells++ = text_cell(item->verdict);
    *cells++ = text_cell(item->new_verdict);
    *cells++ = score_cell(item->score);
    *cells++ = score_cell(item->new_score);
    *cells++ = (struct table_cell){CELL_WHOLE, .whole = item->is_changed};
}

struct tally {
    size_t judged, changed, failed, judge_errors;
};

static int print_table(const struct rejudge *rejudge, const struct table *table,
                       const struct tally *tally)
{
    EV_STR struct str out = {0};
    struct err err = {0};
    if (table->row_count > 0 && render_grid(table, render_width(stdout), &out, &err) != 0)
        return say_error(&err);
    if (!rejudge->values->shared.is_quiet) {
        const char *verb = rejudge->values->is_applied ? "changed" : "would change";
        str_printf(&out, "%zu judged again, %zu %s", tally->judged, tally->changed, verb);
        if (tally->failed > 0)
            str_printf(&out, ", %zu could not be judged", tally->failed);
        str_add_char(&out, '\n');
    }
    return say_result(&out);
}

/* A page has what stays the same, too. */
static int write_page(struct rejudge *rejudge)
{
    struct table table = {.arena = &rejudge->session.arena,
                          .columns = columns,
                          .column_count = EV_ARRAY_LENGTH(columns)};
    for (size_t i = 0; i < rejudge->item_count; i++) {
        if (rejudge->items[i].is_done)
            add_row(&table, &rejudge->items[i]);
    }
    return page_of_grid(rejudge->values->shared.report, "Judged again", &table);
}

int rejudge_print(struct rejudge *rejudge)
{
    struct table table = {.arena = &rejudge->session.arena,
                          .columns = columns,
                          .column_count = EV_ARRAY_LENGTH(columns)};
    struct tally tally = {0};
    const char *format = rejudge->values->shared.format;
    bool is_table = strcmp(format, "table") == 0;
    for (size_t i = 0; i < rejudge->item_count; i++) {
        const struct rejudge_item *item = &rejudge->items[i];
        tally.judged += item->is_done && !item->is_failed;
        tally.changed += item->is_changed;
        tally.failed += item->is_failed;
        tally.judge_errors += item->is_failed && item->is_done;
        if (item->is_done && (!is_table || item->is_changed))
            add_row(&table, item);
    }
    int paged = write_page(rejudge);
    if (paged != 0)
        return paged;
    int status = is_table ? print_table(rejudge, &table, &tally) : stats_print(&table, format);
    if (status != 0)
        return status;
    if (tally.judge_errors > 0)
        return err_exit_code(ERR_JUDGE);
    return tally.changed > 0 ? EXIT_NOT_ACCEPTED : 0;
}
