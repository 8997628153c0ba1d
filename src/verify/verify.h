/* verify: a package checked by its own claims: structure, validators, every jury submission against
 * what it is expected to get, the time limit and its margins, and what each test is good for.
 *
 * Submissions run once, at the high limit (time limit x safety margin); what they get at the time
 * limit follows from the same facts. Nothing measured comes from a cache.
 *
 * Start reading at verify.c: the story of one package. */
#ifndef EVALX_VERIFY_VERIFY_H
#define EVALX_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "judge/judge.h"
#include "lang/lang.h"
#include "model/verify_report.h"
#include "verify/vocabulary.h"

struct verify;

/* What is asked for; structure is always looked at. */
enum verify_part {
    VERIFY_VALIDATORS = 1 << 0,
    VERIFY_SUBMISSIONS = 1 << 1,
    VERIFY_LIMITS = 1 << 2,
    VERIFY_ALL = (1 << 3) - 1,
};

/* A submission as it was judged, with verdict, score and limits of the package's time limit. */
struct verified_judging {
    const struct submission_report *report;
    const char *expected; /* in words; "" where anything will do */
    bool is_as_expected;
};

/* Each may be NULL. With several packages at once, called by several threads at once. */
struct verify_events {
    void *context;
    /* Once a package, when its submissions have been run; everything is borrowed. */
    void (*judged)(void *context, const struct problem *problem, const char *path,
                   const struct verified_judging *judgings, size_t count);
    void (*note)(void *context, const char *line);
    /* "submissions", 3 of 12 are done. */
    void (*progress)(void *context, const char *what, size_t done, size_t total);
};

/* What is to be looked at. */
struct verify_scope {
    unsigned parts;                 /* enum verify_part */
    const char *const *submissions; /* paths in the package, the only ones; NULL: all */
    size_t submission_count;
    int64_t known_limit_ns; /* with submissions: the limit found before; 0: none */
};

struct verify_options {
    const struct languages *languages;
    struct verify_scope scope;  /* may change between packages */
    int64_t time_limit_ns;      /* instead of the package's; < 0: not given */
    size_t mutant_count;        /* of inputs, that validators are asked about; 0: none */
    uint64_t seed;              /* that makes them */
    const char *mutants_folder; /* where those that are accepted go */
    struct verify_events events;
};

/* options and what it points to stay borrowed until verify_close. */
int verify_open(const struct verify_options *options, struct verify **verify_out,
                struct err *err) EV_MUST_CHECK;
void verify_close(struct verify *verify); /* NULL is fine */

/* Set what verify needs of a judge before it is opened (events, measuring), then hand it over. The
 * judge stays the caller's, and may serve any number of packages. */
void verify_set_judge_options(struct verify *verify, struct judge_options *options);
void verify_use_judge(struct verify *verify, struct judge *judge);

/* Check one package; several threads may do so at once. Whatever goes wrong is in the report: a
 * package that cannot be read or judged has report.error. Strings are the arena's. */
void verify_package(struct verify *verify, const char *path, struct arena *arena,
                    struct verify_report *report_out);

/* What has to be looked at again once these files of the package have changed, by its last
 * report. */
struct verify_scope verify_scope_of(struct arena *arena, const struct verify_report *report,
                                    const char *const *paths, size_t count);

/* ---- stress: an input on which two solutions differ, or one and a validator ---- */

struct stress_options {
    struct judge *judge;
    const char *generator;
    const char *const *generator_args; /* NULL-terminated; {seed} and {size} are replaced */
    const char *first, *second;        /* sources; second NULL: the output is judged alone */
    const char *validator;             /* source of an output validator; NULL: the problem's */
    const struct problem *problem;     /* its validators and limits; NULL: compare tokens */
    struct limits limits;              /* of every run, complete */
    uint64_t seed;                     /* of the first round; the next has the next one */
    size_t rounds;
    int64_t size; /* {size} grows to this */
    size_t tries; /* runs that making the input smaller may take */
    struct verify_events events;
};

struct stress_result {
    bool is_found, is_interrupted;
    size_t rounds; /* that were made */
    uint64_t seed; /* of the round that found it */
    int64_t size;
    const char *what;           /* "outputs differ: line 1 column 1: expected ..." */
    struct str original, input; /* as generated, and as small as it was made */
    struct str outputs[2];      /* for it */
    size_t tries;
};

/* The result's texts are the caller's to end by stress_result_done. ERR_INPUT: a program does not
 * compile, or the generator fails; ERR_JUDGE. */
int stress_run(const struct stress_options *options, struct arena *arena,
               struct stress_result *result_out, struct err *err) EV_MUST_CHECK;
void stress_result_done(struct stress_result *result);

#endif
