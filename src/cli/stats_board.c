/* stats_board: evalx stats board: the standings of the workspace's contest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/contest.h"
#include "cli/page.h"
#include "cli/stats.h"
#include "render/render.h"

enum { FIXED_COLUMNS = 5, PROBLEMS_MOST = 1000 };

static const int64_t MINUTE_US = INT64_C(60) * 1000000;

struct board {
    struct stats *stats;
    struct contest contest;
    struct board_attempt *attempts;
    size_t attempt_count;
    const struct board_row *rows;
};

/* ---- from the history ---- */

/* A new one where there is room to be made. SIZE_MAX: it is none of them. */
static size_t find_name(struct arena *arena, struct contest_name **names, size_t *count,
                        size_t *capacity, const char *id)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*names)[i].id, id) == 0)
            return i;
    }
    if (capacity == NULL)
        return SIZE_MAX;
    *names = arena_grow(arena, *names, *count, *count + 1, sizeof(**names), capacity);
    (*names)[*count] = (struct contest_name){id, NULL};
    return (*count)++;
}

static enum verdict verdict_of(const char *code)
{
    enum verdict verdict = VERDICT_SKIPPED;
    (void)verdict_parse(code, &verdict); /* what a newer evalx may call it counts as nothing */
    return verdict;
}

/* Where the scores of its subtasks come to the attempt's. Rows are in the order of submissions. */
static void add_subtasks(struct arena *arena, const struct table *subtasks, int64_t id,
                         struct board_attempt *attempt)
{
    size_t first = 0, most = subtasks->row_count;
    while (first < most) { /* the first row of the submission */
        size_t middle = first + (most - first) / 2;
        if (table_cell(subtasks, middle, 0)->whole < id)
            first = middle + 1;
        else
            most = middle;
    }
    size_t end = first;
    while (end < subtasks->row_count && table_cell(subtasks, end, 0)->whole == id)
        end++;
    double *scores = arena_alloc(arena, (end - first + 1) * sizeof(*scores));
    double sum = 0;
    for (size_t i = first; i < end; i++) {
        const struct table_cell *score = table_cell(subtasks, i, 2);
        scores[i - first] = score->kind == CELL_REAL ? score->real : 0;
        sum += scores[i - first];
    }
    if (end == first || !(fabs(sum - attempt->score) <= 1e-6 * (1 + fabs(sum))))
        return;
    attempt->subtasks = scores;
    attempt->subtask_count = end - first;
}

static bool is_in_contest(const struct board_settings *settings, int64_t at_us)
{
    return at_us >= settings->start_us && at_us < settings->start_us + settings->duration_us;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct contest_name *)a)->id, ((const struct contest_name *)b)->id);
}

/* Where the contest names none: all that have attempts, by their names. */
static void collect_problems(struct board *board, const struct table *attempts)
{
    struct contest *contest = &board->contest;
    size_t capacity = 0;
    if (contest->problem_count > 0)
        return;
    for (size_t i = 0; i < attempts->row_count; i++) {
        if (is_in_contest(&contest->settings, table_whole(attempts, i, "at")))
            (void)find_name(&board->stats->arena, &contest->problems, &contest->problem_count,
                            &capacity, table_text(attempts, i, "problem"));
    }
    if (contest->problem_count > 0)
        qsort(contest->problems, contest->problem_count, sizeof(*contest->problems), compare_names);
}

static int read_attempts(struct board *board, struct err *err)
{
    struct arena *arena = &board->stats->arena;
    struct contest *contest = &board->contest;
    struct table table, subtasks = {0};
    size_t team_capacity = 0;
    bool has_teams = contest->team_count > 0;
    struct store_filter filter = {
        .since_us = 0, .problem = board->stats->filter.problem, .limit = STORE_LIMIT_NONE};
    if (store_view(board->stats->store, "attempts", &filter, arena, &table, err) != 0)
        return -1;
    if (contest->settings.rule == BOARD_IOI &&
        store_view(board->stats->store, "subtasks", &filter, arena, &subtasks, err) != 0)
        return -1;
    board->attempts = arena_alloc(arena, (table.row_count + 1) * sizeof(*board->attempts));
    collect_problems(board, &table);
    for (size_t i = 0; i < table.row_count; i++) {
        int64_t at_us = table_whole(&table, i, "at");
        if (!is_in_contest(&contest->settings, at_us))
            continue;
        const struct table_cell *score = table_find(&table, i, "score");
        struct board_attempt attempt = {
            .team = find_name(arena, &contest->teams, &contest->team_count,
                              has_teams ? NULL : &team_capacity, table_text(&table, i, "user")),
            .problem = find_name(arena, &contest->problems, &contest->problem_count, NULL,
                                 table_text(&table, i, "problem")),
            .at_us = at_us,
            .verdict = verdict_of(table_text(&table, i, "verdict")),
            .score = score->kind == CELL_REAL ? score->real : NAN,
        };
        add_subtasks(arena, &subtasks, table_whole(&table, i, "id"), &attempt);
        board->attempts[board->attempt_count++] = attempt;
    }
    if (contest->problem_count > PROBLEMS_MOST)
        return err_set(err, ERR_INPUT,
                       "stats: board: more than %d problems; name those of the"
                       " contest in evalx.yaml",
                       PROBLEMS_MOST);
    return 0;
}

