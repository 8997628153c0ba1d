/* Validators of inputs: how they are called, what their end means. */
#include <signal.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/str.h"
#include "check/check.h"

static const struct {
    const char *label;
    enum validator_convention convention;
    struct checker_evidence evidence;
    enum check_outcome outcome;
} rows[] = {
    {"Kattis 42", VALIDATOR_KATTIS, {.facts.exit_status = 42}, CHECK_ACCEPTED},
    {"Kattis 43", VALIDATOR_KATTIS, {.facts.exit_status = 43}, CHECK_WRONG},
    {"Kattis 0", VALIDATOR_KATTIS, {.facts.exit_status = 0}, CHECK_WRONG},
    {"a crash", VALIDATOR_KATTIS, {.facts.signal = SIGSEGV}, CHECK_JUDGE_ERROR},
    {"too slow", VALIDATOR_TESTLIB, {.facts.limits_hit = LIMIT_CPU}, CHECK_JUDGE_ERROR},
    {"testlib 0", VALIDATOR_TESTLIB, {.facts.exit_status = 0}, CHECK_ACCEPTED},
    {"testlib 3", VALIDATOR_TESTLIB, {.facts.exit_status = 3}, CHECK_WRONG},
    {"checktestdata 1", VALIDATOR_CHECKTESTDATA, {.facts.exit_status = 1}, CHECK_WRONG},
    {"checktestdata 2", VALIDATOR_CHECKTESTDATA, {.facts.exit_status = 2}, CHECK_JUDGE_ERROR},
};

Test(validator, its_end_means_what_the_table_says)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result result;
        validator_conclude(rows[i].convention, &rows[i].evidence, &result);
        cr_expect_eq(result.outcome, rows[i].outcome, "%s: %d", rows[i].label, result.outcome);
    }
}

Test(validator, the_first_line_of_its_words_is_told)
{
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 43, .stderr_text = "\nline 2: big\n"};
    validator_conclude(VALIDATOR_KATTIS, &evidence, &result);
    cr_expect_str_eq(result.message, "line 2: big");
}

Test(validator, testlib_is_told_test_set_and_group)
{
    struct arena arena = {0};
    const char *extra[] = {"big"};
    const char *expected[] = {"--testset", "tests", "--group", "3", "big"};
    const char *const *argv =
        validator_arguments(VALIDATOR_TESTLIB, &arena, "tests", "3", extra, 1);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(expected); i++)
        cr_expect_str_eq(argv[i], expected[i]);
    cr_expect_null(argv[5]);
    argv = validator_arguments(VALIDATOR_KATTIS, &arena, "tests", "3", extra, 1);
    cr_expect_str_eq(argv[0], "big");
    cr_expect_null(argv[1]);
    arena_done(&arena);
}
