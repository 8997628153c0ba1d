#include <signal.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "model/verdict.h"

static const struct limits limits = {
    .cpu_ns = 1000,
    .wall_ns = 3000,
    .memory_bytes = 1 << 20,
    .processes = 1,
    .output_bytes = 100,
    .written_bytes = 0,
    .files = 0,
    .stack_bytes = -1,
    .open_files = -1,
};

static const struct row {
    const char *label;
    struct facts facts;
    enum check_outcome outcome;
    bool is_silent; /* the program printed nothing */
    enum verdict expected;
} rows[] = {
    {"clean end, accepted", {0}, CHECK_ACCEPTED, false, VERDICT_ACCEPTED},
    {"clean end, no checker", {0}, CHECK_NOT_RUN, false, VERDICT_ACCEPTED},
    {"clean end, wrong", {0}, CHECK_WRONG, false, VERDICT_WRONG_ANSWER},
    {"clean end, wrong and silent", {0}, CHECK_WRONG, true, VERDICT_NO_OUTPUT},
    {"silence may be right", {0}, CHECK_ACCEPTED, true, VERDICT_ACCEPTED},
    {"presentation", {0}, CHECK_PRESENTATION, false, VERDICT_PRESENTATION_ERROR},
    {"partial", {0}, CHECK_PARTIAL, false, VERDICT_PARTIAL},
    {"checker failed", {0}, CHECK_JUDGE_ERROR, false, VERDICT_JUDGE_ERROR},
    {"exit status", {.exit_status = 1}, CHECK_ACCEPTED, false, VERDICT_RUNTIME_ERROR},
    {"signal", {.signal = SIGSEGV}, CHECK_WRONG, false, VERDICT_RUNTIME_ERROR},
    {"crash without output is no NO",
     {.signal = SIGSEGV},
     CHECK_WRONG,
     true,
     VERDICT_RUNTIME_ERROR},
    {"output limit",
     {.limits_hit = LIMIT_OUTPUT, .signal = SIGKILL},
     CHECK_WRONG,
     false,
     VERDICT_OUTPUT_LIMIT},
    {"cpu limit hit",
     {.limits_hit = LIMIT_CPU, .signal = SIGKILL},
     CHECK_WRONG,
     false,
     VERDICT_TIME_LIMIT},
    {"ended above the limit", {.cpu_ns = 1001}, CHECK_ACCEPTED, false, VERDICT_TIME_LIMIT},
    {"ended at the limit", {.cpu_ns = 1000}, CHECK_ACCEPTED, false, VERDICT_ACCEPTED},
    {"wall limit hit",
     {.limits_hit = LIMIT_WALL, .signal = SIGKILL},
     CHECK_WRONG,
     false,
     VERDICT_IDLENESS_LIMIT},
    {"ended above the wall limit",
     {.wall_ns = 3001},
     CHECK_ACCEPTED,
     false,
     VERDICT_IDLENESS_LIMIT},
    {"time ranks above wall",
     {.limits_hit = LIMIT_CPU | LIMIT_WALL},
     CHECK_WRONG,
     false,
     VERDICT_TIME_LIMIT},
    {"wall ranks above output",
     {.limits_hit = LIMIT_WALL | LIMIT_OUTPUT},
     CHECK_WRONG,
     false,
     VERDICT_IDLENESS_LIMIT},
    {"memory ranks above time",
     {.limits_hit = LIMIT_CPU | LIMIT_MEMORY},
     CHECK_WRONG,
     false,
     VERDICT_MEMORY_LIMIT},
    {"forbidden call ranks above all",
     {.made_forbidden_call = true, .limits_hit = LIMIT_MEMORY, .signal = SIGSYS},
     CHECK_WRONG,
     false,
     VERDICT_SECURITY_VIOLATION},
    {"refused fork is no verdict",
     {.limits_hit = LIMIT_PROCESSES},
     CHECK_ACCEPTED,
     false,
     VERDICT_ACCEPTED},
    {"full disk is no verdict",
     {.limits_hit = LIMIT_WRITTEN | LIMIT_FILES},
     CHECK_WRONG,
     false,
     VERDICT_WRONG_ANSWER},
};