/* ---- as a table ---- */

static const char *label_of(const struct contest_name *name)
{
    return name->label != NULL ? name->label : name->id;
}

static struct table_column *make_columns(struct board *board)
{
    const struct contest *contest = &board->contest;
    bool is_icpc = contest->settings.rule == BOARD_ICPC;
    struct arena *arena = &board->stats->arena;
    struct table_column *columns =
        arena_alloc(arena, (FIXED_COLUMNS + contest->problem_count) * sizeof(*columns));
    size_t at = 0;
    columns[at++] = (struct table_column){"rank", "#", COLUMN_COUNT};
    columns[at++] = (struct table_column){"user", "user", COLUMN_TEXT};
    columns[at++] = (struct table_column){"team", "team", COLUMN_TEXT};
    columns[at++] = is_icpc ? (struct table_column){"solved", "solved", COLUMN_COUNT}
                            : (struct table_column){"score", "score", COLUMN_SCORE};
    columns[at++] = (struct table_column){"penalty_minutes", "time", COLUMN_COUNT};
    for (size_t i = 0; i < contest->problem_count; i++) {
        const char *label = label_of(&contest->problems[i]);
        columns[at++] = (struct table_column){label, label, COLUMN_TEXT};
    }
    return columns;
}

/* ICPC: "+2 (125)" solved at the third try after 125 minutes, "-1" tried, "?3" since the freeze;
 * IOI: the score. "!" marks the first of all. */
static const char *cell_text(struct arena *arena, const struct board_cell *cell, bool is_icpc)
{
    EV_STR struct str text = {0};
    if (!is_icpc && !isnan(cell->score)) {
        str_printf(&text, "%.6g", cell->score);
    } else if (is_icpc && cell->is_solved) {
        str_add_char(&text, '+');
        if (cell->tries > 1)
            str_printf(&text, "%zu", cell->tries - 1);
        str_printf(&text, " (%lld)%s", (long long)(cell->solved_us / MINUTE_US),
                   cell->is_first ? "!" : "");
    } else if (is_icpc && cell->tries > 0) {
        str_printf(&text, "-%zu", cell->tries);
    }
    if (cell->pending > 0)
        str_printf(&text, "%s?%zu", text.count > 0 ? " " : "", cell->pending);
    return arena_string(arena, str_text(&text));
}

static struct table make_table(struct board *board)
{
    const struct contest *contest = &board->contest;
    struct arena *arena = &board->stats->arena;
    bool is_icpc = contest->settings.rule == BOARD_ICPC;
    struct table table = {.arena = arena,
                          .columns = make_columns(board),
                          .column_count = FIXED_COLUMNS + contest->problem_count};
    for (size_t i = 0; i < contest->team_count; i++) {
        const struct board_row *row = &board->rows[i];
        const struct contest_name *team = &contest->teams[row->team];
        struct table_cell *cells = table_add_row(&table);
        *cells++ = (struct table_cell){CELL_WHOLE, .whole = (int64_t)row->rank};
        *cells++ = (struct table_cell){CELL_TEXT, .text = team->id};
        if (team->label != NULL)
            *cells = (struct table_cell){CELL_TEXT, .text = team->label};
        cells++;
        *cells++ = is_icpc ? (struct table_cell){CELL_WHOLE, .whole = (int64_t)row->solved}
                           : (struct table_cell){CELL_REAL, .real = row->score};
        if (is_icpc)
            *cells = (struct table_cell){CELL_WHOLE, .whole = row->penalty_us / MINUTE_US};
        cells++;
        for (size_t j = 0; j < contest->problem_count; j++)
            *cells++ =
                (struct table_cell){CELL_TEXT, .text = cell_text(arena, &row->cells[j], is_icpc)};
    }
    return table;
}

