/* board: from judged attempts to standings, see score.h. Pure, but for the arena. */
#include <math.h>
#include <stdlib.h>

#include "score/score.h"

static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const double SCORE_ACCEPTED = 100;

static bool is_counted(enum verdict verdict)
{
    return verdict != VERDICT_JUDGE_ERROR && verdict != VERDICT_SKIPPED &&
           verdict != VERDICT_COMPILE_ERROR;
}

static void take_icpc(struct board_cell *cell, const struct board_attempt *attempt,
                      int64_t since_us)
{
    if (cell->is_solved)
        return;
    cell->tries++;
    cell->is_solved = attempt->verdict == VERDICT_ACCEPTED;
    cell->solved_us = since_us;
}

/* What the best of each subtask come to, with this attempt's. NAN: attempts of other subtasks came
 * before, the package was another. */
static double take_subtasks(struct board_cell *cell, const struct board_attempt *attempt,
                            struct arena *arena)
{
    double sum = 0;
    if (attempt->subtask_count == 0)
        return NAN;
    if (cell->subtasks == NULL) {
        cell->subtasks =
            arena_copy(arena, attempt->subtasks, attempt->subtask_count * sizeof(*cell->subtasks));
        cell->subtask_count = attempt->subtask_count;
    }
    if (cell->subtask_count != attempt->subtask_count)
        return NAN;
    for (size_t i = 0; i < cell->subtask_count; i++) {
        if (attempt->subtasks[i] > cell->subtasks[i])
            cell->subtasks[i] = attempt->subtasks[i];
        sum += cell->subtasks[i];
    }
    return sum;
}

static void take_ioi(const struct board_settings *settings, struct board_cell *cell,
                     const struct board_attempt *attempt, int64_t since_us, struct arena *arena)
{
    double score = attempt->score;
    if (isnan(score))
        score = attempt->verdict == VERDICT_ACCEPTED ? SCORE_ACCEPTED : 0;
    double together = settings->rule == BOARD_IOI ? take_subtasks(cell, attempt, arena) : NAN;
    if (together > score)
        score = together;
    cell->tries++;
    if (isnan(cell->score) || score > cell->score) {
        cell->score = score;
        cell->solved_us = since_us;
    }
    cell->is_solved = cell->is_solved || attempt->verdict == VERDICT_ACCEPTED;
}

static void take(const struct board_settings *settings, struct board_row *rows,
                 const struct board_attempt *attempt, struct arena *arena)
{
    int64_t since_us = attempt->at_us - settings->start_us;
    int64_t frozen_us = settings->duration_us - settings->freeze_us;
    bool is_inside = since_us >= 0 && since_us < settings->duration_us &&
                     attempt->team < settings->team_count &&
                     attempt->problem < settings->problem_count;
    if (!is_inside || !is_counted(attempt->verdict))
        return;
    struct board_cell *cell = &rows[attempt->team].cells[attempt->problem];
    bool is_hidden = settings->freeze_us > 0 && !settings->is_final && since_us >= frozen_us;
    if (is_hidden)
        cell->pending += !cell->is_solved || settings->rule != BOARD_ICPC;
    else if (settings->rule == BOARD_ICPC)
        take_icpc(cell, attempt, since_us);
    else
        take_ioi(settings, cell, attempt, since_us, arena);
}

static void mark_first(const struct board_settings *settings, struct board_row *rows,
                       size_t problem)
{
    struct board_cell *first = NULL;
    for (size_t i = 0; i < settings->team_count; i++) {
        struct board_cell *cell = &rows[i].cells[problem];
        if (cell->is_solved && (first == NULL || cell->solved_us < first->solved_us))
            first = cell;
    }
    if (first != NULL)
        first->is_first = true;
}

static void sum_up(const struct board_settings *settings, struct board_row *row)
{
    for (size_t i = 0; i < settings->problem_count; i++) {
        const struct board_cell *cell = &row->cells[i];
        if (settings->rule != BOARD_ICPC && !isnan(cell->score))
            row->score += cell->score;
        if (!cell->is_solved)
            continue;
        row->solved++;
        row->penalty_us += cell->solved_us / MINUTE_US * MINUTE_US +
                           (int64_t)(cell->tries - 1) * settings->penalty_us;
        row->last_us = cell->solved_us > row->last_us ? cell->solved_us : row->last_us;
    }
}

/* ---- who is before whom ---- */

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Below 0: a is better. */
static int compare_icpc(const struct board_row *a, const struct board_row *b)
{
    if (a->solved != b->solved)
        return a->solved > b->solved ? -1 : 1;
    if (a->penalty_us != b->penalty_us)
        return order_of(a->penalty_us, b->penalty_us);
    return order_of(a->last_us / MINUTE_US, b->last_us / MINUTE_US);
}

static int compare_ioi(const struct board_row *a, const struct board_row *b)
{
    return (a->score < b->score) - (a->score > b->score);
}

static int by_icpc(const void *a, const void *b)
{
    const struct board_row *left = a, *right = b;
    int order = compare_icpc(left, right);
    return order != 0 ? order : order_of((int64_t)left->team, (int64_t)right->team);
}

static int by_ioi(const void *a, const void *b)
{
    const struct board_row *left = a, *right = b;
    int order = compare_ioi(left, right);
    return order != 0 ? order : order_of((int64_t)left->team, (int64_t)right->team);
}

static void rank(const struct board_settings *settings, struct board_row *rows)
{
    bool is_icpc = settings->rule == BOARD_ICPC;
    qsort(rows, settings->team_count, sizeof(*rows), is_icpc ? by_icpc : by_ioi);
    for (size_t i = 0; i < settings->team_count; i++) {
        bool is_tie = i > 0 && (is_icpc ? compare_icpc(&rows[i - 1], &rows[i])
                                        : compare_ioi(&rows[i - 1], &rows[i])) == 0;
        rows[i].rank = is_tie ? rows[i - 1].rank : i + 1;
    }
}

struct board_row *board_make(const struct board_settings *settings,
                             const struct board_attempt *attempts, size_t count,
                             struct arena *arena)
{
    struct board_row *rows = arena_alloc(arena, (settings->team_count + 1) * sizeof(*rows));
    for (size_t i = 0; i < settings->team_count; i++) {
        rows[i].team = i;
        rows[i].cells = arena_alloc(arena, (settings->problem_count + 1) * sizeof(*rows[i].cells));
        for (size_t j = 0; j < settings->problem_count; j++)
            rows[i].cells[j].score = NAN;
    }
    for (size_t i = 0; i < count; i++)
        take(settings, rows, &attempts[i], arena);
    for (size_t j = 0; j < settings->problem_count; j++)
        mark_first(settings, rows, j);
    for (size_t i = 0; i < settings->team_count; i++)
        sum_up(settings, &rows[i]);
    rank(settings, rows);
    return rows;
}