Test(verdict, of_a_run)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        enum verdict got =
            verdict_of_run(&limits, &rows[i].facts, rows[i].outcome, !rows[i].is_silent);
        cr_expect_eq(got, rows[i].expected, "%s: %s", rows[i].label, verdict_code(got));
    }
}

Test(verdict, nothing_is_exceeded_without_limits)
{
    struct limits unset = LIMITS_UNSET;
    struct facts facts = {.cpu_ns = INT64_MAX, .wall_ns = INT64_MAX};
    cr_expect_eq(verdict_of_run(&unset, &facts, CHECK_ACCEPTED, true), VERDICT_ACCEPTED);
}

Test(verdict, ranks_are_unique)
{
    for (int a = 0; a < VERDICT_COUNT; a++) {
        for (int b = a + 1; b < VERDICT_COUNT; b++)
            cr_expect_neq(verdict_info((enum verdict)a)->rank, verdict_info((enum verdict)b)->rank,
                          "%s %s", verdict_code((enum verdict)a), verdict_code((enum verdict)b));
    }
}

Test(verdict, worse_is_symmetric_and_ranked)
{
    cr_expect_eq(verdict_worse(VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER), VERDICT_WRONG_ANSWER);
    cr_expect_eq(verdict_worse(VERDICT_WRONG_ANSWER, VERDICT_ACCEPTED), VERDICT_WRONG_ANSWER);
    cr_expect_eq(verdict_worse(VERDICT_TIME_LIMIT, VERDICT_RUNTIME_ERROR), VERDICT_TIME_LIMIT);
    cr_expect_eq(verdict_worse(VERDICT_JUDGE_ERROR, VERDICT_SECURITY_VIOLATION),
                 VERDICT_JUDGE_ERROR);
    cr_expect_eq(verdict_worse(VERDICT_SKIPPED, VERDICT_ACCEPTED), VERDICT_ACCEPTED);
}

Test(verdict, every_row_is_filled_and_found_by_code_and_name)
{
    for (int v = 0; v < VERDICT_COUNT; v++) {
        const struct verdict_info *info = verdict_info((enum verdict)v);
        enum verdict found = VERDICT_COUNT;
        cr_assert(info->code && info->name && info->codeforces && info->judge0_status > 0, "row %d",
                  v);
        cr_expect(verdict_parse(info->code, &found) && found == (enum verdict)v, "%s", info->code);
        found = VERDICT_COUNT;
        cr_expect(verdict_parse(info->name, &found) && found == (enum verdict)v, "%s", info->name);
    }
}

Test(verdict, parse_ignores_case_and_leaves_the_rest_alone)
{
    enum verdict verdict = VERDICT_PARTIAL;
    cr_expect(verdict_parse("tle", &verdict));
    cr_expect_eq(verdict, VERDICT_TIME_LIMIT);
    cr_expect(!verdict_parse("XX", &verdict));
    cr_expect_eq(verdict, VERDICT_TIME_LIMIT);
}

Test(verdict, only_the_judge_pays_for_its_errors)
{
    cr_expect_eq(verdict_info(VERDICT_JUDGE_ERROR)->fault, FAULT_JUDGE);
    cr_expect_eq(verdict_info(VERDICT_JUDGE_ERROR)->exit_status, 4);
    cr_expect_eq(verdict_info(VERDICT_ACCEPTED)->exit_status, 0);
    cr_expect_eq(verdict_info(VERDICT_SKIPPED)->exit_status, 0);
    cr_expect_eq(verdict_info(VERDICT_WRONG_ANSWER)->exit_status, 1);
}