/* ---- as JSON, after the Contest API's scoreboard ---- */

static struct json *subtasks_json(const struct board_cell *cell)
{
    struct json *list = json_list();
    for (size_t i = 0; i < cell->subtask_count; i++) {
        struct json *subtask = json_map();
        json_set_double(subtask, "score", cell->subtasks[i]);
        json_append(list, subtask);
    }
    return list;
}

static struct json *cell_json(const struct board *board, size_t problem,
                              const struct board_cell *cell)
{
    const struct contest_name *name = &board->contest.problems[problem];
    struct json *object = json_map();
    json_set_string(object, "label", label_of(name));
    json_set_string(object, "problem", name->id);
    json_set_i64(object, "num_judged", (int64_t)cell->tries);
    json_set_i64(object, "num_pending", (int64_t)cell->pending);
    json_set_bool(object, "solved", cell->is_solved);
    if (cell->is_solved)
        json_set_i64(object, "time", cell->solved_us / MINUTE_US);
    if (cell->is_solved)
        json_set_bool(object, "first_to_solve", cell->is_first);
    if (board->contest.settings.rule != BOARD_ICPC)
        json_set_double(object, "score", cell->score);
    if (cell->subtasks != NULL)
        json_set(object, "subtasks", subtasks_json(cell));
    return object;
}

static struct json *row_json(const struct board *board, const struct board_row *row)
{
    const struct contest_name *team = &board->contest.teams[row->team];
    struct json *object = json_map(), *problems = json_list();
    json_set_i64(object, "rank", (int64_t)row->rank);
    json_set_string(object, "user", team->id);
    json_set_string(object, "team", label_of(team));
    json_set_i64(object, "num_solved", (int64_t)row->solved);
    json_set_i64(object, "total_time", row->penalty_us / MINUTE_US);
    if (board->contest.settings.rule != BOARD_ICPC)
        json_set_double(object, "score", row->score);
    for (size_t i = 0; i < board->contest.problem_count; i++)
        json_append(problems, cell_json(board, i, &row->cells[i]));
    json_set(object, "problems", problems);
    return object;
}

static const char *const rule_names[] = {
    [BOARD_ICPC] = "icpc", [BOARD_IOI] = "ioi", [BOARD_BEST] = "best"};

static int print_json(const struct board *board)
{
    const struct contest *contest = &board->contest;
    struct json *document = json_map(), *rows = json_list();
    json_set_i64(document, "version", 1);
    json_set_string(document, "contest", contest->name);
    json_set_string(document, "scoring", rule_names[contest->settings.rule]);
    json_set_bool(document, "final", contest->settings.is_final);
    for (size_t i = 0; i < contest->team_count; i++)
        json_append(rows, row_json(board, &board->rows[i]));
    json_set(document, "rows", rows);
    return say_json(document);
}

/* ---- the whole ---- */

static int make_board(struct board *board, struct err *err)
{
    const struct workspace *workspace = &board->stats->workspace;
    if (workspace->contest == NULL)
        return err_set(err, ERR_INPUT,
                       "stats: board: there is no contest: evalx.yaml needs a key"
                       " contest, see evalx.yaml(5)");
    board->contest = *workspace->contest;
    if (read_attempts(board, err) != 0)
        return -1;
    struct board_settings *settings = &board->contest.settings;
    settings->is_final = board->stats->values->is_final;
    settings->team_count = board->contest.team_count;
    settings->problem_count = board->contest.problem_count;
    board->rows = board_make(settings, board->attempts, board->attempt_count, &board->stats->arena);
    return 0;
}

int stats_board(struct stats *stats, const char *const *operands, size_t count)
{
    (void)operands, (void)count; /* takes none */
    struct board board = {.stats = stats};
    struct err err = {0};
    if (make_board(&board, &err) != 0)
        return say_error(&err);
    const char *name = board.contest.name;
    bool has_name = name != NULL && name[0] != '\0';
    struct table table = make_table(&board);
    int paged = page_of_grid(stats->values->shared.report, has_name ? name : "Board", &table);
    int printed = stats_is_json(stats) ? print_json(&board)
                                       : stats_print(&table, stats->values->shared.format);
    return printed != 0 ? printed : paged;
}
