/* Calling a package's validator, and what its end means. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include <criterion/criterion.h>

#include "check/check.h"

Test(convention, kattis_arguments_are_input_answer_feedback_extra)
{
    struct arena arena = {0};
    const char *extra[] = {"case_sensitive", "7"};
    const char *const *argv = checker_arguments(CHECKER_KATTIS, &arena, "/data/in", "/data/ans",
                                                "/box/feedback", extra, 2);
    const char *expected[] = {"/data/in", "/data/ans", "/box/feedback/", "case_sensitive", "7"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(expected); i++)
        cr_expect_str_eq(argv[i], expected[i]);
    cr_expect_null(argv[5]);
    arena_done(&arena);
}

Test(convention, feedback_slash_is_not_doubled)
{
    struct arena arena = {0};
    const char *const *argv = checker_arguments(CHECKER_KATTIS, &arena, "i", "a", "f/", NULL, 0);
    cr_expect_str_eq(argv[2], "f/");
    cr_expect_null(argv[3]);
    arena_done(&arena);
}

static const struct {
    const char *label;
    struct checker_evidence evidence;
    enum check_outcome outcome;
    const char *named; /* part of the message */
} rows[] = {
    {"42 is accepted", {.facts.exit_status = 42}, CHECK_ACCEPTED, ""},
    {"43 is wrong",
     {.facts.exit_status = 43, .judge_message = "\n off by one\nmore"},
     CHECK_WRONG,
     "off by one"},
    {"team message where the judge's is missing",
     {.facts.exit_status = 43, .team_message = "too long"},
     CHECK_WRONG,
     "too long"},
    {"0 is a judge error", {.facts.exit_status = 0}, CHECK_JUDGE_ERROR, "exit status 0"},
    {"1 is a judge error with its words",
     {.facts.exit_status = 1, .judge_error = "cannot open", .stderr_text = "trace"},
     CHECK_JUDGE_ERROR,
     "cannot open"},
    {"standard error tells the reason",
     {.facts.exit_status = 1, .stderr_text = "assertion failed"},
     CHECK_JUDGE_ERROR,
     "assertion failed"},
    {"a signal", {.facts.signal = SIGSEGV}, CHECK_JUDGE_ERROR, "signal 11"},
    {"42 after the time limit",
     {.facts = {.exit_status = 42, .limits_hit = LIMIT_CPU}},
     CHECK_JUDGE_ERROR,
     "time limit"},
    {"the memory limit",
     {.facts = {.signal = SIGKILL, .limits_hit = LIMIT_MEMORY}},
     CHECK_JUDGE_ERROR,
     "memory limit"},
    {"a refused fork is no verdict",
     {.facts = {.exit_status = 42, .limits_hit = LIMIT_PROCESSES}},
     CHECK_ACCEPTED,
     ""},
    {"a forbidden call",
     {.facts = {.exit_status = 42, .made_forbidden_call = true, .forbidden_call = "ptrace"}},
     CHECK_JUDGE_ERROR,
     "ptrace"},
    {"score on a reject", {.facts.exit_status = 43, .score = "1"}, CHECK_JUDGE_ERROR, "score"},
    {"both score files",
     {.facts.exit_status = 42, .score = "1", .score_multiplier = "0.5"},
     CHECK_JUDGE_ERROR,
     "both"},
    {"a score that is no number",
     {.facts.exit_status = 42, .score = "many"},
     CHECK_JUDGE_ERROR,
     "score.txt"},
    {"a multiplier above 1",
     {.facts.exit_status = 42, .score_multiplier = "1.5"},
     CHECK_JUDGE_ERROR,
     "score_multiplier.txt"},
    {"next pass on a reject",
     {.facts.exit_status = 43, .has_next_pass = true},
     CHECK_JUDGE_ERROR,
     "nextpass.in"},
    {"next pass", {.facts.exit_status = 42, .has_next_pass = true}, CHECK_ACCEPTED, ""},
    {"control characters go",
     {.facts.exit_status = 43, .judge_message = "a\x1b[1mb"},
     CHECK_WRONG,
     "a [1mb"},
};

Test(convention, kattis_end_means_what_the_table_says)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result result;
        checker_conclude(CHECKER_KATTIS, &rows[i].evidence, &result);
        cr_expect_eq(result.outcome, rows[i].outcome, "%s: %d", rows[i].label, result.outcome);
        cr_expect(strstr(result.message, rows[i].named), "%s: \"%s\"", rows[i].label,
                  result.message);
        cr_expect(isnan(result.score), "%s: has a score", rows[i].label);
    }
}

Test(convention, score_is_read)
{
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 42, .score = " 12.5\n"};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(result.outcome, CHECK_ACCEPTED);
    cr_expect_eq(result.score, 12.5);
    cr_expect(isnan(result.score_multiplier));
}

Test(convention, score_multiplier_is_read)
{
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 42, .score_multiplier = "0.25\n"};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(result.score_multiplier, 0.25);
    cr_expect(isnan(result.score));
}

Test(convention, long_message_is_cut_to_one_line)
{
    static char text[4 * CHECK_MESSAGE_MAX];
    memset(text, 'x', sizeof(text) - 1);
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 43, .judge_message = text};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(strlen(result.message), CHECK_MESSAGE_MAX - 1);
}
