/* verdict: the one table of verdicts, and the pure function that makes one of facts. */
#ifndef EVALX_MODEL_VERDICT_H
#define EVALX_MODEL_VERDICT_H

#include <stdbool.h>

#include "model/facts.h"
#include "model/limits.h"

enum verdict {
    VERDICT_ACCEPTED,
    VERDICT_PARTIAL,
    VERDICT_WRONG_ANSWER,
    VERDICT_PRESENTATION_ERROR, /* testlib only */
    VERDICT_NO_OUTPUT,
    VERDICT_OUTPUT_LIMIT,
    VERDICT_TIME_LIMIT,
    VERDICT_IDLENESS_LIMIT,
    VERDICT_MEMORY_LIMIT,
    VERDICT_RUNTIME_ERROR,
    VERDICT_SECURITY_VIOLATION,
    VERDICT_COMPILE_ERROR,
    VERDICT_SKIPPED,
    VERDICT_JUDGE_ERROR,
    VERDICT_COUNT,
};

enum verdict_fault { FAULT_NOBODY, FAULT_CONTESTANT, FAULT_JUDGE };

/* Names in the vocabulary of other systems; NULL where that system has no such verdict by
 * itself. */
struct verdict_info {
    const char *code;     /* "AC": printed, and the value in JSON */
    const char *name;     /* "accepted" */
    const char *kattis;   /* AC PAC WA TLE RTE CE JE, as problemtools prints */
    const char *domjudge; /* "correct", "wrong-answer", ... */
    const char *codeforces;
    int judge0_status; /* status id of Judge0's API */
    int exit_status;   /* of evalx judge: 0, 1 or 4 */
    int rank;          /* the larger, the worse; ties do not occur */
    enum verdict_fault fault;
};

const struct verdict_info *verdict_info(enum verdict verdict);
const char *verdict_code(enum verdict verdict);

/* By code ("AC") or by name, whatever the case. Returns false and leaves *verdict_out alone when
 * there is none. */
bool verdict_parse(const char *text, enum verdict *verdict_out);

/* What a checker said of the output of a run that ended well. */
enum check_outcome {
    CHECK_NOT_RUN,
    CHECK_ACCEPTED,
    CHECK_WRONG,
    CHECK_PRESENTATION,
    CHECK_PARTIAL,
    CHECK_JUDGE_ERROR, /* the checker failed: never the contestant's fault */
};

/* The verdict of one run: a pure function. The first that holds: security violation, memory (an
 * out-of-memory event), time (also when the run was let finish above limits->cpu_ns), idleness
 * (wall clock less the time that the host kept the program waiting for a CPU), output, run-time
 * error, no output (the checker rejected an empty output), then the checker's word. */
enum verdict verdict_of_run(const struct limits *limits, const struct facts *facts,
                            enum check_outcome outcome, bool has_output);

/* The worse of two by rank. */
enum verdict verdict_worse(enum verdict a, enum verdict b);

#endif
