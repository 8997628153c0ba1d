/* verdict: see verdict.h. */
#include "model/verdict.h"

#include <stddef.h>
#include <strings.h>

static const struct verdict_info table[VERDICT_COUNT] = {
    /* code, name, Kattis, DOMjudge, Codeforces, Judge0, exit, rank, fault */
    [VERDICT_ACCEPTED] = {"AC", "accepted", "AC", "correct", "OK", 3, 0, 1, FAULT_NOBODY},
    [VERDICT_PARTIAL] = {"PA", "partially accepted", "PAC", NULL, "PARTIAL", 4, 1, 2,
                         FAULT_CONTESTANT},
    [VERDICT_WRONG_ANSWER] = {"WA", "wrong answer", "WA", "wrong-answer", "WRONG_ANSWER", 4, 1, 5,
                              FAULT_CONTESTANT},
    [VERDICT_PRESENTATION_ERROR] = {"PE", "presentation error", "WA", "wrong-answer",
                                    "PRESENTATION_ERROR", 4, 1, 3, FAULT_CONTESTANT},
    [VERDICT_NO_OUTPUT] = {"NO", "no output", "WA", "no-output", "WRONG_ANSWER", 4, 1, 4,
                           FAULT_CONTESTANT},
    [VERDICT_OUTPUT_LIMIT] = {"OLE", "output limit exceeded", "RTE", "output-limit",
                              "OUTPUT_LIMIT_EXCEEDED", 8, 1, 6, FAULT_CONTESTANT},
    [VERDICT_TIME_LIMIT] = {"TLE", "time limit exceeded", "TLE", "timelimit", "TIME_LIMIT_EXCEEDED",
                            5, 1, 10, FAULT_CONTESTANT},
    [VERDICT_IDLENESS_LIMIT] = {"ILE", "idleness limit exceeded", "TLE", "timelimit",
                                "IDLENESS_LIMIT_EXCEEDED", 5, 1, 9, FAULT_CONTESTANT},
    [VERDICT_MEMORY_LIMIT] = {"MLE", "memory limit exceeded", "RTE", "run-error",
                              "MEMORY_LIMIT_EXCEEDED", 12, 1, 8, FAULT_CONTESTANT},
    [VERDICT_RUNTIME_ERROR] = {"RTE", "run-time error", "RTE", "run-error", "RUNTIME_ERROR", 11, 1,
                               7, FAULT_CONTESTANT},
    [VERDICT_SECURITY_VIOLATION] = {"SV", "security violation", "RTE", "run-error",
                                    "SECURITY_VIOLATED", 12, 1, 11, FAULT_CONTESTANT},
    [VERDICT_COMPILE_ERROR] = {"CE", "compile error", "CE", "compiler-error", "COMPILATION_ERROR",
                               6, 1, 12, FAULT_CONTESTANT},
    [VERDICT_SKIPPED] = {"SK", "skipped", NULL, NULL, "SKIPPED", 2, 0, 0, FAULT_NOBODY},
    [VERDICT_JUDGE_ERROR] = {"JE", "judge error", "JE", NULL, "FAILED", 13, 4, 13, FAULT_JUDGE},
};

const struct verdict_info *verdict_info(enum verdict verdict)
{
    return &table[verdict];
}

const char *verdict_code(enum verdict verdict)
{
    return table[verdict].code;
}

bool verdict_parse(const char *text, enum verdict *verdict_out)
{
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (strcasecmp(text, table[v].code) == 0 || strcasecmp(text, table[v].name) == 0) {
            *verdict_out = (enum verdict)v;
            return true;
        }
    }
    return false;
}

static const enum verdict verdict_of_outcome[] = {
    [CHECK_NOT_RUN] = VERDICT_ACCEPTED,   [CHECK_ACCEPTED] = VERDICT_ACCEPTED,
    [CHECK_WRONG] = VERDICT_WRONG_ANSWER, [CHECK_PRESENTATION] = VERDICT_PRESENTATION_ERROR,
    [CHECK_PARTIAL] = VERDICT_PARTIAL,    [CHECK_JUDGE_ERROR] = VERDICT_JUDGE_ERROR,
};

enum verdict verdict_of_run(const struct limits *limits, const struct facts *facts,
                            enum check_outcome outcome, bool has_output)
{
    if (facts->made_forbidden_call)
        return VERDICT_SECURITY_VIOLATION;
    if (facts->limits_hit & LIMIT_MEMORY)
        return VERDICT_MEMORY_LIMIT;
    if ((facts->limits_hit & LIMIT_CPU) || (limits->cpu_ns >= 0 && facts->cpu_ns > limits->cpu_ns))
        return VERDICT_TIME_LIMIT;
    if ((facts->limits_hit & LIMIT_WALL) ||
        (limits->wall_ns >= 0 && facts->wall_ns - facts->cpu_wait_ns > limits->wall_ns))
        return VERDICT_IDLENESS_LIMIT;
    if (facts->limits_hit & LIMIT_OUTPUT)
        return VERDICT_OUTPUT_LIMIT;
    if (facts->signal != 0 || facts->exit_status != 0)
        return VERDICT_RUNTIME_ERROR;
    if (outcome == CHECK_WRONG && !has_output)
        return VERDICT_NO_OUTPUT;
    return verdict_of_outcome[outcome];
}

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
    return table[b].rank > table[a].rank ? b : a;
}
