/* rehearsal: results of several workers compared. */
#include <string.h>

#include <criterion/criterion.h>

#include "cli/rehearsal.h"

enum { WORKERS = 3 };

static struct arena arena;
static const char *const accepted[] = {"AC"}, *const slow[] = {"TLE"};

static struct rehearsal_result got(const char *verdict, double cpu_ms)
{
    return (struct rehearsal_result){.verdict = verdict, .cpu_ms = cpu_ms};
}

static struct rehearsal compare(struct rehearsal_row *rows, size_t count, size_t workers)
{
    static struct rehearsal_worker names[WORKERS];
    memset(names, 0, sizeof(names));
    struct rehearsal rehearsal = {.workers = names,
                                  .worker_count = workers,
                                  .rows = rows,
                                  .row_count = count,
                                  .tolerance = 0.2};
    rehearsal_compare(&rehearsal, &arena);
    return rehearsal;
}

Test(rehearsal, verdicts_are_compared_with_each_other_and_with_the_package)
{
    struct {
        const char *label;
        struct rehearsal_result results[WORKERS];
        const char *const *expected;
        bool is_missing, is_differing, is_unexpected;
    } rows[] = {
        {"alike", {got("AC", 5), got("AC", 5), got("AC", 5)}, accepted, false, false, false},
        {"one differs", {got("AC", 5), got("WA", 5), got("AC", 5)}, accepted, false, true, true},
        {"all wrong", {got("WA", 5), got("WA", 5), got("WA", 5)}, accepted, false, false, true},
        {"nothing said", {got("WA", 5), got("WA", 5), got("WA", 5)}, NULL, false, false, false},
        {"one word there", {got("TLE", 5), got("TLE", 5), got("ILE", 5)}, slow, false, true, false},
        {"one is missing",
         {got("AC", 5), got(NULL, -1), got("AC", 5)},
         accepted,
         true,
         false,
         false},
        {"the first is missing",
         {got(NULL, -1), got("AC", 5), got("WA", 5)},
         NULL,
         true,
         true,
         false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct rehearsal_row row = {.expected = rows[i].expected,
                                    .expected_count = rows[i].expected != NULL,
                                    .vocabulary = VOCABULARY_KATTIS,
                                    .results = rows[i].results};
        struct rehearsal all = compare(&row, 1, WORKERS);
        cr_expect_eq(row.is_missing, rows[i].is_missing, "%s: missing", rows[i].label);
        cr_expect_eq(row.is_differing, rows[i].is_differing, "%s: differing", rows[i].label);
        cr_expect_eq(row.is_unexpected, rows[i].is_unexpected, "%s: unexpected", rows[i].label);
        cr_expect_eq(all.missing_count + all.differing_count + all.unexpected_count,
                     (size_t)(row.is_missing + row.is_differing + row.is_unexpected), "%s",
                     rows[i].label);
    }
}

/* Who is uneven: "010" the second one alone; '-' nothing to compare. */
static const char *uneven(struct rehearsal_result results[][WORKERS], size_t count, size_t workers)
{
    struct rehearsal_row rows[4] = {{.problem = NULL}};
    char *text = arena_alloc(&arena, WORKERS + 1);
    for (size_t i = 0; i < count; i++)
        rows[i].results = results[i];
    struct rehearsal all = compare(rows, count, workers);
    size_t uneven_count = 0;
    for (size_t i = 0; i < workers; i++) {
        const struct rehearsal_worker *worker = &all.workers[i];
        text[i] = worker->ratio <= 0 ? '-' : worker->is_uneven ? '1' : '0';
        uneven_count += worker->is_uneven;
    }
    cr_expect_eq(uneven_count, all.uneven_count);
    return text;
}

Test(rehearsal, workers_of_another_speed_are_found)
{
    struct {
        const char *label, *expected;
        struct rehearsal_result results[3][WORKERS];
        size_t count, workers;
    } rows[] = {
        {"alike", "000", {{got("AC", 100), got("AC", 110), got("AC", 95)}}, 1, 3},
        {"a slow one", "010", {{got("AC", 100), got("AC", 130), got("AC", 95)}}, 1, 3},
        {"a fast one", "100", {{got("AC", 70), got("AC", 101), got("AC", 100)}}, 1, 3},
        {"two that differ", "11", {{got("AC", 100), got("AC", 200)}}, 1, 2},
        {"one alone", "-", {{got("AC", 100)}}, 1, 1},
        {"too short to tell", "---", {{got("AC", 3), got("AC", 9), got("AC", 1)}}, 1, 3},
        {"ended by their limit", "---", {{got("TLE", 900), got("TLE", 100), got("TLE", 10)}}, 1, 3},
        {"not accepted by all", "--", {{got("AC", 100), got("WA", 900)}}, 1, 2},
        {"once is no habit",
         "000",
         {{got("AC", 100), got("AC", 300), got("AC", 100)},
          {got("AC", 100), got("AC", 105), got("AC", 100)},
          {got("AC", 100), got("AC", 95), got("AC", 100)}},
         3,
         3},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_str_eq(uneven(rows[i].results, rows[i].count, rows[i].workers), rows[i].expected,
                         "%s", rows[i].label);
}
