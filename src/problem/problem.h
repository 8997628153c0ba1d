/* problem: a problem package of any known format, read into one struct. The rest of evalx does not
 * know which format it was.
 *
 * A feature that is met and not supported is refused by its name (ERR_INPUT), never read as
 * something else. */
#ifndef EVALX_PROBLEM_PROBLEM_H
#define EVALX_PROBLEM_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/limits.h"

struct problem_test {
    const char *name;  /* below data/, without extension: "secret/01" */
    const char *group; /* folder part: "sample", "secret", "secret/group1" */
    bool is_sample;
    const char *input; /* path relative to the problem's folder */
    const char *answer;
    /* For this test: flags of the default validator, or extra arguments of the package's */
    const char *const *validator_args;
    size_t validator_arg_count;
    const char *const *args; /* command line of the submission */
    size_t arg_count;
    const char *hint, *description;
};

enum validator_kind { VALIDATOR_DEFAULT, VALIDATOR_CUSTOM };

enum jury_expectation { EXPECT_ACCEPTED, EXPECT_OTHER };

struct jury_submission {
    /* Relative to the problem's folder: "submissions/accepted/a.cpp", or a folder */
    const char *path;
    const char *folder; /* "accepted" */
    /* Verdict codes as marked: "AC", "WA"; from @EXPECTED_RESULTS@, else the folder */
    const char *const *expected;
    size_t expected_count;  /* 0: any verdict will do */
    bool is_for_time_limit; /* accepted by its folder: takes part in computing the limit */
};

struct problem {
    const char *short_name; /* folder's name */
    const char *title;
    const char *format;   /* "kattis-legacy", "icpc-draft", "icpc-2025-09", "bare" */
    const char *path;     /* folder that holds the (unpacked) package */
    int dir_fd;           /* the same, O_PATH not; owned */
    struct limits limits; /* cpu_ns < 0: no time limit is given, see the next fields */
    /* ".timelimit", "problem.yaml", "domjudge-problem.ini"; NULL where computed */
    const char *time_limit_origin;
    double ac_to_time_limit; /* time_multiplier: TL >= slowest accepted x this */
    double time_limit_to_tle;
    double time_resolution_s;       /* TL is a multiple of this (legacy: 1) */
    int64_t source_max_bytes;       /* limits.code */
    struct limits compile_limits;   /* overrides, LIMITS_UNSET where silent */
    struct limits validator_limits; /* likewise */
    enum validator_kind validator;
    const char *validator_path; /* folder or file of the custom validator, relative */
    /* Files below it, relative to the problem's folder; build and run scripts are refused by
     * name */
    const char *const *validator_sources;
    size_t validator_source_count;
    const struct problem_test *tests; /* in the order of judging */
    size_t test_count;
    const struct jury_submission *jury;
    size_t jury_count;
    const char *const *warnings; /* one line each */
    size_t warning_count;
    struct arena arena; /* owns every string and array above */
    /* Temporary folder to remove on close, NULL when the package is a folder */
    const char *unpacked;
};

/* Open a package: a folder or an archive. The struct is the caller's; problem_close accepts one
 * that was never opened (zeroed). A package without tests, with broken metadata or with an
 * unsupported feature is ERR_INPUT, one line, with file and line. */
int problem_open(const char *path, struct problem *problem_out, struct err *err) EV_MUST_CHECK;
void problem_close(struct problem *problem);

/* SHA-256 over everything that decides verdicts (metadata, data, validators, jury submissions),
 * in hexadecimal. */
int problem_digest(const struct problem *problem, char hex_out[65], struct err *err) EV_MUST_CHECK;

#endif
