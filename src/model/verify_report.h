/* verify_report: everything that `evalx verify` found out about one package. Printers see nothing
 * else.
 *
 * All strings and arrays live in the arena that the report was made with; NULL where there is
 * nothing to say. */
#ifndef EVALX_MODEL_VERIFY_REPORT_H
#define EVALX_MODEL_VERIFY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/verdict.h"

enum finding_level { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR, FINDING_LEVELS };

struct finding {
    enum finding_level level;
    const char *check; /* "expectation", "input-validators": what a script can look for */
    const char *file;  /* relative to the package; NULL: of the package as a whole */
    int line;          /* 0: none */
    const char *text;  /* one line */
};

/* One test of one submission. */
struct verified_test {
    bool is_done;
    enum verdict verdict;      /* at the time limit */
    enum verdict high_verdict; /* at the limit it was run with */
    int64_t cpu_ns, memory_bytes;
    bool is_killed_for_time; /* it would have taken longer */
    double score;            /* NAN: none */
    const char *message;
};

enum verified_state {
    VERIFIED_AS_EXPECTED,
    VERIFIED_OTHERWISE,
    VERIFIED_SKIPPED,   /* its language is not installed or not known here */
    VERIFIED_NOT_RUN,   /* the package says so, or it was interrupted */
    VERIFIED_NO_VERDICT /* the judge failed */
};

struct verified_submission {
    const char *path;     /* relative to the package */
    const char *language; /* id; NULL: not known */
    enum verified_state state;
    const char *why;      /* not as expected, skipped or without verdict: one line */
    const char *expected; /* in words: "AC", "WA or TLE"; "" anything */
    enum verdict verdict, high_verdict;
    const char *native;                  /* the verdict in the package's own vocabulary */
    const char *compile_reason;          /* why it does not compile; NULL: it does */
    double time_factor;                  /* its language's: the limit is stretched by it */
    double score, high_score, max_score; /* NAN without scores */
    bool is_sensitive;                   /* the verdict hangs on the time limit */
    bool is_lower, is_upper;             /* counts for the time limit, on which side */
    struct verified_test *tests;         /* as many as the package has; NULL: not run */
    size_t slowest;                      /* test; SIZE_MAX: none was run */
    size_t rejected_count;
};

struct verified_group {
    const char *name;
    size_t first, count; /* tests, which stand together */
};

/* What a test of the package is good for. */
struct test_worth {
    const char *name;
    bool is_sample;
    size_t rejects;  /* submissions, of those that are not accepted */
    size_t only_one; /* of these, that no other test rejects */
    bool sets_limit; /* it is the slowest of a submission that counts for the time limit */
    bool is_useless; /* nothing of all this */
};

/* One side of the time limit. */
struct limit_side {
    const char *path; /* of the submission that sets it; NULL: there is none */
    const char *test;
    int64_t cpu_ns;
    bool is_more; /* it was ended there and would have taken longer */
};

struct verified_limit {
    bool is_known;
    int64_t limit_ns, high_ns; /* high: submissions are run with this one */
    const char *origin;        /* "problem.yaml", "computed" */
    double lower_factor;       /* slowest x this <= limit */
    double upper_factor;       /* limit x this <= fastest of those too slow */
    struct limit_side lower, upper;
    int64_t least_ns, most_ns; /* what the format's rule allows; -1: no bound */
};

/* How much was looked at. */
struct verified_counts {
    size_t inputs, answers; /* files that validators have seen */
    size_t input_validators, answer_validators;
    size_t validator_runs;
    size_t cases;                     /* of invalid_input and its kin */
    size_t mutants, accepted_mutants; /* of --fuzz-input */
};

struct verify_report {
    const char *path; /* of the package, as named */
    const char *problem, *title, *format;
    bool is_folder; /* files of findings can be found below path */
    bool is_interrupted;
    bool has_judge_failed; /* a validator crashed, or the like: findings tell */
    struct err error;      /* kind != ERR_NONE: it could not be checked, and why */
    const struct finding *findings;
    size_t finding_count, levels[FINDING_LEVELS];
    struct verified_counts counts;
    struct verified_limit limit;
    const struct verified_submission *submissions;
    size_t submission_count, skipped_count;
    const struct verified_group *groups;
    size_t group_count;
    const struct test_worth *tests;
    size_t test_count;
    bool has_worth;             /* some submission is not accepted: tests can be told apart */
    const char *mutants_folder; /* where accepted mutants are; NULL: none */
    int64_t wall_ns;
};

/* Exit status that `evalx verify` owes this package: 0, 1, 3, 4 or 130. */
int verify_report_exit_status(const struct verify_report *report, bool is_warning_error);

#endif
