/* fleet: workers that differ from the others. */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "serve/fleet.h"

enum { MOST = 5 };

static struct arena arena;

/* A worker that joined as the n-th. */
static struct queue_worker worker(int64_t joined, const char *version, const char *gcc, double ms)
{
    const char *facts = arena_printf(
        &arena,
        "{\"version\":\"%s\",\"reference\":{\"language\":\"c\",\"cpu_ms\":%g},\"languages\":"
        "{\"c\":{\"version\":\"12\",\"fingerprint\":\"%s\"},\"go\":{\"version\":\"1\"}}}",
        version, ms, gcc);
    return (struct queue_worker){.facts = facts, .since_ms = joined, .refusal = ""};
}

/* Who is warned of: "010" the second one alone. */
static const char *warned(const struct queue_worker *workers, size_t count, bool is_strict)
{
    const struct fleet_terms terms = {.version = "1.0", .tolerance = 0.5, .is_strict = is_strict};
    struct fleet_note *notes = fleet_compare(workers, count, &terms, &arena);
    char *text = arena_alloc(&arena, MOST + 1);
    for (size_t i = 0; i < count; i++) {
        bool is_refused = notes[i].refusal[0] != '\0';
        cr_assert_eq(is_refused, is_strict && notes[i].count > 0, "refused where it is wanted");
        text[i] = notes[i].count > 0 ? '1' : '0';
    }
    text[count] = '\0';
    return text;
}

Test(fleet, those_that_differ_from_most_are_told)
{
    const struct {
        const char *label, *expected;
        struct queue_worker workers[MOST];
        size_t count;
    } rows[] = {
        {"one alone", "0", {worker(1, "1.0", "a", 100)}, 1},
        {"all alike",
         "000",
         {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 120), worker(3, "1.0", "a", 90)},
         3},
        {"another evalx than the server's",
         "01",
         {worker(1, "1.0", "a", 100), worker(2, "0.9", "a", 100)},
         2},
        {"other tools than most",
         "100",
         {worker(1, "1.0", "b", 100), worker(2, "1.0", "a", 100), worker(3, "1.0", "a", 100)},
         3},
        {"of two the first is right",
         "10",
         {worker(9, "1.0", "b", 100), worker(2, "1.0", "a", 100)},
         2},
        {"slower",
         "001",
         {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 110), worker(3, "1.0", "a", 170)},
         3},
        {"faster",
         "100",
         {worker(1, "1.0", "a", 60), worker(2, "1.0", "a", 100), worker(3, "1.0", "a", 100)},
         3},
        {"within the tolerance", "00", {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 149)}, 2},
        {"of two the first has the right speed",
         "01",
         {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 60)},
         2},
        {"of four the first three decide",
         "0001",
         {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 100), worker(3, "1.0", "a", 100),
          worker(4, "1.0", "a", 400)},
         4},
        {"no speed is no difference",
         "00",
         {worker(1, "1.0", "a", 100), worker(2, "1.0", "a", 0)},
         2},
        {"words that make no sense",
         "01",
         {worker(1, "1.0", "a", 100), {.facts = "{", .refusal = ""}},
         2},
        {"words of another shape",
         "00",
         {worker(1, "1.0", "a", 100),
          {.facts = "{\"version\":[],\"languages\":7,\"reference\":\"x\"}", .refusal = ""}},
         2},
        {"nobody", "", {{0}}, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cr_assert_str_eq(warned(rows[i].workers, rows[i].count, false), rows[i].expected, "%s",
                         rows[i].label);
        cr_assert_str_eq(warned(rows[i].workers, rows[i].count, true), rows[i].expected,
                         "%s, strictly", rows[i].label);
    }
    arena_done(&arena);
}

/* Its tools come after its speed: before, nobody can say that it is like the others. */
Test(fleet, a_worker_is_known_when_it_has_told_its_tools)
{
    static const struct {
        const char *label, *facts;
        bool is_known;
    } rows[] = {
        {"joining", "{\"state\":\"joining\",\"languages\":{\"c\":{\"fingerprint\":\"a\"}}}", false},
        {"its tools are to come", "{\"state\":\"up\",\"languages\":{\"c\":{\"version\":null}}}",
         false},
        {"no languages", "{\"state\":\"up\"}", false},
        {"one of them is told",
         "{\"state\":\"up\",\"languages\":{\"go\":{},\"c\":{\"fingerprint\":\"a\"}}}", true},
        {"nonsense", "{\"state\":1,\"languages\":[7]}", false},
    };
    const struct fleet_terms terms = {.version = "1.0", .tolerance = 0.5, .is_strict = true};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const struct queue_worker one = {.facts = rows[i].facts, .refusal = ""};
        cr_expect_eq(fleet_compare(&one, 1, &terms, &arena)->is_known, rows[i].is_known, "%s",
                     rows[i].label);
    }
    arena_done(&arena);
}
