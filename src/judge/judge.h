/* judge: the story of a judged submission: compile, runs, checks, verdict; and the scheduler that
 * lets many run at once.
 *
 * A slot is a thread with boxes of its own, pinned to one CPU. Compiling and tests of all
 * submissions are tasks in one queue; older submissions first. Events are called from one thread at
 * a time. judge_run and judge_validate may be called by several threads at once. */
#ifndef EVALX_JUDGE_JUDGE_H
#define EVALX_JUDGE_JUDGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "hint/hint.h"
#include "judge/making.h"
#include "judge/runs.h"
#include "judge/single.h"
#include "judge/stream.h"
#include "judge/validation.h"
#include "lang/lang.h"
#include "model/limits.h"
#include "model/report.h"
#include "problem/problem.h"
#include "sandbox/sandbox.h"

struct judge;

/* All callbacks may be NULL. Reports are complete as far as is_done flags say, and borrowed. */
struct judge_events {
    void *context;
    void (*compiled)(void *context, const struct submission_report *report);
    void (*test_done)(void *context, const struct submission_report *report, size_t test);
    /* Then its memory is freed. */
    void (*submission_done)(void *context, const struct submission_report *report);
    /* Progress in words: "computing the time limit: accepted/a.cpp". */
    void (*note)(void *context, const char *line);
};

struct cache_depot;

struct judge_options {
    int slots;                    /* 0: one per physical CPU */
    int first_slot;               /* that others on this machine have before: their CPUs */
    struct limits limits;         /* overrides of every run, LIMITS_UNSET where silent */
    struct limits compile_limits; /* likewise, of compiling */
    const char *tests_glob;       /* only tests whose name matches (fnmatch); NULL: all */
    bool is_stopping_on_first;    /* a test that is not accepted skips the rest of its submission */
    bool is_running_all;          /* also tests that the format's scoring leaves out */
    bool is_trusted_allowed;
    bool is_fresh;     /* no caches */
    bool is_measuring; /* times are what is asked for: every test is run (programs may be cached) */
    size_t repeats;    /* runs of every test, the worst counts; 0: one. Wants is_measuring */
    bool is_single;    /* one program only: its boxes see the folders of its language, no others */
    bool has_transcripts; /* interactive runs go through a relay, which keeps what is said */
    int64_t cache_bytes;  /* on disk, at most; 0: the default */
    const struct cache_depot *depot; /* what machines have in common (cache.h); NULL: nothing */
    int cancel_fd;                   /* readable: interrupt; -1: none */
    const char *time_source; /* what `counter` counts, in words, for reports; NULL: CPU time */
    struct run_counter counter;
    const struct languages *languages;
    struct hints *hints; /* NULL: no hints */
    /* More hints of a submission that was not accepted: lines of text, the arena's. Called by
     * several threads at once, outside the events; NULL: nobody has more. */
    size_t (*advise)(void *context, const struct submission_report *report, struct arena *arena,
                     const char *const **lines_out);
    void *advise_context;
    struct judge_events events;
};

/* options and what it points to stay borrowed until judge_close. */
int judge_open(const struct judge_options *options, struct judge **judge_out,
               struct err *err) EV_MUST_CHECK;
void judge_close(struct judge *judge);

struct judge_job {
    /* One submission: a file, a folder, "-"; several files make one program. */
    const char *const *paths;
    size_t path_count;
    const char *language;    /* id or alias; NULL: detect */
    struct problem *problem; /* borrowed */
    const char *id;          /* the caller's name for it, goes into the report; NULL: none */
    void *tag;               /* the caller's own, likewise */
    const char *user;        /* who handed it in, likewise */
    const char *shown;       /* what the report calls the source; NULL: by its path */
    /* Instead of paths where there are any; borrowed until submission_done */
    const struct source_file *files;
    size_t file_count;
    /* Once true, no test is begun any more and the report is interrupted; borrowed; NULL: never */
    const atomic_bool *is_cancelled;
    /* Of the CPU limit: verdicts are told for that, too; runs near it are judged again. 0: none */
    double told_share;
    bool is_anew; /* nothing known of its tests is used: each is run */
};

/* Judge all. Reports arrive by events; statuses_out (of `count`, may be NULL) gets each one's exit
 * status. -1 only when nothing can be judged at all (ERR_JUDGE: no sandbox; ERR_INPUT: a package
 * cannot be used). A validator that does not compile is an error of each report (ERR_INPUT);
 * ERR_INTERRUPTED is not an error here: reports say it. */
int judge_run(struct judge *judge, const struct judge_job *jobs, size_t count, int *statuses_out,
              struct err *err) EV_MUST_CHECK;

/* Fill the cache: headers of the installed languages, the problems' validators and jury programs,
 * and `more`, jobs of these problems. What cannot be compiled is noted and counted as failed. */
struct judge_warmed {
    size_t headers, validators;
    size_t compiled; /* programs of the jury and of jobs that were not in the cache */
    size_t known;    /* that were */
    size_t failed;
};
int judge_warm(struct judge *judge, struct problem *const *problems, size_t count,
               const struct judge_job *more, size_t more_count, struct judge_warmed *warmed_out,
               struct err *err) EV_MUST_CHECK;

/* The version that the language's tools tell, the number alone: "12.2.0"; the text is the judge's.
 * NULL: they have none, or cannot be asked. */
const char *judge_version(struct judge *judge, const struct language *language);
/* A digest of what decides how its programs are made and run: the tools' whole word on their
 * version, commands, environment. Alike on hosts that judge it alike. False: its tools have no word
 * on that, or cannot be asked. */
bool judge_fingerprint(struct judge *judge, const struct language *language,
                       char hex_out[HASH_HEX_BYTES]);

/* A time limit by the rule of formats that compute it: the smallest multiple of the resolution, one
 * at least, that is no less than slowest x factor. Pure. */
int64_t time_limit_of(int64_t slowest_ns, double factor, double resolution_s);

size_t judge_degraded(const struct judge *judge, const char *const **lines_out); /* for reports */
int judge_slots(const struct judge *judge);
/* The sandbox's name for --explain and doctor. */
const struct sandbox *judge_sandbox(const struct judge *judge);

#endif
