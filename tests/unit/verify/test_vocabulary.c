#include <criterion/criterion.h>

#include "base/base.h"
#include "verify/vocabulary.h"

static const struct row {
    const char *label;
    enum vocabulary vocabulary;
    enum verdict a, b;
    bool is_same;
} rows[] = {
    {"Kattis: memory is a run-time error", VOCABULARY_KATTIS, VERDICT_MEMORY_LIMIT,
     VERDICT_RUNTIME_ERROR, true},
    {"Kattis: too much output is one, too", VOCABULARY_KATTIS, VERDICT_OUTPUT_LIMIT,
     VERDICT_MEMORY_LIMIT, true},
    {"Kattis: idle is slow", VOCABULARY_KATTIS, VERDICT_IDLENESS_LIMIT, VERDICT_TIME_LIMIT, true},
    {"Kattis: no output is wrong", VOCABULARY_KATTIS, VERDICT_NO_OUTPUT, VERDICT_WRONG_ANSWER,
     true},
    {"Kattis: wrong is not slow", VOCABULARY_KATTIS, VERDICT_WRONG_ANSWER, VERDICT_TIME_LIMIT,
     false},
    {"DOMjudge: no output by itself", VOCABULARY_DOMJUDGE, VERDICT_NO_OUTPUT, VERDICT_WRONG_ANSWER,
     false},
    {"DOMjudge: too much output by itself", VOCABULARY_DOMJUDGE, VERDICT_OUTPUT_LIMIT,
     VERDICT_RUNTIME_ERROR, false},
    {"DOMjudge: memory is a run-time error", VOCABULARY_DOMJUDGE, VERDICT_MEMORY_LIMIT,
     VERDICT_RUNTIME_ERROR, true},
    {"Polygon: memory by itself", VOCABULARY_CODEFORCES, VERDICT_MEMORY_LIMIT,
     VERDICT_RUNTIME_ERROR, false},
    {"Polygon: presentation by itself", VOCABULARY_CODEFORCES, VERDICT_PRESENTATION_ERROR,
     VERDICT_WRONG_ANSWER, false},
    {"elsewhere: memory by itself", VOCABULARY_OWN, VERDICT_MEMORY_LIMIT, VERDICT_RUNTIME_ERROR,
     false},
};

Test(vocabulary, tells_apart_what_its_format_does)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        cr_expect_eq(vocabulary_is_same(rows[i].vocabulary, rows[i].a, rows[i].b), rows[i].is_same,
                     "%s", rows[i].label);
        cr_expect_eq(vocabulary_is_same(rows[i].vocabulary, rows[i].b, rows[i].a), rows[i].is_same,
                     "%s, the other way", rows[i].label);
    }
}

Test(vocabulary, follows_from_format_and_marks)
{
    cr_expect_eq(vocabulary_of("kattis-legacy", false), VOCABULARY_KATTIS);
    cr_expect_eq(vocabulary_of("kattis-legacy", true), VOCABULARY_DOMJUDGE);
    cr_expect_eq(vocabulary_of("icpc-2025-09", true), VOCABULARY_KATTIS);
    cr_expect_eq(vocabulary_of("polygon", false), VOCABULARY_CODEFORCES);
    cr_expect_eq(vocabulary_of("dmoj", true), VOCABULARY_OWN);
}

Test(vocabulary, names_are_those_of_the_system)
{
    cr_expect_str_eq(vocabulary_name(VOCABULARY_KATTIS, VERDICT_MEMORY_LIMIT), "RTE");
    cr_expect_str_eq(vocabulary_name(VOCABULARY_DOMJUDGE, VERDICT_NO_OUTPUT), "no-output");
    cr_expect_str_eq(vocabulary_name(VOCABULARY_CODEFORCES, VERDICT_ACCEPTED), "OK");
    cr_expect_str_eq(vocabulary_name(VOCABULARY_KATTIS, VERDICT_SKIPPED), "SK");
}
