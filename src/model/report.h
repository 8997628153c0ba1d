/* report: everything that is known of a judged submission. Printers, JSON, the history and the
 * queue see nothing else.
 *
 * All strings are borrowed from the arena of the submission; NULL where there is nothing to say,
 * unless noted. */
#ifndef EVALX_MODEL_REPORT_H
#define EVALX_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/difference.h"
#include "model/facts.h"
#include "model/limits.h"
#include "model/verdict.h"

/* Of a test that was run several times. */
struct repeats {
    size_t count; /* 0: it was run once */
    int64_t least_cpu_ns, median_cpu_ns, most_cpu_ns;
    unsigned verdicts; /* bits 1 << enum verdict */
};

struct test_report {
    const char *name;  /* path without extension below data/, "secret/02-large" */
    const char *group; /* "sample", "secret", "secret/group1" */
    bool is_sample;
    size_t score_group; /* of a scoring problem: index into the report's groups */
    bool is_done;       /* false: not run yet, or never (skipped) */
    bool is_cached;
    bool is_rejudged;           /* near a time limit beside other runs: judged again alone */
    enum verdict other_verdict; /* of the run that does not count; only when is_rejudged */
    int64_t other_cpu_ns;
    struct repeats repeats;
    enum verdict verdict;
    struct facts facts;  /* of the contestant's program; with repeats: of the run that counts */
    double score;        /* as the checker wrote it (score.txt); NAN: it gave none */
    double multiplier;   /* likewise: a share of the points (score_multiplier.txt) */
    double points;       /* of a scoring problem: what it gave its group; NAN: that has no such */
    const char *how;     /* of a scoring problem: how that came about */
    const char *message; /* why, on one line: first difference, signal, validator's word */
    struct difference difference; /* the first, where the default validator has found one */
    const char *error_text;       /* beginning and end of what it wrote to standard error; of runs
                                     that were not accepted */
    const char *judge_message;    /* whole text of the validator, may have several lines */
    const char *transcript;       /* of an interactive run, where it was asked for: lines */
};

/* Of a scoring problem: what a group of tests gave, root first. */
struct group_report {
    const char *name; /* "" the root; "secret/group1"; "subtask 2" */
    size_t parent;    /* index; the root's is 0 */
    enum verdict verdict;
    double score, max_score; /* INFINITY: unbounded */
    bool is_run;     /* false: what it requires was not met, or its parent stopped before it */
    const char *how; /* how the score came about, one line */
};

struct compile_report {
    bool is_attempted;
    bool is_ok;
    bool is_cached;
    struct facts facts;
    const char *messages; /* of the compiler, with the user's paths; "" when silent */
    const char *reason;   /* one line, when not ok: "exit status 1", "memory limit (2 GiB)" */
};

/* A source file as it was handed in; the bytes may be anything. */
struct report_file {
    const char *name; /* below the submission's folder */
    const char *bytes;
    size_t count;
};

struct submission_report {
    size_t index;                    /* position in the call */
    const char *id;                  /* the caller's own name for it; NULL: it gave none */
    void *tag;                       /* the caller's own, of the job */
    const char *user;                /* who handed it in; NULL: not said */
    const char *source;              /* as the user named it */
    const struct report_file *files; /* none where they are too large or cannot be read */
    size_t file_count;
    const char *toolchain; /* the compiler's or interpreter's word on its version; NULL: unknown */
    const char *language;  /* id in langs.yaml, NULL when not found */
    const char *language_name;
    const char *problem; /* short name */
    enum verdict verdict;
    double score;     /* NAN when the problem has no scores */
    double max_score; /* of a perfect submission; NAN when there are no scores or it is unknown */
    const struct group_report *groups; /* empty when the problem has no scores */
    size_t group_count;
    const char *judge_error; /* by the rules of scoring; NULL: none */
    bool is_cached;
    bool is_interrupted;
    const char **degraded; /* what this host could not give, one line each */
    size_t degraded_count;
    const char **noise; /* what has disturbed measured times, one line each */
    size_t noise_count;
    struct limits limits; /* in force for the runs */
    /* What CPU time was measured by: "instructions, 2000000000 a second"; NULL: by itself */
    const char *time_source;
    /* "package", "computed from 3 accepted submissions", "--time", "default" */
    const char *time_limit_origin;
    struct compile_report compile;
    struct test_report *tests; /* in the order of judging: sample before secret */
    size_t test_count;
    size_t tests_done;
    const char *const *hints;
    size_t hint_count;
    struct err error; /* kind != ERR_NONE: it was not judged, and why */
    int64_t wall_ns;  /* from start of compiling to the last verdict */
};

/* Exit status that `evalx judge` owes this submission: 0, 1, 3, 4 or 130. */
int report_exit_status(const struct submission_report *report);

/* A deep copy: a new pointer above is a new line there. */
struct submission_report *report_copy(struct arena *arena, const struct submission_report *report);

#endif
