#include <signal.h>

#include <criterion/criterion.h>

#include "judge/internal.h"

static const struct limits limits = {
    .cpu_ns = 2000000000,
    .wall_ns = 5000000000,
    .memory_bytes = 256 << 20,
    .processes = 64,
    .output_bytes = 8 << 20,
    .written_bytes = 16 << 20,
    .files = 100,
    .stack_bytes = -1,
    .open_files = -1,
};

static const struct row {
    const char *label;
    enum verdict verdict;
    struct facts facts;
    const char *expected; /* NULL: the checker has the word */
} rows[] = {
    {"time", VERDICT_TIME_LIMIT, {.limits_hit = LIMIT_CPU, .signal = SIGKILL}, "time limit (2 s)"},
    {"wall", VERDICT_IDLENESS_LIMIT, {.limits_hit = LIMIT_WALL}, "wall time limit (5 s)"},
    {"memory", VERDICT_MEMORY_LIMIT, {.limits_hit = LIMIT_MEMORY}, "memory limit (256 MiB)"},
    {"output", VERDICT_OUTPUT_LIMIT, {.limits_hit = LIMIT_OUTPUT}, "output limit (8 MiB)"},
    {"signal", VERDICT_RUNTIME_ERROR, {.signal = SIGSEGV}, "signal 11 (SIGSEGV)"},
    {"signal without a name", VERDICT_RUNTIME_ERROR, {.signal = 63}, "signal 63"},
    {"exit status", VERDICT_RUNTIME_ERROR, {.exit_status = 3}, "exit status 3"},
    {"processes, too",
     VERDICT_RUNTIME_ERROR,
     {.exit_status = 1, .limits_hit = LIMIT_PROCESSES},
     "exit status 1, processes limit (64) reached"},
    {"disk and files, too",
     VERDICT_RUNTIME_ERROR,
     {.signal = SIGABRT, .limits_hit = LIMIT_WRITTEN | LIMIT_FILES},
     "signal 6 (SIGABRT), written limit (16 MiB) reached, files limit (100) reached"},
    {"call",
     VERDICT_SECURITY_VIOLATION,
     {.forbidden_call = "mount"},
     "forbidden system call mount"},
    {"unknown call", VERDICT_SECURITY_VIOLATION, {.signal = SIGSYS}, "forbidden system call"},
    {"accepted", VERDICT_ACCEPTED, {0}, NULL},
    {"wrong", VERDICT_WRONG_ANSWER, {0}, NULL},
};

Test(reason, names_the_cause)
{
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *got = reason_of_run(&arena, rows[i].verdict, &limits, &rows[i].facts);
        if (!rows[i].expected)
            cr_expect_null(got, "%s: %s", rows[i].label, got);
        else
            cr_expect(got && strcmp(got, rows[i].expected) == 0, "%s: %s", rows[i].label,
                      got ? got : "(null)");
    }
    arena_done(&arena);
}

Test(reason, fraction_of_a_second_is_shown_in_milliseconds)
{
    struct arena arena = {0};
    struct limits short_limits = limits;
    short_limits.cpu_ns = 1500000000;
    struct facts facts = {.limits_hit = LIMIT_CPU};
    cr_expect_str_eq(reason_of_run(&arena, VERDICT_TIME_LIMIT, &short_limits, &facts),
                     "time limit (1500 ms)");
    arena_done(&arena);
}

Test(reason, unlimited_value_is_not_printed)
{
    struct arena arena = {0};
    struct limits unset = LIMITS_UNSET;
    struct facts facts = {.limits_hit = LIMIT_MEMORY};
    cr_expect_str_eq(reason_of_run(&arena, VERDICT_MEMORY_LIMIT, &unset, &facts), "memory limit");
    arena_done(&arena);
}
