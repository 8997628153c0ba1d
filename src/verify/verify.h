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

struct verify;

/* What is asked for; structure is always looked at. */
enum verify_part {
    VERIFY_VALIDATORS = 1 << 0,
    VERIFY_SUBMISSIONS = 1 << 1,
    VERIFY_LIMITS = 1 << 2,
    VERIFY_ALL = (1 << 3) - 1,
};

/* Either may be NULL. Called from one thread at a time. */
struct verify_events {
    void *context;
    void (*note)(void *context, const char *line);
    /* "submissions", 3 of 12 are done. */
    void (*progress)(void *context, const char *what, size_t done, size_t total);
};

struct verify_options {
    const struct languages *languages;
    unsigned parts;        /* enum verify_part */
    int64_t time_limit_ns; /* instead of the package's; < 0: not given */
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

/* Check one package. Whatever goes wrong is in the report: a package that cannot be read or judged
 * has report.error. Strings are the arena's. */
void verify_package(struct verify *verify, const char *path, struct arena *arena,
                    struct verify_report *report_out);

#endif
