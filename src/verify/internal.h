/* What the files of this room share: a package while it is checked. */
#ifndef EVALX_VERIFY_INTERNAL_H
#define EVALX_VERIFY_INTERNAL_H

#include <pthread.h>

#include "model/limits.h"
#include "model/report.h"
#include "problem/problem.h"
#include "verify/verify.h"
#include "verify/vocabulary.h"

struct package_check; /* below */

struct verify {
    const struct verify_options *options;
    struct judge *judge;
    pthread_mutex_t reading; /* packages are opened one at a time: libraries are loaded then */
};

/* What a submission got at one limit. */
struct outcome {
    enum verdict verdict;
    size_t deciding; /* the test that the verdict comes from; SIZE_MAX: none */
    double score, max_score;
    const struct group_report *groups;
    size_t group_count;
};

/* What the judge said of one submission; nothing where it was not run. */
struct jury_run {
    bool is_done, is_interrupted, is_compiled;
    struct err error;
    const struct submission_report *report; /* a copy */
    const struct test_report *tests;        /* its */
    size_t test_count;
    struct limits limits;   /* of its runs, with the package's time limit */
    struct outcome outcome; /* at that; both of one that was compiled */
};

struct package_check {
    struct verify *verify;
    struct arena *arena; /* of the report */
    struct verify_report *report;
    struct problem problem;
    struct problem high; /* the same under the limits that submissions are run with; not owned */
    enum vocabulary vocabulary;
    struct finding *findings;
    size_t finding_capacity;
    struct test_worth *tests;
    struct verified_submission *submissions; /* one for each of the package's jury */
    struct jury_run *runs;                   /* likewise */
    bool has_large_code; /* some source is larger than contestants' may be, and run */
    bool is_first_error; /* the first rejected test is the submission's verdict, not the worst */
    struct judge_grader *grader; /* the package's own, once it was needed; or NULL */
    const size_t *job_jury;      /* job of the judge's present call -> jury */
    size_t jobs_done, job_count;
};

/* ---- finding.c ---- */

void finding_add(struct package_check *check, enum finding_level level, const char *name,
                 const char *file, const char *format, ...) __attribute__((format(printf, 5, 6)));
void finding_add_at(struct package_check *check, const struct finding *finding);

/* ---- structure.c: what needs no run ---- */

void structure_check(struct package_check *check);

/* ---- validators.c: what the package's validators say ---- */

/* Errors as of jury_judge. */
int validators_check(struct package_check *check, struct err *err) EV_MUST_CHECK;

/* ---- code_size.c ---- */

void code_size_check(struct package_check *check);

/* ---- jury.c: run the submissions ---- */

/* -1: ERR_INPUT or ERR_JUDGE, nothing can be judged; ERR_INTERRUPTED. */
int jury_judge(struct package_check *check, struct err *err) EV_MUST_CHECK;

/* ---- reclass.c: pure ---- */

/* The verdict of a run at another limit of CPU time, with the wall limit that goes with it. */
enum verdict verdict_at_limit(const struct test_report *test, const struct limits *limits);

/* ---- settle.c: the verdicts at both limits, from what was run ---- */

void settle_submission(struct package_check *check, size_t jury);
/* outcome.c: of all tests, at one of the limits. -1: a judge error, by the rules of scoring. */
int outcome_find(struct package_check *check, const struct verified_submission *submission,
                 const struct jury_run *run, bool is_high, struct outcome *outcome_out,
                 struct err *err) EV_MUST_CHECK;

/* ---- expect.c ---- */

/* Is the submission as its package says? Fills state, why, expected. */
void expect_check(struct package_check *check, size_t jury, const struct outcome *at_limit,
                  const struct outcome *at_high);
/* In words: "AC", "WA or TLE"; "" where anything will do. */
const char *expect_words(struct arena *arena, const struct package_check *check,
                         const struct jury_submission *jury);

/* ---- judgings.c ---- */

/* Hand on what was judged, to be remembered. */
void judgings_tell(struct package_check *check);

/* ---- limit.c ---- */

/* The package's or the user's. */
void limit_find_given(struct package_check *check);
/* By the format's rule, from the submissions that have been run; 10 s without any. */
void limit_compute(struct package_check *check);
/* Margins on both sides, once all submissions have been run. */
void limit_check(struct package_check *check);

/* ---- worth.c ---- */

void worth_find(struct package_check *check);

#endif
