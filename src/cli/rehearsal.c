/* rehearsal: see rehearsal.h. */
#include "cli/rehearsal.h"

#include <stdlib.h>
#include <string.h>

#include "model/verdict.h"

static bool is_as_expected(const struct rehearsal_row *row, const char *code)
{
    enum verdict got, wanted;
    if (row->expected_count == 0)
        return true;
    for (size_t i = 0; i < row->expected_count; i++) {
        if (verdict_parse(code, &got) && verdict_parse(row->expected[i], &wanted) &&
            vocabulary_is_same(row->vocabulary, got, wanted))
            return true;
    }
    return false;
}

static void compare_verdicts(const struct rehearsal *rehearsal, struct rehearsal_row *row)
{
    const char *first = NULL;
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const char *verdict = row->results[i].verdict;
        if (verdict == NULL) {
            row->is_missing = true;
            continue;
        }
        first = first != NULL ? first : verdict;
        row->is_differing |= strcmp(first, verdict) != 0;
        row->is_unexpected |= !is_as_expected(row, verdict);
    }
}

/* ---- speed ---- */

static int by_value(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static bool is_accepted_by_all(const struct rehearsal *rehearsal, const struct rehearsal_row *row)
{
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        const char *verdict = row->results[i].verdict;
        if (verdict == NULL || strcmp(verdict, verdict_code(VERDICT_ACCEPTED)) != 0)
            return false;
    }
    return true;
}

/* The median of the workers' times; 0: they are not to be compared. room: one for each worker. */
static double time_of(const struct rehearsal *rehearsal, const struct rehearsal_row *row,
                      double *room)
{
    if (!is_accepted_by_all(rehearsal, row))
        return 0;
    for (size_t i = 0; i < rehearsal->worker_count; i++)
        room[i] = row->results[i].cpu_ms;
    double median = median_of(room, rehearsal->worker_count);
    return median >= REHEARSAL_CPU_MS ? median : 0;
}

static void compare_speed(struct rehearsal *rehearsal, struct arena *arena)
{
    double *medians = arena_alloc(arena, (rehearsal->row_count + 1) * sizeof(*medians));
    double *room =
        arena_alloc(arena, (rehearsal->row_count + rehearsal->worker_count) * sizeof(*room));
    double most = 1 + rehearsal->tolerance;
    for (size_t i = 0; i < rehearsal->row_count; i++)
        medians[i] = time_of(rehearsal, &rehearsal->rows[i], room);
    for (size_t i = 0; i < rehearsal->worker_count; i++) {
        struct rehearsal_worker *worker = &rehearsal->workers[i];
        size_t count = 0;
        for (size_t k = 0; k < rehearsal->row_count; k++) {
            if (medians[k] > 0)
                room[count++] = rehearsal->rows[k].results[i].cpu_ms / medians[k];
        }
        if (count == 0)
            continue;
        worker->ratio = median_of(room, count);
        worker->is_uneven = worker->ratio > most || worker->ratio < 1 / most;
        rehearsal->uneven_count += worker->is_uneven;
    }
}

void rehearsal_compare(struct rehearsal *rehearsal, struct arena *arena)
{
    for (size_t i = 0; i < rehearsal->row_count; i++) {
        struct rehearsal_row *row = &rehearsal->rows[i];
        compare_verdicts(rehearsal, row);
        rehearsal->missing_count += row->is_missing;
        rehearsal->differing_count += row->is_differing;
        rehearsal->unexpected_count += row->is_unexpected;
    }
    if (rehearsal->worker_count > 1)
        compare_speed(rehearsal, arena);
}
